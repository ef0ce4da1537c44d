import type { Progress } from "../stack/types.ts";
import { schemaFaults } from "../tools/database/gate.ts";
import { staleFiles } from "../tools/generate/files.ts";
import type { Count } from "./pgtap.ts";

/** Every generated file is what the schemas and the error codes make of it now, and schemas and migrations are one. */
export async function runGenerated(databaseUrl: string, progress: Progress): Promise<Count> {
  const stale = await staleFiles(databaseUrl);
  for (const path of stale) progress.note(`✗ ${path} is stale. Run deno task generate.`);
  const faults = await schemaFaults(progress);
  for (const fault of faults) progress.note(`✗ ${fault}`);
  const passed = Number(stale.length === 0) + Number(faults.length === 0);
  return { passed, failed: stale.length + faults.length };
}
