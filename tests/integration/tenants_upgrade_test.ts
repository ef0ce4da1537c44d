import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type postgres from "postgres";
import { Webhook } from "standardwebhooks";
import { serverVersion } from "../../stack/odoo/rpc.ts";
import { callbackSecret, callbackToken } from "../../supabase/functions/_shared/callback_token.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { api } from "./support/api.ts";
import { ownBackups } from "./support/backups.ts";
import { eventually } from "./support/eventually.ts";
import {
  ask,
  ben,
  doneByTwo,
  ended,
  hurry,
  stack,
  tenancy,
  tenantBody,
} from "./support/tenants.ts";

const template = "tests-image";

/** An image whose server is the stack's, and one that nobody runs. */
async function testedImages(sql: postgres.Sql): Promise<void> {
  const version = await serverVersion(stack.odoo.url);
  await sql`
    insert into control.infra_templates (code, name, docker_image_odoo, docker_image_pg)
    values (${template}, 'Tests', 'registry.example/odoo:1', 'postgres:17') on conflict do nothing`;
  await sql`
    insert into control.tested_images (infra_template_code, image_tag, odoo_version)
    values (${template}, 'served', ${version}), (${template}, 'elsewhere', '19.0-20990101')
    on conflict do nothing`;
}

Deno.test("an upgrade goes to tested images, takes a backup first and waits for the server", async (test) => {
  await using t = await tenancy();
  await testedImages(t.sql);
  const slug = t.slug("upgraded");
  const body = tenantBody(slug, { template });
  await ended((await ask("POST", "tenant-create", { body })).operation.id);

  await test.step("an image that nobody tested is refused", async () => {
    const input = { image_tag: "latest" };
    const asked = await ask("POST", `tenants/${slug}/operations`, {
      body: { type: "upgrade_image", params: input },
    });
    deepStrictEqual([asked.http, asked.code], [422, "image_not_tested"]);
  });

  await test.step("an image that runs: backup, modules, smoke test", async () => {
    const input = { image_tag: "served" };
    // Upgrading base upgrades all 41 modules: half a minute, more where others work, too.
    const { steps } = await doneByTwo(slug, "upgrade_image", input);
    deepStrictEqual(steps.map(({ name, status }) => [name, status]), [
      ["backup", "succeeded"],
      ["run_image", "succeeded"],
      ["upgrade_modules", "succeeded"],
      ["smoke_test", "succeeded"],
    ]);
    strictEqual((await t.tenant(slug))!.image_tag, "served");
    strictEqual((await ownBackups(slug)).length, 1);
  });

  await test.step("one that does not: it says what to do, waits, and gives up", async () => {
    const asked = await ask("POST", `tenants/${slug}/operations`, {
      body: { type: "upgrade_image", params: { image_tag: "elsewhere" } },
    });
    const { id } = asked.operation;
    await ask("POST", `operations/${id}/approve`, { actor: ben });
    await t.until(id, "run_image");
    const todo = await reportedToDo(id);
    match(todo, /^Run registry\.example\/odoo:elsewhere at .*docs\/runbooks\/upgrade-image\.md/);
    await t.sql`
      update control.provisioning_jobs
      set output = output || '{"asked_at": "2026-01-01T00:00:00Z"}'
      where operation_id = ${id} and name = 'run_image'`;
    await hurry(t.sql, id);
    const { error, runbook } = await ended(id, "failed");
    deepStrictEqual([error!.code, error!.step], ["image_not_running", "run_image"]);
    strictEqual(runbook, "docs/runbooks/upgrade-image.md");
  });

  await test.step("one that the operator's system gives up: it is told so, and ends at once", async () => {
    const asked = await ask("POST", `operations/${await failedUpgrade(t.sql, slug)}/retry`);
    const { id } = asked.operation;
    await ask("POST", `operations/${id}/approve`, { actor: ben });
    await reportedToDo(id);
    const [row] = await t.sql`
      select id from control.provisioning_jobs where operation_id = ${id} and name = 'run_image'`;
    const callBack = (token: string) =>
      api("POST", `/callbacks/${token}`, { body: { status: "failed", detail: "no such image" } });
    strictEqual((await callBack("a.b.c")).status, 404, "whoever has no token knows nothing");
    const ours = new Secret(stack.functionsSecret);
    const signing = new Webhook(callbackSecret(ours, row!.id).reveal());
    const signed = (id: string, at: Date, path = row!.id, body = "{}") =>
      api("POST", `/callbacks/${path}`, {
        body: JSON.parse(body),
        headers: {
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
          "webhook-signature": signing.sign(id, at, body),
        },
      });
    const [now, old] = [new Date(), new Date(Date.now() - 301_000)];
    strictEqual((await signed("msg_0", old)).status, 401, "signed too long ago");
    const another = crypto.randomUUID();
    strictEqual((await signed("msg_0", now, another)).status, 401, "for another step");
    strictEqual((await signed("msg_0", now, "0")).status, 404, "no step");
    strictEqual((await signed("msg_1", now)).status, 200);
    strictEqual((await signed("msg_1", now)).status, 200, "once more, for a lost answer");
    const said = JSON.stringify({ detail: "else" });
    strictEqual((await signed("msg_1", now, row!.id, said)).status, 422, "by an id that was taken");
    const token = await callbackToken(ours, row!.id);
    strictEqual((await callBack(token)).status, 200);
    const { error } = await ended(id, "failed");
    deepStrictEqual(error!.detail, "Cannot have the image run: no such image.");
    strictEqual((await callBack(token)).status, 409, "what has ended is not called back");
  });
});

/** The latest operation of a tenant. */
async function failedUpgrade(sql: postgres.Sql, slug: string): Promise<string> {
  const [row] = await sql`
    select o.id from control.operations o join control.tenants t on t.id = o.tenant_id
    where t.slug = ${slug} order by o.created_at desc limit 1`;
  return row!.id;
}

/** What a step tells people while it waits. */
async function reportedToDo(id: string): Promise<string> {
  return await eventually(`operation ${id} waits for an image`, async () => {
    const { steps } = await ask("GET", `operations/${id}`);
    const waiting = steps.find(({ name, status }) => name === "run_image" && status === "waiting");
    return (waiting as { output?: { todo?: string } } | undefined)?.output?.todo;
  });
}
