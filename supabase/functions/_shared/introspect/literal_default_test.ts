import { strictEqual } from "node:assert/strict";
import { isPlain, literalOf, textOf } from "./literal_default.ts";

Deno.test("textOf() finds the text of a literal, cast or not, and of nothing else", () => {
  strictEqual(textOf("'draft'::character varying"), "draft");
  strictEqual(textOf("'it''s'"), "it's");
  strictEqual(textOf("'{}'::text[]"), "{}");
  strictEqual(textOf(`'a'::public."odd type"`), "a");
  strictEqual(textOf("''::text"), "");
  strictEqual(textOf("'a'::text || 'b'::text"), undefined);
  strictEqual(textOf("now()"), undefined);
});

Deno.test("literalOf() writes what textOf() reads", () => {
  for (const text of ["", "it's", "''", "two\nlines"]) strictEqual(textOf(literalOf(text)), text);
});

Deno.test("isPlain() takes what DBML has words for as it is written", () => {
  for (const plain of ["0", "42", "true", "false"]) strictEqual(isPlain(plain), true, plain);
  for (const other of ["1.50", "-1", "007", "TRUE", "now()", "1234567890123456"]) {
    strictEqual(isPlain(other), false, other);
  }
});
