import { agreed } from "../steps/agreed.ts";
import { announce } from "../steps/announce.ts";
import { lastBackup } from "../steps/backup.ts";
import { leave } from "./leaving.ts";
import { nothing, type Operation } from "./operation.ts";

export const decommission: Operation = {
  kind: "decommission",
  input: nothing,
  steps: [agreed, lastBackup, ...leave, announce],
};
