import { z } from "zod";
import { slug } from "../../slug.ts";
import { agreed } from "../steps/agreed.ts";
import { databaseRole } from "../steps/database_role.ts";
import { identity } from "../steps/identity.ts";
import {
  dropReplaced,
  proveRestoredStep,
  reactivateRestored,
  restoredLogins,
  restoreStaging,
  swap,
} from "../steps/restore.ts";
import { smokeTest } from "../steps/smoke.ts";
import type { Step } from "../tenant/step.ts";
import type { Operation } from "./operation.ts";

/** The role stays when a restoration is undone: the database that comes back needs it. */
const { compensate: _, ...reopenedToRole } = databaseRole;
/** What it changes is gone with the restored database, when the swap is undone. */
const identityOfRestored: Step = { ...identity, harmless: true };

export const restore: Operation = {
  kind: "restore",
  input: z.strictObject({
    backup: z.uuid().describe("The id of one of the tenant's backups."),
    shared_with: z.array(slug).optional()
      .describe("All tenants that share the database, to confirm that their data go back as well."),
  }),
  steps: [
    ...[agreed, restoreStaging, restoredLogins, proveRestoredStep, swap, identityOfRestored],
    ...[reactivateRestored, reopenedToRole, smokeTest, dropReplaced],
  ],
};
