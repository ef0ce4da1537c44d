import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { keyExpiry } from "../../supabase/functions/_shared/odoo/key_expiry.ts";
import { letIn } from "../../supabase/functions/_shared/odoo/log_in.ts";
import { odooCalls } from "./support/backups.ts";
import { ask, done, ended, logIn, stack, tenancy, tenantBody } from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

const keys = "res.users.apikeys";

/** What the tests look at: the keys of the bot, as its administrator sees them, and as they let in. */
async function botOf(t: Tenancy, slug: string) {
  const password = (await t.secret(slug, "odoo_admin"))!;
  const uid = await logIn(slug, `${slug}@example.com`, password) as number;
  const { database } = (await t.tenant(slug))!;
  const call = odooCalls(database, uid, password);
  const username = `platform-bot@${slug}.invalid`;
  const names = async () => {
    const found = await call(keys, "search_read", [[["user_id.login", "=", username]], ["name"]]);
    return (found as { name: string }[]).map(({ name }) => name).sort();
  };
  const entered = (key: string) =>
    letIn({
      ...{ url: stack.odoo.url, database, username },
      ...{ password: new Secret(key), transport: "auto" },
    });
  return { names, entered };
}

Deno.test("the bot's key is rotated with two valid ones, and the old one is revoked", async (test) => {
  await using t = await tenancy();
  const slug = t.slug("keyed");
  await ended((await ask("POST", "tenant-create", { body: tenantBody(slug) })).operation.id);
  const first = (await t.secret(slug, "odoo_bot"))!;
  const bot = await botOf(t, slug);
  deepStrictEqual(await bot.names(), ["Control plane"]);

  await test.step("a second one, which the binding goes by", async () => {
    await done(slug, "rotate_key");
    const second = (await t.secret(slug, "odoo_bot"))!;
    match(second, /^[0-9a-f]{40}$/);
    strictEqual(await t.secret(slug, "odoo_bot_next"), undefined);
    const client = await bot.entered(second);
    strictEqual(await keyExpiry(client!), null, "it has no end");
    strictEqual(Boolean(await bot.entered(first)), true, "whatever is at work goes on");
    strictEqual((await bot.names()).length, 2);
  });

  await test.step("the old one is revoked, and nobody else's", async () => {
    const used = (await t.secret(slug, "odoo_bot"))!;
    await done(slug, "retire_key");
    strictEqual(await bot.entered(first), undefined);
    strictEqual(Boolean(await bot.entered(used)), true);
    const [name, ...others] = await bot.names();
    match(name!, /^Control plane [0-9a-f-]{36}$/);
    deepStrictEqual(others, []);
  });

  await test.step("a key that an earlier try has kept is gone on with", async () => {
    const [used, made] = [(await t.secret(slug, "odoo_bot"))!, await bot.names()];
    await t.sql`select control.replace_secret(${`tenant/${slug}/odoo_bot_next`}, ${used})`;
    await done(slug, "rotate_key");
    strictEqual(await t.secret(slug, "odoo_bot"), used);
    deepStrictEqual(await bot.names(), made, "none is made beside it");
  });

  await test.step("one in Vault that Odoo does not know is replaced", async () => {
    for (const what of ["odoo_bot", "odoo_bot_next"]) {
      await t.sql`select control.replace_secret(${`tenant/${slug}/${what}`}, ${"0".repeat(40)})`;
    }
    const { operation } = await ask("POST", `tenants/${slug}/operations`, {
      body: { type: "retire_key" },
    });
    strictEqual((await ended(operation.id, "failed")).error?.code, "odoo_auth_failed");
    strictEqual((await bot.names()).length, 1, "none is revoked by what Odoo does not let in");
    await done(slug, "rotate_key");
    strictEqual(Boolean(await bot.entered((await t.secret(slug, "odoo_bot"))!)), true);
    await done(slug, "retire_key");
    strictEqual((await bot.names()).length, 1);
  });
});
