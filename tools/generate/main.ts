/** Writes every file that is made from the migrations and the error codes: `deno task generate`. */
import { join } from "node:path";
import { commandLine } from "../../stack/command_line.ts";
import { root } from "../../stack/paths.ts";
import { terminalProgress } from "../../stack/progress.ts";
import { startStack } from "../../stack/stack.ts";
import { discard } from "../../stack/state.ts";
import { generatedFiles } from "./files.ts";

commandLine("generate", "Write the files that are made from the migrations and the error codes")
  .parse(Deno.args, { from: "user" });
const instance = "generate";
const progress = terminalProgress();

await discard(instance);
const options = { instance, ports: "free", odoo: false, functions: false, progress } as const;
const stack = await startStack(options);
try {
  for (const [path, text] of await generatedFiles(stack.databaseUrl)) {
    await Deno.writeTextFile(join(root, path), text);
    progress.note(path);
  }
} finally {
  await stack.stop();
}
Deno.exit(0);
