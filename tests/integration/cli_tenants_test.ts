import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { eventually } from "./support/eventually.ts";
import { ocp } from "./support/ocp.ts";
import { asked, pasted } from "./support/typed.ts";
import { tokenOf } from "./support/actors.ts";
import { ann, ask, ben, databaseExists, ended, tenancy, tenantBody } from "./support/tenants.ts";

Deno.test("ocp makes a tenant, shows its steps as they end, and acts on it", async () => {
  await using t = await tenancy();
  const slug = t.slug("typed");
  const { bundle, admin_email } = tenantBody(slug);
  const flags = ["--name", "Typed", "--bundle", bundle, "--admin-email", admin_email];
  const missing = await ocp(await tokenOf(ann), "tenant", "create", slug);
  deepStrictEqual([missing.code, missing.err.includes("--bundle")], [1, true]);
  const preview = await asked("tenant", "create", slug, ...flags, "--dry-run");
  ok(preview.json.steps.some(({ name }: { name: string }) => name === "database"));
  strictEqual(await t.tenant(slug), undefined);

  const made = await asked("tenant", "create", slug, ...flags, "--wait");
  deepStrictEqual(
    [made.code, made.json.status, made.json.tenant],
    [0, "succeeded", slug],
    made.err,
  );
  match(made.err, /✓ database {2}\d+ of \d+/);
  match(made.err, /– announce \(skipped\) {2}(\d+) of \1/);
  const shown = await asked("tenant", "show", slug);
  deepStrictEqual([shown.json.status, shown.json.last_backup], ["active", null]);
  match(
    (await ocp(await tokenOf(ann), "tenant", "list", "--q", slug, "-o", "csv")).out,
    new RegExp(slug),
  );
  match((await ocp(await tokenOf(ann), "tenant", "modules", slug)).out, /project +installed/);

  const none = await ocp(await tokenOf(ann), "tenant", "restore", slug, "--confirm", slug);
  match(none.err, /it has no backup\. Take one: .* task ocp tenant backup /);
  const taken = await pasted(none.err.split("Take one: ")[1]!.trim());
  strictEqual(taken.code, 0, taken.err);
  const backups = await asked("tenant", "backups", slug);
  strictEqual(backups.json.total, 1);
  strictEqual((await asked("tenant", "pause", slug, "--wait")).json.status, "succeeded");
  const refused = await ocp(await tokenOf(ann), "tenant", "pause", slug);
  strictEqual(refused.code, 1);
  match(refused.err.trim().split("\n").at(-1)!, /^Next: .* task ocp tenant pause --help$/);
  strictEqual((await asked("tenant", "resume", slug, "--wait")).json.status, "succeeded");

  const listed = await asked("operation", "list", "--tenant", slug, "--limit", "2");
  deepStrictEqual([listed.json.items.length, listed.json.total], [2, 4]);
  match(listed.err, /--offset 2/);
  const [{ id }] = listed.json.items;
  match((await ocp(await tokenOf(ann), "operation", "logs", id)).out, /unblock +apply +succeeded/);
  const again = await asked("operation", "logs", "-f", id);
  deepStrictEqual([again.code, again.json.id], [0, id]);
  match(again.err, /✓ unblock/);
  match((await ocp(await tokenOf(ann), "open", slug)).out, /^https?:\S+login/);
});

Deno.test("ocp tenant purge has the slug typed, and a second person agree by the line it prints", async () => {
  await using t = await tenancy();
  const slug = t.slug("purged");
  const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await ended(operation.id);
  const sure = ["--confirm", slug];

  for (const confirm of [[], ["--confirm", "other"]]) {
    const untyped = await ocp(await tokenOf(ann), "tenant", "purge", slug, ...confirm);
    strictEqual(untyped.code, 1);
    match(
      untyped.err,
      /Its backups go, too.*was not typed.*, or: .* task ocp tenant purge .* --confirm /s,
    );
  }
  const nobody = await asked("tenant", "purge", "none-such", "--confirm", "none-such");
  deepStrictEqual([nobody.code, nobody.json.code], [1, "not_found"]);
  match(nobody.json.next, /task ocp tenant list$/);
  const away = await pasted(`deno task ocp tenant purge ${slug} --confirm ${slug}`, {
    OCP_URL: "http://127.0.0.1:9",
  });
  deepStrictEqual([away.code, /gives no answer/.test(away.err)], [1, true], away.err);
  strictEqual(await databaseExists(slug), true);

  const waiting = await asked("tenant", "purge", slug, ...sure);
  deepStrictEqual([waiting.code, waiting.json.status], [0, "waiting_approval"], waiting.err);
  const { id } = waiting.json;
  const busy = await asked("tenant", "purge", slug, ...sure);
  deepStrictEqual([busy.json.code, busy.json.next.includes(id)], ["operation_in_progress", true]);
  strictEqual((await asked("operation", "approve", id)).json.code, "forbidden");
  const line = waiting.err.split("\n").find((line) => line.includes("operation approve"))!.trim();
  strictEqual((await pasted(line)).code !== 0, true, "it names nobody");
  const agreed = await pasted(line, { APPROVER: await tokenOf(ben) });
  deepStrictEqual([agreed.code, /Database: odoo_/.test(agreed.err)], [0, true], agreed.err);
  const followed = await asked("operation", "logs", "-f", id);
  deepStrictEqual([followed.code, followed.json.status], [0, "succeeded"], followed.err);
  match(followed.err + followed.out, /remove_backups/);
  strictEqual(await databaseExists(slug), false);
  strictEqual((await t.tenant(slug))!.status, "decommissioned");
});

Deno.test("ocp operation refuse, cancel and retry decide; what did not succeed ends with the next command", async () => {
  await using t = await tenancy();
  const slug = t.slug("decided");
  await t.sql`
    insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
    select ${slug}, 'Paper', 'client', 'active', id, 'a@example.com', 'starter'
    from control.tenants where slug = 'platform'`;
  const following = ocp(
    await tokenOf(ann),
    ...["tenant", "decommission", slug, "--confirm", slug, "--wait"],
  );
  const id = await eventually("it waits", async () => {
    const { open_operation: open } = await ask("GET", `tenants/${slug}`);
    return (open as { id: string } | null)?.id;
  });
  const refused = await ocp(await tokenOf(ben), "operation", "refuse", id, "--reason", "Not yet.");
  strictEqual(refused.code, 0, refused.err);
  const { code, err } = await following;
  strictEqual(code, 1, err);
  match(err, /Not yet\./);
  match(err.trim().split("\n").at(-1)!, /^Then: .* task ocp operation retry /);

  const retried = await asked("operation", "retry", id);
  deepStrictEqual([retried.code, retried.json.retry_of], [0, id], retried.err);
  const late = await ocp(
    await tokenOf(ann),
    ...["operation", "logs", "-f", retried.json.id, "--timeout", "1"],
  );
  deepStrictEqual([late.code, /after 1 s\. Go on with: /.test(late.err)], [1, true], late.err);
  const cancelled = await asked("operation", "cancel", retried.json.id);
  strictEqual(cancelled.json.status, "cancelled");
});
