import { AppError } from "../../errors.ts";
import type { Work } from "./step.ts";

/** Odoo's own word on the credentials, or that Vault has none: waiting does not mend these. */
const shut = ["odoo_auth_failed", "misconfigured"];

/** So long a database may not say who gets in before the step goes on without. */
const patienceMs = 180_000;

/** What a log-in finds; undefined where nobody of ours gets in. @throws {AppError} all other faults */
export async function ifAnybodyGetsIn<T>(work: Work, enter: () => Promise<T>) {
  return await unless((error) => shut.includes(error.code), work, enter);
}

/**
 * As ifAnybodyGetsIn, for what is done without it at last: a database that cannot say yet who gets in is asked
 * again in the step's next tries, for three minutes.
 */
export async function ifSeenInTime<T>(work: Work, look: () => Promise<T>) {
  const { deps, startedAt, passing } = work;
  const late = () => deps.now().getTime() - startedAt.getTime() >= patienceMs;
  return await unless(
    ({ code }) => shut.includes(code) || passing.includes(code) && late(),
    work,
    look,
  );
}

async function unless<T>(
  goesOn: (error: AppError) => boolean,
  { deps, tenant }: Work,
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof AppError && goesOn(error))) throw error;
    deps.log("database_unseen", { tenant: tenant.slug, message: error.detail });
    return undefined;
  }
}
