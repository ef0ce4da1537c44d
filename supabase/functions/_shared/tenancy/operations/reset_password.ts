import { administrator } from "../steps/administrator.ts";
import { smokeTest } from "../steps/smoke.ts";
import { nothing, type Operation } from "./operation.ts";

export const resetPassword: Operation = {
  kind: "reset_password",
  input: nothing,
  steps: [administrator, smokeTest],
};
