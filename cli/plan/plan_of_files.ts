import type { PlanOptions, StoredSeeds } from "../../client/bulk.ts";
import type { Reading } from "../../client/files/seed_row.ts";
import type { Frame } from "../frame.ts";
import { refusedAbout } from "../refusal.ts";
import { judged, sentToPlan } from "../seed_load.ts";
import { finishedPlan, type SavedPlan } from "./made_plan.ts";

/** Has a plan made as if files were loaded, which they are not. @param again the words by which it is planned once more @returns with what loading them would change in the seeds @throws {Failure | NoAccess | Unreachable} */
export async function planOfFiles(
  reading: Reading,
  options: PlanOptions & { binding: string },
  again: string[],
  frame: Frame,
): Promise<{ plan: SavedPlan; seeds: StoredSeeds }> {
  const rows = await judged(reading, frame);
  const { id, seeds } = await sentToPlan(rows, options, frame).catch(refusedAbout({}));
  return { plan: await finishedPlan(id, again, await frame.api(), frame), seeds };
}
