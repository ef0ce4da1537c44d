import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { diagramParts, most } from "./diagram_parts.ts";
import { structureOf, tableOf, tableTo } from "./fake_structure.ts";

const names = (tables: { name: string }[]) => tables.map(({ name }) => name);

Deno.test("diagramParts() shows tables of a page with those one step away", () => {
  const structure = structureOf([
    tableTo("a", ["b", "far"]),
    tableOf("b"),
    tableTo("far", ["farther"]),
    tableOf("farther"),
  ]);
  const parts = diagramParts(structure, structure.tables.slice(0, 2));
  deepStrictEqual(parts.map(({ own, near, leftOut }) => [names(own), names(near), leftOut]), [
    [["a", "b"], ["far"], 0],
  ]);
});

Deno.test("diagramParts() keeps tables together that lead to each other", () => {
  const chain = (prefix: string) =>
    Array.from({ length: most.own }, (_, at) => {
      const next = at + 1 < most.own ? [`${prefix}${at + 1}`] : [];
      return tableTo(`${prefix}${at}`, next);
    });
  // Mixed as they are on the page, they come apart again.
  const [a, b] = [chain("a"), chain("b")];
  const tables = a.flatMap((table, at) => [table, b[at]!]);
  const parts = diagramParts(structureOf(tables), tables);
  strictEqual(parts.length, 2);
  for (const { own } of parts) strictEqual(new Set(own.map(({ name }) => name[0])).size, 1);
});

Deno.test("diagramParts() has every table once, and no more boxes than can be read", () => {
  const targets = Array.from({ length: 60 }, (_, at) => `t${at}`);
  const tables = [tableTo("hub", targets), ...targets.map((name) => tableOf(name))];
  const parts = diagramParts(structureOf(tables), tables);
  deepStrictEqual(names(parts.flatMap(({ own }) => own)).sort(), names(tables).sort());
  for (const { own, near } of parts) {
    ok(own.length <= most.own);
    ok(own.length + near.length <= most.all);
  }
  const [first] = parts;
  strictEqual(first!.near.length + first!.leftOut, 61 - most.own);
});
