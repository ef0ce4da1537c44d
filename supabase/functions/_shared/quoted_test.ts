import { strictEqual } from "node:assert/strict";
import { allQuoted, quoted } from "./quoted.ts";

Deno.test("quoted() shows where a name begins and ends", () => {
  strictEqual(quoted("Ben's team "), `"Ben's team "`);
  strictEqual(quoted('6" of "it"\n'), '"6\\" of \\"it\\"\\n"');
  strictEqual(quoted(7), '"7"');
});

Deno.test("quoted() cuts what is very long between two characters", () => {
  strictEqual(quoted("a".repeat(80)), `"${"a".repeat(80)}"`);
  strictEqual(quoted("a".repeat(81)), `"${"a".repeat(80)}…"`);
  strictEqual(quoted("😀".repeat(80)), `"${"😀".repeat(80)}"`);
  strictEqual(quoted("😀".repeat(200_000)), `"${"😀".repeat(80)}…"`);
});

Deno.test("allQuoted() quotes each", () => {
  strictEqual(allQuoted(["a, b", "c"]), '"a, b", "c"');
});
