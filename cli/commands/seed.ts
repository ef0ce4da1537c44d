import { type Command, Option } from "commander";
import { kinds } from "../../client/files/seed_row.ts";
import { exportFormats } from "../export_formats.ts";
import type { ExportOptions } from "../export_seeds.ts";
import { frameOf } from "../frame.ts";
import type { ImportOptions } from "../import_seeds.ts";
import type { LoadOptions } from "../load_seeds.ts";
import type { SheetOptions } from "../read_seeds.ts";
import { acceptCommand } from "./seed/accept.ts";
import { adoptCommand } from "./seed/adopt.ts";
import { applyCommand } from "./seed/apply.ts";
import { cancelCommand } from "./seed/cancel.ts";
import { checkCommand } from "./seed/check.ts";
import { muteCommand } from "./seed/mute.ts";
import { mutesCommand } from "./seed/mutes.ts";
import { planCommand } from "./seed/plan.ts";
import { sheetOptions } from "./seed/sheet_options.ts";
import { statusCommand } from "./seed/status.ts";
import { unmuteCommand } from "./seed/unmute.ts";

interface IntoOptions extends SheetOptions {
  into?: string;
}

/** Each command that has a file of its own. */
const own: ((seed: Command) => void)[] = [
  checkCommand,
  planCommand,
  applyCommand,
  statusCommand,
  cancelCommand,
  adoptCommand,
  acceptCommand,
  muteCommand,
  mutesCommand,
  unmuteCommand,
];

/** `seed` with all its commands: those that store and write files here, the others there. */
export function seedCommands(program: Command): void {
  const seed = program.command("seed").description("Seeds: what Odoo is to hold");
  for (const add of own) add(seed);
  bindingOption(projectOption(sheetOptions(seed.command("load <path...>"))))
    .description("Store what files and folders say, all of it or nothing; Odoo is not touched yet")
    .option("--dry-run", "show what would change, field by field")
    .option("--prune", "archive tasks that the files no longer have, of the projects they name")
    .option("--overwrite", "also take back what was accepted from Odoo")
    .option("--confirm <number>", "how many tasks --prune archives, where it is most of them")
    .action(async (paths: string[], options: LoadOptions & SheetOptions, command: Command) => {
      const frame = frameOf(command);
      const { loadSeeds, readSeeds } = await files();
      await loadSeeds(await readSeeds(paths, options, frame), options, frame);
    });
  bindingOption(projectOption(sheetOptions(seed.command("export"))))
    .description("Write what is stored as a file that can be loaded again")
    .addOption(formatOption())
    .addOption(kindOption())
    .option("--program <slug>", "of the projects of a programme")
    .option("--tenant <slug>", "of the projects of a tenant")
    .option("--out <file>", "where to; standard output unless given")
    .option("--into <sheet>", "write what was accepted from Odoo into the columns of a sheet")
    .action(async (options: ExportOptions & IntoOptions, command: Command) => {
      const frame = frameOf(command);
      const { exportInto, exportSeeds } = await files();
      if (options.into === undefined) await exportSeeds(options, frame);
      else await exportInto(options.into, options, frame);
    });
  seed.command("import <project>")
    .description("Take a project that people made in Odoo, by name or id, and write it as a file")
    .requiredOption("--ref <ref>", "the ref that the project gets")
    .requiredOption("--program <slug>", "its programme, made where it is not there")
    .option("--binding <name>", "which Odoo", "default")
    .option("--company <name>", "set in Odoo on a project that has none")
    .addOption(formatOption())
    .addOption(kindOption())
    .option("--out <file>", "where to; standard output unless given")
    .action(async (project: string, options: ImportOptions, command: Command) => {
      const { importSeeds } = await files();
      await importSeeds(project, options, frameOf(command));
    });
}

/** What reads and writes files is large, and most commands do without it. */
const files = () => import("../seed_files.ts");

function formatOption(): Option {
  return new Option("--format <format>", "how it is written").choices(exportFormats)
    .default("yaml");
}

function kindOption(): Option {
  return new Option("--kind <kind>", "what CSV, which has one sheet, is about").choices(kinds)
    .default("tasks");
}

/** Of a sheet, or of what is exported. */
function projectOption(command: Command): Command {
  return command.option("--project <ref>", "one project; of a sheet: that of all its rows");
}

function bindingOption(command: Command): Command {
  return command.option(
    "--binding <name>",
    "whose people a sheet names; load refuses what goes to another Odoo",
  );
}
