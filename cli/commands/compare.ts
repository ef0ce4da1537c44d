import { type Command, Option } from "commander";
import { type Compared, compared, comparedListing } from "../compare/fact.ts";
import { comparedSchemas, moduleFacts } from "../compare/database_facts.ts";
import { tenantFacts, type Unseen } from "../compare/tenant_facts.ts";
import { exits, Failure } from "../failure.ts";
import { type Frame, frameOf } from "../frame.ts";
import { targetOf } from "../introspect/target.ts";

interface Options {
  instance: string;
  all?: boolean;
  schema: boolean;
  databaseUrl?: string;
}

/** `compare`. */
export function compareCommand(program: Command): void {
  program.command("compare <a> <b>")
    .description("Two tenants side by side: plan, bundle, modules, settings, seeds, drift, schema")
    .option("--all", "also what is the same")
    .option("--no-schema", "leave out their databases: tables, and versions of modules")
    .addOption(
      new Option("--database-url <url>", "where the PostgreSQL of their Odoo is")
        .env("OCP_DATABASE_URL"),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 no differences, 1 an error or wrong usage, 2 there are differences.",
    )
    .action(async (a: string, b: string, _options, command: Command) => {
      await compare([a, b], command.optsWithGlobals<Options>(), frameOf(command));
    });
}

async function compare(
  slugs: [string, string],
  options: Options,
  frame: Frame,
): Promise<void> {
  const api = await frame.api();
  const sides = await Promise.all(slugs.map((slug) => tenantFacts(slug, api)));
  const { structures, unseen } = await schemasOf(slugs, options, frame);
  const facts = sides.map((side, at) => {
    const structure = structures?.[at];
    if (!structure?.odoo) return side.facts;
    return [...side.facts.filter(({ part }) => part !== "modules"), ...moduleFacts(structure)];
  });
  const rows = [
    ...compared(facts[0]!, facts[1]!),
    ...structures ? comparedSchemas(structures[0]!, structures[1]!) : [],
  ];
  const hidden = oncePerPart([...sides.flatMap((side) => side.unseen), ...unseen]);
  tellAll(slugs, rows.filter(seenIn(hidden)), hidden, options, frame);
}

function tellAll(
  [a, b]: [string, string],
  rows: Compared[],
  unseen: Unseen[],
  { all }: Options,
  frame: Frame,
): void {
  const different = rows.filter(({ same }) => !same);
  const shown = all ? rows : different;
  frame.show(
    { a, b, same: different.length === 0, rows: shown, unseen },
    comparedListing(shown, a, b),
  );
  for (const { part, why } of unseen) frame.tell(`Not compared: ${part}. ${why}`);
  const count = different.length === 1 ? "1 difference" : `${different.length} differences`;
  frame.tell(`${count} in ${rows.length} facts.`);
  frame.ends(different.length === 0 ? exits.done : exits.differences);
}

/** What cannot be seen of both is said once. */
function oncePerPart(unseen: Unseen[]): Unseen[] {
  return [...new Map(unseen.map((one) => [one.part, one])).values()];
}

/** What is known of one of the two alone is no difference between them. */
function seenIn(unseen: Unseen[]): (row: Compared) => boolean {
  const parts = new Set(unseen.map(({ part }) => part));
  return ({ part }) => !parts.has(part);
}

/** The structures of both databases; none where one of them cannot be read. */
async function schemasOf(slugs: string[], options: Options, frame: Frame) {
  if (!options.schema) return { unseen: [] };
  const { readTarget } = await import("../introspect/reading.ts");
  const progress = frame.progress("Schemas", slugs.length);
  try {
    const structures = [];
    for (const slug of slugs) {
      const target = await targetOf(slug, frame, options);
      structures.push((await readTarget(target, { language: "en_US", wait: 2 })).structure);
      progress.at(structures.length);
    }
    return { structures, unseen: [] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const why = `${error.message} ${error.suggestion}`;
    return { unseen: [{ part: "schema", why }] };
  } finally {
    progress.end();
  }
}
