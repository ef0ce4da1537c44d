import type { Command } from "commander";
import { frameOf } from "../../frame.ts";
import type { SheetOptions } from "../../read_seeds.ts";
import { sheetOptions } from "./sheet_options.ts";

/** `seed check`. */
export function checkCommand(seed: Command): void {
  sheetOptions(seed.command("check <path...>"))
    .description("Check what files and folders say, as far as nobody has to be asked")
    .option("--project <ref>", "of a sheet: that of all its rows")
    .action(async (paths: string[], options: SheetOptions, command: Command) => {
      const { checkSeeds } = await import("../../seed_files.ts");
      await checkSeeds(paths, options, frameOf(command));
    });
}
