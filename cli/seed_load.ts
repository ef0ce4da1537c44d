import {
  type BulkOptions,
  type PlanOfFiles,
  type PlanOptions,
  sendSeeds,
  sendSeedsToPlan,
  type StoredSeeds,
} from "../client/bulk.ts";
import { type Problem, Refused } from "../client/client.ts";
import { type Fault, faultLine, inOrder } from "../client/files/fault.ts";
import { foreignNames, judge } from "../client/files/judge.ts";
import { faultOf, type Kind, type Reading, type SeedRow } from "../client/files/seed_row.ts";
import { knownSeeds } from "../client/known_seeds.ts";
import { keyOf } from "../client/files/columns.ts";
import { Failure } from "./failure.ts";
import type { Frame } from "./frame.ts";

/** More than this is told as a number. */
const mostTold = 100;

/** What is wrong with files, all of it with its place. */
export class WrongFiles extends Failure {
  constructor(readonly faults: Fault[]) {
    const lines = inOrder(faults).slice(0, mostTold).map(faultLine);
    const more = faults.length > mostTold ? `\n… and ${faults.length - mostTold} more` : "";
    super(
      `${lines.join("\n")}${more}\nCannot load the files: ${wrong(faults.length)}.`,
      "Nothing was sent.",
      undefined,
      { faults: inOrder(faults).slice(0, mostTold) },
    );
  }
}

function wrong(count: number): string {
  return count === 1 ? "one thing is wrong" : `${count} things are wrong`;
}

/** Judges what was read, with what the platform knows. @throws {WrongFiles | NoAccess | Refused | Unreachable} */
export async function judged(reading: Reading, frame: Frame): Promise<SeedRow[]> {
  const { rows, faults } = reading;
  const foreign = foreignNames(rows);
  const isForeign = Object.values(foreign).some((keys) => keys.size > 0);
  const known = isForeign ? await knownSeeds(await frame.api(), foreign) : foreign;
  const all = [...faults, ...judge(rows, (kind, key) => known[kind].has(key))];
  if (all.length > 0) throw new WrongFiles(all);
  if (rows.length === 0) throw new Failure("Cannot load the files: no seed is in them.", "");
  return rows;
}

/** Sends what was judged; what the platform refuses is told by file and line. @throws {WrongFiles | NoAccess | Refused | Unreachable} */
export async function sent(
  rows: SeedRow[],
  options: BulkOptions,
  frame: Frame,
): Promise<StoredSeeds> {
  return await told(
    rows,
    frame,
    async (progress) => await sendSeeds(await frame.access(), rows, options, progress),
  );
}

/** The same, to be planned. @throws {WrongFiles | NoAccess | Refused | Unreachable} */
export async function sentToPlan(
  rows: SeedRow[],
  options: PlanOptions,
  frame: Frame,
): Promise<PlanOfFiles> {
  return await told(
    rows,
    frame,
    async (progress) => await sendSeedsToPlan(await frame.access(), rows, options, progress),
  );
}

async function told<T>(
  rows: SeedRow[],
  frame: Frame,
  send: (progress: (count: number) => void) => Promise<T>,
): Promise<T> {
  const progress = frame.progress("Sending seeds", rows.length);
  try {
    return await send(progress.at);
  } catch (error) {
    const faults = error instanceof Refused ? faultsOf(error.problem, rows) : [];
    throw faults.length > 0 ? new WrongFiles(faults) : error;
  } finally {
    progress.end();
  }
}

interface RowFault {
  row?: number;
  kind?: string;
  field?: string;
  rule?: string;
}

/** What the platform refused, at the lines that it came from. */
function faultsOf(problem: Problem, rows: SeedRow[]): Fault[] {
  const { faults = [] } = problem as { faults?: RowFault[] };
  return faults.flatMap(({ row, field, rule }) => {
    const at = rows[(row ?? 0) - 1];
    if (!at) return [];
    const called = field ? `${keyOf(at.kind as Kind, field)}: ` : "";
    return [faultOf(at, `${called}${rule}.`, field)];
  });
}
