import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { tokenOf } from "./support/actors.ts";
import { eventually } from "./support/eventually.ts";
import { created, toTheEnd, workOff } from "./support/runner.ts";
import {
  ann,
  ask,
  ben,
  ended,
  nothing,
  passTime,
  possessions,
  tenancy,
  type TenancyAnswer,
  tenantBody,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** A tenant that is active in the database alone: enough for what SQL decides. */
async function paperTenant(t: Tenancy, what: string): Promise<string> {
  const slug = t.slug(what);
  await t.sql`
    insert into control.tenants
      (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
    select ${slug}, 'Paper', 'client', 'active', id, 'a@example.com', 'starter'
    from control.tenants where slug = 'platform'`;
  await t.sql`
    select control.note_database(id, gen_random_uuid()::text) from control.tenants
    where slug = ${slug}`;
  return slug;
}

const open = (slug: string, kind: string, options: Parameters<typeof ask>[2] = {}) =>
  ask("POST", `tenants/${slug}/operations`, { body: { type: kind }, ...options });
const look = (id: string) => ask("GET", `operations/${id}`);
const refusal = ({ http, code }: TenancyAnswer) => [http, code];
const steps = ({ steps }: TenancyAnswer) => steps.map(({ name, status }) => `${name} ${status}`);

/** A worker takes the next step, and is about to change something. */
async function claim(t: Tenancy): Promise<{ step: { id: string; name: string }; token: string }> {
  const [row] = await t.sql`select control.claim_step('a worker', 60) as claim`;
  const { step, token } = row!.claim;
  await t.sql`select control.begin_change(${step.id}, ${token})`;
  return row!.claim;
}

const finish = (t: Tenancy, { step, token }: Awaited<ReturnType<typeof claim>>) =>
  t.sql`select control.finish_step(${step.id}, ${token}, '{}')`;

Deno.test("cancel: what is queued ends at once, and a retry of it is a new operation", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await paperTenant(t, "queued");
  const { operation: { id } } = await open(slug, "upgrade_to_provider");
  const cancelled = await ask("POST", `operations/${id}/cancel`);
  deepStrictEqual([cancelled.http, cancelled.status], [200, "cancelled"]);
  strictEqual((await t.tenant(slug))!.status, "active");
  deepStrictEqual(refusal(await ask("POST", `operations/${id}/cancel`)), [
    409,
    "operation_status_refused",
  ]);

  const key = crypto.randomUUID();
  const retry = await ask("POST", `operations/${id}/retry`, { key });
  deepStrictEqual([retry.http, retry.operation.status], [202, "queued"]);
  strictEqual(retry.location, `/functions/v1/api/operations/${retry.operation.id}`);
  notStrictEqual(retry.operation.id, id);
  const again = await ask("POST", `operations/${id}/retry`, { key });
  deepStrictEqual([again.http, again.operation], [202, { ...retry.operation, existing: true }]);
  const elsewhere = await open(slug, "pause", { key });
  deepStrictEqual(refusal(elsewhere), [422, "idempotency_key_reused"]);
  await toTheEnd(t.sql, retry.operation.id);
  const done = await look(retry.operation.id);
  deepStrictEqual([done.status, done.retry_of, done.from_step], [
    "succeeded",
    id,
    "become_provider",
  ]);
  deepStrictEqual({ ...await look(id), http: 200 }, { ...cancelled, http: 200 }, "history stays");
  strictEqual((await t.tenant(slug))!.tenant_type, "provider");
});

Deno.test("cancel and retry of what runs: the step at work ends first, and it is told what to do", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await paperTenant(t, "running");
  const { operation: { id } } = await open(slug, "module_apply", {
    body: { type: "module_apply", params: { modules: ["project"] } },
  });
  const held = await claim(t);
  const retry = await ask("POST", `operations/${id}/retry`);
  deepStrictEqual(refusal(retry), [409, "operation_status_refused"]);
  strictEqual(retry.suggestion, "Wait until it has ended, or cancel it first.");
  const other = await open(slug, "pause");
  deepStrictEqual([...refusal(other), other.operation_id], [409, "operation_in_progress", id]);

  const cancelled = await ask("POST", `operations/${id}/cancel`);
  deepStrictEqual([cancelled.http, cancelled.status], [200, "running"]);
  ok(cancelled.cancel_requested_at);
  await finish(t, held);
  const after = await look(id);
  deepStrictEqual([after.status, after.error!.code], ["cancelled", "operation_cancelled"]);
  strictEqual(steps(after)[0], "modules succeeded");
  strictEqual((await t.tenant(slug))!.status, "error");
  match(String(after.runbook), /operation-failed\.md#module-apply$/);
});

