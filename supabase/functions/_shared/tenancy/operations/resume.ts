import { unblock } from "../steps/block.ts";
import { smokeTest } from "../steps/smoke.ts";
import { nothing, operation } from "./operation.ts";

export const resume = operation({
  kind: "resume",
  input: nothing,
  steps: [unblock, smokeTest],
});
