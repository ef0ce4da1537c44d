import { doesNotThrow, equal, throws } from "node:assert/strict";
import { confirmed } from "./confirmation.ts";
import { Failure } from "./failure.ts";

const again = "deno task ocp tenant purge acme";

Deno.test("confirmed() lets the word pass, given or typed", () => {
  doesNotThrow(() => confirmed("acme", "acme", () => null, again));
  doesNotThrow(() => confirmed("acme", undefined, () => " acme ", again));
});

Deno.test("confirmed() refuses another word, and where nobody can type", () => {
  for (const [given, typed] of [["acne", "acme"], [undefined, "yes"], [undefined, null]] as const) {
    throws(() => confirmed("acme", given, () => typed, again), (error: Failure) => {
      equal(error.exit, 2);
      return error instanceof Failure && error.suggestion.endsWith(`${again} --confirm acme`);
    });
  }
});
