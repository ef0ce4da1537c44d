import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { parseLenient } from "./lenient_json.ts";

const odd = [NaN, Infinity, -Infinity];

/** As Python's json.dumps writes it. */
function dumped(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : String(value);
  if (Array.isArray(value)) return `[${value.map(dumped).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, own]) =>
    `${JSON.stringify(key)}: ${dumped(own)}`
  );
  return `{${members.join(", ")}}`;
}

const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("NaN", "-Infinity", '"', "\\", '\\"', '": NaN, "', "\ud800", "a\\\\"),
);
/** Keys are names of fields. V8's own JSON.parse mistakes one that is half a surrogate pair for another. */
const keys = fc.string().filter((key) => key !== "__proto__");
const values = fc.letrec((again) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.double(),
    fc.constantFrom(...odd),
    fc.boolean(),
    fc.constant(null),
    texts,
    fc.array(again("value")),
    fc.dictionary(keys, again("value"), {
      noNullPrototype: true,
    }),
  ),
})).value;

Deno.test("parseLenient() reads whatever Python writes, odd numbers as they are", () => {
  fc.assert(fc.property(values, (value) => {
    strictEqual(dumped(parseLenient(dumped(value))), dumped(value));
  }));
});

Deno.test("parseLenient() leaves what stands in strings alone", () => {
  const text = String.raw`{"NaN": "x NaN \" NaN \\", "a": NaN, "b": [-Infinity, "Infinity"]}`;
  deepStrictEqual(parseLenient(text), {
    NaN: 'x NaN " NaN \\',
    a: NaN,
    b: [-Infinity, "Infinity"],
  });
});

Deno.test("parseLenient() reads nothing else that is no JSON", () => {
  for (
    const text of ["", "<html>", "{", "[NaNs]", "[xNaN]", "nan", '{"a": "b', "[1,]", "--Infinity"]
  ) {
    strictEqual(parseLenient(text), undefined, text);
  }
});

Deno.test("parseLenient() takes a long text with many escapes and backslashes", () => {
  const long = `${'"\\'.repeat(200_000)}é`;
  deepStrictEqual(parseLenient(`[${JSON.stringify(long)}, NaN]`), [long, NaN]);
});
