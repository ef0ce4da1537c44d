import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const sql = postgres(loadStack().databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());

const numbers = ["tenants", "resources", "operations?days=30", "drift", "freshness?hours=1"]
  .map((kpi) => `/platform/kpi/${kpi}`);
const lists = ["/platform/schedules", "/integrations", "/integrations/keycloak/templates"];

Deno.test("the platform's people see its numbers, schedules and systems", async () => {
  const { token } = await signedInAs(sql, "platform_operator");
  for (const path of [...numbers, ...lists, "/settings"]) {
    expectShape(await api("GET", path, { token }), "GET", path.split("?")[0]!);
  }
  const { items } = (await api("GET", "/integrations", { token })).body;
  const odoo = items.find(({ name }: { name: string }) => name === "odoo");
  deepStrictEqual([odoo.configured, odoo.detail], [true, null]);
});

Deno.test("others do not", async () => {
  const { token } = await signedInAs(sql, "owner", "platform");
  for (const path of [...numbers, "/integrations", "/settings"]) {
    const answer = await api("GET", path, { token });
    deepStrictEqual([answer.status, answer.body.code], [403, "forbidden"], path);
  }
  strictEqual((await api("GET", "/platform/schedules", { token })).body.total, 0);
});

Deno.test("the limits are changed as they were read, by a platform owner", async () => {
  const owner = await signedInAs(sql, "platform_owner");
  const operator = await signedInAs(sql, "platform_operator");
  const read = await api("GET", "/settings", owner);
  const body = { tenant_limit: read.body.tenant_limit + 1 };
  const headers = { "if-match": read.headers.get("etag")! };
  const refused = await api("PATCH", "/settings", { token: operator.token, body, headers });
  deepStrictEqual([refused.status, refused.body.code], [403, "forbidden"]);
  const changed = await api("PATCH", "/settings", { token: owner.token, body, headers });
  expectShape(changed, "PATCH", "/settings");
  strictEqual(changed.body.tenant_limit, body.tenant_limit);
  const late = await api("PATCH", "/settings", { token: owner.token, body, headers });
  deepStrictEqual([late.status, late.body.code], [412, "changed_meanwhile"]);
  const none = await api("PATCH", "/settings", { token: owner.token, body: { tenant_limit: 0 } });
  deepStrictEqual([none.status, none.body.code], [400, "invalid_request"]);
  const back = { tenant_limit: read.body.tenant_limit };
  ok((await api("PATCH", "/settings", { token: owner.token, body: back })).status === 200);
});
