import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";

/** How much there is. */
export interface Size {
  tenants: number;
  operations: number;
  audit: number;
  tasks: number;
}

export const size: Size = {
  tenants: 10_000,
  operations: 100_000,
  audit: 1_000_000,
  tasks: 100_000,
};

const providers = 100;

/** Plants a fleet: a tree of tenants, their operations with steps, the audit log, tasks with drift, runs. */
export async function plantFleet(sql: Sql, { tenants, operations, audit, tasks }: Size) {
  await sql`update control.settings set requests_a_minute = 1000000000, tenant_limit = 1000000`;
  await withoutTriggers(sql, ["control.tenants", "control.operations"], async () => {
    await sql`
      insert into control.tenants (slug, database, schema, name, tenant_type, status, parent_id, admin_email,
        plan_code)
      select 'p' || n, 'odoo_p' || n, 'p' || n, 'Provider ' || n, 'provider', 'active', t.id,
        'p@example.com', 'starter'
      from control.tenants t, generate_series(1, ${providers}) n where t.slug = 'platform'`;
    await sql`
      insert into control.tenants (slug, database, schema, name, tenant_type, status, parent_id, admin_email,
        plan_code)
      select 't' || n, 'odoo_t' || n, 't' || n, 'Tenant ' || n, 'client',
        case when n % 20 = 0 then 'paused' else 'active' end, p.id, 't@example.com', 'starter'
      from generate_series(1, ${tenants - providers}) n
      join control.tenants p on p.slug = 'p' || (1 + n % ${providers})`;
    await sql`
      insert into control.operations (tenant_id, kind, status, tenant_status, requested_by, created_at,
        started_at, finished_at)
      select t.id, (array['backup', 'pause', 'resume', 'module_apply'])[1 + n % 4], 'succeeded', 'active',
        'ann@example.com', now() - n * interval '1 minute', now() - n * interval '1 minute',
        now() - n * interval '1 minute' + interval '5 seconds'
      from generate_series(1, ${operations}) n
      join control.tenants t on t.slug = 't' || (1 + n % ${tenants - providers})`;
  });
  await sql`
    insert into control.provisioning_jobs (operation_id, position, name, status, started_at, finished_at)
    select o.id, n, 'step_' || n, 'succeeded', o.started_at, o.finished_at
    from control.operations o, generate_series(1, 5) n`;
  await plantAudit(sql, audit);
  await plantSeeds(sql, tasks);
}

async function withoutTriggers(sql: Sql, tables: string[], work: () => Promise<void>) {
  for (const table of tables) await sql.unsafe(`alter table ${table} disable trigger user`);
  await work();
  for (const table of tables) await sql.unsafe(`alter table ${table} enable trigger user`);
}

async function plantAudit(sql: Sql, rows: number): Promise<void> {
  const chained = "a".repeat(64);
  await sql`
    insert into control.audit_logs (position, at, actor, action, object, after, request_id, previous_hash,
      hash)
    select last + n, now() - (${rows} - n) * interval '1 second', 'user' || n % 50 || '@example.com',
      'tenants.update', 'tenants:t' || n % 9000, '{"name": "x"}', 'request ' || n,
      case when last + n = 1 then '' else ${chained} end, ${chained}
    from (select coalesce(max(position), 0) as last from control.audit_logs) l,
      generate_series(1, ${rows}) n`;
}

async function plantSeeds(sql: Sql, tasks: number): Promise<void> {
  await sql`
    insert into odoo_seed.projects (external_ref, name, company_name)
    select 'project-' || n, 'Project ' || n, 'Acme' from generate_series(1, 500) n`;
  await sql`
    insert into odoo_seed.tasks (project_external_ref, external_ref, name, stage_name, assignee_email)
    select 'project-' || 1 + n % 500, 'task-' || lpad(n::text, 6, '0'), 'Reconcile account ' || n,
      (array['To Do', 'In Progress', 'Done'])[1 + n % 3], 'user' || n % 40 || '@example.com'
    from generate_series(1, ${tasks}) n`;
  await sql`
    insert into odoo_seed.drift_items (id, binding, kind, model, external_ref, odoo_id, field, expected, actual,
      odoo_write_at, odoo_write_by, winner, project_ref, first_seen)
    select gen_random_uuid(), 'default', 'field', 'project.task', 'task-' || lpad(n::text, 6, '0'), n, 'name',
      '"a"', '"b"', now(), 'user' || n % 40, 'seed', 'project-' || 1 + n % 500, now() - n * interval '1 second'
    from generate_series(1, ${tasks}) n`;
  await sql`
    insert into odoo_seed.drift_states (binding, as_of, snapshot, xid)
    values ('default', now(), pg_current_snapshot(), pg_current_xact_id()) on conflict do nothing`;
  await sql`
    insert into odoo_seed.sync_runs (binding, run_type, status, started_at, finished_at, lease_expires_at)
    select 'default', 'shadow', 'success', now() - n * interval '1 minute', now() - n * interval '1 minute',
      now()
    from generate_series(1, 10000) n`;
}
