import { deepStrictEqual, ok } from "node:assert/strict";
import { join, matchesGlob } from "node:path";
import { parse } from "smol-toml";
import { filesBelow } from "../tests/files.ts";
import { exampleFiles } from "./example.ts";
import { root } from "./paths.ts";

const supabase = join(root, "supabase");
const writesSeeds = /\binsert into odoo_seed\./;

Deno.test("config.toml loads no seeds of the example, which are whole files of their own", async () => {
  const { db } = parse(await Deno.readTextFile(join(supabase, "config.toml"))) as {
    db: { seed: { sql_paths: string[] } };
  };
  const loaded = (await filesBelow(join(supabase, "seeds"), ".sql"))
    .filter((file) => db.seed.sql_paths.some((glob) => matchesGlob(file, join(supabase, glob))));
  ok(loaded.length > 0);
  const texts = await Promise.all(loaded.map((file) => Deno.readTextFile(file)));
  deepStrictEqual(loaded.filter((_, index) => writesSeeds.test(texts[index]!)), []);

  const example = await exampleFiles();
  ok(example.length > 0);
  for (const file of example) ok(writesSeeds.test(await Deno.readTextFile(file)), file);
});
