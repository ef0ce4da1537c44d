import { deepEqual } from "node:assert/strict";
import { differences } from "./differences.ts";

const facts = (said: Record<string, string>) => new Map(Object.entries(said));

Deno.test("differences() names what is on one side alone and what is unlike, by its first line", () => {
  const here = facts({ "table a.t": "p", "function a.f()": "begin\n  one\nend", "view a.v": "x" });
  const there = facts({
    "table a.t": "p",
    "function a.f()": "begin\n  two\nend",
    "row of a.t: {}": "",
  });
  deepEqual(differences({ here: ["schemas", here], there: ["migrations", there] }), [
    'function a.f(): schemas "one", migrations "two"',
    "row of a.t: {}: migrations alone",
    "view a.v: schemas alone",
  ]);
});

Deno.test("differences() tells a text that only goes on", () => {
  const [short, long] = [facts({ "comment x": "a" }), facts({ "comment x": "a\nb" })];
  deepEqual(differences({ here: ["one", short], there: ["other", long] }), [
    'comment x: one ends, other "b"',
  ]);
});

Deno.test("differences() finds none between equals", () => {
  const same = () => facts({ "table a.t": "p" });
  deepEqual(differences({ here: ["one", same()], there: ["other", same()] }), []);
});
