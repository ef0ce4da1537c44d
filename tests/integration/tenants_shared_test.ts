import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { errorKinds } from "../../supabase/functions/_shared/error_kinds.ts";
import { created, toTheEnd } from "./support/runner.ts";
import {
  ask,
  databaseExists,
  done,
  doneByTwo,
  ended,
  logIn,
  tenancy,
  type TenancyAnswer,
  tenantBody,
  undriven,
} from "./support/tenants.ts";

const open = (slug: string, kind: string, input?: unknown) =>
  ask("POST", `tenants/${slug}/operations`, { body: { type: kind, params: input } });
const refusal = ({ http, code }: TenancyAnswer) => [http, code];
const shared = [409, "database_shared"];

Deno.test("a database that tenants share is not taken from them, until they are gone", async () => {
  await using t = await tenancy();
  const [parent, child, late] = [t.slug("owner"), t.slug("sharer"), t.slug("late")];
  const created = await ask("POST", "tenant-create", {
    body: tenantBody(parent, { type: "provider", plan: "provider" }),
  });
  await ended(created.operation.id);
  const sharing = (slug: string) =>
    ask("POST", "tenant-create", { body: tenantBody(slug, { parent, isolation: "schema" }) });
  await ended((await sharing(child)).operation.id);

  for (const kind of ["pause", "rebuild", "decommission", "purge"]) {
    const answer = await open(parent, kind);
    deepStrictEqual(refusal(answer), shared, kind);
    match(answer.detail!, new RegExp(`is shared by "${child}"\\.$`));
    match(String(answer.suggestion), /decommission them first/);
  }
  const [login, password] = [`${parent}@example.com`, (await t.secret(parent, "odoo_admin"))!];
  strictEqual(typeof await logIn(parent, login, password), "number", "its people still get in");
  const own = await open(child, "backup");
  deepStrictEqual(refusal(own), shared);
  match(own.detail!, new RegExp(`it shares the database of "${parent}"\\.$`));

  const { steps } = await done(parent, "backup");
  const { backup } = steps.map((step) =>
    (step as unknown as { output: { backup?: string } }).output
  )
    .find(({ backup }) => backup)!;
  const restore = await open(parent, "restore", { backup });
  deepStrictEqual(refusal(restore), shared);
  match(String(restore.suggestion), /"shared_with"/);
  const meant = await open(parent, "restore", { backup, shared_with: [child] });
  deepStrictEqual([meant.http, meant.operation.status], [202, "waiting_approval"]);
  deepStrictEqual(
    refusal(await sharing(late)),
    shared,
    "nobody comes while it is about to be taken",
  );
  await ask("POST", `operations/${meant.operation.id}/cancel`);

  await doneByTwo(child, "decommission");
  strictEqual(await databaseExists(parent), true);
  await done(parent, "pause");
  strictEqual(await logIn(parent, login, password), false);
  await doneByTwo(parent, "decommission");
});

Deno.test("a tenant in error whose database is open stays open when resuming it fails", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await created(t, "open");
  const name = `tenant/${slug}/odoo_admin`;
  const [login, password] = [`${slug}@example.com`, (await t.secret(slug, "odoo_admin"))!];
  await t.sql`select control.replace_secret(${name}, 'no longer the password')`;
  const failing = async (kind: string, input?: unknown) => {
    const { operation } = await open(slug, kind, input);
    await toTheEnd(t.sql, operation.id);
    const { error } = await ended(operation.id, "failed");
    deepStrictEqual([error!.step, error!.code], ["smoke_test", "odoo_auth_failed"]);
  };
  // One that changes something: who fails before that leaves the tenant as it was.
  await failing("module_apply", { modules: ["contacts"] });
  await failing("resume");
  strictEqual(typeof await logIn(slug, login, password), "number");
  await t.sql`select control.replace_secret(${name}, ${password})`;
});

Deno.test("the faults of work that SQL knows are codes of ours", async () => {
  await using t = await tenancy();
  const rows = await t.sql`select code from ops.work_faults`;
  const unknown = rows.map(({ code }) => code).filter((code) => !(code in errorKinds));
  deepStrictEqual(unknown, []);
});
