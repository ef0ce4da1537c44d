import { answered, type Api } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import type { Frame } from "../frame.ts";
import { followedWork, type Stage } from "./followed_work.ts";
import { untilText } from "../moment.ts";
import { refusedAbout } from "../refusal.ts";

/** A run as the platform shows it. */
export type Run = components["schemas"]["Run"];

/** Follows a run to its end, with progress. @throws {Failure} */
export async function followedRun(
  id: string,
  resume: string,
  api: Api,
  frame: Frame,
): Promise<Run> {
  return await followedWork({ id, read: () => runOf(id, api), stage: stageOf, resume }, api, frame);
}

/** A run by its id. @throws {Failure | Unreachable} */
export async function runOf(id: string, api: Api): Promise<Run> {
  return await answered(api.GET("/runs/{id}", { params: { path: { id } } })).catch(
    refusedAbout({}),
  );
}

function stageOf({ status, phase, progress, waits }: Run): Stage | undefined {
  if (status !== "running") return undefined;
  if (waits) return { title: waitingText(waits) };
  if (phase !== "apply") return { title: phase === "observe" ? "Looking at Odoo" : "Planning" };
  const { done, total } = sumOf(progress);
  return { title: "Writing", done, of: total };
}

/** Why work does not go on, and until when. */
export function waitingText(waits: Record<string, unknown>): string {
  return `It waits: ${untilText(waits)}`;
}

/** How far a run is, over all actions; what failed is done, too. */
export function sumOf(progress: Run["progress"]): { done: number; failed: number; total: number } {
  const sum = { done: 0, failed: 0, total: 0 };
  for (const { done, failed, total } of Object.values(progress)) {
    sum.done += done + failed;
    sum.failed += failed;
    sum.total += total;
  }
  return sum;
}
