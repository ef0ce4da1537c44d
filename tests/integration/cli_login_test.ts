import { deepStrictEqual, match, notStrictEqual, strictEqual } from "node:assert/strict";
import { tokenOf } from "./support/actors.ts";
import { folderOf } from "./support/ocp.ts";
import { ann, stack } from "./support/tenants.ts";
import { pasted } from "./support/typed.ts";

const byPassword = (password: string, more = `--key ${stack.publishableKey}`) =>
  `deno task ocp login ${stack.apiUrl} --email ${ann.user} ${more} <<< '${password}'`;

Deno.test("ocp login signs a person in by password, and goes on when their token ends", async () => {
  await using config = await folderOf({});
  const env = { XDG_CONFIG_HOME: config.path, OCP_URL: "", OCP_TOKEN: "" };
  const file = config.at("ocp/login.json");
  await tokenOf(ann);
  const login = await pasted(byPassword(stack.peoplePassword), env);
  deepStrictEqual([login.code, login.out], [0, ""], login.err);
  match(login.err, new RegExp(`Kept in ${file}\\.\\n$`));
  strictEqual((await Deno.stat(file)).mode! & 0o777, 0o600);
  const text = await Deno.readTextFile(file);
  strictEqual(text.includes(stack.peoplePassword), false, "the password is not kept");
  const whoami = async () => {
    const { code, out, err } = await pasted("deno task ocp --json whoami", env);
    return { code, err, told: JSON.parse(out) };
  };
  deepStrictEqual([(await whoami()).told.name], [ann.user]);
  strictEqual(await Deno.readTextFile(file), text, "a token that is valid stays");

  const kept = JSON.parse(text);
  kept.session.expires_at = Math.floor(Date.now() / 1000) + 30;
  await Deno.writeTextFile(file, JSON.stringify(kept));
  deepStrictEqual([(await whoami()).told.name], [ann.user]);
  const next = JSON.parse(await Deno.readTextFile(file));
  notStrictEqual(next.session.refresh_token, kept.session.refresh_token);
  strictEqual((await Deno.stat(file)).mode! & 0o777, 0o600);

  strictEqual((await pasted("deno task ocp logout", env)).code, 0);
  next.session.expires_at = 0;
  await Deno.writeTextFile(file, JSON.stringify(next));
  const ended = await whoami();
  strictEqual(ended.code, 1);
  match(ended.told.detail, /^Cannot go on as ann@example\.com: /);
  match(ended.told.suggestion, /^Log in again: ocp login http:.* --email ann@example\.com$/);
});

Deno.test("ocp login keeps nothing of who is not let in", async () => {
  await using config = await folderOf({});
  const env = { XDG_CONFIG_HOME: config.path, OCP_URL: "", OCP_TOKEN: "" };
  const wrong = await pasted(byPassword("wrong"), env);
  deepStrictEqual([wrong.code, wrong.out], [1, ""]);
  match(wrong.err, /^Cannot sign in as ann@example\.com: Invalid login credentials\./);
  const keyless = await pasted(byPassword("wrong", ""), env);
  strictEqual(keyless.code, 1);
  match(keyless.err, /publishable key is not given\. Add --key/);
  strictEqual((await pasted("deno task ocp logout", env)).err, "No login was kept.\n");
});
