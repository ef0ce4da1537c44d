import { doesNotReject, equal, rejects } from "node:assert/strict";
import { confirmed } from "./confirmation.ts";
import { Failure } from "./failure.ts";

const again = "deno task ocp tenant purge acme";
const typing = (text?: string) => () => Promise.resolve(text);

Deno.test("confirmed() lets the word pass, given or typed", async () => {
  await doesNotReject(confirmed("acme", "acme", typing(), again));
  await doesNotReject(confirmed("acme", undefined, typing(" acme "), again));
});

Deno.test("confirmed() refuses another word, and where nobody can type", async () => {
  for (const [given, said] of [["acne", "acme"], [undefined, "yes"], [undefined]] as const) {
    await rejects(confirmed("acme", given, typing(said), again), (error: Failure) => {
      equal(error.exit, 1);
      return error instanceof Failure && error.suggestion.endsWith(`${again} --confirm acme`);
    });
  }
});
