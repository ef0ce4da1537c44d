import { agreed } from "../steps/agreed.ts";
import { lastBackup } from "../steps/backup.ts";
import { leave } from "./leaving.ts";
import { nothing, operation } from "./operation.ts";

export const decommission = operation({
  kind: "decommission",
  input: nothing,
  steps: [agreed, lastBackup, ...leave],
});
