import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { codeText, counted, plainText, tableLines } from "./markdown_words.ts";

Deno.test("plainText() lets no text of others be more than text", () => {
  strictEqual(plainText("a | b\n\n# c"), "a \\| b \\# c");
  strictEqual(plainText("<b>&amp;[x](y)"), "\\<b\\>&amp;amp;\\[x\\](y)");
});

Deno.test("codeText() fences what has backticks in it, and ends no cell", () => {
  strictEqual(codeText("now()"), "`now()`");
  strictEqual(codeText("a`b"), "``a`b``");
  strictEqual(codeText("`a`"), "`` `a` ``");
  strictEqual(codeText("a | b\nc"), "`a \\| b c`");
});

Deno.test("tableLines() has no head without rows", () => {
  deepStrictEqual(tableLines(["a", "b"], []), []);
  deepStrictEqual(tableLines(["a", "b"], [["1", "2"]]), [
    "| a | b |",
    "| --- | --- |",
    "| 1 | 2 |",
  ]);
});

Deno.test("counted() says one, and several", () => {
  deepStrictEqual([counted(1, "table"), counted(1200, "table")], ["1 table", "1,200 tables"]);
});
