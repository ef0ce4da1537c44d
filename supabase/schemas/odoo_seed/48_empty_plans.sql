-- Empty plans are remembered, so that only what changed since is planned.

create table odoo_seed.empty_plans (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  scope jsonb not null,
  snapshot pg_snapshot not null,
  xid xid8 not null default pg_current_xact_id(),
  counts jsonb not null,
  projects_synced int not null,
  tasks_synced int not null,
  planned_at timestamptz not null default clock_timestamp(),
  primary key (binding, scope)
);
comment on table odoo_seed.empty_plans is
  'Plans with nothing to do or to report, with the snapshot that they were made from; for half a '
  'day.';
comment on column odoo_seed.empty_plans.snapshot is
  'Taken before the plan was made: what it does not show may have changed.';
comment on column odoo_seed.empty_plans.xid is
  'The transaction that planned; its own writes are part of the plan.';
alter table odoo_seed.empty_plans enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.empty_plans to service_role;

create function odoo_seed.empty_plan(p_binding text, p_scope jsonb)
returns setof odoo_seed.empty_plans
language sql
stable
set search_path = ''
as $$
  select s.*
  from odoo_seed.empty_plans s
  where s.binding = p_binding and s.scope = p_scope
    and s.planned_at > clock_timestamp() - interval '12 hours'
    -- Restored from the dump of a server whose transactions were further: of our changes it says
    -- nothing.
    and s.xid < pg_snapshot_xmax(pg_current_snapshot())
$$;
comment on function odoo_seed.empty_plan is
  'The last empty plan of a binding and scope; no row if it is too old, or another server''s.';

create function odoo_seed.changed_since(p_empty odoo_seed.empty_plans)
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  many constant int := 5000;
  moved text[];
  is_all boolean;
begin
  select bool_or(m.refs is null), array_agg(distinct ref) into is_all, moved
  from odoo_seed.change_log m
  left join lateral unnest(m.refs) ref on true
  where (m.binding = p_empty.binding or m.binding is null)
    and m.xid >= pg_snapshot_xmin(p_empty.snapshot)
    and m.xid <> p_empty.xid and not pg_visible_in_snapshot(m.xid, p_empty.snapshot);
  if is_all is null then
    return '{}';
  elsif is_all or cardinality(moved) > many then
    return null;
  end if;
  return array(
    select unnest(moved)
    union
    select t.external_ref from odoo_seed.tasks t where t.parent_external_ref = any (moved)
    union
    select t.external_ref
    from odoo_seed.tasks t
    where t.depends_on_refs <> '{}' and t.depends_on_refs && moved
    union
    select s.project_ref from odoo_seed.shadow_tasks s
    where s.binding = p_empty.binding and s.external_ref = any (moved)
      and s.project_ref is not null
    order by 1
  );
end
$$;
comment on function odoo_seed.changed_since is
  'The refs of all records whose plan may differ from an empty one: what changed since, and what '
  'refers to it; {} for none. Null: all may differ, or so many that a whole plan is no more work.';

create function odoo_seed.take_empty_plan(p_run_id uuid, p_empty odoo_seed.empty_plans)
returns void
language sql
set search_path = ''
as $$
  update odoo_seed.sync_runs r
  set pass = r.pass + 1, phase = 'apply', cursor = null, counts = p_empty.counts,
    projects_synced = p_empty.projects_synced, tasks_synced = p_empty.tasks_synced
  where r.id = p_run_id
$$;
comment on function odoo_seed.take_empty_plan is
  'Ends the planning of a run in which nothing changed since its last plan was empty.';

create function odoo_seed.store_empty_plan(p_run_id uuid, p_snapshot pg_snapshot, p_records bigint)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.empty_plans as s (binding, scope, snapshot, counts, projects_synced,
    tasks_synced)
  select r.binding, r.scope, p_snapshot,
    case when p_records = 0 then '{}' else jsonb_build_object('noop', p_records) end,
    r.projects_synced, r.tasks_synced
  from odoo_seed.sync_runs r
  where r.id = p_run_id
  on conflict (binding, scope) do update
  set snapshot = excluded.snapshot, xid = excluded.xid, counts = excluded.counts,
    projects_synced = excluded.projects_synced, tasks_synced = excluded.tasks_synced,
    planned_at = excluded.planned_at
$$;
comment on function odoo_seed.store_empty_plan is
  'Remembers that the plan of a run''s binding and scope is empty: so many records, all as their '
  'seeds say.';

revoke execute on function
  odoo_seed.empty_plan, odoo_seed.changed_since, odoo_seed.take_empty_plan,
  odoo_seed.store_empty_plan
from public;
grant execute on function
  odoo_seed.empty_plan, odoo_seed.changed_since, odoo_seed.take_empty_plan,
  odoo_seed.store_empty_plan
to service_role;
