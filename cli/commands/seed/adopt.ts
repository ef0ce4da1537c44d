import { type Command, Option } from "commander";
import { namedInstance } from "../../../stack/command_line.ts";
import { type Adopted, adoptionListing, matchRule } from "../../adopted.ts";
import { exits } from "../../failure.ts";
import { frameOf } from "../../frame.ts";
import { functionAnswer } from "../../function_call.ts";

interface Options {
  binding: string;
  program?: string;
  project?: string[];
  match: ReturnType<typeof matchRule>;
  take?: string;
  dryRun?: boolean;
}

/** `seed adopt`. */
export function adoptCommand(seed: Command): void {
  seed.command("adopt")
    .description("Give records that people made in Odoo the refs of the seeds that they match")
    .option("--binding <name>", "which Odoo", "default")
    .option("--program <slug>", "a programme and all below it")
    .option("--project <refs...>", "these projects")
    .addOption(
      new Option("--match <rule>", "name, or <field of Odoo>=<external_ref|name|odoo_id>")
        .argParser(matchRule).default(matchRule("name"), "name"),
    )
    .addOption(
      new Option("--take <side>", "whose value wins where they differ")
        .choices(["policy", "seed", "odoo"]),
    )
    .option("--dry-run", "show what matches, and change nothing")
    .addHelpText(
      "after",
      "\nIt takes SEED_RUN_TOKEN, as seed import does (docs/runbooks/adopting.md).",
    )
    .action(async (options: Options, command: Command) => {
      const frame = frameOf(command);
      const { match, project, dryRun, ...rest } = options;
      const program = command.parent!.parent!;
      const answer = await functionAnswer<Adopted>(
        namedInstance(program),
        "seed-odoo-finance/adopt",
        { ...rest, match, projects: project, dry_run: dryRun },
      );
      frame.show(answer, adoptionListing(answer));
      const { matched, ambiguous, unmatched } = answer;
      frame.tell(
        `${dryRun ? "Would be: " : ""}${matched.length} adopted, ${ambiguous.length} ambiguous, ` +
          `${unmatched.length} unmatched.`,
      );
      if (!dryRun) frame.tell(`Next: ${frame.line("seed", "plan", "--binding", options.binding)}`);
      frame.ends(ambiguous.length > 0 ? exits.failed : exits.done);
    });
}
