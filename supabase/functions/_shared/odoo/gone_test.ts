import { deepStrictEqual } from "node:assert/strict";

/** What Odoo 20 no longer has, and the one file that may name it, because it asks first. */
const gone: [name: RegExp, but?: string][] = [
  [/\b[gs]et_param\b/],
  [/registry\.clear_caches?\b/, "server_action.ts"],
  [/ir\.model\.access|ir\.rule\b/],
  [/\bdatas\b/],
];

/** The files whose code runs in Odoo or asks it, without their comments, by name. */
async function sources(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const folder of ["./", "./tenant/"]) {
    for await (const { name } of Deno.readDir(new URL(folder, import.meta.url))) {
      if (!name.endsWith(".ts") || name.endsWith("_test.ts")) continue;
      const text = await Deno.readTextFile(new URL(folder + name, import.meta.url));
      found.set(name, text.replace(/\/\*\*.*?\*\//gs, ""));
    }
  }
  return found;
}

Deno.test("nothing that runs in Odoo, or is asked of it, is gone in Odoo 20", async () => {
  const found = [...await sources()].flatMap(([name, code]) =>
    gone.filter(([pattern, but]) => name !== but && pattern.test(code))
      .map(([pattern]) => `${name}: ${pattern.source}`)
  );
  deepStrictEqual(found, []);
});

Deno.test("no Python has a try at its top: Odoo forbids the jump that Python 3.13 makes of it", async () => {
  const found = [...await sources()].filter(([, code]) => /^(try|with\b.*):$/m.test(code));
  deepStrictEqual(found.map(([name]) => name), []);
});
