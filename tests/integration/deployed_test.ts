import { deepStrictEqual, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { root } from "../../stack/paths.ts";
import { deploy, type Upload } from "./support/deployed.ts";

const functions = [
  ...["seed-odoo-finance", "shadow-odoo-finance"],
  ...["tenant-create", "operations-run", "events-send", "notify-superset", "api"],
];
/** The platform refuses a larger bundle. */
const mostBytes = 20_000_000;

interface Graph {
  modules: { specifier: string; error?: string; dependencies?: { specifier: string }[] }[];
  npmPackages: Record<string, { name: string; version: string; localPath: string }>;
}

/** What the platform makes of an upload: all modules and packages, resolved without our lock file. */
async function graphOf({ folder, metadata }: Upload): Promise<Graph> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["info", "--json", "--no-lock", "--config", metadata.import_map_path],
      metadata.entrypoint_path,
    ],
    cwd: folder,
  }).output();
  ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    bytes += isDirectory ? await bytesBelow(path) : (await Deno.stat(path)).size;
  }
  return bytes;
}

Deno.test("the CLI deploys every function whole, with pinned versions, small enough", async (test) => {
  const folder = await Deno.makeTempDir();
  try {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(join(root, "supabase/functions"))) names.push(name);
    const folders = names.filter((name) => !name.startsWith("_") && !name.includes("."));
    deepStrictEqual(folders.toSorted(), functions.toSorted(), "these are all functions");
    const uploads = await deploy(functions, folder);
    for (const name of functions) {
      await test.step(name, () => holds(name, uploads.get(name)!));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function holds(name: string, upload: Upload): Promise<void> {
  const { metadata } = upload;
  deepStrictEqual([metadata.verify_jwt, metadata.import_map_path], [
    false,
    `supabase/functions/${name}/deno.json`,
  ]);
  const map = join(upload.folder, metadata.import_map_path);
  const { imports }: { imports: Record<string, string> } = JSON.parse(await Deno.readTextFile(map));
  for (const pin of Object.values(imports)) match(pin, /^npm:(@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+$/);

  const { modules, npmPackages } = await graphOf(upload);
  deepStrictEqual(modules.filter(({ error }) => error), [], "every import is there");
  const specifiers = modules.flatMap(({ dependencies = [] }) =>
    dependencies.map(({ specifier }) => specifier)
  );
  const unpinned = specifiers.filter((name) => !(name in imports) && !/^(\.|node:)/.test(name));
  deepStrictEqual(unpinned, [], "what is not ours is in the import map");

  const packages = Object.values(npmPackages);
  let bytes = upload.bytes;
  for (const { localPath } of packages) bytes += await bytesBelow(localPath);
  ok(bytes < mostBytes, `${name}: ${bytes} bytes`);
  const own = modules.filter(({ specifier }) => specifier.startsWith("file:"));
  console.log(`${name}: ${own.length} modules, ${packages.length} packages, ${bytes} bytes`);
}
