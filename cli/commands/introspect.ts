import { type Command, Option } from "commander";
import { wholeNumber } from "../../stack/command_line.ts";
import { structureFormats } from "../introspect/structure_formats.ts";

/** `introspect` and `introspect diff`. */
export function introspectCommand(program: Command): void {
  const introspect = program.command("introspect [target]")
    .description("Write what a database is made of: of a tenant, a binding, or a postgres:// URL")
    .addOption(
      new Option("--format <format>", "as what").choices(structureFormats).default("all"),
    )
    .option("--no-rows", "leave out how many rows there are about")
    .addHelpText(
      "after",
      `
The folder is --output <dir>. Without one, dbml and erd go to standard output.
Environment: OCP_DATABASE_URL, the server's or the database's URL; PGPASSWORD, its password.`,
    );
  shared(introspect).action(async (target: string | undefined, _options, command: Command) => {
    const { write } = await actions();
    await write(target, command);
  });
  shared(introspect.command("diff <a> <b>"))
    .description("How b differs from a: two databases, or files written as dbml or erd")
    .action(async (a: string, b: string, _options, command: Command) => {
      const { compare } = await actions();
      await compare(a, b, command);
    });
}

function shared(command: Command): Command {
  return command
    .addOption(
      new Option("--database-url <url>", "where the server or the database is").env(
        "OCP_DATABASE_URL",
      ),
    )
    .option("--schema <names...>", "only tables of these schemas")
    .option("--module <names...>", "only tables of these modules of Odoo")
    .option("--model <names...>", "only tables of these models of Odoo")
    .option("--around <tables...>", "only tables near these")
    .option("--steps <number>", "how many references away is near", wholeNumber, 1)
    .option("--language <code>", "of Odoo's labels", "en_US")
    .option("--wait <seconds>", "how long somebody else's lock may keep it", wholeNumber, 2);
}

/** What reads databases is large, and seldom needed. */
const actions = () => import("../introspect/actions.ts");
