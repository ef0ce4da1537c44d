import type { StoredSeeds } from "../client/bulk.ts";
import type { Reading } from "../client/files/seed_row.ts";
import type { Frame } from "./frame.ts";
import { judged, sent } from "./seed_load.ts";
import { changesListing, conflictLines, countsLine } from "./told_changes.ts";

/** How `seed load` was asked. */
export interface LoadOptions {
  dryRun?: boolean;
  prune?: boolean;
  overwrite?: boolean;
  binding?: string;
  confirm?: string;
}

/** Fewer than this are archived without a second thought. */
const fewArchived = 10;

/** Judges what was read, names what --prune archives, stores it, and tells what became of it. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function loadSeeds(
  reading: Reading,
  { dryRun, prune, overwrite, binding, confirm }: LoadOptions,
  frame: Frame,
): Promise<void> {
  const rows = await judged(reading, frame);
  const how = { prune, overwrite, binding };
  if (dryRun || prune) {
    const would = await sent(rows, { ...how, dry_run: true }, frame);
    if (dryRun) return tellStored(would, frame);
    await confirmPruning(would, confirm, frame);
  }
  tellStored(await sent(rows, how, frame), frame);
}

/** Names what goes. Where it is most of what is there, a file that was cut short looks like this. */
async function confirmPruning(
  would: StoredSeeds,
  confirm: string | undefined,
  frame: Frame,
): Promise<void> {
  const { archived, changed, unchanged } = would.counts.tasks;
  if (archived === 0) return;
  const named = (would.changes ?? []).filter(({ action }) => action === "archive");
  for (const { ref } of named) frame.tell(`archive  ${ref}`);
  if (archived > named.length) frame.tell(`… and ${archived - named.length} more`);
  if (archived < fewArchived || archived <= changed + unchanged) return;
  const question = `${archived} tasks are archived, and ${
    changed + unchanged
  } stay. Type ${archived}:`;
  await frame.confirm(String(archived), confirm, question);
}

function tellStored(stored: StoredSeeds, frame: Frame): void {
  for (const line of conflictLines(stored)) frame.tell(`conflict  ${line}`);
  if (stored.dry_run) frame.show(stored, changesListing(stored));
  else if (frame.format !== "table") frame.show(stored, countsListing(stored));
  frame.tell(countsLine(stored));
}

function countsListing({ counts }: StoredSeeds) {
  const rows = Object.entries(counts).map(([kind, of]) => [kind, ...Object.values(of)]);
  return { titles: ["kind", ...Object.keys(counts.tasks)], rows };
}
