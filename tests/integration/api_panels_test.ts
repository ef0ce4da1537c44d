import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedIn, signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const sql = postgres(loadStack().databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const panels = ["operations", "modules", "children", "infra", "sso", "analytics", "logs"];

/** A tenant that is stored and no more. */
async function aTenant(): Promise<string> {
  const slug = `panel-${crypto.randomUUID().slice(0, 8)}`;
  await sql`
    insert into control.tenants (slug, name, tenant_type, parent_id, admin_email, plan_code)
    select ${slug}, ${slug}, 'client', id, 'a@example.com', 'starter'
    from control.tenants where slug = 'platform'`;
  return slug;
}

Deno.test("each panel of a tenant answers what its document says", async () => {
  const mine = await aTenant();
  const { token } = await signedInAs(sql, "platform_owner");
  for (const panel of panels) {
    const path = `/tenants/{tenant}/${panel}`;
    expectShape(await api("GET", path.replace("{tenant}", mine), { token }), "GET", path);
    const running = await api("GET", path.replace("{tenant}", "platform"), { token });
    expectShape(running, "GET", path);
  }
  for (const query of ["include_health=true&limit=3", "health=unknown&sync=unknown"]) {
    expectShape(await api("GET", `/tenants?${query}`, { token }), "GET", "/tenants");
  }
  const empty = await api("GET", `/tenants/${mine}/modules`, { token });
  deepStrictEqual([empty.body.total, typeof empty.body.hint], [0, "string"]);
});

Deno.test("a panel is shown to those who may see it", async () => {
  const [mine, theirs] = [await aTenant(), await aTenant()];
  const owner = await signedInAs(sql, "owner", mine);
  const viewer = await signedInAs(sql, "viewer", mine);
  const stranger = await signedIn("stranger");
  for (const panel of ["infra", "sso", "analytics", "logs"]) {
    const seen = async (token: string, tenant: string) =>
      (await api("GET", `/tenants/${tenant}/${panel}`, { token })).status;
    strictEqual(await seen(owner.token, mine), 200, panel);
    strictEqual(await seen(viewer.token, mine), 403, panel);
    strictEqual(await seen(owner.token, theirs), 404, panel);
    strictEqual(await seen(stranger.token, mine), 404, panel);
  }
});

Deno.test("a tenant is changed as it was read, and by whom it is theirs", async () => {
  const mine = await aTenant();
  const path = `/tenants/${mine}`;
  const owner = await signedInAs(sql, "owner", mine);
  const above = await signedInAs(sql, "platform_owner");
  const change = (token: string, body: unknown, etag?: string) =>
    api("PATCH", path, { token, body, headers: etag ? { "if-match": etag } : {} });
  const etag = (await api("GET", path, owner)).headers.get("etag")!;
  const changed = await change(owner.token, { name: "Mine", industry: null }, etag);
  expectShape(changed, "PATCH", "/tenants/{tenant}");
  strictEqual(changed.body.name, "Mine");
  const late = await change(owner.token, { name: "Late" }, etag);
  deepStrictEqual([late.status, late.body.code], [412, "changed_meanwhile"]);
  const plan = await change(owner.token, { plan: "enterprise" });
  deepStrictEqual([plan.status, plan.body.code], [403, "forbidden"]);
  strictEqual((await change(above.token, { plan: "enterprise" })).body.plan, "enterprise");
  for (
    const [body, said] of [
      [{ plan: "none" }, /plan: must be the code of a plan/],
      [{ domain: "Not a host" }, /domain: /],
      [{ name: null }, /name: /],
      [{ slug: "other" }, /slug: is not known here/],
    ] as const
  ) {
    const refused = await change(above.token, body);
    deepStrictEqual([refused.status, refused.body.code], [400, "invalid_request"]);
    match(refused.body.detail, said);
  }
});
