import { basename } from "node:path";
import { commandLine, consentOption, databaseOption, wholeNumber } from "../stack/command_line.ts";
import { requireConsent } from "../stack/existing_database.ts";
import { findFiles, type Section, SECTIONS } from "./sections.ts";

export interface Wanted {
  sections: Section[];
  /** Integration files by name, as often as they are to run; all when there is none. */
  files: string[];
  /** Part of the names of the tests in them. */
  only?: string;
  /** The database that all of them share, on one stack. */
  databaseUrl?: string;
}

/** What is asked for; all sections when nothing is named. */
export async function wantedTests(): Promise<Wanted> {
  const command = commandLine("test", "Set everything up and run every test, or what is named")
    .argument("[names...]", `sections (${SECTIONS.join(", ")}) or files of integration tests`)
    .option("--times <number>", "run those files so often", wholeNumber, 1)
    .option("--only <text>", "of those files, the tests with this in their names")
    .option(
      "--odoo-url <url>",
      "run integration tests against this Odoo; ODOO_MASTER_PASSWORD opens it",
    )
    .addOption(databaseOption())
    .addOption(consentOption())
    .parse(Deno.args, { from: "user" });
  const { times, only, odooUrl, databaseUrl, yes } = command.opts<
    { times: number; only?: string; odooUrl?: string; databaseUrl?: string; yes?: boolean }
  >();
  if (databaseUrl) requireConsent(databaseUrl, yes);
  if (odooUrl && !Deno.env.get("ODOO_MASTER_PASSWORD")) {
    command.error("error: --odoo-url needs ODOO_MASTER_PASSWORD: databases are made with it");
  }
  if (odooUrl) Deno.env.set("ODOO_URL", odooUrl);
  const known = await findFiles("integration");
  const isSection = (name: string) => SECTIONS.some((section) => section === name);
  const files = command.args.filter((name) => !isSection(name)).map((name) => {
    const file = known.find((file) => basename(file) === basename(name));
    return file ?? command.error(`Cannot test ${name}: it is no section and no integration test.`);
  });
  const sections = SECTIONS.filter((name) =>
    command.args.length === 0 && (!odooUrl || name === "integration") ||
    command.args.includes(name) || name === "integration" && files.length > 0
  );
  if (files.length === 0 && (times > 1 || only)) {
    command.error("error: --times and --only go with the names of integration tests' files");
  }
  const named = Array.from({ length: times }, () => files).flat();
  return { sections, files: named, only, databaseUrl };
}
