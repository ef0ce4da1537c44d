/**
 * Runs the stock supabase CLI with Deno alone: `deno task supabase [--instance name] db push --dry-run`.
 * What it takes for the local stack is that instance, whichever ports it has.
 */
import { onInstance, taskLine } from "./command_line.ts";
import { CLI_ENVIRONMENT, supabaseCli } from "./migrations.ts";
import { readState } from "./state.ts";

const { instance, args } = onInstance("supabase", "The stock supabase CLI", Deno.args);
const state = await readState(instance);
const { code } = await new Deno.Command(await supabaseCli(), {
  args,
  env: {
    ...CLI_ENVIRONMENT,
    ...state && { SUPABASE_DB_PORT: new URL(state.databaseUrl).port },
  },
}).spawn().status;
if (code !== 0 && !state && !args.includes("--remote")) {
  console.error(
    `No local stack ${instance} is running. To start it: ${taskLine("start", instance)}`,
  );
}
Deno.exit(code);
