import { z } from "zod";
import { agreed } from "../steps/agreed.ts";
import { announce } from "../steps/announce.ts";
import { removeBackups } from "../steps/backup.ts";
import { leave } from "./leaving.ts";
import type { Operation } from "./operation.ts";

export const purge: Operation = {
  kind: "purge",
  input: z.strictObject({
    confirm: z.string().max(30).optional().describe("The tenant's slug, typed once more."),
  }).default({}),
  steps: [agreed, ...leave, removeBackups, announce],
};
