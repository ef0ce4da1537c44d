import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { instanceDir } from "../../stack/paths.ts";
import { operationOf } from "../../supabase/functions/_shared/tenancy/operations.ts";
import { odooCalls, ownBackups, sha256, storedObject } from "./support/backups.ts";
import { eventually } from "./support/eventually.ts";
import { KillPoints, mortalRun } from "./support/mortal.ts";
import { killFunction, killOdoo, startOdoo } from "./support/stack.ts";
import {
  ask,
  ben,
  databaseExists,
  databaseNames,
  done,
  ended,
  giveAttempts,
  hurry,
  logIn,
  passTime,
  stack,
  stepThatKillsOdoo,
  tenancy,
  tenantBody,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** A tenant whose dump takes a while on its way: 24 MB of files that cannot be compressed. */
async function heavyTenant(t: Tenancy, what: string): Promise<string> {
  const slug = t.slug(what);
  const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await ended(operation.id);
  const password = (await t.secret(slug, "odoo_admin"))!;
  const uid = await logIn(slug, `${slug}@example.com`, password) as number;
  const call = odooCalls((await t.tenant(slug))!.database, uid, password);
  for (const name of ["one", "two", "three"]) {
    await call("ir.attachment", "create", [{ name, datas: randomBytes(8).toBase64() }]);
  }
  return slug;
}

function randomBytes(megabytes: number): Uint8Array {
  const bytes = new Uint8Array(megabytes * 1024 * 1024);
  for (let at = 0; at < bytes.length; at += 65536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65536));
  }
  return bytes;
}

/** Asks for an operation, two people where it has to be. @returns its id */
async function begin(slug: string, kind: string, input?: unknown): Promise<string> {
  const { operation } = await ask("POST", `tenants/${slug}/operations`, {
    body: { type: kind, params: input },
  });
  if (operation.status === "waiting_approval") {
    await ask("POST", `operations/${operation.id}/approve`, { actor: ben });
  }
  return operation.id;
}

/** Waits without a pause that could miss it; on a busy machine, for long. */
const soon = (what: string, isSo: () => boolean | Promise<boolean>) =>
  eventually(what, isSo, { everyMs: 1 });

/** Somebody else finds the operation and goes on. */
async function goOn(t: Tenancy, id: string) {
  await hurry(t.sql, id);
  return await ended(id);
}

async function expectOneWholeBackup(slug: string): Promise<void> {
  const all = await ownBackups(slug);
  strictEqual(all.length, 1);
  const object = (await storedObject(all[0]!.object_path))!;
  deepStrictEqual([object.length, sha256(object)], [all[0]!.bytes, all[0]!.sha256]);
}

/** A try that is not needed takes its own away when it ends, and the one that counts those of the dead. */
async function expectOneObject(slug: string): Promise<void> {
  await expectOneWholeBackup(slug);
  await eventually("it is alone", () => storedNames(slug).length === 1);
}

const storedNames = (slug: string) => {
  const folder = join(instanceDir(stack.instance), "storage/tenant-backups", slug);
  return existsSync(folder) ? [...Deno.readDirSync(folder)].map(({ name }) => name) : [];
};

async function expectWell(t: Tenancy, slug: string): Promise<void> {
  strictEqual((await t.tenant(slug))!.status, "active");
  const password = (await t.secret(slug, "odoo_admin"))!;
  strictEqual(typeof await logIn(slug, `${slug}@example.com`, password), "number");
  const key = (await t.secret(slug, "odoo_bot"))!;
  strictEqual(typeof await logIn(slug, `platform-bot@${slug}.invalid`, key), "number");
  const left = (await databaseNames()).filter((name) => /^(restoring|replaced|drill)_/.test(name));
  deepStrictEqual(left, []);
}

