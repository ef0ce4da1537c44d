import { countsOf, foreignNames, judge } from "../client/files/judge.ts";
import type { Frame } from "./frame.ts";
import { readSeeds, type SheetOptions } from "./read_seeds.ts";
import { WrongFiles } from "./seed_load.ts";

/** Checks what files and folders say, and asks nobody. @throws {Failure} with all that is wrong */
export async function checkSeeds(
  paths: string[],
  options: SheetOptions,
  frame: Frame,
): Promise<void> {
  const { rows, faults } = await readSeeds(paths, { ...options, offline: true }, frame);
  const all = [...faults, ...judge(rows, () => true)];
  if (all.length > 0) throw new WrongFiles(all);
  const counts = countsOf(rows);
  const unknown = Object.values(foreignNames(rows)).reduce((sum, { size }) => sum + size, 0);
  frame.show({ counts, not_looked_up: unknown }, {
    titles: ["kind", "seeds"],
    rows: Object.entries(counts),
  });
  if (unknown > 0) {
    frame.tell(`${unknown} names are in no file; whether they are there, seed load knows.`);
  }
}
