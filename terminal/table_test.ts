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

Deno.test("table() goes on in a further line to stay within the limit", () => {
  const rows = [["CLOSE-34", "Review the 試算表 of all companies"], ["CLOSE-35", "Lock"]];
  deepEqual(table(["ref", "name"], rows, 30), [
    "ref       name",
    "──────────────────────────────",
    "CLOSE-34  Review the 試算表 of",
    "          all companies",
    "CLOSE-35  Lock",
  ]);
});

Deno.test("table() cuts a word that is too long alone", () => {
  const lines = table(["ref", "name"], [["CLOSE-34", "Rechnungsabgrenzungsposten buchen"]], 30);
  ok(lines.every((line) => width(line) <= 30));
  deepEqual(lines.slice(2), ["CLOSE-34  Rechnungsabgrenzung…", "          buchen"]);
});

Deno.test("table() shows null as a dash", () => {
  deepEqual(table(["who"], [[null]], 20).at(-1), "—");
});
