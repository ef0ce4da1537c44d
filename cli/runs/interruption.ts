import process from "node:process";
import { exits } from "../failure.ts";

/** Does something at the first Ctrl-C, and leaves at the second. @returns what makes it as before */
export function onInterruption(first: () => void): () => void {
  let isAsked = false;
  const listener = () => {
    if (isAsked) process.exit(exits.interrupted);
    isAsked = true;
    first();
  };
  process.on("SIGINT", listener);
  return () => process.off("SIGINT", listener);
}
