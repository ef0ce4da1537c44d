import { rejects } from "node:assert/strict";
import { join } from "node:path";
import { importOdoo } from "../../stack/odoo/debian/imports.ts";
import { cacheDir } from "../../stack/paths.ts";
import { loadStack } from "./support/stack.ts";

const ignore = loadStack().odoo.source !== "debian"; // only there it is laid out by the stack
const root = join(cacheDir, "odoo", "root");

Deno.test({
  name: "importOdoo() names the library that lacks",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await importOdoo(join(cacheDir, "odoo"), root);
      const lacking = join(folder, "lacking");
      await linkAll(root, lacking, ["usr", "lib", "python3", "dist-packages"]);
      await Deno.remove(join(lacking, "usr/lib/python3/dist-packages/psycopg2"));
      await rejects(importOdoo(folder, lacking), /No module named 'psycopg2'/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** A folder of links to what is in another one, with real folders along the path. */
async function linkAll(from: string, to: string, [next, ...path]: string[]): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) {
    if (name === next) await linkAll(join(from, name), join(to, name), path);
    else await Deno.symlink(join(from, name), join(to, name));
  }
}