Deno.test("a backup, killed while it is dumped and while it is stored, is whole or none", async (test) => {
  await using t = await tenancy();
  await test.step("while Odoo dumps", async () => {
    const slug = await heavyTenant(t, "dumping");
    const id = await begin(slug, "backup");
    await soon(
      "it is begun",
      async () => (await t.sql`select from control.backups where operation_id = ${id}`).length > 0,
    );
    await killFunction("operations-run");
    deepStrictEqual(await ownBackups(slug), [], "it does not count");
    await goOn(t, id);
    await expectOneObject(slug);
  });
  await test.step("while it is stored", async () => {
    const slug = await heavyTenant(t, "storing");
    const id = await begin(slug, "backup");
    await soon("it is being stored", () => storedNames(slug).length > 0);
    await killFunction("operations-run");
    deepStrictEqual(await ownBackups(slug), [], "it does not count");
    await goOn(t, id);
    await expectOneObject(slug);
  });
  await test.step("while it is stored, by one that is only taken for dead", async () => {
    const slug = await heavyTenant(t, "slow");
    const id = await begin(slug, "backup");
    await soon("it is being stored", () => storedNames(slug).length > 0);
    await goOn(t, id);
    await expectOneObject(slug);
    const tries = await t.sql`select from control.backups where operation_id = ${id}`;
    ok(tries.length > 1, "two were at it");
  });
  await stepThatKillsOdoo(test, "while Odoo, not the function, is killed", async () => {
    const slug = await heavyTenant(t, "crashing");
    const id = await begin(slug, "backup");
    await soon("it is being stored", () => storedNames(slug).length > 0);
    await killOdoo();
    deepStrictEqual(await ownBackups(slug), [], "what broke off does not count");
    await startOdoo();
    await goOn(t, id);
    await expectOneObject(slug);
  });
});

Deno.test("a restoration, killed anywhere, is resumed", async (test) => {
  await using t = await tenancy();
  const slug = await heavyTenant(t, "restoring");
  await done(slug, "backup");
  const [backup] = await ownBackups(slug);
  const named = (id: string, use: string) => `${use}_${id.replaceAll("-", "")}`;
  const isThere = async (name: string) => (await databaseNames()).includes(name);
  const restore = () => begin(slug, "restore", { backup: backup!.id });

  await test.step("while the archive is sent to Odoo", async () => {
    const id = await restore();
    await t.until(id, "restore_staging");
    await killFunction("operations-run");
    await goOn(t, id);
    await expectWell(t, slug);
  });
  await test.step("while Odoo restores", async () => {
    const id = await restore();
    await soon("the database is begun", () => isThere(named(id, "restoring")));
    await killFunction("operations-run");
    await goOn(t, id);
    await expectWell(t, slug);
  });
  await test.step("between the two renames", async () => {
    const id = await restore();
    await soon("the old one is set aside", () => isThere(named(id, "replaced")));
    await killFunction("operations-run");
    const { steps } = await goOn(t, id);
    ok(steps.find(({ name }) => name === "swap")!.attempts >= 1);
    await expectWell(t, slug);
  });
  await stepThatKillsOdoo(test, "while Odoo, not the function, is killed restoring", async () => {
    const id = await restore();
    await soon("the database is begun", () => isThere(named(id, "restoring")));
    await killOdoo();
    await startOdoo();
    // Odoo works on nothing for longer than 120 s: so much time passes.
    await t.sql`
      update control.provisioning_jobs set started_at = started_at - interval '3 minutes'
      where operation_id = ${id} and name = 'restore_staging'`;
    await passTime(t.sql, id);
    await goOn(t, id);
    await expectWell(t, slug);
  });
});

/** Lets one process after another die until the operation has ended. @returns where they died */
async function throughDeaths(t: Tenancy, id: string): Promise<string[]> {
  const points = new KillPoints();
  for (let run = 0; run < 200; run++) {
    await mortalRun(points);
    // So many deaths are more than a step is given.
    await giveAttempts(t.sql, id);
    await t.sql`
      update ops.work set lease_expires_at = clock_timestamp()
      where kind = 'step' and object = ${id} and status = 'running'`;
    const { status, error } = await ask("GET", `operations/${id}`);
    if (status === "succeeded") return points.struck;
    if (status === "failed") throw new Error(JSON.stringify(error));
    // A step that was cut off outside is looked at again in a while.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Cannot go on with ${id}: it does not end.`);
}

Deno.test({
  name:
    "killed at and in every step, backups, restorations, drills and purges end as if nothing had been",
  // The dead never hear their answers.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using t = await tenancy();
    const slug = t.slug("undead");
    const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
    await ended(operation.id);
    await using _alone = await undriven(t.sql);
    const through = async (kind: string, input?: unknown) => {
      const struck = await throughDeaths(t, await begin(slug, kind, input));
      for (const { name } of operationOf(kind).steps) {
        ok(struck.includes(`${name}: at its beginning`), name);
      }
    };
    await through("backup");
    await expectOneWholeBackup(slug);
    const [backup] = await ownBackups(slug);
    await through("restore_drill");
    await expectWell(t, slug);
    await through("restore", { backup: backup!.id });
    await expectWell(t, slug);
    await through("reset_password");
    await expectWell(t, slug);
    await through("purge", { confirm: slug });
    deepStrictEqual(await ownBackups(slug), []);
    strictEqual(await storedObject(backup!.object_path), undefined);
    strictEqual(await databaseExists(slug), false);
  },
});
