import type { Command } from "commander";
import { countsOf, foreignNames, judge } from "../../../client/files/judge.ts";
import { type Frame, frameOf } from "../../frame.ts";
import { readSeeds, type SheetOptions } from "../../read_seeds.ts";
import { WrongFiles } from "../../seed_load.ts";
import { sheetOptions } from "./sheet_options.ts";

/** `seed check`. */
export function checkCommand(seed: Command): void {
  sheetOptions(seed.command("check <path...>"))
    .description("Check what files and folders say, as far as nobody has to be asked")
    .option("--project <ref>", "of a sheet: that of all its rows")
    .action(async (paths: string[], options: SheetOptions, command: Command) => {
      await checkSeeds(paths, options, frameOf(command));
    });
}

async function checkSeeds(paths: string[], options: SheetOptions, frame: Frame): Promise<void> {
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
