import { becomeProviderStep } from "../steps/become_provider.ts";
import { nothing, type Operation } from "./operation.ts";

export const upgradeToProvider: Operation = {
  kind: "upgrade_to_provider",
  input: nothing,
  steps: [becomeProviderStep],
};
