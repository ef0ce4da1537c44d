import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { bundle, ended, tenancy } from "../integration/support/tenants.ts";
import { executions, filledIn, header, hook, publish, readWorkflow } from "./support/n8n.ts";
import { passOn, platformApi, startStandIn, tokenFor } from "./support/platform.ts";

const scopes = ["operations.create", "tenants.read"];
const pauses = { tries: 3, pause_seconds: 0 };

/** A code that no tenant has; one that is made of it is left to its operation. */
const unused = (what: string) => `${what}-${crypto.randomUUID().slice(0, 8)}`;

Deno.test("a tenant is provisioned by webhook, once, and nobody else's call does anything", async (test) => {
  await using t = await tenancy();
  const callers = "a caller's secret";
  const workflow = await readWorkflow("tenant_provisioning");
  const credentials = {
    "Odoo control plane: token of n8n": await header(
      "platform",
      "Authorization",
      `Bearer ${await tokenFor(scopes)}`,
    ),
    "n8n: callers": await header("callers", "Authorization", `Bearer ${callers}`),
  };
  const at = (api_url: string) =>
    filledIn(workflow, { settings: { api_url, bundle, ...pauses }, credentials });
  const id = await publish(at(platformApi));
  const create = (body: unknown, secret = callers, headers = {}) =>
    hook("tenant/create", {
      headers: {
        authorization: `Bearer ${secret}`,
        "content-type": "application/json",
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const body = (code: string) => ({
    code,
    name: `Tenant ${code}`,
    email: `admin@${code}.example.com`,
    plan_code: "professional",
  });

  await test.step("the body of the documents: a tenant with its operation", async () => {
    const code = t.slug("hooked");
    const answer = await create(body(code));
    strictEqual(answer.status, 202, JSON.stringify(answer.body));
    strictEqual(answer.body.tenant, code);
    await ended(answer.body.operation.id);
    const { name, admin_email, plan_code, status } = (await t.tenant(code))!;
    deepStrictEqual([name, admin_email, plan_code, status], [
      `Tenant ${code}`,
      `admin@${code}.example.com`,
      "professional",
      "active",
    ]);
  });

  await test.step("a wrong token is refused by n8n, and nothing happens", async () => {
    const code = unused("stranger");
    strictEqual((await create(body(code), "guessed")).status, 403);
    strictEqual(await t.tenant(code), undefined);
  });

  await test.step("a body that is wrong: 400, and what is wrong, by the caller's names", async () => {
    const answer = await create({ code: "Not A Slug", name: "x", plan_code: "professional" });
    strictEqual(answer.status, 400, JSON.stringify(answer.body));
    const fields = answer.body.faults.map(({ field }: { field: string }) => field).toSorted();
    deepStrictEqual(fields, ["code", "email"]);
    const broken = await create("{");
    ok(broken.status >= 400 && broken.status < 500, `${broken.status}`);
  });

  await test.step("a quote in a value stays a value", async () => {
    const code = unused("quoted");
    const name = `O'Neil "&" {{ $json }} \\ Co`;
    const answer = await create({ ...body(code), name });
    strictEqual(answer.status, 202, JSON.stringify(answer.body));
    strictEqual((await t.tenant(code))!.name, name);
  });

  await test.step("a platform that is busy is asked again, and asked once", async () => {
    const code = unused("busy");
    await using between = startStandIn((asked, nth) =>
      nth === 1
        ? new Response("too many", { status: 429 })
        : nth === 2
        ? passOn(asked).then(async (lost) => {
          await lost.body?.cancel();
          return new Response("bad gateway", { status: 502 });
        })
        : passOn(asked)
    );
    await publish(at(between.url), id);
    const answer = await create(body(code));
    strictEqual(answer.status, 202, JSON.stringify(answer.body));
    strictEqual(between.asked.length, 3);
    const keys = new Set(between.asked.map(({ headers }) => headers.get("idempotency-key")));
    strictEqual(keys.size, 1);
    ok(await t.tenant(code));
  });

  await test.step("a platform that is away: the caller is told so after the last try", async () => {
    const code = unused("away");
    await using away = startStandIn(() => new Response("away", { status: 503 }));
    await publish(at(away.url), id);
    const answer = await create(body(code));
    deepStrictEqual([answer.status, answer.body.code], [503, "platform_unavailable"]);
    match(answer.body.detail, /did not take it in 3 tries/);
    strictEqual(away.asked.length, 3);
    await publish(at("http://127.0.0.1:9"), id);
    strictEqual((await create(body(code))).status, 503, "nobody listens there");
    strictEqual(await t.tenant(code), undefined);
  });

  await test.step("a key of the caller's is the platform's: sent twice, done once", async () => {
    await publish(at(platformApi), id);
    const code = unused("twice");
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await create(body(code), callers, headers);
    const second = await create(body(code), callers, headers);
    deepStrictEqual([first.status, second.status], [202, 202]);
    strictEqual(second.body.operation.id, first.body.operation.id);
  });
  ok((await executions(id)).length >= 7);
});
