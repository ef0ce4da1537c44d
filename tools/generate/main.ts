/** Writes every file that is made from the schemas and the error codes: `deno task generate`. */
import { join } from "node:path";
import { commandLine } from "../../stack/command_line.ts";
import { root } from "../../stack/paths.ts";
import { terminalProgress } from "../../stack/progress.ts";
import { withScratchServer } from "../database/scratch.ts";
import { schemaFiles } from "../database/sources.ts";
import { generatedFiles } from "./files.ts";
import { plannedSteps, plannedStepsPath } from "./planned_steps.ts";

commandLine("generate", "Write the files that are made from the schemas and the error codes")
  .parse(Deno.args, { from: "user" });
const progress = terminalProgress();

// One of the schemas' own files.
await Deno.writeTextFile(join(root, plannedStepsPath), plannedSteps());
await withScratchServer(progress, async (make) => {
  const databaseUrl = await make("by_schemas", await schemaFiles());
  for (const [path, text] of await generatedFiles(databaseUrl)) {
    await Deno.writeTextFile(join(root, path), text);
    progress.note(path);
  }
});
Deno.exit(0);
