import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import * as kinds from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { reading, shown, Unfetched, whyUnread } from "./reading.ts";

/** Values of each kind as Odoo tells them and as they are read, and what is of another kind. */
const examples: [Kind<unknown>, reported: [unknown, unknown][], odd: unknown[]][] = [
  [
    kinds.text,
    [[" a ", " a "], ["0", "0"], ["", null], ["🧾\u0001", "🧾\u0001"]],
    [true, 0, ["a"], {}, "\ud800", "a\udc00b", "a\0b", NaN],
  ],
  [
    kinds.ref,
    [["x".repeat(255), "x".repeat(255)], ["🧾".repeat(255), "🧾".repeat(255)]],
    ["x".repeat(256), "🧾".repeat(256), true],
  ],
  [kinds.flag, [[true, true]], ["true", 1, 0, "", []]],
  [
    kinds.link,
    [[7, 7], [[7, "Bot"], 7], [[7], 7], [[7, false], 7]],
    [0, -1, 1.5, 2 ** 31, true, "7", [], [false, "Bot"], {}, NaN],
  ],
  [kinds.links, [[[3, 1], [3, 1]], [[], []]], [[false], [1, "2"], [0], 5, "[]", true, [[
    6,
    0,
    [],
  ]]]],
  [
    kinds.wholeNumber,
    [[0, 0], [-5, -5], [2 ** 31 - 1, 2 ** 31 - 1]],
    [1.5, 2 ** 31, NaN, Infinity, "1", true, [1]],
  ],
  [kinds.finiteNumber, [[1.5, 1.5], [-0.1, -0.1], [1e300, 1e300]], [NaN, -Infinity, "1", true, {}]],
  [
    kinds.day,
    [["2026-12-01", "2026-12-01"], ["2024-02-29", "2024-02-29"], ["1000-01-01", "1000-01-01"]],
    [
      "26-01-01",
      "999-01-01",
      "0026-01-01",
      "2026-02-29",
      "2026-13-01",
      "2026-1-1",
      "",
      true,
      20260101,
    ],
  ],
  [
    kinds.moment,
    [
      ["2026-12-01 17:00:05", "2026-12-01T17:00:05Z"],
      ["2026-12-01 17:00:05.25", "2026-12-01T17:00:05.25Z"],
      ["2026-12-01", "2026-12-01T00:00:00Z"],
      ["9999-12-31 23:59:59", "9999-12-31T23:59:59Z"],
    ],
    [
      ...["26-01-01 00:00:00", "1-01-01 00:00:00", "2026-12-01 24:00:00", "2026-04-31 00:00:00"],
      ...["2026-12-01 17:00:05+02", "infinity", "", true, NaN],
    ],
  ],
];

for (const [kind, reported, odd] of examples) {
  Deno.test(`a ${kind.name} is read as it is told, and nothing else is taken for one`, () => {
    for (const [value, read] of reported) deepStrictEqual(kind.read(value), read);
    for (const value of odd) strictEqual(kind.read(value), undefined, shown(value));
    const none = kind.read(false);
    strictEqual(none === undefined, false);
    deepStrictEqual([kind.read(null), kind.read(undefined)], [none, none]);
  });
}

Deno.test("no kind reads anything that PostgreSQL or JSON could not hold", () => {
  fc.assert(fc.property(fc.anything({ withNullPrototype: false }), (value) => {
    for (const [kind] of examples) {
      const read = kind.read(value);
      if (read === undefined) continue;
      const text = JSON.stringify(read);
      deepStrictEqual(JSON.parse(text), Object.is(read, -0) ? 0 : read);
      strictEqual(/\\ud[89a-f]|\\u0000/.test(text), false);
    }
  }));
});

Deno.test("reading() notes what it could not read, by the seed's names", () => {
  const record = { hours: NaN, start: "26-01-01", end: 7, name: "a" };
  const { read, unreadable } = reading(record);
  strictEqual(unreadable(), undefined);
  strictEqual(read("name", "name", kinds.text, null), "a");
  strictEqual(read("planned_hours", "hours", kinds.finiteNumber, null), null);
  strictEqual(read("dates", "start", kinds.day, null), null);
  strictEqual(read("dates", "end", kinds.day, null), null);
  deepStrictEqual(unreadable(), {
    planned_hours: "NaN is no finite number",
    dates: '"26-01-01" is no day of the years 1000 to 9999; 7 is no day of the years 1000 to 9999',
  });
});

Deno.test("reading() tells a value that is too large from one that nobody can mean", () => {
  const large = new Unfetched("it does not come", true);
  const record = { start: large, end: 7, description: new Unfetched("it does not come") };
  const { read, unreadable } = reading(record);
  for (const field of ["start", "end"]) read("dates", field, kinds.day, null);
  read("description", "description", kinds.text, null);
  deepStrictEqual(unreadable(), {
    dates: { too_large: "it does not come" },
    description: "it does not come",
  });
});

Deno.test("whyUnread() gives the reason of a value that could not be fetched", () => {
  strictEqual(whyUnread(new Unfetched("it is too large"), kinds.text), "it is too large");
});

Deno.test("shown() cuts what is long and escapes what PostgreSQL cannot hold", () => {
  strictEqual(shown("a\ud800\0"), String.raw`"a\ud800\u0000"`);
  strictEqual(shown([1, NaN]), '[1,"NaN"]');
  strictEqual(shown("🧾".repeat(100)).isWellFormed(), true);
  strictEqual(shown("x".repeat(100)).length, 81);
});
