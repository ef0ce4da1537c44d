import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
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
    importMap: "/clone/supabase/functions/seed/deno.json",
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

Deno.test("config.toml names every function and leaves tokens to them", async () => {
  const supabase = new URL("../supabase/", import.meta.url);
  const config = parseConfig(
    await Deno.readTextFile(new URL("config.toml", supabase)),
    fileURLToPath(supabase),
  );
  for await (const { name, isDirectory } of Deno.readDir(new URL("functions/", supabase))) {
    if (!isDirectory || name === "_shared") continue;
    const { verifyJwt, entrypoint, importMap } = config.functionNamed(name)!;
    assert.equal(verifyJwt, false, name);
    assert.ok((await Deno.stat(entrypoint)).isFile && (await Deno.stat(importMap)).isFile);
  }
});
