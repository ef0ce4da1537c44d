import { AppError } from "../../errors.ts";
import type { Json } from "../../database/operations.ts";
import { absent, type Observed, type Work } from "./step.ts";

/** Odoo ends a call after 120 s: nobody makes a database any more that was begun longer ago. */
const longestCallMs = 130_000;

/** What a look finds where a database is there and not whole. */
export function halfMade({ startedAt, deps }: Pick<Work, "startedAt" | "deps">): Observed {
  const age = deps.now().getTime() - startedAt.getTime();
  return age < longestCallMs ? { is: "under_way", lookAgainIn: 2 } : absent;
}

/** Odoo ends a worker after 120 s, and what it was at is undone: what is pending for longer is left over. */
const longestModulesMs = 180_000;

/** What was begun so often and is never over takes longer than Odoo lets it. */
const mostTries = 4;

/** Whether Odoo may still be at the modules that the step asked for last. */
export function mayBeAtWork({ before, deps }: Pick<Work, "before" | "deps">): boolean {
  return deps.now().getTime() - Date.parse(String(before.asked_at)) < longestModulesMs;
}

/**
 * What the step says when it asks Odoo for modules, `what` e.g. `install the module "crm"`.
 * @throws {AppError} odoo_failed, when it was asked for four times and never done
 */
export function asking({ before, deps }: Pick<Work, "before" | "deps">, what: string): Json {
  const tries = before.asked_for === what ? Number(before.tries) : 0;
  if (tries < mostTries) {
    return { asked_at: deps.now().toISOString(), asked_for: what, tries: tries + 1 };
  }
  throw new AppError(
    "odoo_failed",
    `Cannot ${what}: Odoo was asked ${tries} times and was not done within three minutes.`,
    {
      suggestion:
        "Look at Odoo's log. Where it says that a limit was reached, raise limit_time_real, or retry when the server is idle.",
    },
  );
}
