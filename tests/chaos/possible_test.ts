import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Possible, verdict } from "./possible.ts";

Deno.test("verdict() keeps what people moved and writes what the seed moved", () => {
  strictEqual(verdict({ odoo: null, agreed: undefined }, "a"), "write");
  strictEqual(verdict({ odoo: "a", agreed: undefined }, "a"), "same");
  strictEqual(verdict({ odoo: "p", agreed: "a" }, "a"), "kept");
  strictEqual(verdict({ odoo: "a", agreed: "a" }, "b"), "write");
  strictEqual(verdict({ odoo: "p", agreed: "a" }, "b"), "conflict");
});

Deno.test("Possible knows one value after undisturbed runs", () => {
  const field = new Possible("a");
  field.ran("a");
  deepStrictEqual(field.values, ["a"]);
  field.person("p", false);
  field.ran("a");
  deepStrictEqual(field.values, ["p"]);
  field.seed("b", false);
  field.ran("b");
  deepStrictEqual(field.values, ["p"], "a conflict is left alone");
});

Deno.test("Possible never lets a run without news overwrite people", () => {
  const field = new Possible("a");
  field.ran("a");
  field.person("p", true);
  field.mayHaveRun();
  field.ran("a");
  deepStrictEqual(field.values, ["p"]);
});

Deno.test("Possible leaves open who comes last when both move at once", () => {
  const field = new Possible("a");
  field.ran("a");
  field.seed("b", false);
  field.person("p", true);
  field.ran("b");
  deepStrictEqual(field.values.toSorted(), ["b", "p"]);
});

Deno.test("Possible has a deleted record come back as the seed says", () => {
  const field = new Possible("a");
  field.ran("a");
  field.person("p", false);
  field.person(null, false);
  field.ran("a");
  deepStrictEqual(field.values, ["a"]);
});
