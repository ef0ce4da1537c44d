import { deepStrictEqual } from "node:assert/strict";

/** What Odoo 20 no longer has, and the one file that may name it, because it asks first. */
const gone: [name: RegExp, but?: string][] = [
  [/\b[gs]et_param\b/],
  [/registry\.clear_caches?\b/, "server_action.ts"],
  [/ir\.model\.access|ir\.rule\b/],
  [/\bdatas\b/],
];

Deno.test("nothing that runs in Odoo, or is asked of it, is gone in Odoo 20", async () => {
  const found: string[] = [];
  for (const folder of ["./", "./tenant/"]) {
    for await (const { name } of Deno.readDir(new URL(folder, import.meta.url))) {
      if (!name.endsWith(".ts") || name.endsWith("_test.ts")) continue;
      const text = await Deno.readTextFile(new URL(folder + name, import.meta.url));
      const code = text.replace(/\/\*\*.*?\*\//gs, "");
      for (const [pattern, but] of gone) {
        if (name !== but && pattern.test(code)) found.push(`${name}: ${pattern.source}`);
      }
    }
  }
  deepStrictEqual(found, []);
});
