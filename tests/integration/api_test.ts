import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedIn, signedInAs, supabase } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const hidden = "Cannot find tenant";

/** Two tenants that are stored and no more: the second one is somebody else's. */
async function twoTenants(): Promise<[string, string]> {
  const made = ["mine", "theirs"].map((what) => `${what}-${crypto.randomUUID().slice(0, 8)}`);
  await sql`
    insert into control.tenants (slug, name, tenant_type, parent_id, admin_email, plan_code)
    select s, s, 'client', t.id, 'a@example.com', 'starter'
    from control.tenants t, unnest(${made}::text[]) s where t.slug = 'platform'`;
  return made as [string, string];
}

Deno.test("every endpoint answers what its document says", async () => {
  const [mine] = await twoTenants();
  const owner = await signedInAs(sql, "platform_owner");
  const { token } = owner;
  const member = await signedIn("member");
  const get = async (path: string, at = path) =>
    expectShape(await api("GET", path, { token }), "GET", at.split("?")[0]!);
  await get("/me");
  await get("/tenants?limit=5&offset=1&sort=-created_at&status=active");
  await get(`/tenants/${mine}`, "/tenants/{tenant}");
  for (const list of ["plans", "bundles?sort=-updated_at", "templates"]) {
    await get(`/catalog/${list}`);
  }
  await get("/audit?limit=50");
  await get(`/tenants/${mine}/backups`, "/tenants/{tenant}/backups");
  await get("/operations?since=2000-01-01T00:00:00Z&limit=3");
  const asked = await api("POST", `/tenants/${mine}/operations`, {
    token,
    body: { type: "create" },
  });
  expectShape(asked, "POST", "/tenants/{tenant}/operations");
  const operation = `/operations/${asked.body.operation.id}`;
  const cancelled = await api("POST", `${operation}/cancel`, { token, body: {} });
  expectShape(cancelled, "POST", "/operations/{id}/cancel");
  await get(operation, "/operations/{id}");

  const members = `/tenants/${mine}/members`;
  const given = { email: member.email, role: "viewer" };
  expectShape(
    await api("PUT", members, { token, body: given }),
    "PUT",
    "/tenants/{tenant}/members",
  );
  await get(members, "/tenants/{tenant}/members");
  strictEqual((await api("GET", members, { token })).body.items[0].email, member.email);
  const removed = await api("DELETE", `${members}/${member.id}`, { token });
  expectShape(removed, "DELETE", "/tenants/{tenant}/members/{user_id}");

  const name = `ci-${crypto.randomUUID()}`;
  const body = { name, kind: "service", role: "platform_operator" };
  const made = await api("POST", "/tokens", { token, body });
  expectShape(made, "POST", "/tokens");
  await get("/tokens?limit=200");
  const rotated = await api("POST", `/tokens/${made.body.id}/rotate`, { token, body: { days: 1 } });
  expectShape(rotated, "POST", "/tokens/{id}/rotate");
  notStrictEqual(rotated.body.secret, made.body.secret);
  strictEqual((await api("GET", "/me", { token: made.body.secret })).body.name, name);
  const revoked = await api("DELETE", `/tokens/${made.body.id}`, { token });
  expectShape(revoked, "DELETE", "/tokens/{id}");
  for (const { secret } of [made.body, rotated.body]) {
    strictEqual((await api("GET", "/me", { token: secret })).status, 401);
  }
});

Deno.test("a person sees what is theirs, and is told nothing of the rest", async () => {
  const [mine, theirs] = await twoTenants();
  const { token } = await signedInAs(sql, "viewer", mine);
  const listed = await api("GET", "/tenants", { token });
  deepStrictEqual([listed.body.total, listed.body.items[0].slug], [1, mine]);
  const nowhere = await api("GET", "/tenants/nowhere", { token });
  for (const path of [`/tenants/${theirs}`, `/tenants/${theirs}/members`]) {
    const answer = await api("GET", path, { token });
    deepStrictEqual([answer.status, answer.body.code], [404, "not_found"]);
    strictEqual(answer.body.detail.replace(theirs, "nowhere"), nowhere.body.detail);
    match(answer.body.detail, new RegExp(hidden));
  }
  const body = { email: "x@example.com", role: "owner" };
  const refused = await api("PUT", `/tenants/${mine}/members`, { token, body });
  deepStrictEqual([refused.status, refused.body.code], [403, "forbidden"]);
  strictEqual((await api("GET", "/tokens", { token })).body.total, 0);
  const made = await api("POST", "/tokens", {
    token,
    body: { name: "mine", kind: "service", role: "platform_owner" },
  });
  deepStrictEqual([made.status, made.body.code], [403, "forbidden"]);
});

