import type { Command } from "commander";
import { readYaml } from "../../client/files/yaml_reader.ts";
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
}
