import type { PlanOptions, StoredSeeds } from "../../client/bulk.ts";
import type { Reading } from "../../client/files/seed_row.ts";
import type { Frame } from "../frame.ts";
import { withNext } from "../runs/problem_failure.ts";
import { judged, sentToPlan } from "../seed_load.ts";
import { finishedPlan, type SavedPlan } from "./made_plan.ts";

/** Has a plan made as if files were loaded, which they are not. @returns with what loading them would change in the seeds @throws {Failure | NoAccess | Unreachable} */
export async function planOfFiles(
  reading: Reading,
  options: PlanOptions & { binding: string },
  frame: Frame,
): Promise<{ plan: SavedPlan; seeds: StoredSeeds }> {
  const { binding } = options;
  const rows = await judged(reading, frame);
  const { id, seeds } = await sentToPlan(rows, options, frame).catch(withNext({ binding }));
  return { plan: await finishedPlan(id, binding, await frame.api(), frame), seeds };
}
