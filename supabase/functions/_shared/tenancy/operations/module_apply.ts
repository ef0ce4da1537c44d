import { z } from "zod";
import { databaseRole } from "../steps/database_role.ts";
import { modules } from "../steps/modules.ts";
import { recordModules } from "../steps/record_modules.ts";
import { analyticsLogin } from "../steps/schema.ts";
import { smokeTest } from "../steps/smoke.ts";
import type { Operation } from "./operation.ts";

const moduleName = z.string()
  .regex(/^[a-z][a-z0-9_]{0,99}$/, "must be a module's technical name, at most 100");

export const moduleApply: Operation = {
  kind: "module_apply",
  input: z.strictObject({
    modules: z.array(moduleName).min(1).max(100).describe(
      "Technical names, at most 100 of at most 100 characters.",
    ),
  }),
  steps: [modules, recordModules, databaseRole, analyticsLogin, smokeTest],
};
