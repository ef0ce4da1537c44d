import { type Command, Option } from "commander";
import { dateFormats } from "../../../client/files/sheet_dates.ts";

/** How sheets are to be read, whatever is done with them. */
export function sheetOptions(command: Command): Command {
  return command
    .option("--mapping <file>", "of a sheet: what its columns are (docs/spreadsheets.md)")
    .addOption(
      new Option("--dates <format>", "of a sheet: how its dates are written").choices(dateFormats),
    )
    .option("--encoding <name>", "of a CSV without a mark of its own, as in windows-1252")
    .option("--sheet <name>", "of a workbook: the one sheet that is read");
}
