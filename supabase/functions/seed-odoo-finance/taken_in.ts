import type { AdoptResult } from "../_shared/seeding/adopt/adopt.ts";
import { fates } from "../_shared/seeding/adopt/fates.ts";
import type { ImportResult } from "../_shared/seeding/adopt/import.ts";
import { oneSliceAnswer } from "./one_slice.ts";

/** What became of each seed that Odoo did not hold. */
export function adoptResponse(result: AdoptResult, ms: number): Response {
  return oneSliceAnswer(result, { dry_run: result.dryRun, ...fates(result) }, ms);
}

/** How many seeds were written, and what could not become one. */
export function importResponse(result: ImportResult, ms: number): Response {
  const { projects, tasks } = result.imported;
  return oneSliceAnswer(result, { imported: { projects, tasks } }, ms);
}
