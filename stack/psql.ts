/**
 * psql on a running instance's database: `deno task psql`, with psql's own options behind
 * `--instance <name>`. It is the one that the stack has fetched, else the machine's. Its exit codes are
 * psql's; 3 when the instance does not run, 1 when there is no psql.
 */
import { join } from "node:path";
import { succeeds } from "./command.ts";
import { onInstance } from "./command_line.ts";
import { aptServes } from "./odoo/debian/apt.ts";
import { exclusively } from "./odoo/debian/lock.ts";
import { postgresClient } from "./odoo/debian/postgres_client.ts";
import { cacheDir } from "./paths.ts";
import { terminalProgress } from "./progress.ts";
import { NotRunning, runningInstance } from "./state.ts";

const progress = terminalProgress();

async function program(): Promise<string> {
  if (await aptServes()) {
    const folder = join(cacheDir, "odoo");
    return join(await exclusively(folder, () => postgresClient(folder, progress)), "psql");
  }
  if (await succeeds("psql", ["--version"])) return "psql";
  throw new Error("Cannot run psql: this machine has none. Install PostgreSQL's client.");
}

try {
  const { instance, args } = onInstance("psql", "psql on the local stack's database", Deno.args);
  const { databaseUrl } = await runningInstance(instance);
  Deno.addSignalListener("SIGINT", () => {}); // Ctrl-C is psql's: it cancels a query
  const child = new Deno.Command(await program(), { args: [databaseUrl, ...args] }).spawn();
  Deno.exit((await child.status).code);
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(error instanceof NotRunning ? 3 : 1);
}
