import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const sql = postgres(loadStack().databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());

const numbers = ["tenants", "resources", "operations?days=30", "drift", "freshness?hours=1"]
  .map((kpi) => `/platform/kpi/${kpi}`);
const lists = [
  "/ai/platform-suggestions?limit=200",
  "/platform/schedules",
  "/integrations",
  "/integrations/keycloak/templates",
];

Deno.test("the platform's people see its numbers, schedules and systems", async () => {
  const { token } = await signedInAs(sql, "platform_operator");
  for (const path of [...numbers, ...lists, "/settings"]) {
    expectShape(await api("GET", path, { token }), "GET", path.split("?")[0]!);
  }
  const { items } = (await api("GET", "/integrations", { token })).body;
  const odoo = items.find(({ name }: { name: string }) => name === "odoo");
  deepStrictEqual([odoo.configured, odoo.detail], [true, null]);
});

Deno.test("a check-up tells the platform's people what was found, with what resolves it", async () => {
  const { token } = await signedInAs(sql, "platform_operator");
  const answer = await api("POST", "/platform/checkup", { token, body: {} });
  expectShape(answer, "POST", "/platform/checkup");
  strictEqual(answer.headers.get("cache-control"), "no-store");
  const { findings } = answer.body as { findings: Record<string, unknown>[] };
  const areas = new Set(findings.map(({ area }) => area));
  for (const area of ["vault", "queue", "schedules", "tokens", "storage", "webhooks", "systems"]) {
    ok(areas.has(area), area);
  }
  const storage = findings.find(({ area }) => area === "storage");
  deepStrictEqual([storage?.state, storage?.suggestion], ["ok", null], `${storage?.seen}`);
});

Deno.test("others do not", async () => {
  const { token } = await signedInAs(sql, "owner", "platform");
  for (const path of [...numbers, "/ai/platform-suggestions", "/integrations", "/settings"]) {
    const answer = await api("GET", path, { token });
    deepStrictEqual([answer.status, answer.body.code], [403, "forbidden"], path);
  }
  const checkup = await api("POST", "/platform/checkup", { token, body: {} });
  deepStrictEqual([checkup.status, checkup.body.code], [403, "forbidden"]);
  strictEqual((await api("GET", "/platform/schedules", { token })).body.total, 0);
});

Deno.test("a suggestion names the call that resolves it", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const name = `tired-${crypto.randomUUID()}`;
  const body = { name, kind: "service", role: "platform_operator", days: 1 };
  await api("POST", "/tokens", { token, body });
  const suggested = async () =>
    (await api("GET", "/ai/platform-suggestions?rule=expiring_token&limit=200", { token }))
      .body.items.find(({ id }: { id: string }) => id === `expiring_token:${name}`);
  const { resolve } = await suggested();
  const resolved = await api(resolve.method, resolve.path, { token, body: resolve.body });
  strictEqual(resolved.status, 201);
  strictEqual(await suggested(), undefined);
});

Deno.test("a schedule is run at once", async () => {
  const { token } = await signedInAs(sql, "platform_operator");
  const viewer = await signedInAs(sql, "finance_owner");
  const { items: [{ name }] } = (await api("GET", "/platform/schedules", { token })).body;
  const path = `/platform/schedules/${name}/run`;
  const ran = await api("POST", path, { token, body: {} });
  expectShape(ran, "POST", "/platform/schedules/{name}/run");
  const refused = await api("POST", path, { token: viewer.token, body: {} });
  deepStrictEqual([refused.status, refused.body.code], [403, "forbidden"]);
  const nowhere = await api("POST", "/platform/schedules/none/run", { token, body: {} });
  deepStrictEqual([nowhere.status, nowhere.body.code], [404, "not_found"]);
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
