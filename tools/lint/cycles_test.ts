import { deepStrictEqual } from "node:assert/strict";
import { relative } from "node:path";
import { root } from "../../stack/paths.ts";
import { filesBelow } from "../../tests/files.ts";
import { importCycles } from "./cycles.ts";

const files = (...entries: [path: string, source: string][]) => new Map(entries);

Deno.test("importCycles() finds none in a chain and in a diamond", () => {
  const sources = files(
    ["a.ts", 'import { b } from "./rooms/b.ts"; import { c } from "./c.ts";'],
    ["rooms/b.ts", 'import type { c } from "../c.ts"; import { z } from "zod";'],
    ["c.ts", 'import { gone } from "./gone.ts";'],
  );
  deepStrictEqual(importCycles(sources), []);
});

Deno.test("importCycles() finds a cycle of types, of re-exports and of what is imported late", () => {
  const sources = files(
    ["a.ts", 'import type { B } from "./rooms/b.ts";'],
    ["rooms/b.ts", 'export * from "./c.ts";'],
    ["rooms/c.ts", 'const a = await import("../a.ts");'],
    ["self.ts", 'import { self } from "./self.ts";'],
  );
  deepStrictEqual(importCycles(sources), [["a.ts", "rooms/b.ts", "rooms/c.ts"], ["self.ts"]]);
});

Deno.test("no file of the project is in a cycle of imports", async () => {
  const paths = await filesBelow(root, ".ts");
  const sources = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  const named = new Map(paths.map((path, index) => [relative(root, path), sources[index]!]));
  deepStrictEqual(importCycles(named), []);
});
