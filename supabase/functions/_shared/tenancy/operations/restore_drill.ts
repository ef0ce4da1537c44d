import { z } from "zod";
import { drillDrop, drillProve, drillRestore } from "../steps/drill.ts";
import type { Operation } from "./operation.ts";

export const restoreDrill: Operation = {
  kind: "restore_drill",
  input: z.strictObject({
    backup: z.uuid().optional().describe("Without it, the newest."),
  }).default({}),
  steps: [drillRestore, drillProve, drillDrop],
};
