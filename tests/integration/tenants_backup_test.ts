import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import {
  brokenStorage,
  odooCalls,
  overwriteObject,
  ownBackups,
  sha256,
  storedObject,
} from "./support/backups.ts";
import {
  ask,
  ben,
  databaseExists,
  databaseNames,
  done,
  doneByTwo,
  ended,
  logIn,
  stack,
  tenancy,
  tenantBody,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** A tenant that is active, and calls as its administrator. */
async function active(t: Tenancy, what: string) {
  const slug = t.slug(what);
  const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await ended(operation.id);
  const password = (await t.secret(slug, "odoo_admin"))!;
  const login = `${slug}@example.com`;
  const uid = await logIn(slug, login, password) as number;
  const call = odooCalls((await t.tenant(slug))!.database, uid, password);
  const partners = async () =>
    (await call("res.partner", "search_read", [[["name", "like", "Partner "]]], {
      fields: ["name"],
      order: "name",
    }) as { name: string }[]).map(({ name }) => name);
  const addPartner = (name: string) => call("res.partner", "create", [{ name: `Partner ${name}` }]);
  return { slug, login, password, call, partners, addPartner };
}

/** Databases that an operation had for itself. */
const leftBehind = async () =>
  (await databaseNames()).filter((name) => /^(restoring|replaced|drill)_/.test(name));

Deno.test("a backup is what was dumped, and restoring it brings that back", async (test) => {
  await using t = await tenancy();
  const a = await active(t, "backed");
  await a.addPartner("before");
  const note = { name: "note.txt", datas: btoa("kept") };
  const [file] = await a.call("ir.attachment", "create", [[note]]) as number[];

  await test.step("stored whole, with its checksum", async () => {
    await done(a.slug, "backup");
    const [backup] = await ownBackups(a.slug);
    const object = (await storedObject(backup!.object_path))!;
    deepStrictEqual([object.length, sha256(object)], [backup!.bytes, backup!.sha256]);
    match(backup!.odoo_version, /^\d+\./);
    match(backup!.module_hash, /^[0-9a-f]{64}$/);
    strictEqual(await storedObject(backup!.object_path, stack.publishableKey), undefined);
  });

  await test.step("a drill restores it aside, leaves nothing and tells how long it took", async () => {
    const drill = await done(a.slug, "restore_drill");
    const [row] = await t.sql`
      select status, seconds::float8, backup_id from control.v_restore_drills
      where operation_id = ${drill.id as string}`;
    const [backup] = await ownBackups(a.slug);
    deepStrictEqual([row!.status, row!.backup_id], ["succeeded", backup!.id]);
    ok(row!.seconds > 0.5, String(row!.seconds));
    deepStrictEqual(await leftBehind(), []);
    strictEqual((await t.tenant(a.slug))!.status, "active");
  });

  await test.step("restored by two people: the data of then, the credentials of now", async () => {
    await a.addPartner("after");
    await a.call("ir.attachment", "unlink", [[file]]);
    deepStrictEqual(await a.partners(), ["Partner after", "Partner before"]);
    const [backup] = await ownBackups(a.slug);
    await doneByTwo(a.slug, "restore", { backup: backup!.id });
    deepStrictEqual(await a.partners(), ["Partner before"]);
    const [kept] = await a.call("ir.attachment", "read", [[file], ["raw"]]) as {
      raw: string;
    }[];
    strictEqual(kept!.raw, "kept");
    deepStrictEqual(await leftBehind(), []);
    const bot = `platform-bot@${a.slug}.invalid`;
    const key = (await t.secret(a.slug, "odoo_bot"))!;
    strictEqual(typeof await logIn(a.slug, bot, key), "number");
    strictEqual((await t.tenant(a.slug))!.status, "active");
    await done(a.slug, "pause");
    await done(a.slug, "resume");
  });

  await test.step("a backup that somebody changed is refused, and nothing is lost", async () => {
    await a.addPartner("later");
    const [backup] = await ownBackups(a.slug);
    const object = (await storedObject(backup!.object_path))!;
    const changed = object.slice();
    changed[1000]! ^= 1;
    await overwriteObject(backup!.object_path, changed);
    const failed = await doneByTwo(a.slug, "restore", { backup: backup!.id }, "failed");
    deepStrictEqual([failed.error!.code, failed.error!.step], [
      "backup_unusable",
      "restore_staging",
    ]);
    await overwriteObject(backup!.object_path, object.slice(0, 5000));
    deepStrictEqual((await ask("GET", `tenants/${a.slug}`)).status, "active", "it was not touched");
    const again = await doneByTwo(a.slug, "restore", { backup: backup!.id }, "failed");
    strictEqual(again.error!.code, "backup_unusable");
    deepStrictEqual(await a.partners(), ["Partner before", "Partner later"]);
    deepStrictEqual(await leftBehind(), []);
    const drill = await ask("POST", `tenants/${a.slug}/operations`, {
      body: { type: "restore_drill" },
    });
    await ended(drill.operation.id, "failed");
    strictEqual((await t.tenant(a.slug))!.status, "active", "a drill says nothing of the tenant");
  });
});

Deno.test("of a rebuilt tenant, an older backup opens with the key that was kept with it", async () => {
  await using t = await tenancy();
  const a = await active(t, "rebuilt");
  await a.addPartner("before");
  await done(a.slug, "backup");
  const earlier = await rememberedPassword(t, a);
  await doneByTwo(a.slug, "rebuild");
  await Promise.all(earlier.map((call) => rejects(call(), /AccessDenied|Access Denied/)));
  deepStrictEqual(await rebuiltPartners(t, a), []);
  const [backup] = await ownBackups(a.slug);
  await doneByTwo(a.slug, "restore", { backup: backup!.id });
  deepStrictEqual(await rebuiltPartners(t, a), ["Partner before"]);
  const bot = `platform-bot@${a.slug}.invalid`;
  strictEqual(typeof await logIn(a.slug, bot, (await t.secret(a.slug, "odoo_bot"))!), "number");
});

/** Calls by a password that Odoo's workers have let in, more at once than there are of them. */
async function rememberedPassword(t: Tenancy, a: Awaited<ReturnType<typeof active>>) {
  const { database } = (await t.tenant(a.slug))!;
  const uid = await logIn(a.slug, a.login, a.password) as number;
  const password = "of the earlier database";
  await a.call("res.users", "write", [[uid], { password }]);
  const read = () => odooCalls(database, uid, password)("res.users", "read", [[uid], ["login"]]);
  const calls = Array.from({ length: 12 }, () => read);
  await Promise.all(calls.map((call) => call()));
  return calls;
}

async function rebuiltPartners(t: Tenancy, { slug, login }: { slug: string; login: string }) {
  const password = (await t.secret(slug, "odoo_admin"))!;
  const uid = await logIn(slug, login, password) as number;
  const call = odooCalls((await t.tenant(slug))!.database, uid, password);
  const rows = await call("res.partner", "search_read", [[["name", "like", "Partner "]]], {
    fields: ["name"],
  }) as { name: string }[];
  return rows.map(({ name }) => name);
}

Deno.test("nothing is dropped before the last backup is there; a purge takes that one, too", async () => {
  await using t = await tenancy();
  const a = await active(t, "ending");
  const storage = await brokenStorage(a.slug);
  const asked = await ask("POST", `tenants/${a.slug}/operations`, {
    body: { type: "decommission" },
  });
  // As if Storage had been away for longer than is waited for.
  await t.sql`update ops.work_kinds set outage_survived = '0' where kind = 'step'`;
  await ask("POST", `operations/${asked.operation.id}/approve`, { actor: ben });
  const failed = await ended(asked.operation.id, "failed").finally(() =>
    t.sql`update ops.work_kinds set outage_survived = '30 minutes' where kind = 'step'`
  );
  deepStrictEqual([failed.error!.code, failed.error!.step], ["storage_unreachable", "last_backup"]);
  strictEqual(await databaseExists(a.slug), true);
  strictEqual(typeof await logIn(a.slug, a.login, a.password), "number");
  await storage.mend();

  await doneByTwo(a.slug, "decommission");
  strictEqual(await databaseExists(a.slug), false);
  const [last] = await ownBackups(a.slug);
  ok(await storedObject(last!.object_path), "the last backup stays");

  const unconfirmed = await ask("POST", `tenants/${a.slug}/operations`, {
    body: { type: "purge", params: { confirm: "another" } },
  });
  deepStrictEqual([unconfirmed.http, unconfirmed.code], [422, "confirmation_missing"]);
  await doneByTwo(a.slug, "purge", { confirm: a.slug });
  deepStrictEqual(await ownBackups(a.slug), []);
  strictEqual(await storedObject(last!.object_path), undefined);
  const [secrets] = await t.sql`
    select count(*)::int as count from vault.secrets
    where name like ${`tenant/${a.slug}/%`} or name like ${`backup/${last!.id}/%`}`;
  strictEqual(secrets!.count, 0);
  await rejects(doneByTwo(a.slug, "restore", { backup: last!.id }));
});

Deno.test("the administrator's password is shown once; a new one can be asked for", async () => {
  await using t = await tenancy();
  const a = await active(t, "shown");
  const path = `tenants/${a.slug}/administrator-password`;
  const [one, two] = await Promise.all([ask("POST", path), ask("POST", path)]);
  const [shown, refused] = one.http === 200 ? [one, two] : [two, one];
  deepStrictEqual([shown.login, shown.password], [a.login, a.password]);
  deepStrictEqual([refused.http, refused.code], [410, "password_shown"]);
  strictEqual(await t.secret(a.slug, "odoo_admin"), undefined);

  // It is theirs now: whatever they make of it, the platform goes on without it.
  const uid = await logIn(a.slug, a.login, a.password);
  await a.call("res.users", "write", [[uid], { password: "my own, and long enough" }]);
  await done(a.slug, "pause");
  await done(a.slug, "resume");
  strictEqual(typeof await logIn(a.slug, a.login, "my own, and long enough"), "number");
  const clone = t.slug("copied");
  await done(a.slug, "clone", { slug: clone, name: "A copy", with_data: true });

  await done(a.slug, "reset_password");
  const again = await ask("POST", path);
  strictEqual(again.http, 200);
  strictEqual(typeof await logIn(a.slug, a.login, String(again.password)), "number");
  strictEqual(await logIn(a.slug, a.login, "my own, and long enough"), false);
});