Deno.test("a role that is taken away, and a person who is locked out, stop at the next request", async () => {
  const { administrator } = supabase();
  const person = await signedInAs(sql, "platform_operator");
  const total = async () => (await api("GET", "/tenants", person)).body?.total;
  ok(await total() > 0);
  await sql`delete from control.platform_members where user_id = ${person.id}`;
  strictEqual(await total(), 0);
  await sql`
    insert into control.platform_members (user_id, role) values (${person.id}, 'platform_operator')`;
  await administrator.auth.admin.updateUserById(person.id, { ban_duration: "1h" });
  strictEqual(await total(), 0);
  strictEqual((await api("GET", "/me", person)).status, 401);
});

Deno.test("who calls has to be known", async () => {
  const { token } = await signedIn("eve");
  const [head, body, signature] = token.split(".");
  const strangers = [
    undefined,
    "",
    stack.anonKey,
    stack.serviceRoleKey,
    stack.secretKey,
    stack.seedRunToken,
    `${head}.${body}.`,
    `${head}.${body}.${signature!.split("").reverse().join("")}`,
    `ocp_${"0".repeat(64)}`,
    `ocp_${"0".repeat(63)}'`,
  ];
  for (const stranger of strangers) {
    const answer = await api("GET", "/tenants", { token: stranger });
    deepStrictEqual([answer.status, answer.body.code], [401, "unauthorized"], stranger);
    strictEqual(answer.headers.get("www-authenticate"), "Bearer");
    ok(stranger === undefined || stranger === "" || !answer.body.detail.includes(stranger));
  }
});

Deno.test("bad input is told by its place", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const refusals: [method: string, path: string, status: number, said: RegExp, body?: unknown][] = [
    ["GET", "/tenants?colour=red", 400, /colour: is not known here/],
    ["GET", "/tenants?limit=0", 400, /limit: /],
    ["GET", "/tenants?limit=1&limit=2", 400, /query: limit: is given twice/],
    ["GET", "/tenants?sort=name;drop", 400, /sort: /],
    ["GET", "/tenants?q=%00", 400, /q: /],
    ["GET", "/me?x=1", 400, /query: x: is not known here/],
    ["GET", "/operations?since=yesterday", 400, /since: /],
    ["GET", "/operations/1", 404, /no such path/],
    ["GET", `/operations/${crypto.randomUUID()}`, 404, /there is none/],
    ["GET", "/nowhere", 404, /no such path/],
    ["PATCH", "/tenants", 405, /takes GET/],
    ["POST", "/tokens", 400, /name: is required; kind: /, {}],
    ["POST", "/tokens", 400, /colour: is not known/, { name: "a", kind: "agent", colour: "red" }],
    ["POST", "/tokens", 400, /name: must not look/, {
      name: "a@b.com",
      kind: "service",
      role: "platform_owner",
    }],
    ["POST", "/tokens", 400, /kind: a service has a role/, { name: "a", kind: "service" }],
  ];
  for (const [method, path, status, said, body] of refusals) {
    const answer = await api(method, path, { token, body });
    strictEqual(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    match(answer.body.detail, said, path);
    strictEqual(answer.headers.get("content-type"), "application/problem+json");
  }
});

Deno.test("one id goes from the request to the audit log", async () => {
  const [mine] = await twoTenants();
  const owner = await signedInAs(sql, "platform_owner");
  const member = await signedIn("member");
  const id = `test-${crypto.randomUUID()}`;
  const answer = await api("PUT", `/tenants/${mine}/members`, {
    token: owner.token,
    body: { email: member.email, role: "viewer" },
    headers: { "x-request-id": id },
  });
  strictEqual(answer.headers.get("x-request-id"), id);
  const [row] = await sql`select actor, action from control.audit_logs where request_id = ${id}`;
  deepStrictEqual(row, { actor: owner.email, action: "tenant_user_assignments.insert" });
});

Deno.test("what was not changed is not sent again", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const first = await api("GET", "/me", { token });
  const etag = first.headers.get("etag")!;
  const again = await api("GET", "/me", { token, headers: { "if-none-match": etag } });
  deepStrictEqual([again.status, again.body, again.headers.get("etag")], [304, undefined, etag]);
  const other = await api("GET", "/me", { token, headers: { "if-none-match": '"other"' } });
  strictEqual(other.status, 200);
});

Deno.test("the document is served to everybody, and pages of strangers may not call", async () => {
  const { status, body } = await api("GET", "/openapi.json");
  deepStrictEqual([status, body.openapi], [200, "3.1.0"]);
  const origin = { origin: "https://evil.example.com" };
  const preflight = await api("OPTIONS", "/tenants", { headers: origin });
  deepStrictEqual([preflight.status, preflight.headers.get("access-control-allow-origin")], [
    204,
    null,
  ]);
});
