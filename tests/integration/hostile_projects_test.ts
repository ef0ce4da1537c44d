import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { hostileAnswers, isOdd, oddValues } from "./support/hostile.ts";
import { startProxy } from "./support/proxy.ts";
import type { Scenario } from "./support/scenario.ts";
import { soleScenario } from "./support/scenarios.ts";

const fields = [
  ...["id", "name", "company_id", "user_id", "privacy_visibility", "description", "date_start"],
  ...["date", "sequence", "active", "write_date", "write_uid", "x_external_ref"],
  "allow_task_dependencies",
];
const attacks = fields
  .flatMap((field) => Object.values(oddValues).map((odd) => ({ field, odd }))).filter(isOdd);
const harmless = 10;
const count = attacks.length + harmless;

/** Projects of which the seeds say everything, and which Odoo holds; their ids by ref. */
async function projectsInOdoo(s: Scenario): Promise<Map<string, number>> {
  await s.sql`
    insert into odoo_seed.projects (
      external_ref, name, company_name, tenant_slug, manager_email, visibility, description,
      date_start, date_end, sequence
    )
    select ${s.ref("P")} || '-' || n, ${s.ref("P")} || ' ' || n, 'Northwind Finance', ${s.id},
      'ben.osei@example.com', 'followers', '<p>x</p>', '2026-01-01', '2026-12-31', 5
    from generate_series(1, ${count}::int) n`;
  const answer = await s.seed();
  strictEqual(answer.status, 200, JSON.stringify(answer.errors));
  const rows = await s.sql`
    select external_ref, odoo_id from odoo_seed.shadow_projects where binding = ${s.binding}`;
  return new Map(rows.map((row) => [row.external_ref, row.odoo_id]));
}

async function namesInOdoo(s: Scenario): Promise<Map<string, unknown>> {
  const rows = await (await s.bot()).searchRead("project.project", {
    domain: [["x_external_ref", "=like", `${s.ref("P")}-%`]],
    fields: ["x_external_ref", "name"],
    context: { active_test: false },
  });
  const names = new Map(rows.map((row) => [String(row.x_external_ref), row.name]));
  strictEqual(names.size, rows.length, "no project is doubled");
  return names;
}

soleScenario("hostile answers about projects stop no other project", async (s) => {
  const ids = await projectsInOdoo(s);
  const victims = attacks.map((attack, index) => {
    const ref = `${s.ref("P")}-${index + 1}`;
    return { ...attack, ref, id: ids.get(ref)! };
  });
  await s.sql`
    update odoo_seed.projects set name = 'New ' || external_ref where tenant_slug = ${s.id}`;
  const rewrite = hostileAnswers(victims, "project.project");
  await using proxy = await startProxy((call) => rewrite(call));
  const { url } = (await s.sql`select url from ops.odoo_bindings where name = ${s.binding}`)[0]!;

  await s.bind({ url: proxy.url });
  const answer = await s.seed({ full: true });
  strictEqual(answer.status, 207, JSON.stringify(answer).slice(0, 2000));
  const names = await namesInOdoo(s);
  strictEqual(names.size, count);
  const attacked = new Map(victims.map((victim) => [victim.ref, victim]));
  for (const [ref, name] of names) {
    const reached = !["id", "x_external_ref"].includes(attacked.get(ref)?.field ?? "");
    if (reached) strictEqual(name, `New ${ref}`, JSON.stringify(attacked.get(ref)));
  }
  for (const { message } of answer.errors) {
    ok(message.length < 400 && !/\burl\b/i.test(message), message);
  }

  await s.bind({ url });
  const clean = await s.seed({ full: true });
  strictEqual(clean.status, 200, JSON.stringify(clean.errors));
  const after = await namesInOdoo(s);
  deepStrictEqual([...after].filter(([ref, name]) => name !== `New ${ref}`), []);
  strictEqual(after.size, count);
});
