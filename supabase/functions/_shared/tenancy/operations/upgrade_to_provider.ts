import { becomeProviderStep } from "../steps/become_provider.ts";
import { nothing, operation } from "./operation.ts";

export const upgradeToProvider = operation({
  kind: "upgrade_to_provider",
  input: nothing,
  steps: [becomeProviderStep],
});
