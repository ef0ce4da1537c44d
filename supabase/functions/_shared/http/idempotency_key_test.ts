import { strictEqual, throws } from "node:assert/strict";
import { idempotencyKey } from "./idempotency_key.ts";

const keyOf = (key?: string) =>
  idempotencyKey(
    new Request("http://localhost", {
      headers: key === undefined ? {} : { "idempotency-key": key },
    }),
  );

Deno.test("idempotencyKey() is what the header says, if it is there", () => {
  strictEqual(keyOf(), undefined);
  strictEqual(keyOf("k"), "k");
  strictEqual(keyOf("k".repeat(255)), "k".repeat(255));
});

for (const [what, key] of [["an empty key", ""], ["a long key", "k".repeat(256)]] as const) {
  Deno.test(`idempotencyKey() refuses ${what}`, () => {
    throws(() => keyOf(key), { code: "invalid_request" });
  });
}
