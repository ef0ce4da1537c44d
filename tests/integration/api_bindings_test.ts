import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedInAs } from "./support/people.ts";
import { boundTenants } from "./support/seeds.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const some = () => crypto.randomUUID().slice(0, 8);

function bindingBody(changes: object = {}) {
  const name = `b-${some()}`;
  const { url, database, logins } = stack.odoo;
  const { login: username, password: secret } = logins.bot;
  return { name, account_slug: name, url, database, username, secret, ...changes };
}

Deno.test("a binding is made, tried, changed, and its secret never comes out", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const body = bindingBody();
  const path = `/bindings/${body.name}`;
  const made = await api("POST", "/bindings", { token, body });
  expectShape(made, "POST", "/bindings");
  strictEqual(made.body.has_secret, true);
  expectShape(await api("GET", path, { token }), "GET", "/bindings/{name}");
  expectShape(await api("GET", `/bindings?q=${body.name}`, { token }), "GET", "/bindings");
  const tried = await api("POST", `${path}/test`, { token });
  expectShape(tried, "POST", "/bindings/{name}/test");
  match(tried.body.version, /^\d+\.0/);
  strictEqual(tried.body.user.login, body.username);
  deepStrictEqual(tried.body.rights.tasks, { read: true, create: true, write: true });

  const etag = (await api("GET", path, { token })).headers.get("etag")!;
  const patch = (headers: Record<string, string>) =>
    api("PATCH", path, { token, body: { lang: "de_DE", prune_share: 0.5 }, headers });
  const changed = await patch({ "if-match": etag });
  expectShape(changed, "PATCH", "/bindings/{name}");
  deepStrictEqual([changed.body.lang, changed.body.prune_share], ["de_DE", 0.5]);
  strictEqual((await patch({ "if-match": etag })).status, 412);

  const secret = `wrong-${crypto.randomUUID()}`;
  const set = await api("PUT", `${path}/secret`, { token, body: { secret } });
  expectShape(set, "PUT", "/bindings/{name}/secret");
  const refused = await api("POST", `${path}/test`, { token });
  deepStrictEqual([refused.status, refused.body.code], [502, "odoo_auth_failed"]);
  const said = JSON.stringify([
    refused.body,
    await api("GET", path, { token }),
    await sql`select * from control.audit_logs where object = ${`odoo_bindings:${body.name}`}`,
  ]);
  ok(!said.includes(secret) && !said.includes(body.secret));
  match(said, /odoo_bindings\.secret/);
  const [kept] = await sql`
    select decrypted_secret as secret from vault.decrypted_secrets
    where name = ${`binding/${body.name}`}`;
  strictEqual(kept!.secret, secret);
});

Deno.test("a binding that cannot be is refused with its field", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const taken = bindingBody();
  strictEqual((await api("POST", "/bindings", { token, body: taken })).status, 201);
  const refusals: [said: RegExp, body: object][] = [
    [/name is taken/, bindingBody({ name: taken.name })],
    [/scope must not be taken/, bindingBody({ account_slug: taken.name })],
    [/scope must be one of/, bindingBody({ project_ref: "x" })],
    [/name: name must be a slug/, bindingBody({ name: "Not A Slug" })],
    [/url: url must be http/, bindingBody({ url: "ftp://x" })],
    [/time_zone: time zone must be known/, bindingBody({ time_zone: "Mars/Base" })],
    [/tenant_slug: is no tenant/, bindingBody({ account_slug: undefined, tenant_slug: "none" })],
    [/password_secret: is not known/, bindingBody({ password_secret: "functions_secret" })],
  ];
  for (const [said, body] of refusals) {
    const answer = await api("POST", "/bindings", { token, body });
    deepStrictEqual([answer.status, answer.body.code], [400, "invalid_request"], String(said));
    match(answer.body.detail, said);
  }
  const body = { secret: "x" };
  strictEqual((await api("PUT", "/bindings/none/secret", { token, body })).status, 404);
});

Deno.test("a secret of that name that is somebody else's stays theirs", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const body = bindingBody();
  await sql`select vault.create_secret('theirs', ${`binding/${body.name}`})`;
  const refused = await api("POST", "/bindings", { token, body });
  deepStrictEqual([refused.status, refused.body.code], [409, "not_ours"]);
  strictEqual((await api("GET", `/bindings/${body.name}`, { token })).status, 404);
});

Deno.test("bindings are seen by those who run the tenant, and changed by the platform's owners", async () => {
  const [mine, theirs] = await boundTenants(sql);
  const admin = await signedInAs(sql, "admin", mine);
  const viewer = await signedInAs(sql, "viewer", mine);
  const operator = await signedInAs(sql, "platform_operator");
  const names = async ({ token }: { token: string }) =>
    (await api("GET", "/bindings", { token })).body.items.map(({ name }: { name: string }) => name);
  deepStrictEqual(await names(admin), [mine]);
  deepStrictEqual(await names(viewer), []);
  const body = { sync_enabled: false };
  const outcomes: [person: { token: string }, binding: string, status: number][] = [
    [admin, mine, 403],
    [admin, theirs, 404],
    [admin, "default", 404],
    [viewer, mine, 404],
    [operator, mine, 403],
  ];
  for (const [{ token }, binding, status] of outcomes) {
    const changed = await api("PATCH", `/bindings/${binding}`, { token, body });
    const set = await api("PUT", `/bindings/${binding}/secret`, { token, body: { secret: "x" } });
    deepStrictEqual([changed.status, set.status], [status, status]);
  }
  for (const { token } of [admin, operator]) {
    const made = await api("POST", "/bindings", { token, body: bindingBody() });
    deepStrictEqual([made.status, made.body.code], [403, "forbidden"]);
  }
  strictEqual((await api("POST", `/bindings/${mine}/test`, viewer)).status, 404);
  // Its secret was never stored.
  const unset = await api("POST", `/bindings/${mine}/test`, admin);
  deepStrictEqual([unset.status, unset.body.code], [500, "misconfigured"]);
});

Deno.test("field policies are read by who manages, and changed by the platform's owners", async () => {
  const [mine] = await boundTenants(sql);
  const owner = await signedInAs(sql, "platform_owner");
  const manager = await signedInAs(sql, "manager", mine);
  const viewer = await signedInAs(sql, "viewer", mine);
  const path = "/field-policies/project.task/milestone";
  const at = "/field-policies/{model}/{field}";
  const listed = await api("GET", "/field-policies?model=project.task&policy=merge", manager);
  expectShape(listed, "GET", "/field-policies");
  deepStrictEqual(listed.body.items.map(({ field }: { field: string }) => field), [
    "assignees",
    "stage",
  ]);
  strictEqual((await api("GET", "/field-policies", viewer)).body.total, 0);
  const before = await api("GET", path, manager);
  expectShape(before, "GET", at);
  const headers = { "if-match": before.headers.get("etag")! };
  const change = (policy: string, person: { token: string }, headers = {}) =>
    api("PATCH", path, { token: person.token, body: { policy }, headers });
  strictEqual((await change("merge", manager)).status, 403);
  strictEqual((await change("merge", viewer)).status, 404);
  strictEqual((await change("sometimes", owner)).status, 400);
  const changed = await change("merge", owner, headers);
  expectShape(changed, "PATCH", at);
  strictEqual((await change("initial", owner, headers)).status, 412);
  strictEqual((await change(before.body.policy, owner)).body.policy, before.body.policy);
  strictEqual((await api("GET", "/field-policies/project.task/none", owner)).status, 404);
});
