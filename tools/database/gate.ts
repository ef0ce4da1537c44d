import postgres from "postgres";
import type { Progress } from "../../stack/types.ts";
import { unreleasedBaseline } from "./baseline.ts";
import { differences } from "./differences.ts";
import { databaseFacts, type Facts } from "./facts.ts";
import { brokenReleases, readReleased } from "./released.ts";
import { withScratchServer } from "./scratch.ts";
import { migrationFiles, schemaFiles } from "./sources.ts";

/** Where supabase/schemas and supabase/migrations differ, and what to run: one line a fault. */
export async function schemaFaults(progress: Progress): Promise<string[]> {
  const [schemas, migrations] = [await schemaFiles(), await migrationFiles()];
  const frozen = brokenReleases(await readReleased(), migrations).map((name) =>
    `Cannot change supabase/migrations/${name}: it is released. Put it back, and write a new one.`
  );
  const unlike = await withScratchServer(progress, async (make) => {
    const here = await factsAt(await make("by_schemas", schemas));
    const there = await factsAt(await make("by_migrations", migrations));
    return differences({ here: ["schemas", here], there: ["migrations", there] });
  });
  const unreleased = (await unreleasedBaseline()).length > 0;
  const next = unreleased ? "generate" : "migration <name> <purpose>";
  return [...frozen, ...unlike.map((line) => `${line}. Run deno task ${next}.`)];
}

export async function factsAt(url: string): Promise<Facts> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await databaseFacts(sql);
  } finally {
    await sql.end();
  }
}
