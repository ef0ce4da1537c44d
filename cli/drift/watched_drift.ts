import { setTimeout } from "node:timers/promises";
import { type Api, Unreachable } from "../../client/client.ts";
import type { Frame } from "../frame.ts";
import { onInterruption } from "../runs/interruption.ts";
import { type DriftFilter, type FoundDrift, foundDrift } from "./found_drift.ts";
import { driftChanges, driftListing, driftSum } from "./told_drift.ts";

/** Looks again every so many seconds, and tells what came and what went, until Ctrl-C. @returns what was found last @throws {Failure} */
export async function watchedDrift(
  first: FoundDrift,
  filter: DriftFilter,
  seconds: number,
  api: Api,
  frame: Frame,
): Promise<FoundDrift> {
  const stop = new AbortController();
  const asBefore = onInterruption(() => stop.abort());
  let found = first;
  while (await paused(seconds, stop.signal)) {
    const now = await lookedAgain(filter, api, frame);
    if (now === undefined) continue;
    const lines = driftChanges(found.items, now.items);
    if (frame.format === "table") { for (const line of lines) console.log(line); }
    else if (lines.length > 0) frame.show(now, driftListing(now.items));
    if (lines.length > 0 && now.as_of) frame.tell(driftSum(now.items, now.as_of));
    found = now;
  }
  asBefore();
  return found;
}

/** A platform that is away for a while ends no watch. */
async function lookedAgain(
  filter: DriftFilter,
  api: Api,
  frame: Frame,
): Promise<FoundDrift | undefined> {
  try {
    return await foundDrift(filter, api);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    frame.tell(error.message);
    return undefined;
  }
}

/** Whether it waited to the end. */
async function paused(seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(seconds * 1000, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
