import { join } from "node:path";
import { parseEnv } from "node:util";
import { ignoreMissing } from "../missing.ts";

/** `supabase/functions/.env`, where the CLI's `functions serve` looks, too. */
export async function functionsEnvFile(
  supabase: string,
): Promise<Record<string, string>> {
  const text = await Deno.readTextFile(join(supabase, "functions/.env")).catch(ignoreMissing);
  return parseEnv(text ?? "") as Record<string, string>;
}
