import { strictEqual } from "node:assert/strict";
import { inspect } from "node:util";
import { Secret } from "./secret.ts";

const secret = new Secret("s3cret-value");

Deno.test("Secret.reveal() gives the value", () => {
  strictEqual(secret.reveal(), "s3cret-value");
});

Deno.test("Secret prints *** wherever it is written", () => {
  strictEqual(`${secret}`, "***");
  strictEqual(String(secret), "***");
  strictEqual("" + secret, "***");
  strictEqual(JSON.stringify({ secret }), '{"secret":"***"}');
  strictEqual(Deno.inspect({ secret }), "{ secret: *** }");
  strictEqual(inspect({ secret }), "{ secret: *** }");
});

Deno.test("Secret holds no readable property", () => {
  strictEqual(JSON.stringify(Object.getOwnPropertyNames(secret)), "[]");
  strictEqual(JSON.stringify(structuredClone(secret)), "{}");
});
