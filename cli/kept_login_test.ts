import { deepEqual, equal, rejects } from "node:assert/strict";
import { forgetLogin, keepLogin, readLogin } from "./kept_login.ts";

Deno.test("keepLogin() keeps a login for its owner's eyes only, until it is forgotten", async () => {
  const before = Deno.env.get("XDG_CONFIG_HOME");
  const home = await Deno.makeTempDir();
  Deno.env.set("XDG_CONFIG_HOME", home);
  try {
    equal(await readLogin(), undefined);
    const login = { url: "https://example.com", token: "t" };
    const file = await keepLogin(login);
    equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    deepEqual(await readLogin(), login);
    await Deno.writeTextFile(file, "{");
    await rejects(readLogin(), /it is no JSON/);
    equal(await forgetLogin(), true);
    deepEqual([await readLogin(), await forgetLogin()], [undefined, false]);
  } finally {
    if (before === undefined) Deno.env.delete("XDG_CONFIG_HOME");
    else Deno.env.set("XDG_CONFIG_HOME", before);
    await Deno.remove(home, { recursive: true });
  }
});
