import { join } from "node:path";
import postgres from "postgres";
import { isLoopback } from "./loopback.ts";
import { ignoreMissing } from "./missing.ts";
import { packageFolder, platform } from "./packages.ts";
import { root } from "./paths.ts";

/** Nothing is reported to anybody. */
export const CLI_ENVIRONMENT = { SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };

/** The stock supabase CLI's program; fetched once by Deno, no Node needed. */
export async function supabaseCli(): Promise<string> {
  const folder = await packageFolder(`npm:@supabase/cli-${platform()}@3.1.0/package.json`);
  return join(folder, "bin/supabase");
}

interface Migrated {
  /** How much was pending, or what has changed, for people. */
  told: string;
  /** Migrations that were changed after they had been applied. */
  changed: string[];
}

/** Applies what is pending. */
export async function applyMigrations(url: string, what: { seeds?: boolean }): Promise<Migrated> {
  const applied = (await pushMigrations(url, what)).match(/^Applying migration/gm)?.length ?? 0;
  const changed = await changedSince(url);
  if (changed.length > 0) {
    return { told: `${changed.join(", ")} was applied, and has changed since`, changed };
  }
  return { told: applied === 0 ? "up to date" : `${applied} new`, changed };
}

interface Applied {
  version: string;
  name: string;
  statements: string[];
}

/** Migrations whose files say something else than what was applied: before its release, the baseline may. */
async function changedSince(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const applied = await sql<Applied[]>`
      select version, name, statements from supabase_migrations.schema_migrations
      where statements is not null order by version`;
    const changed: string[] = [];
    for (const { version, name, statements } of applied) {
      const path = join(root, "supabase/migrations", `${version}_${name}.sql`);
      const text = await Deno.readTextFile(path).catch(ignoreMissing);
      if (text !== undefined && bare(text) !== bare(statements.join(""))) changed.push(name);
    }
    return changed;
  } finally {
    await sql.end();
  }
}

/** The CLI stores statements without what separates them. */
function bare(text: string): string {
  return text.replaceAll(/[\s;]/g, "");
}

/** Applies all pending migrations, and the seeds, with `supabase db push`; returns what it printed. */
async function pushMigrations(
  databaseUrl: string,
  { seeds = false }: { seeds?: boolean },
): Promise<string> {
  const url = new URL(databaseUrl);
  if (isLoopback(databaseUrl) && !url.searchParams.has("sslmode")) {
    url.searchParams.set("sslmode", "disable");
  }
  const { success, stdout, stderr } = await new Deno.Command(await supabaseCli(), {
    args: [
      ...["db", "push", "--include-all", "--yes", ...(seeds ? ["--include-seed"] : [])],
      ...["--workdir", root, "--remote", url.href],
    ],
    env: { ...CLI_ENVIRONMENT, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const output = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  if (!success) throw new Error(`Cannot apply the migrations: ${output.trim()}`);
  return output;
}
