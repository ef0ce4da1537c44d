import { strictEqual, throws } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { Secret } from "../secret.ts";
import { requireSignature } from "./signature.ts";

const now = new Date();
const [current, next, other] = ["A", "B", "C"].map((letter) => letter.repeat(32));
const accepted = [current!, next!].map((key) => new Secret(`whsec_${key}`));
const id = "00000000-0000-4000-8000-000000000001";

interface Call {
  key?: string;
  path?: string;
  body?: string;
  ageSeconds?: number;
}

/** What the database sends: signed here without the library, as ops.sign_call does. */
function signed({ key = current!, path = "/operations-run", body = "{}", ageSeconds = 0 }: Call) {
  const second = Math.floor(now.getTime() / 1000) - ageSeconds;
  const signature = createHmac("sha256", new Uint8Array(Buffer.from(key, "base64")))
    .update(`${id}.${second}.${path}\n${body}`).digest("base64");
  const headers = new Headers({
    "webhook-id": id,
    "webhook-timestamp": String(second),
    "webhook-signature": `v1,${signature}`,
  });
  return { headers, path, body };
}

const refused = (message: RegExp) => ({ code: "unauthorized", message });

Deno.test("requireSignature() gives the id of a call that is signed with either secret", () => {
  for (const key of [current!, next!]) {
    strictEqual(requireSignature(signed({ key }), accepted, now), id);
  }
});

Deno.test("requireSignature() finds its signature among several", () => {
  const call = signed({});
  const others = signed({ key: other! }).headers.get("webhook-signature");
  call.headers.set("webhook-signature", `${others} ${call.headers.get("webhook-signature")}`);
  strictEqual(requireSignature(call, accepted, now), id);
});

for (const ageSeconds of [-59, 59]) {
  Deno.test(`requireSignature() takes a call that is ${ageSeconds} s old`, () => {
    strictEqual(requireSignature(signed({ ageSeconds }), accepted, now), id);
  });
}

for (const ageSeconds of [-62, 62, 299, 1e9]) {
  Deno.test(`requireSignature() refuses a call that is ${ageSeconds} s old`, () => {
    const call = signed({ ageSeconds });
    throws(() => requireSignature(call, accepted, now), refused(/within the last minute/));
  });
}

const forgeries: [string, (call: ReturnType<typeof signed>) => void][] = [
  ["for another path", (call) => call.path = "/operations-run/templates"],
  ["with a query", (call) => call.path += "?x=1"],
  ["with another body", (call) => call.body = '{"run_id":"x"}'],
  ["with another id", ({ headers }) => headers.set("webhook-id", `${id}0`)],
  ["with no version", ({ headers }) => {
    headers.set("webhook-signature", headers.get("webhook-signature")!.replace("v1,", ""));
  }],
  ["cut short", ({ headers }) => {
    headers.set("webhook-signature", headers.get("webhook-signature")!.slice(0, -2));
  }],
  ["of a second that is not the signed one", ({ headers }) => {
    headers.set("webhook-timestamp", String(Number(headers.get("webhook-timestamp")) - 1));
  }],
];

for (const [what, change] of forgeries) {
  Deno.test(`requireSignature() refuses a call ${what}`, () => {
    const call = signed({});
    change(call);
    throws(() => requireSignature(call, accepted, now), refused(/signature is not valid/));
  });
}

Deno.test("requireSignature() refuses what another secret signed, and all without one of its own", () => {
  const foreign = signed({ key: other! });
  throws(() => requireSignature(foreign, accepted, now), refused(/signature is not valid/));
  throws(() => requireSignature(signed({}), [], now), refused(/signature is not valid/));
});

for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
  Deno.test(`requireSignature() refuses a call without ${name}`, () => {
    const call = signed({});
    call.headers.delete(name);
    throws(() => requireSignature(call, accepted, now), refused(/it is not signed/));
  });
}

for (const second of ["soon", "NaN", "Infinity", "1e99"]) {
  Deno.test(`requireSignature() refuses a call of the second ${second}`, () => {
    const call = signed({});
    call.headers.set("webhook-timestamp", second);
    throws(() => requireSignature(call, accepted, now), refused(/within the last minute/));
  });
}
