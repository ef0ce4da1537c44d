import type { Deps } from "../../deps.ts";
import { limitMs } from "../../outside/limits.ts";

/** Installing a module takes up to 20 s, more on a slow host; hosted functions are stopped after 150 s. */
const timeoutMs = 100_000;

/** How long a call of a tenant's Odoo may take. */
export function callLimits({ leftMs }: Pick<Deps, "leftMs">) {
  return { timeoutMs, leftMs };
}

/** Gives up what is asked of others when such a call would be given up, or sooner. */
export function callSignal({ leftMs }: Pick<Deps, "leftMs">, mostMs = timeoutMs): AbortSignal {
  return AbortSignal.timeout(Math.max(0, limitMs({ timeoutMs: mostMs, leftMs })));
}
