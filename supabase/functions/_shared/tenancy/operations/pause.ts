import { block } from "../steps/block.ts";
import { nothing, type Operation } from "./operation.ts";

export const pause: Operation = {
  kind: "pause",
  input: nothing,
  steps: [block],
};
