import type { Command } from "commander";
import { asDbmlSays } from "../../supabase/functions/_shared/introspect/as_dbml_says.ts";
import { differenceLine } from "../../supabase/functions/_shared/introspect/difference_line.ts";
import { differences } from "../../supabase/functions/_shared/introspect/differences.ts";
import type { Scope } from "../../supabase/functions/_shared/introspect/scope.ts";
import type { Structure } from "../../supabase/functions/_shared/introspect/structure.ts";
import { exits, Failure } from "../failure.ts";
import { type Frame, frameOf } from "../frame.ts";
import { readTarget, scopedOrFailure } from "./reading.ts";
import { isStructureFile, readStructureFile, type Told } from "./structure_file.ts";
import type { StructureFormat } from "./structure_formats.ts";
import { targetOf } from "./target.ts";
import { withoutRows } from "./without_rows.ts";
import { filesOf, writeFiles } from "./written_files.ts";

/** What `introspect` and `introspect diff` both take. */
interface Shared {
  instance: string;
  databaseUrl?: string;
  schema?: string[];
  module?: string[];
  model?: string[];
  around?: string[];
  steps: number;
  language: string;
  wait: number;
}

function scopeOf({ schema, module, model, around, steps }: Shared): Scope {
  return {
    schemas: schema,
    modules: module,
    models: model,
    ...around && { around: { tables: around, steps } },
  };
}

async function read(name: string | undefined, options: Shared, frame: Frame): Promise<Structure> {
  const { structure, unlabelled } = await readTarget(
    await targetOf(name, frame, options),
    options,
  );
  if (unlabelled) {
    frame.tell("Odoo's labels and modules are left out: this login may not read them.");
  }
  return structure;
}

type Written = Shared & { format: StructureFormat; rows: boolean; output?: string };

/** Writes what a database is made of, into a folder or to standard output. @throws {Failure} */
export async function write(target: string | undefined, command: Command): Promise<void> {
  const frame = frameOf(command);
  const options = command.optsWithGlobals<Written>();
  const { format, rows } = options;
  const folder = folderOf(command);
  if (folder === undefined && format !== "dbml" && format !== "erd") {
    throw new Failure(
      `Cannot introspect: --format ${format} makes several files, and no folder is named.`,
      "Add --output <dir>.",
    );
  }
  const whole = scopedOrFailure(await read(target, options, frame), scopeOf(options));
  const structure = rows ? whole : withoutRows(whole);
  if (folder === undefined) {
    for (const [, text] of filesOf(structure, format)) console.log(text.trimEnd());
    return;
  }
  const progress = frame.progress("Files");
  const { files, removed } = await writeFiles(folder, structure, format, progress.at);
  progress.end();
  const { database, odoo, tables } = structure;
  frame.tell(
    `${database}${
      odoo ? `, Odoo ${odoo.version}` : ""
    }: ${tables.length} tables in ${files} files ` +
      `in ${folder}${removed > 0 ? `; ${removed} of an earlier time removed` : ""}.`,
  );
}

/** The program's own --output says how answers are written; here it says where. */
function folderOf(command: Command): string | undefined {
  const { parent } = command;
  const isSaid = parent!.getOptionValueSource("output") === "cli";
  return isSaid ? parent!.opts<{ output: string }>().output : undefined;
}

/** Tells how one structure differs from another. @throws {Failure} */
export async function compare(a: string, b: string, command: Command): Promise<void> {
  const frame = frameOf(command);
  const options = command.optsWithGlobals<Shared>();
  const tell = async (word: string): Promise<Told> =>
    isStructureFile(word)
      ? await readStructureFile(word)
      : { structure: await read(word, options, frame), byDbml: false };
  const sides = [await tell(a), await tell(b)];
  const byDbml = sides.some((side) => side.byDbml);
  const [from, to] = sides.map(({ structure }) =>
    comparable(scopedOrFailure(structure, scopeOf(options)), byDbml)
  );
  const found = differences(from!, to!);
  if (byDbml) frame.tell("Compared is what DBML can say: see docs/introspection.md.");
  if (frame.format === "table") { for (const one of found) console.log(differenceLine(one)); }
  else frame.show(found, listing(found));
  frame.tell(found.length === 0 ? "No differences." : `${found.length} differences.`);
  frame.ends(found.length === 0 ? exits.done : exits.differences);
}

function comparable(structure: Structure, byDbml: boolean): Structure {
  return byDbml ? asDbmlSays(structure) : structure;
}

function listing(found: ReturnType<typeof differences>) {
  const titles = ["change", "what", "name", "aspect", "from", "to"];
  const rows = found.map(({ change, what, name, aspect, from, to }) => [
    ...[change, what, name, aspect ?? null, from ?? null, to ?? null],
  ]);
  return { titles, rows, none: "No differences." };
}
