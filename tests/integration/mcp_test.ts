import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  Client,
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { routes } from "../../supabase/functions/_shared/resources/routes.ts";
import { tokenOf } from "./support/actors.ts";
import { ann, ask, stack, tenancy, undriven } from "./support/tenants.ts";

const url = new URL(`${stack.apiUrl}/functions/v1/api/mcp`);

/** A client as agents have it; ends with `await using`. */
async function connected(token: string) {
  const client = new Client({ name: "a test", version: "1" });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return {
    client,
    /** What a tool answers, and whether it is why it does not. */
    async call(name: string, args: Record<string, unknown> = {}) {
      const { content, isError = false } = await client.callTool({ name, arguments: args });
      const [{ text }] = content as unknown as [{ text: string }];
      return { isError, answer: JSON.parse(text) };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

Deno.test("an agent reads what its person may read, by the tools that the API has", async () => {
  await using t = await tenancy();
  const agent = await tokenOf({ user: "reader", role: "agent", onBehalfOf: ann.user });
  await using mcp = await connected(agent);
  const { tools } = await mcp.client.listTools();
  const reads = routes.filter(({ method, download, open }) =>
    method === "GET" && !download && !open
  );
  deepStrictEqual(
    tools.map(({ name }) => name).sort(),
    [...reads.map(({ name }) => name), "propose_operation"].sort(),
  );
  for (const { name, annotations } of tools) {
    strictEqual(annotations?.readOnlyHint, name !== "propose_operation", name);
  }
  const { answer } = await mcp.call("get_tenant", { tenant: "platform" });
  deepStrictEqual([answer.slug, answer.tenant_type], ["platform", "platform_owner"]);
  const { answer: page } = await mcp.call("list_tenants", { limit: 1, status: "active" });
  strictEqual(page.items.length, 1);
  const hidden = await mcp.call("get_tenant", { tenant: t.slug("none") });
  deepStrictEqual([hidden.isError, hidden.answer.code], [true, "not_found"]);
  const refused = await mcp.call("list_tokens");
  ok(refused.isError || refused.answer.total === 0, "agents have no tokens to see");
});

Deno.test("what an agent proposes waits for a person, and only an agent proposes", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = t.slug("proposed");
  await t.sql`
    insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
    select ${slug}, 'Paper', 'client', 'active', id, 'a@example.com', 'starter'
    from control.tenants where slug = 'platform'`;
  const proposal = { tenant: slug, type: "upgrade_to_provider" };
  await using person = await connected(await tokenOf(ann));
  const own = await person.call("propose_operation", proposal);
  deepStrictEqual([own.isError, own.answer.code], [true, "forbidden"]);
  strictEqual(
    (await t.sql`select from control.operations o
    join control.tenants t on t.id = o.tenant_id where t.slug = ${slug}`).length,
    0,
  );

  const agent = await tokenOf({ user: "proposer", role: "agent", onBehalfOf: ann.user });
  await using mcp = await connected(agent);
  const { answer } = await mcp.call("propose_operation", proposal);
  strictEqual(answer.operation.status, "waiting_approval");
  const shown = await mcp.call("get_operation", { id: answer.operation.id });
  strictEqual(shown.answer.requested_by, "proposer of ann");
  strictEqual((await ask("POST", `operations/${answer.operation.id}/cancel`)).http, 200);
});

Deno.test("nobody is served who is not known, and no body that is no message", async () => {
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const stranger = await fetch(url, { method: "POST", headers, body: "{}" });
  deepStrictEqual([stranger.status, (await stranger.json()).code], [401, "unauthorized"]);
  const authorization = `Bearer ${await tokenOf(ann)}`;
  for (
    const body of [
      "",
      "no json",
      "[]",
      '{"jsonrpc":"2.0"}',
      '{"jsonrpc":"2.0","id":1,"method":"drop"}',
    ]
  ) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { ...headers, authorization },
      body,
    });
    const text = await answer.text();
    ok(answer.status < 500 && text.includes("error"), `${body}: ${answer.status} ${text}`);
  }
});

Deno.test("a client that is not known finds out where its person signs in", async () => {
  const headers = { "content-type": "application/json" };
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
  for (
    const [bearer, error] of [[undefined, undefined], [`ocp_${"0".repeat(64)}`, "invalid_token"]]
  ) {
    const authorization = bearer && { authorization: `Bearer ${bearer}` };
    const refused = await fetch(url, {
      method: "POST",
      headers: { ...headers, ...authorization },
      body,
    });
    strictEqual(refused.status, 401);
    await refused.body?.cancel();
    const params = extractWWWAuthenticateParams(refused);
    strictEqual(params.error, error);
    const found = await discoverOAuthProtectedResourceMetadata(url, params);
    deepStrictEqual(
      [found.resource, found.authorization_servers, found.bearer_methods_supported],
      [url.href, [`${stack.apiUrl}/auth/v1`], ["header"]],
    );
  }
});
