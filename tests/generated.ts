import { staleFiles } from "../tools/generate/files.ts";
import type { Count } from "./pgtap.ts";

/** Every generated file is what the migrations and the error codes make of it now. */
export async function runGenerated(
  databaseUrl: string,
  print: (line: string) => void,
): Promise<Count> {
  const stale = await staleFiles(databaseUrl);
  for (const path of stale) print(`✗ ${path} is stale. Run deno task generate.`);
  return { passed: stale.length === 0 ? 1 : 0, failed: stale.length };
}
