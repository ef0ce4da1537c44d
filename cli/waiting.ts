import type { ProgressOutput } from "../stack/progress.ts";
import { cut } from "../terminal/width.ts";

const everyMs = 500;

/** Shows on a terminal what is waited for, and for how long. @returns what takes it away */
export function waiting(title: string, columns: number, output: ProgressOutput): () => void {
  if (!output.live) return () => {};
  const started = output.now();
  const draw = () => {
    const seconds = Math.floor((output.now() - started) / 1000);
    output.write(`\r\x1b[2K${cut(`… ${title} · ${seconds} s`, columns - 1)}`);
  };
  const timer = setInterval(draw, everyMs);
  return () => {
    clearInterval(timer);
    output.write("\r\x1b[2K");
  };
}