Deno.test("cancel: what waits for approval is over", async () => {
  await using t = await tenancy();
  const slug = await paperTenant(t, "waiting");
  const { operation: { id, status } } = await open(slug, "decommission");
  strictEqual(status, "waiting_approval");
  deepStrictEqual((await ask("POST", `operations/${id}/cancel`)).status, "cancelled");
  deepStrictEqual(refusal(await ask("POST", `operations/${id}/approve`, { actor: ben })), [
    409,
    "operation_status_refused",
  ]);
  strictEqual((await t.tenant(slug))!.status, "active");
});

testOnOwnServer("cancel: a creation at work is undone, nothing of it is left", async () => {
  await using t = await tenancy();
  const slug = t.slug("unwanted");
  const { operation: { id } } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await t.until(id, "bot");
  strictEqual((await ask("POST", `operations/${id}/cancel`)).http, 200);
  await ended(id, "cancelled");
  strictEqual((await t.tenant(slug))!.status, "error");
  deepStrictEqual(await possessions(t.sql, slug), nothing);
});

Deno.test("retry: from the step that failed, or from an earlier one; history stays", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await created(t, "mended");
  const name = `tenant/${slug}/odoo_admin`;
  const password = await t.secret(slug, "odoo_admin");
  await t.sql`select control.replace_secret(${name}, 'no longer the password')`;

  const asked = await open(slug, "module_apply", {
    body: { type: "module_apply", params: { modules: ["project"] } },
  });
  const first = asked.operation.id;
  for (let attempt = 1; attempt <= 5; attempt++) {
    await passTime(t.sql, first);
    await workOff();
  }
  const failed = await look(first);
  deepStrictEqual([failed.status, failed.error!.step, failed.error!.code], [
    "failed",
    "smoke_test",
    "odoo_auth_failed",
  ]);
  strictEqual(
    (await t.tenant(slug))!.status,
    "active",
    "all modules were there: nothing was changed",
  );
  match(String(failed.runbook), /operation-failed\.md#module-apply$/);

  const retry = (id: string, body = {}) => ask("POST", `operations/${id}/retry`, { body });
  deepStrictEqual(refusal(await retry(first, { from_step: "nonsense" })), [
    409,
    "operation_status_refused",
  ]);
  const wrong = await retry(first, { from_step: 5 });
  deepStrictEqual([wrong.http, wrong.faults!.map(({ field }) => field)], [400, ["from_step"]]);

  const second = (await retry(first)).operation.id;
  await workOff();
  const stillFailing = await look(second);
  strictEqual(stillFailing.from_step, "smoke_test");
  match(stillFailing.steps[0]!.skip_reason, new RegExp(`Done in operation ${first}`));
  await ask("POST", `operations/${second}/cancel`);
  deepStrictEqual(refusal(await retry(first)), [409, "operation_status_refused"], "not the latest");

  await t.sql`select control.replace_secret(${name}, ${password!})`;
  const third = (await retry(second, { from_step: "record_modules" })).operation.id;
  await toTheEnd(t.sql, third);
  const mended = await look(third);
  deepStrictEqual([mended.status, mended.retry_of, mended.from_step], [
    "succeeded",
    second,
    "record_modules",
  ]);
  const [login] = await t.sql`select control.why_no_login(${slug}) as why`;
  const { why } = login!;
  deepStrictEqual(steps(mended), [
    "modules skipped",
    "record_modules succeeded",
    "database_role succeeded",
    why === null ? "analytics_login succeeded" : "analytics_login skipped",
    "smoke_test succeeded",
  ]);
  strictEqual(
    mended.steps.find(({ name }) => name === "analytics_login")!.skip_reason ?? null,
    why,
  );
  strictEqual((await t.tenant(slug))!.status, "active");
  deepStrictEqual(await look(first), failed);
  deepStrictEqual(refusal(await retry(third)), [409, "operation_status_refused"]);
});

Deno.test("SQL does not take how one step went: the others are done, and it comes back", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slugs = [await paperTenant(t, "unheard"), await paperTenant(t, "heard")];
  const ids: string[] = [];
  for (const slug of slugs) ids.push((await open(slug, "upgrade_to_provider")).operation.id);
  await t.sql.unsafe(
    `alter table control.operations add constraint not_this_one check (id <> '${
      ids[0]
    }' or finished_at is null)`,
  );
  try {
    await workOff();
  } finally {
    await t.sql`alter table control.operations drop constraint not_this_one`;
  }
  const now = async () => await Promise.all(ids.map(async (id) => (await look(id)).status));
  deepStrictEqual(await now(), ["running", "succeeded"]);
  await passTime(t.sql, ids[0]!);
  await workOff();
  deepStrictEqual(await now(), ["succeeded", "succeeded"]);
});

