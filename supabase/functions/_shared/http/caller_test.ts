import { deepStrictEqual, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { callerOf } from "./caller.ts";

const keys = {
  issuer: "https://ref.example.com/auth/v1",
  publicKeys: () => Promise.reject(new Error("no key is to be looked for")),
  known: new Map(),
};
const secret = `ocp_${"0f".repeat(32)}`;

Deno.test("callerOf() knows the holder of an API token by its digest, and asks nobody for keys", async () => {
  const token_hash = createHash("sha256").update(secret).digest("hex");
  deepStrictEqual(await callerOf(`Bearer ${secret}`, keys), { token_hash });
});

for (const header of [null, "", "Bearer", "Bearer ", `Basic ${secret}`, secret, "Bearer a b"]) {
  Deno.test(`callerOf() refuses ${JSON.stringify(header)}`, async () => {
    await rejects(callerOf(header, keys), { code: "unauthorized" });
  });
}

for (const token of [`${secret}0`, secret.toUpperCase(), "ocp_", "sb_secret_x"]) {
  Deno.test(`callerOf() takes ${token} for no API token`, async () => {
    await rejects(callerOf(`Bearer ${token}`, keys), { code: "unauthorized" });
  });
}
