import { join } from "node:path";
import { pythonEnvironment, pythonOf } from "./python.ts";

/** The server, and all modules that a database with `project` has. */
const IMPORTS = `
import ast, importlib, pathlib
import odoo.addons, odoo.cli.server, odoo.http
seen = set()
def load(name):
    if name in seen:
        return
    seen.add(name)
    module = importlib.import_module("odoo.addons." + name)
    manifest = pathlib.Path(module.__file__).with_name("__manifest__.py").read_text()
    for needed in ast.literal_eval(manifest).get("depends", []):
        load(needed)
load("project")
`;

/**
 * Imports the unpacked Odoo, so that a library that lacks is named now and not by a server that dies.
 * What is compiled on the way serves the server, too. @throws {Error} with Python's own last word
 */
export async function importOdoo(folder: string, root: string): Promise<void> {
  const bytecodeDir = join(folder, "bytecode");
  const { success, stderr } = await new Deno.Command(pythonOf(root), {
    args: ["-c", IMPORTS],
    cwd: folder,
    env: pythonEnvironment({ root, bytecodeDir, home: folder }),
  }).output();
  if (success) return;
  const last = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  throw new Error(
    `Cannot use the Odoo in ${root}: importing it ends with "${last}". ` +
      "A package that it needs is not among those that were unpacked.",
  );
}
