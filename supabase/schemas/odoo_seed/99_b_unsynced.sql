-- Which bindings have seeds that changed since a run began by itself. What a commit writes here
-- cannot be lost: there is no wake-up, a schedule looks.

create table odoo_seed.unsynced (
  binding text not null,
  xid xid8 not null default pg_current_xact_id(),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (binding, xid)
);
comment on table odoo_seed.unsynced is
  'Transactions that changed seeds of bindings with auto_sync, until a run begins: one row each, '
  'however many seeds. Rows are only added, so that nobody who changes seeds waits for another.';
comment on column odoo_seed.unsynced.binding is
  'No foreign key: it would hold the binding while somebody''s transaction is open.';
alter table odoo_seed.unsynced enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.unsynced to service_role;

create function odoo_seed.note_unsynced(p_refs text[])
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.unsynced (binding)
  select distinct b.name
  from odoo_seed.projects p
  cross join lateral ops.resolve_odoo_binding(p.external_ref, p.account_slug, p.tenant_slug) b
  where p.external_ref = any (p_refs) and b.auto_sync
  on conflict do nothing
$$;
comment on function odoo_seed.note_unsynced is
  'Notes that seeds of these projects changed, for those of their bindings that have auto_sync.';

create function odoo_seed.note_unsynced_seeds()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  refs text[];
begin
  if not exists (select from ops.odoo_bindings where auto_sync) then
    return null;
  end if;
  -- What runs write into seeds, such as their errors, leaves changed_at as it was.
  execute case
    when tg_op = 'UPDATE' then format(
      'select array_agg(distinct r.ref) from (
        select m.%1$I as ref from moved m join was w using (id)
        where m.changed_at is distinct from w.changed_at
        union all
        select w.%1$I from moved m join was w using (id) where m.%1$I <> w.%1$I) r', tg_argv[0])
    else format('select array_agg(distinct m.%I) from moved m', tg_argv[0])
  end into refs;
  perform odoo_seed.note_unsynced(refs);
  return null;
end
$$;
comment on function odoo_seed.note_unsynced_seeds is
  'After a statement that changed seeds: notes their bindings. Takes the column that names the '
  'project. Of an update of 100,000 rows it takes a twentieth, of an insert less.';

create function odoo_seed.note_all_unsynced()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into odoo_seed.unsynced (binding)
  select b.name from ops.odoo_bindings b where b.auto_sync
  on conflict do nothing;
  return null;
end
$$;
comment on function odoo_seed.note_all_unsynced is
  'After a change of a policy or a binding: what any binding is to hold may have changed.';

do $$
declare
  source record;
  event record;
begin
  for source in
    select * from (values ('projects', 'external_ref'), ('tasks', 'project_external_ref'))
      as s (name, project)
  loop
    for event in
      select * from (values
        ('insert', 'referencing new table as moved'),
        ('update', 'referencing old table as was new table as moved'),
        ('delete', 'referencing old table as moved')
      ) as e (name, tables)
    loop
      execute format('create trigger note_unsynced_%s after %1$s on odoo_seed.%I %s '
        'for each statement execute function odoo_seed.note_unsynced_seeds(%L)',
        event.name, source.name, event.tables, source.project);
    end loop;
  end loop;
end
$$;
create trigger note_unsynced after update on odoo_seed.field_policies
for each statement execute function odoo_seed.note_all_unsynced();
create trigger note_unsynced after insert or update of name, project_ref, account_slug,
  tenant_slug, url, database, company_name, lang, sync_enabled, time_zone, working_day_ends,
  auto_sync on ops.odoo_bindings
for each statement execute function odoo_seed.note_all_unsynced();

revoke execute on function
  odoo_seed.note_unsynced, odoo_seed.note_unsynced_seeds, odoo_seed.note_all_unsynced
from public;
grant execute on function odoo_seed.note_unsynced to service_role;
