import { deepStrictEqual } from "node:assert/strict";
import { structureOf, tableOf } from "./fake_structure.ts";
import { anchorOf, pagePaths } from "./page_paths.ts";

Deno.test("pagePaths() gives each a file, whatever its name: none lies elsewhere or over another", () => {
  const schemas = ["../../etc", "a b", "a_b", "A_B", ".", "üü"];
  const structure = structureOf(schemas.map((schema) => tableOf("t", { schema })));
  deepStrictEqual([...pagePaths(structure).values()].sort(), [
    "schemas/A_B.md",
    "schemas/_.md",
    "schemas/__.md",
    "schemas/______etc.md",
    "schemas/a_b-2.md",
    "schemas/a_b-3.md",
  ]);
});

Deno.test("anchorOf() differs where names do, and is one word", () => {
  deepStrictEqual(
    ["res_partner", "a b", "a-20-b", 'x"><b>'].map((name) => anchorOf(tableOf(name))),
    ["public.res_partner", "public.a-20-b", "public.a-20-b", "public.x-22--3e--3c-b-3e-"],
  );
});
