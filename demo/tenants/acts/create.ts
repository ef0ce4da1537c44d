import { operationOf } from "../../../supabase/functions/_shared/tenancy/operations.ts";
import { claim, heading, showTable } from "../../terminal/say.ts";
import { adminOf, enter } from "../doors.ts";
import { carryOut, type Done, seconds, secondsOf } from "../follow.ts";
import { slugs, type TenantStage } from "../stage.ts";

/** Act 1: a row becomes an Odoo. */
export async function create(stage: TenantStage): Promise<void> {
  heading(
    1,
    "Create",
    "The seeds hold three tenants: platform, which runs, and tbwa and scout, which are rows and no " +
      "more. One request each. Every step looks before it acts, so that it can be cut off anywhere:",
  );
  const made = await carryOut(stage.by.ann, slugs.tenant, "create");
  showSteps(made);
  await showTenant(stage, made);
  const shared = await carryOut(stage.by.ann, "scout", "create");
  const [scout] = await stage.sql`
    select t.status, t.database, p.database as parents, to_regnamespace(t.schema) is not null as has_schema
    from control.tenants t join control.tenants p on p.id = t.parent_id where t.slug = 'scout'
  `;
  const left = shared.steps.filter(({ status }) => status === "skipped").length;
  claim(
    `scout is active after ${shared.seconds.toFixed(1)} s: it shares the platform's database ` +
      `(${scout!.database}), so ${left} of ${shared.steps.length} steps had nothing to do; ` +
      "its schema is its own.",
    scout!.status === "active" && scout!.database === scout!.parents && scout!.has_schema,
    () => scout,
  );
}

function showSteps({ type, steps }: Done): void {
  const touches = new Map(operationOf(type).steps.map((step) => [step.name, step.touches]));
  showTable(
    ["step", "touches", "seconds"],
    steps.map((step) => [
      step.name,
      step.status === "skipped"
        ? { text: step.skip_reason!, style: "dim" }
        : touches.get(step.name) ?? null,
      seconds(secondsOf(step)),
    ]),
  );
}

async function showTenant(stage: TenantStage, made: Done): Promise<void> {
  const { sql } = stage;
  const slug = slugs.tenant;
  const odoo = await enter(await adminOf(stage, slug));
  const [company] = await odoo.searchRead("res.company", {
    domain: [],
    fields: ["name", "currency_id"],
  });
  const users = await odoo.searchRead("res.users", { domain: [], fields: ["login"], order: "id" });
  const [tenant] = await sql`
    select t.name, t.status, t.database, t.schema, b.modules,
      (select count(*)::int from pg_tables where schemaname = t.schema) as tables,
      (select count(*)::int from vault.secrets where name like 'tenant/' || t.slug || '/%') as secrets,
      (select bound.name || ' → ' || bound.database from ops.odoo_bindings bound
        where bound.tenant_slug = t.slug and bound.sync_enabled) as binding
    from control.tenants t join control.module_bundles b on b.code = t.bundle_code
    where t.slug = ${slug}
  `;
  const { name, status, database, modules, tables, secrets, binding } = tenant!;
  const installed = Number(
    await odoo.call("ir.module.module", "search_count", {
      kwargs: { domain: [["name", "in", modules], ["state", "=", "installed"]] },
    }),
  );
  const [{ name: currency }] = await odoo.searchRead("res.currency", {
    domain: [["id", "=", company!.currency_id]],
    fields: ["name"],
  }) as [{ id: number; name: string }];
  showTable(["found in", "what", "is"], [
    ["Odoo", "company and currency", `${company!.name}, ${currency}`],
    ["Odoo", "apps of the bundle", `${installed} of ${modules.length} installed`],
    ["Odoo", "users", users.map(({ login }) => login).join(", ")],
    ["Postgres", `tables in schema ${tenant!.schema}`, `${tables}`],
    ["Postgres", "binding for seeds", binding],
    ["Vault", "secrets", `${secrets}, nowhere else`],
  ]);
  const source = made.steps.find((step) => step.name === "database")?.output.copy_of;
  const how = source ? `a copy of ${source}` : "a new database, for want of a template";
  claim(
    `tbwa is active ${made.seconds.toFixed(1)} s after the request: ${database} is ${how}. ` +
      "The lines from Odoo were read with its administrator's log-in.",
    status === "active" && company!.name === name && currency === "PHP" &&
      installed === modules.length && users.length === 2 && tables > 0 && binding !== null,
    () => ({ tenant, company, users, installed }),
  );
}
