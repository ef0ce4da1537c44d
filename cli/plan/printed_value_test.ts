import { deepEqual, equal, ok } from "node:assert/strict";
import { width } from "../../terminal/width.ts";
import { bothTexts, folded, valueCell, valueText } from "./printed_value.ts";

Deno.test("valueText() and valueCell() tell values apart, each for its place", () => {
  const values = ["Bank", null, undefined, 0, false, ["a", "b"], { a: 1 }];
  deepEqual(values.map(valueText), [
    '"Bank"',
    "—",
    "—",
    "0",
    "false",
    '["a", "b"]',
    '{"a":1}',
  ]);
  deepEqual(values.map(valueCell), ["Bank", null, null, "0", "false", "a, b", '{"a":1}']);
});

Deno.test("bothTexts() leaves out what long texts begin with, and nothing of short ones", () => {
  deepEqual(bothTexts("Close May", "Close June"), ['"Close May"', '"Close June"']);
  deepEqual(bothTexts(1, "Close"), ["1", '"Close"']);
  const long = "Compare every line of the statement with the ledger, and note what is ";
  deepEqual(bothTexts(`${long}open`, `${long}closed`), [
    '"…note what is open"',
    '"…note what is closed"',
  ]);
  const word = "x".repeat(90);
  deepEqual(bothTexts(word, `${word}y`), [`"${word}"`, `"${word}y"`]);
});

Deno.test("folded() breaks at spaces, then within words, and cuts what is too much", () => {
  deepEqual(folded("one two three", 7), ["one two", "three"]);
  deepEqual(folded("決算書を確認する", 6), ["決算書", "を確認", "する"]);
  const lines = folded("word ".repeat(100).trim(), 20);
  equal(lines.length, 4);
  ok(lines.every((line) => width(line) <= 20) && lines[3]!.endsWith("…"));
});
