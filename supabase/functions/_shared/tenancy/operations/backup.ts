import { backup as takeBackup, removeExpired } from "../steps/backup.ts";
import { nothing, type Operation } from "./operation.ts";

export const backup: Operation = {
  kind: "backup",
  input: nothing,
  steps: [takeBackup, removeExpired],
};
