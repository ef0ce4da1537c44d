import { z } from "zod";
import type { Deps } from "../_shared/deps.ts";
import { runOf } from "../_shared/seeding/run/durable_run.ts";
import { seed, type SeedResult } from "../_shared/seeding/seed.ts";

/** The body of POST /plans/:id/apply. */
export const applyBody = z.strictObject({
  notify: z.boolean().default(false),
  wait: z.boolean().default(true),
});

/** Applies a saved plan, and nothing else. @throws {AppError} not_found, plan_stale, and as seed does */
export async function applyPlan(
  deps: Deps,
  id: string,
  { notify, wait, key }: z.infer<typeof applyBody> & { key?: string },
): Promise<SeedResult> {
  const { binding, scope } = await runOf(deps, id);
  const options = { plan: id, ...(notify && { notify }) };
  return await seed(deps, { binding, scope, options, key, dryRun: false, wait });
}
