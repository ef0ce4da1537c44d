import { equal, match } from "node:assert/strict";
import { addressFinding, loginFinding } from "./here.ts";

Deno.test("addressFinding() warns where a token can be read on its way", () => {
  for (const url of ["https://ref.example.com", "http://127.0.0.1:8000", "http://localhost:1"]) {
    equal(addressFinding(url).state, "ok", url);
  }
  for (const url of ["http://ref.example.com", "http://127.evil.example", "nonsense"]) {
    equal(addressFinding(url).state, "warning", url);
  }
});

Deno.test("loginFinding() says how a login that others can read is closed", async () => {
  const file = await Deno.makeTempFile({ prefix: "a login " });
  try {
    for (const [mode, state] of [[0o600, "ok"], [0o640, "failure"], [0o604, "failure"]] as const) {
      await Deno.chmod(file, mode);
      const found = await loginFinding(file);
      equal(found.state, state);
      if (state === "failure") match(found.next!, /^chmod 600 '.*a login /);
    }
  } finally {
    await Deno.remove(file);
  }
  equal((await loginFinding(file)).state, "ok", "none is kept");
  equal((await loginFinding(undefined)).state, "ok", "there is no home");
});
