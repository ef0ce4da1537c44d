import { type Command, Option } from "commander";
import { answered } from "../../../client/client.ts";
import { adoptionListing, matchRule } from "../../adopted.ts";
import { exits } from "../../failure.ts";
import { frameOf } from "../../frame.ts";
import { refusedAbout } from "../../refusal.ts";

const sides = ["policy", "seed", "odoo"] as const;

interface Options {
  binding: string;
  program?: string;
  project?: string[];
  match: ReturnType<typeof matchRule>;
  take?: typeof sides[number];
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
    .addOption(new Option("--take <side>", "whose value wins where they differ").choices(sides))
    .option("--dry-run", "show what matches, and change nothing")
    .action(async (options: Options, command: Command) => {
      const frame = frameOf(command);
      const { binding, program, project, match, take, dryRun } = options;
      const rules = { projects: match, tasks: match };
      const answer = await answered(
        (await frame.api()).POST("/bindings/{name}/adopt", {
          params: { path: { name: binding } },
          body: { program, projects: project, match: rules, take, dry_run: dryRun },
        }),
      ).catch(refusedAbout({ next: ["seed", "adopt", "--help"] }));
      frame.show(answer, adoptionListing(answer));
      const { matched, ambiguous, unmatched } = answer;
      frame.tell(
        `${dryRun ? "Would be: " : ""}${matched.length} adopted, ${ambiguous.length} ambiguous, ` +
          `${unmatched.length} unmatched.`,
      );
      if (!dryRun) frame.tell(`Next: ${frame.line("seed", "plan", "--binding", binding)}`);
      frame.ends(ambiguous.length > 0 ? exits.failed : exits.done);
    });
}