Deno.test("approvals: another person, in time, for what waits", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await paperTenant(t, "approved");
  const { operation: { id } } = await open(slug, "decommission");
  const approve = (id: string, actor: Parameters<typeof ask>[2] = {}) =>
    ask("POST", `operations/${id}/approve`, actor);

  const self = await approve(id, { actor: ann });
  deepStrictEqual(refusal(self), [403, "forbidden"]);
  match(String(self.suggestion), /Another person/);
  const agent = { user: "copilot", role: "agent", onBehalfOf: ben.user };
  deepStrictEqual(refusal(await approve(id, { actor: agent })), [403, "forbidden"]);
  const operator = { user: "cleo@example.com", role: "platform_operator" };
  deepStrictEqual(refusal(await approve(id, { actor: operator })), [403, "forbidden"]);
  const unknown = crypto.randomUUID();
  deepStrictEqual(refusal(await approve(unknown, { actor: ben })), [404, "not_found"]);
  deepStrictEqual(refusal(await approve("1' or '1'='1", { actor: ben })), [404, "not_found"]);

  await t.sql`
    update control.operation_approvals
    set requested_at = requested_at - interval '2 days', expires_at = expires_at - interval '2 days'
    where operation_id = ${id}`;
  const late = await approve(id, { actor: ben });
  deepStrictEqual(refusal(late), [409, "operation_status_refused"]);
  // Reconciling does not wait for another that is at it, so one look may have come to nothing.
  const error = await eventually("its approval has expired", async () => {
    await t.sql`select control.expire_approvals()`;
    return (await look(id)).error;
  });
  deepStrictEqual(error!.code, "approval_expired");

  const other = await paperTenant(t, "other");
  const { operation } = await open(other, "upgrade_to_provider");
  const needless = await approve(operation.id, { actor: ben });
  deepStrictEqual(refusal(needless), [409, "operation_status_refused"]);
  match(String(needless.suggestion), /waiting_approval/);
  await ask("POST", `operations/${operation.id}/cancel`);
  strictEqual((await t.tenant(slug))!.status, "active", "nothing was decommissioned");
});

Deno.test("what an agent proposes waits for a person other than the one it acts for", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await paperTenant(t, "proposed");
  const agent = { user: "copilot", role: "agent", onBehalfOf: ann.user };
  const { operation: { id, status } } = await open(slug, "upgrade_to_provider", { actor: agent });
  strictEqual(status, "waiting_approval");
  strictEqual(await workOff(), 0, "it does not begin");
  const { requested_by, on_behalf_of, trigger_source } = await look(id);
  deepStrictEqual([requested_by, on_behalf_of, trigger_source], ["copilot of ann", ann.user, "ai"]);
  const self = await ask("POST", `operations/${id}/approve`, { actor: ann });
  deepStrictEqual(refusal(self), [403, "forbidden"]);
  strictEqual((await ask("POST", `operations/${id}/approve`, { actor: ben })).http, 200);
  await toTheEnd(t.sql, id);
  strictEqual((await look(id)).status, "succeeded");

  const next = await open(slug, "decommission", { actor: agent });
  const refused = await ask("POST", `operations/${next.operation.id}/refuse`, {
    actor: ben,
    body: { reason: "Not today." },
  });
  deepStrictEqual([refused.status, refused.error!.code], ["cancelled", "operation_refused"]);
  match(refused.error!.detail, /Not today/);
});

/** Somebody waits for a lock of tenants. */
async function itWaits(t: Tenancy): Promise<string> {
  return await eventually("somebody waits", async () => {
    const [row] = await t.sql`
      select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    return row !== undefined && "it waits";
  });
}

Deno.test("a tenant that is asked to go while another one comes below it: one of both is refused", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await paperTenant(t, "parent");
  await t.sql`update control.tenants set tenant_type = 'provider' where slug = ${slug}`;
  const child = t.slug("child");
  const comes = () => ask("POST", "tenant-create", { body: tenantBody(child, { parent: slug }) });
  let coming: Promise<TenancyAnswer> | undefined;
  const first = await t.sql.begin(async (sql) => {
    // It has looked for tenants below it and found none, and is not committed.
    await tokenOf(ben);
    await sql`select control.act_for(${ben.user})`;
    await sql`
      select control.open_operation(${slug}, 'decommission', '[{"name": "x"}]', '{}', null)`;
    coming = comes();
    return await Promise.race([coming, itWaits(t)]);
  });
  strictEqual(first, "it waits");
  deepStrictEqual(refusal((await coming)!), [422, "tenant_tree_refused"]);
  const { id } = (await ask("GET", `tenants/${slug}`)).open_operation as { id: string };
  await ask("POST", `operations/${id}/cancel`);
  const there = await comes();
  strictEqual(there.http, 202);
  deepStrictEqual(refusal(await open(slug, "decommission")), [422, "tenant_tree_refused"]);
  await ask("POST", `operations/${there.operation.id}/cancel`);
});
