import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { bool, choice, deadlineText, instant, integer, integers, text } from "./values.ts";

Deno.test("text() reads false and the empty text as nothing", () => {
  deepStrictEqual([false, "", null, undefined, 0].map(text), [null, null, null, null, null]);
  deepStrictEqual([" a ", "0", "false"].map(text), [" a ", "0", "false"]);
});

Deno.test("bool() is true for true alone", () => {
  deepStrictEqual([true, false, undefined, 1, "true"].map(bool), [
    true,
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("integer() reads a number, or a many2one with and without its name", () => {
  deepStrictEqual([7, 0, -1, [7, "Bot"]].map(integer), [7, 0, -1, 7]);
  deepStrictEqual([false, null, undefined, "7", []].map(integer), [null, null, null, null, null]);
});

Deno.test("integers() reads an x2many", () => {
  deepStrictEqual([[3, 1], [], false, undefined].map(integers), [[3, 1], [], [], []]);
});

Deno.test("instant() makes Odoo's naive UTC unambiguous", () => {
  deepStrictEqual(
    ["2026-12-01 17:00:05", "2026-12-01", false, ""].map(instant),
    ["2026-12-01T17:00:05Z", "2026-12-01T00:00:00Z", null, null],
  );
  strictEqual(new Date(instant("2026-12-01 17:00:05")!).toISOString(), "2026-12-01T17:00:05.000Z");
});

Deno.test("deadlineText() gives a moment or a day as the field takes it", () => {
  const moment = "2026-12-01 17:00:05";
  strictEqual(deadlineText(moment, "datetime"), moment);
  strictEqual(deadlineText(moment, "date"), "2026-12-01");
  deepStrictEqual([deadlineText(null, "datetime"), deadlineText(null, "date")], [false, false]);
});

Deno.test("choice() lets through what the server's selection has", () => {
  const keys = ["followers", "portal"];
  strictEqual(choice("visibility", "portal", keys), "portal");
  for (const value of ["invited_users", "", null]) {
    throws(() => choice("visibility", value, keys), {
      name: "RowError",
      field: "visibility",
      message: `Cannot write visibility: ${value} is not one of followers, portal in this Odoo.`,
    });
  }
});
