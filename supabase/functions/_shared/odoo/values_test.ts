import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  choice,
  deadlineText,
  epoch,
  instant,
  integer,
  integers,
  lastWrite,
  text,
} from "./values.ts";

Deno.test("text() reads false and the empty text as nothing", () => {
  deepStrictEqual([false, "", null, undefined, 0].map(text), [null, null, null, null, null]);
  deepStrictEqual([" a ", "0", "false"].map(text), [" a ", "0", "false"]);
});

Deno.test("integer() reads a number, or a many2one with and without its name", () => {
  deepStrictEqual([7, [7, "Bot"]].map(integer), [7, 7]);
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

Deno.test("lastWrite() takes for the epoch what says nothing, and what was before it", () => {
  const now = "2026-12-01T17:00:05Z";
  deepStrictEqual([null, "1234-01-01T00:00:00Z", now].map(lastWrite), [epoch, epoch, now]);
});

Deno.test("deadlineText() gives a moment, or its day in the time zone, as the field takes it", () => {
  const moment = "2026-12-01 23:30:05";
  const day = (timeZone: string, of: unknown = moment) =>
    deadlineText(of, { deadline: "date", timeZone });
  strictEqual(deadlineText(moment, { deadline: "datetime", timeZone: "Asia/Tokyo" }), moment);
  deepStrictEqual(
    ["UTC", "America/New_York", "Asia/Tokyo"].map((zone) => day(zone)),
    ["2026-12-01", "2026-12-01", "2026-12-02"],
  );
  strictEqual(day("America/New_York", "2026-12-01 00:00:00"), "2026-11-30");
  // Four hours behind in summer, five in winter.
  strictEqual(day("America/New_York", "2026-07-01 04:00:00"), "2026-07-01");
  strictEqual(day("America/New_York", "2026-12-01 04:00:00"), "2026-11-30");
  strictEqual(day("UTC", "1000-01-01 00:00:00"), "1000-01-01");
  deepStrictEqual(
    [deadlineText(null, { deadline: "datetime", timeZone: "UTC" }), day("UTC", null)],
    [false, false],
  );
});

Deno.test("choice() lets through what the server's selection has", () => {
  const keys = ["followers", "portal"];
  strictEqual(choice("visibility", "portal", keys), "portal");
  for (const value of ["invited_users", "", null]) {
    throws(() => choice("visibility", value, keys), {
      name: "RowError",
      field: "visibility",
      message:
        `Cannot write visibility: "${value}" is not one of "followers", "portal" in this Odoo.`,
    });
  }
});
