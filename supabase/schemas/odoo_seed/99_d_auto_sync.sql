-- Bindings with auto_sync bring changed seeds to Odoo by themselves.

create view odoo_seed.v_auto_sync with (security_invoker = true) as
select b.name as binding, b.tenant_slug, b.self_heal, p.since as unsynced_since,
  p.changes as unsynced_changes,
  -- Seeds that never come to rest wait ten times as long at most.
  case when p.since is not null
    then least(p.last + b.quiet, p.since + 10 * b.quiet) else a.again_at end as due_at,
  a.run_id, coalesce(a.failures, 0) as failures, a.stopped_at, coalesce(a.heals, 0) as heals,
  a.healed_at
from (
  select o.*, make_interval(secs => o.auto_sync_seconds) as quiet from ops.odoo_bindings o
) b
left join lateral (
  select min(u.changed_at) as since, max(u.changed_at) as last, count(*)::int as changes
  from odoo_seed.unsynced u
  where u.binding = b.name
) p on true
left join odoo_seed.auto_syncs a on a.binding = b.name
where b.auto_sync;
comment on view odoo_seed.v_auto_sync is
  'The bindings with auto_sync: since when seeds wait, how many transactions changed them, when '
  'their run is due (null: nothing is to be done), what became of the last one.';
grant select, insert, update, delete, maintain on odoo_seed.v_auto_sync to service_role;

create function odoo_seed.begin_auto_sync(p_binding text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  begun uuid;
  changes int;
begin
  begun := odoo_seed.open_auto_run(p_binding, 'auto_sync', '{}');
  -- What is deleted is committed, so the run sees it; what is not seen here stays for the next.
  delete from odoo_seed.unsynced where binding = p_binding;
  get diagnostics changes = row_count;
  update odoo_seed.auto_syncs set failures = case when changes > 0 then 0 else failures end
  where binding = p_binding;
  return begun;
end
$$;
comment on function odoo_seed.begin_auto_sync is
  'Begins the run of all seeds of a binding that changed. Raises as open_run.';

create function odoo_seed.begin_auto_syncs()
returns int
language plpgsql
set search_path = ''
as $$
declare
  due text;
  begun int := 0;
begin
  -- Where nothing syncs by itself, no other table is touched.
  if not exists (select from ops.odoo_bindings where auto_sync) then
    return 0;
  end if;
  delete from odoo_seed.unsynced u
  where not exists (select from ops.odoo_bindings b where b.name = u.binding and b.auto_sync);
  for due in
    select s.binding from odoo_seed.v_auto_sync s
    where s.due_at <= clock_timestamp() and odoo_seed.why_auto_waits(s.binding) is null
    order by s.due_at
  loop
    begin
      perform odoo_seed.begin_auto_sync(due);
      begun := begun + 1;
    exception when others then
      perform ops.note_fault('odoo_seed.begin_auto_syncs', due, sqlstate, sqlerrm);
    end;
  end loop;
  return begun;
end
$$;
comment on function odoo_seed.begin_auto_syncs is
  'Begins the runs that are due. Returns how many; what cannot begin is in ops.reconcile_faults, '
  'and is tried again.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-auto-sync', '5 seconds', 'odoo_seed.begin_auto_syncs', '5 minutes');

revoke execute on function odoo_seed.begin_auto_sync, odoo_seed.begin_auto_syncs from public;
grant execute on function odoo_seed.begin_auto_sync, odoo_seed.begin_auto_syncs to service_role;
