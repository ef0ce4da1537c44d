import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { api, routeOf } from "./support/api.ts";
import { type Person, signedInAs } from "./support/people.ts";
import { databaseExists, ended, tenancy, tenantBody } from "./support/tenants.ts";

Deno.test("people ask for operations by their roles, and decide on each other's", async () => {
  await using t = await tenancy();
  const slug = t.slug("asked");
  const [ann, ben, finance] = await Promise.all(
    ["platform_owner", "platform_owner", "finance_owner"].map((role) => signedInAs(t.sql, role)),
  ) as [Person, Person, Person];
  const nobody = await api("POST", "/tenants", { ...finance, body: tenantBody(slug) });
  deepStrictEqual([nobody.status, nobody.body.code], [403, "forbidden"]);
  const made = await api("POST", "/tenants", { ...ann, body: tenantBody(slug) });
  strictEqual(made.status, 202, JSON.stringify(made.body));
  strictEqual(routeOf("POST", "/tenants").answer.safeParse(made.body).success, true);
  await ended(made.body.operation.id);
  const operations = `/tenants/${slug}/operations`;
  const post = (person: { token: string }, path: string, body: unknown = {}, key?: string) =>
    api("POST", path, { ...person, body, headers: key ? { "idempotency-key": key } : {} });

  const refused = await post(finance, operations, { type: "backup" });
  deepStrictEqual([refused.status, refused.body.code], [403, "forbidden"]);
  const unknown = await post(ann, operations, { type: "dance" });
  deepStrictEqual([unknown.status, unknown.body.code], [400, "invalid_request"]);

  const key = crypto.randomUUID();
  const backup = await post(ann, operations, { type: "backup" }, key);
  strictEqual(backup.status, 202, JSON.stringify(backup.body));
  const shape = routeOf("POST", "/tenants/{tenant}/operations").answer;
  strictEqual(shape.safeParse(backup.body).success, true);
  const { id } = backup.body.operation;
  strictEqual(backup.headers.get("location"), `/functions/v1/api/operations/${id}`);
  const again = await post(ann, operations, { type: "backup" }, key);
  deepStrictEqual([again.status, again.body.operation.id, again.body.operation.existing], [
    202,
    id,
    true,
  ]);
  await ended(id);
  const shown = (await api("GET", `/operations/${id}`, ann)).body;
  deepStrictEqual([shown.requested_by, shown.status, shown.type], [
    ann.email,
    "succeeded",
    "backup",
  ]);
  const backups = (await api("GET", `/tenants/${slug}/backups`, ann)).body;
  deepStrictEqual([backups.total, backups.items[0].operation_id], [1, id]);

  const agent = (await api("POST", "/tokens", {
    ...ann,
    body: { name: `agent-${crypto.randomUUID()}`, kind: "agent", on_behalf_of: ann.id },
  })).body.secret;
  const proposed = await post({ token: agent }, operations, { type: "pause" });
  strictEqual(proposed.body.operation.status, "waiting_approval");
  const approve = `/operations/${proposed.body.operation.id}/approve`;
  for (const token of [agent, ann.token]) {
    const own = await post({ token }, approve);
    deepStrictEqual([own.status, own.body.code], [403, "forbidden"]);
  }
  const agreed = await post(ben, approve, { reason: "Agreed." });
  strictEqual(agreed.status, 200, JSON.stringify(agreed.body));
  deepStrictEqual([agreed.body.approval.decision, agreed.body.approval.decided_by], [
    "approved",
    ben.email,
  ]);
  await ended(proposed.body.operation.id);
  strictEqual((await api("GET", `/tenants/${slug}`, ann)).body.status, "paused");

  const end = await post(ann, operations, { type: "decommission" });
  strictEqual(end.body.operation.status, "waiting_approval");
  const cancelled = await post(ann, `/operations/${end.body.operation.id}/cancel`);
  deepStrictEqual([cancelled.status, cancelled.body.status], [200, "cancelled"]);
  const retried = await post(ben, `/operations/${end.body.operation.id}/retry`);
  strictEqual(retried.status, 202, JSON.stringify(retried.body));
  const no = await post(ann, `/operations/${retried.body.operation.id}/refuse`, { reason: "No." });
  deepStrictEqual([no.status, no.body.approval.decision], [200, "refused"]);
  match(no.body.error.detail, /No\./);
  strictEqual(await databaseExists(slug), true);
});
