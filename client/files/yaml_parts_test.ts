import { deepEqual, equal } from "node:assert/strict";
import { itemRuns, listOf, parted } from "./yaml_parts.ts";

const project = (ref: string) =>
  `  - ref: ${ref}\n    tasks:\n` +
  Array.from({ length: 5_000 }, (_, nr) => `      - ref: ${ref}-${nr}\n        name: N\n`).join("");

Deno.test("parted() takes the outermost large lists out, also where they end with those within", () => {
  const head = "projects:\n";
  const body = project("A") + project("B");
  for (const tail of ["", "# the end\n", "tasks: []\n"]) {
    const { text, lists, original } = parted(head + body + tail);
    deepEqual(lists.map(({ from, indent }) => [from, indent]), [[head.length, 2]]);
    equal(text.replace('  - "\\u0001list 0"\n', ""), head + (tail.startsWith("t") ? tail : ""));
    equal(original(0), 0);
  }
  equal(listOf("\u0001list 0"), 0);
});

Deno.test("itemRuns() leaves no item out, and cuts none", () => {
  const text = project("A").replace(/^.*\n.*\n/, "");
  const runs = [...itemRuns(text, 6)];
  equal(runs.map(({ from, to }) => text.slice(from, to)).join(""), text);
  for (const { from } of runs) equal(text.slice(from, from + 8), "      - ");
});
