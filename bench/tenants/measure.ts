import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";
import type { Stack } from "../../stack/stack.ts";
import type { Progress } from "../../stack/types.ts";
import { type Made, makeTenants } from "./create.ts";
import { prepareTemplate, withoutTemplate } from "./template.ts";
import { functionSeconds, stepSeconds } from "./work.ts";

/** Seconds, unless the name says otherwise. */
export interface TenantFigures {
  /** How many apps the bundle has. */
  apps: number;
  /** From request to ready, by turns of its own. */
  template: number;
  /** From request to active: the same steps, with and without a template. */
  one: number;
  fresh: number;
  /** Until the last of those that were asked for at once is active. */
  ten: number;
  active: number;
  failed: number;
  /** Of `one`, what neither Odoo nor PostgreSQL needed. */
  ours: number;
}

const bundle = "finance-ppm";
export const crowd = 10;
/** Odd, so that there is a middle one. */
const times = 5;

/** Measures tenants of the bundle Finance PPM, all on one Odoo in one go. */
export async function measureTenants(
  stack: Stack,
  sql: Sql,
  progress: Progress,
): Promise<TenantFigures> {
  const step = <T>(title: string, work: () => Promise<T>) => progress.step(title, work);
  const make = (count: number, code = bundle) => makeTenants(stack, sql, code, count);
  const template = await step("Prepare the template", () => prepareTemplate(stack, sql, bundle));
  await step("Warm up", () => make(1));
  const ones: { made: Made; ours: number }[] = [];
  for (let time = 1; time <= times; time++) {
    ones.push(await step(`One tenant, ${time} of ${times}`, () => one(stack, () => make(1))));
  }
  const middle = ones.toSorted((a, b) => a.made.seconds - b.made.seconds)[(times - 1) / 2]!;
  const ten = await step(`${crowd} tenants at once`, () => make(crowd));
  const { code, apps } = await withoutTemplate(stack, sql, bundle);
  const fresh = await step("One tenant without a template", () => make(1, code));
  return {
    apps,
    template,
    one: middle.made.seconds,
    fresh: fresh.seconds,
    ten: ten.seconds,
    active: ten.active,
    failed: ten.failed,
    ours: middle.ours,
  };
}

/** A tenant, and what of its time was ours: between the steps, and the function's own CPU within them. */
async function one(stack: Stack, make: () => Promise<Made>) {
  const before = await functionSeconds(stack);
  const made = await make();
  const cpu = await functionSeconds(stack) - before;
  return { made, ours: made.seconds - await stepSeconds(stack, made.operations) + cpu };
}
