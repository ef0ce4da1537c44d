import { type Command, Option } from "commander";
import { readYaml } from "../../client/files/yaml_reader.ts";
import { kinds } from "../../client/files/seed_row.ts";
import { exportFormats, type ExportOptions, exportSeeds } from "../export_seeds.ts";
import { frameOf } from "../frame.ts";
import { type LoadOptions, loadSeeds } from "../load_seeds.ts";
import { textFiles } from "../seed_paths.ts";

/** `seed load`, `seed export` and `seed import`. */
export function seedCommands(program: Command): void {
  const seed = program.command("seed").description("Seeds as files: what Odoo is to hold");
  seed.command("load <path...>")
    .description("Store what files and folders say, all of it or nothing; Odoo is not touched yet")
    .option("--dry-run", "show what would change, field by field")
    .option("--prune", "archive tasks that the files no longer have, of the projects they name")
    .option("--overwrite", "also take back what was accepted from Odoo")
    .option("--binding <name>", "refuse what would go to another Odoo")
    .option("--confirm <number>", "how many tasks --prune archives, where it is most of them")
    .action(async (paths: string[], options: LoadOptions, command: Command) => {
      await loadSeeds(readYaml(await textFiles(paths)), options, frameOf(command));
    });
  seed.command("export")
    .description("Write what is stored as a file that can be loaded again")
    .addOption(
      new Option("--format <format>", "how it is written").choices(exportFormats).default("yaml"),
    )
    .addOption(
      new Option("--kind <kind>", "what CSV, which has one sheet, is about").choices(kinds)
        .default("tasks"),
    )
    .option("--project <ref>", "of one project alone")
    .option("--program <slug>", "of the projects of a programme")
    .option("--tenant <slug>", "of the projects of a tenant")
    .option("--out <file>", "where to; standard output unless given")
    .action(async (options: ExportOptions, command: Command) => {
      await exportSeeds(options, frameOf(command));
    });
}
