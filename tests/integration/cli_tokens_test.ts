import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { tokenOf } from "./support/actors.ts";
import { ocp } from "./support/ocp.ts";
import { ann, ask, ended, stack, tenancy, tenantBody } from "./support/tenants.ts";
import { asked, pasted } from "./support/typed.ts";

Deno.test("ocp binding test logs in, until rotate has stored another secret", async () => {
  await using t = await tenancy();
  const slug = t.slug("bound");
  const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await ended(operation.id);
  const { json } = await asked("binding", "list", "--tenant", slug);
  const [{ name }] = json.items;
  const works = await ocp(await tokenOf(ann), "binding", "test", name);
  deepStrictEqual([works.code, /tasks +read, create, write/.test(works.out)], [0, true], works.err);
  const none = await ocp(await tokenOf(ann), "binding", "rotate", name);
  deepStrictEqual([none.code, /no password or API key was given/.test(none.err)], [1, true]);
  const kept = await pasted(`deno task ocp binding rotate ${name} <<< wrong`);
  strictEqual(kept.code, 0, kept.err);
  const fails = await pasted(kept.err.split("See that it works: ")[1]!.trim());
  deepStrictEqual([fails.code, /Next: /.test(fails.err)], [1, true], fails.err);
});

Deno.test("ocp token makes one that works until it is revoked; lists are shown", async () => {
  const name = `cli-${crypto.randomUUID()}`;
  const { json: { id, secret } } = await asked(
    "token",
    "create",
    name,
    "--role",
    "viewer",
    "--tenant",
    "tbwa",
  );
  const me = await ocp(secret, "whoami", "--json");
  deepStrictEqual([me.code, JSON.parse(me.out).kind], [0, "service"]);
  const listed = await asked("token", "list", "--limit", "200");
  ok(listed.json.items.some((token: { name: string }) => token.name === name));
  const second = await asked("token", "rotate", id, "--days", "3");
  deepStrictEqual([(await ocp(second.json.secret, "whoami")).code], [0], "its second secret");
  strictEqual((await ocp(secret, "whoami")).code, 0, "and still the first");
  strictEqual((await ocp(await tokenOf(ann), "token", "revoke", id)).code, 0);
  const gone = await ocp(secret, "whoami", "--json");
  deepStrictEqual([gone.code, JSON.parse(gone.out).code], [1, "unauthorized"]);

  match((await ocp(await tokenOf(ann), "bundle", "list")).out, /crm-sales/);
  strictEqual((await asked("bundle", "show", "crm-sales")).json.id, "crm-sales");
  strictEqual((await asked("template", "list")).json.items.length > 0, true);
  match(
    (await ocp(await tokenOf(ann), "schedule", "list", "-o", "csv")).out,
    /^name,cadence,outcome/,
  );
  match((await ocp(await tokenOf(ann), "schedule", "list", "--late", "--json")).out, /"items"/);
  const ran = await asked("schedule", "run", "ops-forget-job-runs");
  deepStrictEqual([ran.code, ran.json.outcome], [0, "succeeded"]);
});

Deno.test("ocp letter lists what was given up, and sends it again", async () => {
  const id = crypto.randomUUID();
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`
      insert into ops.work (id, kind, key, status, attempts, error, died_at)
      values (${id}, 'run', ${id}, 'dead', 3, '{"code": "cut_off", "detail": "It was cut off."}', now())`;
    const { json } = await asked("letter", "list", "--code", "cut_off", "--limit", "200");
    strictEqual(json.items.find((one: { id: string }) => one.id === id).detail, "It was cut off.");
    const none = await asked("letter", "replay", crypto.randomUUID());
    deepStrictEqual([none.code, none.json.code], [1, "not_found"]);
    match(none.json.next, / letter list$/);
  } finally {
    await sql`delete from ops.work where id = ${id}`;
    await sql.end();
  }
});
