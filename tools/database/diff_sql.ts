import { Pool } from "pg";
import { plan, renderPlanFiles, resolveProfile, supabaseProfile } from "@supabase/pg-delta";

/** Of cron jobs it would name the database; they are told as rows. */
const profile = { ...supabaseProfile, handlers: [] };

/**
 * SQL that makes the database at `from` like the one at `to`, in all that pg-delta knows: not the rows
 * of tables, nor queues and cron jobs, nor statistics objects.
 */
export async function diffSql(from: string, to: string): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const pools = [from, to].map((connectionString) => new Pool({ connectionString, max: 1 }));
  for (const pool of pools) stack.defer(() => pool.end());
  const [source, desired] = pools as [Pool, Pool];
  const resolved = await resolveProfile(source, profile);
  const there = await resolved.extract(source);
  const wanted = await resolved.extract(desired);
  const options = { ...resolved.planOptions, renames: "off" } as const;
  const { files } = renderPlanFiles(plan(there.factBase, wanted.factBase, options), {
    allowDrops: true,
  });
  return files.map(({ contents }) => contents).join("\n");
}
