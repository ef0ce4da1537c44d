import { doesNotThrow, equal, throws } from "node:assert/strict";
import { confirmed } from "./confirmation.ts";
import { Failure } from "./failure.ts";

Deno.test("confirmed() lets the word pass, given or typed", () => {
  doesNotThrow(() => confirmed("acme", "acme", () => null));
  doesNotThrow(() => confirmed("acme", undefined, () => " acme "));
});

Deno.test("confirmed() refuses another word, and where nobody can type", () => {
  for (const [given, typed] of [["acne", "acme"], [undefined, "yes"], [undefined, null]] as const) {
    throws(() => confirmed("acme", given, () => typed), (error: Failure) => {
      equal(error.exit, 2);
      return error instanceof Failure && error.suggestion.includes("--confirm acme");
    });
  }
});
