-- Transactions that changed seeds, shadows or policies.

create table odoo_seed.change_log (
  xid xid8 not null default pg_current_xact_id(),
  binding text,
  refs text[],
  changed_at timestamptz not null default clock_timestamp()
);
comment on table odoo_seed.change_log is
  'Transactions that changed seeds, policies, bindings or the shadow; kept for a day.';
comment on column odoo_seed.change_log.binding is
  'The binding whose Odoo it concerns; null for all.';
comment on column odoo_seed.change_log.refs is
  'The records that changed: their plans may differ, and those of the tasks that refer to them. '
  'Null: all plans may.';
create unique index changes_of_all_once_a_transaction on odoo_seed.change_log (xid, binding)
  nulls not distinct where refs is null;
create index change_log_xid_idx on odoo_seed.change_log (xid);
create index change_log_binding_idx on odoo_seed.change_log (binding, xid);
alter table odoo_seed.change_log enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.change_log to service_role;

create function odoo_seed.note_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  sides constant text := case tg_op when 'UPDATE' then 'table moved union all table was'
    else 'table moved' end;
  many constant int := 2000;
  changed int;
begin
  if tg_op = 'TRUNCATE' then
    insert into odoo_seed.change_log default values on conflict do nothing;
    return null;
  end if;
  select count(*) into changed from (select from moved limit many + 1) few;
  if changed = 0 then
    return null;
  elsif changed > many or tg_argv[1] = 'null' then
    execute format(
      'insert into odoo_seed.change_log (binding)
       select distinct %s from moved on conflict do nothing',
      tg_argv[0]);
  else
    execute format(
      'insert into odoo_seed.change_log (binding, refs)
       select %s, array_agg(distinct ref)
       from (%s) side cross join unnest(%s) ref
       where ref is not null
       group by 1', tg_argv[0], sides, tg_argv[1]);
  end if;
  return null;
end
$$;
comment on function odoo_seed.note_change is
  'After a statement that changed rows: notes the transaction, with the refs of the records if '
  'they are few; a truncated table counts for all. Takes the binding and the refs as expressions '
  'over the rows; null for all.';

do $$
declare
  source record;
  event record;
begin
  for source in
    select * from (values
      ('odoo_seed.programs', 'null', 'null'), ('odoo_seed.projects', 'null', 'null'),
      ('odoo_seed.tasks', 'null', 'array[external_ref]'),
      ('odoo_seed.field_policies', 'null', 'null'),
      ('ops.odoo_bindings', 'null', 'null'),
      ('odoo_seed.shadow_projects', 'binding', 'null'),
      -- Whether a project may be pruned depends on the tasks in it.
      ('odoo_seed.shadow_tasks', 'binding', 'array[external_ref, project_ref]'),
      ('odoo_seed.shadow_names', 'binding', 'null'),
      ('odoo_seed.applied', 'binding', 'array[external_ref]')
    ) as s (name, binding, refs)
  loop
    for event in
      select * from (values
        ('insert', 'referencing new table as moved'),
          ('update', 'referencing old table as was new table as moved'),
        ('delete', 'referencing old table as moved'), ('truncate', '')
      ) as e (name, tables)
    loop
      execute format(
        'create trigger note_%s after %1$s on %s %s for each statement execute function '
          'odoo_seed.note_change(%L, %L)',
        event.name, source.name, event.tables, source.binding, source.refs);
    end loop;
  end loop;
end
$$;

create function odoo_seed.forget_changes()
returns void
language sql
set search_path = ''
as $$
  delete from odoo_seed.change_log where changed_at < now() - interval '1 day'
$$;
comment on function odoo_seed.forget_changes is
  'The change log is kept for a day, longer than empty plans are.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-forget-changes', '47 * * * *', 'odoo_seed.forget_changes', '3 hours');

revoke execute on function odoo_seed.note_change, odoo_seed.forget_changes from public;
grant execute on function odoo_seed.forget_changes to service_role;
