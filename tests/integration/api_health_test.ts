import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { eventually } from "./support/eventually.ts";
import { signedIn, signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());

/** What Prometheus would be given. */
async function scraped(token?: string): Promise<Response> {
  return await fetch(`${stack.apiUrl}/functions/v1/api/metrics`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
}

Deno.test("everybody may know whether it lives and is ready, and few why", async () => {
  const live = await api("GET", "/health/live");
  expectShape(live, "GET", "/health/live");
  strictEqual(live.headers.get("cache-control"), "no-store");
  const operator = await signedInAs(sql, "platform_operator");
  const stranger = await signedIn("stranger");
  await eventually("it is ready", async () => (await api("GET", "/health/ready")).status === 200);
  for (const token of [undefined, stranger.token]) {
    deepStrictEqual((await api("GET", "/health/ready", { token })).body, { ready: true });
  }
  const detailed = await api("GET", "/health/ready", operator);
  expectShape(detailed, "GET", "/health/ready");
  ok(detailed.body.details.queue.driven);
  strictEqual((await api("GET", "/health/ready", { token: "wrong" })).status, 401);
});

Deno.test("what is not ready says so, and why to those who may know", async () => {
  const operator = await signedInAs(sql, "platform_operator");
  const [secret] = await sql`select id, name from vault.secrets where name = 'functions_secret'`;
  await sql`select vault.update_secret(${secret!.id}, new_name => 'functions_secret_away')`;
  try {
    const public_ = await api("GET", "/health/ready");
    deepStrictEqual([public_.status, public_.body.code], [503, "not_ready"]);
    strictEqual(public_.body.details, undefined);
    const told = await api("GET", "/health/ready", operator);
    deepStrictEqual([told.status, told.body.details.queue.callable], [503, false]);
  } finally {
    await sql`select vault.update_secret(${secret!.id}, new_name => 'functions_secret')`;
  }
});

Deno.test("metrics are Prometheus' text, for a token that may", async () => {
  const owner = await signedInAs(sql, "platform_owner");
  const name = `scraper-${crypto.randomUUID()}`;
  const body = { name, kind: "service", role: "platform_operator", scopes: ["metrics.read"] };
  const { secret } = (await api("POST", "/tokens", { token: owner.token, body })).body;
  const answer = await scraped(secret);
  strictEqual(answer.status, 200);
  match(answer.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  match(text, /^# TYPE control_plane_tenants gauge\n/m);
  match(text, /^control_plane_tenants\{status="active"\} \d+$/m);
  for (const line of text.trimEnd().split("\n")) {
    match(line, /^(# (HELP|TYPE) control_plane_[a-z_]+ .+|control_plane_[a-z_]+(\{.+\})? [\d.]+)$/);
  }
  const refused = await scraped((await signedIn("stranger")).token);
  deepStrictEqual([refused.status, (await refused.json()).code], [403, "forbidden"]);
  const nobody = await scraped();
  deepStrictEqual([nobody.status, (await nobody.json()).code], [401, "unauthorized"]);
});
