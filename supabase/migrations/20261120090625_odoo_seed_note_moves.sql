-- Moves: which transactions changed what plans are made of, and of which records. The rest of an empty plan still holds.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table odoo_seed.moves (
  xid xid8 not null default pg_current_xact_id(),
  binding text,
  refs text[],
  moved_at timestamptz not null default clock_timestamp()
);
comment on table odoo_seed.moves is
  'Transactions that changed seeds, policies, bindings or what is known of an Odoo; kept for a day.';
comment on column odoo_seed.moves.binding is 'The Odoo that it is about; null for all.';
comment on column odoo_seed.moves.refs is
  'The records that changed: their plans may differ, and those of the tasks that refer to them. Null: all plans may.';
create unique index moves_of_all_once_a_transaction on odoo_seed.moves (xid, binding) nulls not distinct where refs is null;
create index moves_xid_idx on odoo_seed.moves (xid);

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
  'Plans in which there was nothing to do or to tell, with what Postgres held then; for half a day.';
comment on column odoo_seed.settled_plans.snapshot is 'Taken before the plan was: what it does not show may have moved.';
comment on column odoo_seed.settled_plans.xid is 'The transaction that planned; its own writes are part of the plan.';

alter table odoo_seed.moves enable row level security;
alter table odoo_seed.settled_plans enable row level security;

create function odoo_seed.note_move()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  sides constant text := case tg_op when 'UPDATE' then 'table moved union all table was' else 'table moved' end;
  many constant int := 2000;
  changed int;
begin
  if tg_op = 'TRUNCATE' then
    insert into odoo_seed.moves default values on conflict do nothing;
    return null;
  end if;
  select count(*) into changed from (select from moved limit many + 1) few;
  if changed = 0 then
    return null;
  elsif changed > many or tg_argv[1] = 'null' then
    execute format(
      'insert into odoo_seed.moves (binding) select distinct %s from moved on conflict do nothing', tg_argv[0]);
  else
    execute format(
      'insert into odoo_seed.moves (binding, refs)
       select %s, array_agg(distinct ref)
       from (%s) side cross join unnest(%s) ref
       where ref is not null
       group by 1', tg_argv[0], sides, tg_argv[1]);
  end if;
  return null;
end
$$;
comment on function odoo_seed.note_move is
  'After a statement that changed rows: notes the transaction, with the refs of the records where they are few; a truncated table moves all. Takes the binding and the refs as expressions over the rows; null for all.';

do $$
declare
  source record;
  event record;
begin
  for source in
    select * from (values
      ('odoo_seed.programs', 'null', 'null'), ('odoo_seed.projects', 'null', 'null'),
      ('odoo_seed.tasks', 'null', 'array[external_ref]'), ('odoo_seed.field_policies', 'null', 'null'),
      ('ops.odoo_bindings', 'null', 'null'),
      ('odoo_seed.shadow_projects', 'binding', 'null'),
      -- Whether a project may be pruned depends on the tasks in it.
      ('odoo_seed.shadow_tasks', 'binding', 'array[external_ref, project_ref]'),
      ('odoo_seed.shadow_names', 'binding', 'null'), ('odoo_seed.applied', 'binding', 'array[external_ref]')
    ) as s (name, binding, refs)
  loop
    for event in
      select * from (values
        ('insert', 'referencing new table as moved'), ('update', 'referencing old table as was new table as moved'),
        ('delete', 'referencing old table as moved'), ('truncate', '')
      ) as e (name, tables)
    loop
      execute format(
        'create trigger note_%s after %1$s on %s %s for each statement execute function odoo_seed.note_move(%L, %L)',
        event.name, source.name, event.tables, source.binding, source.refs);
    end loop;
  end loop;
end
$$;

create function odoo_seed.settled_plan(p_binding text, p_scope jsonb)
returns setof odoo_seed.settled_plans
language sql
stable
set search_path = ''
as $$
  select s.*
  from odoo_seed.settled_plans s
  where s.binding = p_binding and s.scope = p_scope and s.settled_at > clock_timestamp() - interval '12 hours'
    -- Restored from the dump of a server whose transactions were further: of our moves it says nothing.
    and s.xid < pg_snapshot_xmax(pg_current_snapshot())
$$;
comment on function odoo_seed.settled_plan is
  'The last plan of a binding and scope that was empty; no row where it is too long ago, or another server''s.';

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
    select t.external_ref from odoo_seed.tasks t where t.depends_on_refs <> '{}' and t.depends_on_refs && moved
    union
    select s.project_ref from odoo_seed.shadow_tasks s
    where s.binding = p_settled.binding and s.external_ref = any (moved) and s.project_ref is not null
    order by 1
  );
end
$$;
comment on function odoo_seed.moved_since is
  'The refs of all records whose plan may differ from a settled one, {} for none: what has moved since, and what refers to it. Null: all may, or so many that a whole plan is no more work.';

select cron.schedule('odoo-seed-forget-moves', '47 * * * *',
  $$delete from odoo_seed.moves where moved_at < now() - interval '1 day'$$);

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
