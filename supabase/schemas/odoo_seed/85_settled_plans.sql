-- Plans that were empty are remembered, so that only what moved since is planned.

create table odoo_seed.settled_plans (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  scope jsonb not null,
  snapshot pg_snapshot not null,
  xid xid8 not null default pg_current_xact_id(),
  counts jsonb not null,
  projects_synced int not null,
  tasks_synced int not null,
  settled_at timestamptz not null default clock_timestamp(),
  primary key (binding, scope)
);
comment on table odoo_seed.settled_plans is
  'Plans in which there was nothing to do or to tell, with what Postgres held then; for half a '
  'day.';
comment on column odoo_seed.settled_plans.snapshot is
  'Taken before the plan was: what it does not show may have moved.';
comment on column odoo_seed.settled_plans.xid is
  'The transaction that planned; its own writes are part of the plan.';
alter table odoo_seed.settled_plans enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.settled_plans to service_role;

create function odoo_seed.settled_plan(p_binding text, p_scope jsonb)
returns setof odoo_seed.settled_plans
language sql
stable
set search_path = ''
as $$
  select s.*
  from odoo_seed.settled_plans s
  where s.binding = p_binding and s.scope = p_scope
    and s.settled_at > clock_timestamp() - interval '12 hours'
    -- Restored from the dump of a server whose transactions were further: of our moves it says
    -- nothing.
    and s.xid < pg_snapshot_xmax(pg_current_snapshot())
$$;
comment on function odoo_seed.settled_plan is
  'The last plan of a binding and scope that was empty; no row where it is too long ago, or '
  'another server''s.';

create function odoo_seed.moved_since(p_settled odoo_seed.settled_plans)
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
  from odoo_seed.moves m
  left join lateral unnest(m.refs) ref on true
  where (m.binding = p_settled.binding or m.binding is null)
    and m.xid >= pg_snapshot_xmin(p_settled.snapshot)
    and m.xid <> p_settled.xid and not pg_visible_in_snapshot(m.xid, p_settled.snapshot);
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
    where s.binding = p_settled.binding and s.external_ref = any (moved)
      and s.project_ref is not null
    order by 1
  );
end
$$;
comment on function odoo_seed.moved_since is
  'The refs of all records whose plan may differ from a settled one, {} for none: what has moved '
  'since, and what refers to it. Null: all may, or so many that a whole plan is no more work.';

revoke execute on function odoo_seed.settled_plan, odoo_seed.moved_since from public;
grant execute on function odoo_seed.settled_plan, odoo_seed.moved_since to service_role;
