/** Runs the stock supabase CLI with Deno alone: `deno task supabase db push --dry-run`. */
import { CLI_ENVIRONMENT, supabaseCli } from "./migrations.ts";

const { code } = await new Deno.Command(await supabaseCli(), {
  args: Deno.args,
  env: CLI_ENVIRONMENT,
}).spawn().status;
Deno.exit(code);
