import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { isPadded, nameKey } from "./name_key.ts";

const same: [what: string, name: string][] = [
  ["spaces around", " To Do "],
  ["a tab behind", "To Do\t"],
  ["several spaces within", "To  Do"],
  ["a line break", "To\r\nDo"],
  ["a no-break space", "To\u00A0Do"],
  ["an ideographic space", "\u3000To Do"],
  ["a next line", "To Do\u0085"],
  ["a space without width", "To Do\u200B"],
  ["a byte order mark", "\uFEFFTo Do"],
];
for (const [what, name] of same) {
  Deno.test(`nameKey() sees no difference in ${what}`, () => {
    strictEqual(nameKey(name), "To Do");
  });
}

Deno.test("nameKey() composes letters and accents", () => {
  strictEqual(nameKey("A\u0300 faire"), "\u00C0 faire");
});

Deno.test("nameKey() tells capitals and words apart", () => {
  strictEqual(nameKey("to do") === nameKey("To Do"), false);
  strictEqual(nameKey("ToDo") === nameKey("To Do"), false);
});

Deno.test("isPadded() looks at both ends, and refuses nothing at all", () => {
  const padded = ["", " ", " a", "a\t", "\u00A0a", "a\u200B"];
  deepStrictEqual(padded.map(isPadded), padded.map(() => true));
  deepStrictEqual(["a", "a b", "é🎉", "🎉"].map(isPadded), [false, false, false, false]);
});

Deno.test("nameKey() of its own result is that", () => {
  for (const [, name] of same) strictEqual(nameKey(nameKey(name)), nameKey(name));
});
