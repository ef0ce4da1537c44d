import { join } from "node:path";
import { packageFolder, platform } from "./packages.ts";
import { root } from "./paths.ts";

/** Nothing is reported to anybody. */
export const CLI_ENVIRONMENT = { SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };

/** The stock supabase CLI's program; fetched once by Deno, no Node needed. */
export async function supabaseCli(): Promise<string> {
  const folder = await packageFolder(`npm:@supabase/cli-${platform()}@3.1.0/package.json`);
  return join(folder, "bin/supabase");
}

/** Applies all pending migrations and the seeds with `supabase db push`; returns what it printed. */
export async function pushMigrations(databaseUrl: string, workdir = root): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(await supabaseCli(), {
    args: [
      ...["db", "push", "--include-seed", "--include-all", "--yes"],
      ...["--workdir", workdir, "--remote", `${databaseUrl}?sslmode=disable`],
    ],
    env: { ...CLI_ENVIRONMENT, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const output = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  if (!success) throw new Error(`Cannot apply the migrations: ${output.trim()}`);
  return output;
}
