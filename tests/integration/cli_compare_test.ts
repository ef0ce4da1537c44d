import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { tokenOf } from "./support/actors.ts";
import { ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { boundTenants } from "./support/seeds.ts";
import {
  ann,
  ask,
  databaseOf,
  ended,
  odooPostgres,
  stack,
  tenancy,
  tenantBody,
  testOnOwnServer,
} from "./support/tenants.ts";

interface Answer {
  same: boolean;
  rows: { part: string; name: string; a: string | null; b: string | null; same: boolean }[];
  unseen: { part: string; why: string }[];
}

/** Two tenants, as ann sees them with the server of the stack's Odoo. */
async function compare(a: string, b: string, ...flags: string[]) {
  const ran = await ocp(
    await tokenOf(ann),
    ...["--instance", stack.instance, "--json", "compare", a, b, ...flags],
  );
  const answer = JSON.parse(ran.out) as Answer;
  const row = (part: string, name: string) => {
    const found = answer.rows.find((row) => row.part === part && row.name === name);
    return found && [found.a, found.b];
  };
  return { ...ran, ...answer, row };
}

testOnOwnServer(
  "ocp compare finds a clone the same, and then what differs; doctor finds it reaching out",
  async () => {
    await using t = await tenancy();
    const [first, second] = [t.slug("first"), t.slug("second")];
    const { operation } = await ask("POST", "tenant-create", { body: tenantBody(first) });
    await ended(operation.id);
    const cloned = await ask("POST", `tenants/${first}/operations`, {
      body: { type: "clone", params: { slug: second, name: "Second" } },
    });
    await ended(cloned.operation.id);

    const same = await compare(first, second);
    deepStrictEqual([same.code, same.same, same.rows, same.unseen], [0, true, [], []], same.err);
    const all = await compare(first, second, "--all");
    match(all.row("modules", "project")![0]!, /^\d+\.0\./);
    deepStrictEqual(all.row("tenant", "plan"), ["starter", "starter"]);
    deepStrictEqual(all.row("seeds", "tasks"), ["0", "0"]);
    for (const [part, name] of [["odoo", "version"], ["settings", "lang"], ["schema", "tables"]]) {
      ok(all.row(part!, name!)![0], part);
    }

    await t
      .sql`update control.tenants set region = 'eu', plan_code = 'enterprise' where slug = ${second}`;
    await t
      .sql`update ops.odoo_bindings set time_zone = 'Asia/Manila' where tenant_slug = ${second}`;
    await t.sql`
    insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug)
    values (${`P-${second}`}, 'Project', 'Acme', ${second})`;
    {
      await using odoo = odooPostgres(databaseOf(second));
      await odoo.sql`alter table res_partner add column x_note text`;
      await odoo.sql`
      insert into ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active)
      values ('Live', 'smtp.invalid', 25, 'none', 'login', true)`;
    }
    const differ = await compare(first, second);
    deepStrictEqual([differ.code, differ.same], [2, false], differ.err);
    deepStrictEqual(differ.rows.map(({ part, name, a, b }) => [part, name, a, b]), [
      ["tenant", "plan", "starter", "enterprise"],
      ["tenant", "region", null, "eu"],
      ["settings", "time_zone", "UTC", "Asia/Manila"],
      ["seeds", "projects", "0", "1"],
      ["schema", "column public.res_partner.x_note", null, "text"],
    ]);
    const table = await ocp(await tokenOf(ann), "compare", first, second, "--no-schema");
    strictEqual(table.code, 2, table.err);
    match(table.out, new RegExp(`^part +what +${first} +${second}\n`));
    match(table.out, /\nsettings +time_zone +UTC +Asia\/Manila\n/);
    match(table.err, /^4 differences in \d+ facts\.$/m);

    const doctor = await ocp(await tokenOf(ann), "--json", "doctor", "--binding", first, second);
    const copies = JSON.parse(doctor.out).findings.filter(({ name }: { name: string }) =>
      name === "copy"
    );
    deepStrictEqual([doctor.code, copies.length, copies[0].object], [1, 1, second]);
    deepStrictEqual([copies[0].state, /outgoing mail servers/.test(copies[0].seen)], [
      ...["failure", true],
    ]);
  },
);

Deno.test("ocp compare says what it could not see, and knows no tenant that is not there", async () => {
  await using t = await tenancy();
  const [mine, theirs] = await boundTenants(t.sql);
  const one = await compare(mine, mine, "--no-schema");
  strictEqual(one.code, 0, one.err);
  ok(one.unseen.some(({ part }) => part === "odoo"), "its Odoo lets nobody in");
  match(one.err, /^Not compared: odoo\. /m);

  const viewer = await signedInAs(t.sql, "viewer", mine);
  const here = ["--instance", stack.instance, "--json", "compare"];
  const own = await ocp(viewer.token, ...here, mine, mine);
  const { unseen } = JSON.parse(own.out) as Answer;
  deepStrictEqual(unseen.map(({ part }) => part), [
    ...["infra", "modules", "odoo", "settings", "members", "schema"],
  ]);
  match(unseen.at(-1)!.why, /infra\.read/);
  match(
    own.err,
    new RegExp(`^Not compared: members\\. Of ${mine} that takes .* members\\.read`, "m"),
  );
  const other = await ocp(viewer.token, ...here, mine, theirs);
  strictEqual(other.code, 1);
  match(JSON.parse(other.out).next, / task ocp .*tenant list$/);
});
