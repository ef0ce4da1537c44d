import type { Json } from "../../database/operations.ts";
import { AppError } from "../../errors.ts";
import { lookForTrouble } from "../../odoo/tenant/look.ts";
import { timed } from "../../deps.ts";
import { botOf, logInAfresh, type Reach, serverVersion } from "./odoo.ts";

/** When it is too slow, or too late; as control.cares has it. */
export interface ProbeParams {
  slow_seconds: number;
  mail_minutes: number;
  cron_minutes: number;
}

/** One that takes longer is not well, and others wait. */
const mostMs = 45_000;

/**
 * Looks at a tenant's Odoo and changes nothing: whether it answers and how fast, lets the platform in, and
 * what goes wrong in it unseen. What that means, SQL says. @throws what is no word of Odoo's
 */
export async function probeOdoo(given: Reach, params: ProbeParams): Promise<Json> {
  const until = given.deps.now().getTime() + mostMs;
  const leftMs = () =>
    Math.min(until - given.deps.now().getTime(), given.deps.leftMs?.() ?? mostMs);
  const reach = { ...given, deps: timed(given.deps, leftMs) };
  const facts: Json = {};
  let at = "http";
  try {
    const started = performance.now();
    const { text } = await serverVersion(reach);
    Object.assign(facts, { version: text, ms: Math.round(performance.now() - started) });
    at = "log_in";
    const client = await logInAfresh(reach, botOf(reach.tenant));
    at = "read";
    const ago = (minutes: number) => new Date(reach.deps.now().getTime() - minutes * 60_000);
    return {
      ...facts,
      ...await lookForTrouble(client, {
        mailsSince: ago(params.mail_minutes),
        actionsSince: ago(params.cron_minutes),
      }),
    };
  } catch (error) {
    if (!(error instanceof AppError) || !saysSomething(error)) throw error;
    return { ...facts, fault: { at, code: error.code, detail: error.detail } };
  }
}

/** Of the tenant's Odoo, and not of the platform's own database. */
function saysSomething({ code }: AppError): boolean {
  return code.startsWith("odoo_") || code === "not_ours" || code === "misconfigured";
}
