import { block } from "../steps/block.ts";
import { nothing, operation } from "./operation.ts";

export const pause = operation({
  kind: "pause",
  input: nothing,
  steps: [block],
});
