/**
 * Writes the next migration from what the schemas say and the migrations do not:
 * `deno task migration <name> <purpose>`; `--release` freezes all migrations that there are.
 */
import { join } from "node:path";
import { commandLine } from "../../stack/command_line.ts";
import { root } from "../../stack/paths.ts";
import { terminalProgress } from "../../stack/progress.ts";
import { unreleasedBaseline } from "./baseline.ts";
import { migrationText } from "./migration_text.ts";
import { releasedPath, releaseOf } from "./released.ts";
import { withScratchServer } from "./scratch.ts";
import { migrationFiles, schemaFiles } from "./sources.ts";

const command = commandLine("migration", "Write the next migration, from the schemas' difference")
  .argument("[name]", "what it does, as part of a file's name: add_priority")
  .argument("[purpose]", "the same as a sentence, which opens the file")
  .option("--release", "freeze every migration that there is: databases may have them now")
  .parse(Deno.args, { from: "user" });
const [name, purpose] = command.args;
const progress = terminalProgress();

if (command.opts<{ release?: boolean }>().release) await release();
else await write();
Deno.exit(0);

async function release(): Promise<void> {
  const released = JSON.stringify(releaseOf(await migrationFiles()), undefined, 2);
  await Deno.writeTextFile(join(root, releasedPath), `${released}\n`);
  progress.note(releasedPath);
}

async function write(): Promise<void> {
  if (!name || !/^[a-z][a-z0-9_]*$/.test(name) || !purpose || !/^\S.*\.$/.test(purpose)) {
    return command.error(
      "error: a migration has a name_like_this and a purpose, which is a sentence.",
    );
  }
  if ((await unreleasedBaseline()).length > 0) {
    return command.error("error: the baseline is not released: deno task generate makes it anew.");
  }
  const text = await withScratchServer(
    progress,
    async (make) => await migrationText(make, await schemaFiles(), await migrationFiles(), purpose),
  );
  if (text === undefined) return progress.note("The schemas and the migrations are one already.");
  const moment = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const path = `supabase/migrations/${moment}_${name}.sql`;
  await Deno.writeTextFile(join(root, path), text);
  progress.note(`${path}: read it, and fill in what it says is missing.`);
}
