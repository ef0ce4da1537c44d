import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const sql = postgres(loadStack().databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());

/** An active tenant with an invoice of September. */
async function billed(): Promise<{ tenant: string; invoice: string }> {
  const tenant = `bill-${crypto.randomUUID().slice(0, 8)}`;
  await sql`
    insert into control.tenants
      (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
    select ${tenant}, ${tenant}, 'client', 'active', id, 'a@example.com', 'starter'
    from control.tenants where slug = 'platform'`;
  await sql`
    insert into control.usage_records (tenant_id, subscription_id, metric, day, quantity)
    select s.tenant_id, s.id, 'active_days', d, 1
    from control.subscriptions s
    join control.tenants t on t.id = s.tenant_id and t.slug = ${tenant}
    cross join generate_series('2026-09-01'::date, '2026-09-30', '1 day') d`;
  await sql`select control.make_invoices('2026-09-01')`;
  const [row] = await sql`
    select i.id from control.invoices i join control.tenants t on t.id = i.tenant_id
    where t.slug = ${tenant}`;
  return { tenant, invoice: row!.id };
}

Deno.test("what a tenant pays is shown, down to what was metered", async () => {
  const { tenant, invoice } = await billed();
  const { token } = await signedInAs(sql, "owner", tenant);
  const get = async (path: string, at = path.split("?")[0]!) => {
    const answer = await api("GET", path, { token });
    expectShape(answer, "GET", at);
    return answer.body;
  };
  strictEqual((await get("/billing/overview")).subscriptions, 1);
  strictEqual((await get("/billing/subscriptions?status=active")).total, 1);
  strictEqual((await get("/billing/invoices?month=2026-09-01")).items[0].id, invoice);
  const whole = await get(`/billing/invoices/${invoice}`, "/billing/invoices/{id}");
  deepStrictEqual([whole.adds_up, whole.lines[0].usage.length], [true, 30]);
  await get(`/tenants/${tenant}/billing`, "/tenants/{tenant}/billing");
  const usage = await get(`/tenants/${tenant}/usage?limit=5`, "/tenants/{tenant}/usage");
  strictEqual(usage.total, 30);
  await get("/billing/proposals");
  const sibling = await billed();
  for (
    const path of [
      `/billing/invoices/${sibling.invoice}`,
      `/tenants/${sibling.tenant}/billing`,
      `/tenants/${sibling.tenant}/usage`,
    ]
  ) {
    deepStrictEqual((await api("GET", path, { token })).status, 404, path);
  }
  const admin = await signedInAs(sql, "admin", tenant);
  const refused = await api("GET", `/tenants/${tenant}/billing`, admin);
  deepStrictEqual([refused.status, refused.body.code], [403, "forbidden"]);
});

Deno.test("a plan is proposed by one person and approved by another", async () => {
  const { tenant } = await billed();
  const finance = await signedInAs(sql, "finance_owner");
  const owner = await signedInAs(sql, "platform_owner");
  const propose = (token: string, plan: string) =>
    api("POST", "/billing/proposals", { token, body: { tenant, plan, reason: "It grows." } });
  strictEqual((await propose(owner.token, "enterprise")).status, 403);
  const wrong = await propose(finance.token, "none");
  strictEqual(wrong.status, 400);
  match(wrong.body.detail, /plan: must be the code of a plan/);
  const proposed = await propose(finance.token, "professional");
  expectShape(proposed, "POST", "/billing/proposals");
  const again = await propose(finance.token, "enterprise");
  deepStrictEqual([again.status, again.body.code], [409, "operation_status_refused"]);
  const decide = (token: string, verb: string) =>
    api("POST", `/billing/proposals/${proposed.body.id}/${verb}`, { token, body: {} });
  strictEqual((await decide(finance.token, "approve")).status, 403);
  const approved = await decide(owner.token, "approve");
  expectShape(approved, "POST", "/billing/proposals/{id}/approve");
  const read = await api("GET", `/tenants/${tenant}`, owner);
  expectShape(read, "GET", "/tenants/{tenant}");
  deepStrictEqual([read.body.plan, read.body.subscription.plan], ["professional", "professional"]);
  const refused = await decide(owner.token, "refuse");
  deepStrictEqual([refused.status, refused.body.code], [409, "operation_status_refused"]);
});

Deno.test("an invoice is marked by a platform owner, as it was read", async () => {
  const { invoice } = await billed();
  const path = `/billing/invoices/${invoice}`;
  const owner = await signedInAs(sql, "platform_owner");
  const finance = await signedInAs(sql, "finance_owner");
  const mark = (token: string, status: string, etag?: string) =>
    api("PATCH", path, { token, body: { status }, headers: etag ? { "if-match": etag } : {} });
  strictEqual((await mark(finance.token, "paid")).status, 403);
  const etag = (await api("GET", path, owner)).headers.get("etag")!;
  const paid = await mark(owner.token, "paid", etag);
  expectShape(paid, "PATCH", "/billing/invoices/{id}");
  strictEqual(paid.body.status, "paid");
  const late = await mark(owner.token, "void", etag);
  deepStrictEqual([late.status, late.body.code], [412, "changed_meanwhile"]);
  strictEqual((await mark(owner.token, "lost")).status, 400);
});
