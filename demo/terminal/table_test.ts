import { deepEqual, ok } from "node:assert/strict";
import { table } from "./table.ts";
import { width } from "./width.ts";

Deno.test("table() aligns words to the left and numbers to the right", () => {
  deepEqual(table(["action", "records"], [["create", 73], ["noop", 3]], 80), [
    "action  records",
    "───────────────",
    "create       73",
    "noop          3",
  ]);
});

Deno.test("table() narrows the widest column to stay within the limit", () => {
  const lines = table(["ref", "name"], [["CLOSE-34", "Review the 試算表 of all companies"]], 30);
  ok(lines.every((line) => width(line) <= 30));
  ok(lines[2]!.startsWith("CLOSE-34  Review the 試算表"));
  ok(lines[2]!.endsWith("…"));
});

Deno.test("table() shows null as a dash", () => {
  deepEqual(table(["who"], [[null]], 20).at(-1), "—");
});
