import { join } from "node:path";
import { parseEnv } from "node:util";

/** `supabase/functions/.env`, where the CLI's `functions serve` looks, too. */
export async function functionsEnvFile(
  supabase: string,
): Promise<Record<string, string>> {
  try {
    const text = await Deno.readTextFile(join(supabase, "functions/.env"));
    return parseEnv(text) as Record<string, string>;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
