import { administrator } from "../steps/administrator.ts";
import { smokeTest } from "../steps/smoke.ts";
import { nothing, operation } from "./operation.ts";

export const resetPassword = operation({
  kind: "reset_password",
  input: nothing,
  steps: [administrator, smokeTest],
});
