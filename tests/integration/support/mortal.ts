import { endless } from "../../../supabase/functions/_shared/budget.ts";
import { readConfig } from "../../../supabase/functions/_shared/config.ts";
import { openDatabase } from "../../../supabase/functions/_shared/database/connection.ts";
import {
  type StepQueue,
  stepQueue,
} from "../../../supabase/functions/_shared/database/operations.ts";
import type { Deps } from "../../../supabase/functions/_shared/deps.ts";
import { findStep } from "../../../supabase/functions/_shared/tenancy/operations.ts";
import { runSteps } from "../../../supabase/functions/_shared/tenancy/runner.ts";
import type { Step } from "../../../supabase/functions/_shared/tenancy/step.ts";
import { loadStack } from "./stack.ts";

/** Where a runner dies: before a step did anything, after an answer of the outside in its middle, or before it said that it was done. */
export type Blow = "before" | "after the first answer" | "after the second answer" | "after";
const blows: Blow[] = [
  "before",
  "after the first answer",
  "after the second answer",
  "after",
];

/** Strikes each step once with each blow. */
export class Strikes {
  /** Where blows fell, e.g. `database: before`. */
  readonly struck: string[] = [];
  readonly #open = new Map<string, Blow[]>();

  /** The next blow for a step, or none when it has had all. */
  next(step: string): Blow | undefined {
    const left = this.#open.get(step) ?? [...blows];
    this.#open.set(step, left);
    return left.shift();
  }
}

/** Works off what is due as a process that dies at the next blow. @returns whether it lived */
export async function mortalRun(strikes: Strikes): Promise<boolean> {
  const { apiUrl, serviceRoleKey, databaseUrl, operationsRunToken, seedRunToken, odoo } =
    loadStack();
  const config = readConfig({
    SUPABASE_DB_URL: databaseUrl,
    SUPABASE_URL: apiUrl,
    SUPABASE_SERVICE_ROLE_KEY: serviceRoleKey,
    SEED_RUN_TOKEN: seedRunToken,
    OPERATIONS_RUN_TOKEN: operationsRunToken,
    ODOO_URL: odoo.url,
    ODOO_DB: odoo.database,
    ODOO_USER: odoo.logins.bot.login,
    ODOO_PASSWORD: odoo.logins.bot.password,
    ODOO_MASTER_PASSWORD: odoo.masterPassword,
    ...(odoo.postgresUrl && { TENANT_DATABASE_URL: `${odoo.postgresUrl}postgres` }),
  });
  const sql = openDatabase(config.databaseUrl);
  const deps: Deps = { config, sql, log: () => {}, now: () => new Date() };
  const death = Promise.withResolvers<false>();
  const die = (what: string): Promise<never> => {
    strikes.struck.push(what);
    death.resolve(false);
    return new Promise(() => {});
  };
  const find = (kind: string, name: string) => {
    const blow = strikes.next(name);
    return blow ? mortalStep(findStep(kind, name), blow, die) : findStep(kind, name);
  };
  const queue = stepQueue(() => sql, "mortal", 120);
  const living = runSteps(deps, withoutHeartbeat(queue), find, endless).then(() => true);
  try {
    return await Promise.race([living, death.promise]);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The dead extend no lease. */
function withoutHeartbeat(queue: StepQueue): StepQueue {
  return { ...queue, extend: () => Promise.resolve(false) };
}

/** A step in whose process everything stops for ever at one point. */
function mortalStep(step: Step, blow: Blow, die: (what: string) => Promise<never>): Step {
  const strike = (where: Blow) => die(`${step.name}: ${where}`);
  const acting = (act: () => Promise<unknown>) =>
    blow === "after" ? act().then(() => strike("after")) : struckInTheMiddle(act, blow, strike);
  const { compensate } = step;
  return {
    ...step,
    observe: (work) => blow === "before" ? strike("before") : step.observe(work),
    apply: (work) => acting(async () => await step.apply(work)),
    compensate: compensate && ((work) => acting(() => compensate(work))),
  };
}

const goOn = () => Promise.resolve();
let onAnswer: () => Promise<void> = goOn;
const realFetch = globalThis.fetch;
// Here, and not in the middle of a step: clients keep the fetch that they began with.
globalThis.fetch = async (...call: Parameters<typeof fetch>) => {
  const response = await realFetch(...call);
  await onAnswer();
  return response;
};

/** The outside has done it, and nobody is left to hear so; one that asks less dies at its end. */
async function struckInTheMiddle(
  act: () => Promise<unknown>,
  blow: Blow,
  strike: (where: Blow) => Promise<never>,
): Promise<never> {
  let answers = blow === "after the first answer" ? 1 : 2;
  onAnswer = () => {
    if (--answers > 0) return Promise.resolve();
    onAnswer = goOn; // the test itself still hears answers
    return strike(blow);
  };
  try {
    await act();
  } finally {
    onAnswer = goOn;
  }
  return await strike("after");
}
