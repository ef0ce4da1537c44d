import { unblock } from "../steps/block.ts";
import { smokeTest } from "../steps/smoke.ts";
import { nothing, type Operation } from "./operation.ts";

export const resume: Operation = {
  kind: "resume",
  input: nothing,
  steps: [unblock, smokeTest],
};
