import { deepEqual, equal } from "node:assert/strict";
import { cut, width, wrap } from "./width.ts";

Deno.test("width() counts columns, not code units", () => {
  equal(width("Café"), 4);
  equal(width("Cafe\u0301"), 4);
  equal(width("決算"), 4);
  equal(width("✅ ok"), 5);
  equal(width("👩‍💼"), 2);
  equal(width("✓ →"), 3);
});

Deno.test("cut() keeps within the columns and never halves a character", () => {
  equal(cut("Lock the period", 15), "Lock the period");
  equal(cut("Lock the period", 9), "Lock the…");
  equal(cut("決算書", 4), "決…");
});

Deno.test("wrap() breaks at spaces only", () => {
  deepEqual(wrap("one two three", 7), ["one two", "three"]);
  deepEqual(wrap("unbreakable x", 5), ["unbreakable", "x"]);
  deepEqual(wrap("    0.1", 7), ["    0.1"]);
});
