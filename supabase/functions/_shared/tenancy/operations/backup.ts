import { backup as takeBackup, removeExpired } from "../steps/backup.ts";
import { nothing, operation } from "./operation.ts";

export const backup = operation({
  kind: "backup",
  input: nothing,
  steps: [takeBackup, removeExpired],
});
