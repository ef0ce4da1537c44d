import { AppError } from "../errors.ts";
import type { Work } from "./step.ts";

/** Faults that a while mends: what is asked for is then there. */
const passing = ["odoo_unreachable", "odoo_timeout", "odoo_busy", "database_unreachable"];

/** So long a database may not say who gets in before the step goes on without. */
const patienceMs = 180_000;

/**
 * What is found inside a database; undefined where nobody of ours gets in. One that was only not asked, or that
 * cannot say yet who gets in, is asked again in the step's next try. @param look logs in, and what it needs then
 */
export async function ifAnybodyGetsIn<T>(
  { deps, tenant, startedAt }: Work,
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const waited = deps.now().getTime() - startedAt.getTime();
    if (passing.includes(error.code) && waited < patienceMs) throw error;
    deps.log("database_unseen", { tenant: tenant.slug, message: error.detail });
    return undefined;
  }
}
