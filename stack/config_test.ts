import assert from "node:assert/strict";
import { parseConfig } from "./config.ts";

Deno.test("parseConfig() reads ports and a function's settings", () => {
  const config = parseConfig(
    `[api]
port = 1
[db]
port = 2
[functions.seed]
verify_jwt = false
entrypoint = "./functions/seed/main.ts"`,
    "/clone/supabase",
  );
  assert.equal(config.apiPort, 1);
  assert.equal(config.databasePort, 2);
  assert.deepEqual(config.functionNamed("seed"), {
    name: "seed",
    verifyJwt: false,
    entrypoint: "/clone/supabase/functions/seed/main.ts",
    importMap: "/clone/supabase/functions/deno.json",
  });
});

Deno.test("parseConfig() verifies JWTs of functions it does not name", () => {
  const config = parseConfig("", "/s");
  assert.equal(config.apiPort, 54321);
  assert.equal(config.functionNamed("other")?.verifyJwt, true);
});

Deno.test("parseConfig() knows no disabled function and no name that is a path", () => {
  const config = parseConfig("[functions.off]\nenabled = false", "/s");
  assert.equal(config.functionNamed("off"), undefined);
  assert.equal(config.functionNamed("../secrets"), undefined);
});
