import assert from "node:assert/strict";
import { parseTap } from "./tap.ts";

Deno.test("parseTap() keeps diagnostics with the test they belong to", () => {
  const { tests, problems } = parseTap(
    `1..2\nok 1 - first\nnot ok 2 - second\n# Failed test 2: "second"\n#         have: 1`,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(tests.map((test) => test.passed), [true, false]);
  assert.equal(tests[1]?.description, "second");
  assert.equal(tests[1]?.diagnostics.length, 2);
});

Deno.test("parseTap() counts a failing TODO as passed", () => {
  assert.equal(parseTap("1..1\nnot ok 1 - later # TODO not yet").tests[0]?.passed, true);
});

Deno.test("parseTap() reports a plan that does not fit", () => {
  assert.deepEqual(parseTap("1..3\nok 1").problems, ["3 tests were planned, but 1 ran."]);
});

Deno.test("parseTap() reports a missing plan and a bail out", () => {
  assert.equal(parseTap("ok 1").problems.length, 1);
  assert.equal(parseTap("1..0\nBail out! no database").problems.length, 1);
});

Deno.test("parseTap() takes no test from a description that begins with ok", () => {
  assert.equal(parseTap("1..0\nokay then").tests.length, 0);
});
