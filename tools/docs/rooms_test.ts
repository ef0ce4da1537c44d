import { deepStrictEqual, ok } from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { ignoreMissing } from "../../stack/missing.ts";
import { root } from "../../stack/paths.ts";
import { filesBelow } from "../../tests/files.ts";

const shared = join(root, "supabase/functions/_shared");
const importing = /\b(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+\.ts)"/g;
const isTest = (path: string) => /_test\.ts$|\/fake_\w+\.ts$/.test(path);

/** Every room with the other rooms that its files import; the top of `_shared` is one, too. */
async function rooms(): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const path of await filesBelow(shared, ".ts")) {
    if (isTest(path)) continue;
    const room = relative(shared, dirname(path));
    const others = found.get(room) ?? new Set();
    found.set(room, others);
    for (const [, specifier] of (await Deno.readTextFile(path)).matchAll(importing)) {
      const other = relative(shared, dirname(join(dirname(path), specifier!)));
      if (other !== room) others.add(other);
    }
  }
  return found;
}

for (const [room, others] of await rooms()) {
  const name = join("_shared", room);
  Deno.test(`${name} says what lives there, what it imports and where a change goes`, async () => {
    const text = await Deno.readTextFile(join(shared, room, "doc.md")).catch(ignoreMissing);
    ok(text, `${name}/doc.md is missing`);
    const [title, , ...sentences] = text.trimEnd().split("\n");
    deepStrictEqual([title, sentences.length], [`# ${name}`, 3]);
    for (const sentence of sentences) ok(sentence.endsWith("."), sentence);
    const imports = sentences[1]!;
    const unsaid = [...others].filter((other) =>
      !imports.includes(other === "" ? "the top of `_shared`" : `\`${other}\``)
    );
    deepStrictEqual(unsaid, []);
  });
}
