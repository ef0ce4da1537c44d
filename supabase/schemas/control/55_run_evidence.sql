-- What a run that has ended tells of its tenant.

create function control.sync_found(p_run odoo_seed.sync_runs)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_run.run_type = 'shadow' and p_run.status in ('success', 'partial')
      and p_run.counts is not null
      then case when p_run.counts = '{}' then 'in_sync' else 'drifted' end
    when p_run.run_type <> 'seed' or p_run.scope <> '{}' then null
    when p_run.status = 'partial' or p_run.status = 'success' and p_run.counts ? 'conflict'
      then 'drifted'
    when p_run.status = 'success' then 'in_sync'
  end
$$;
comment on function control.sync_found is
  'Whether the Odoo of a run holds what the seeds say, as the run found it: in_sync, drifted, or '
  'null where it did not look at all of it, or did not count the drift.';

create function control.note_evidence()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  tenant constant uuid := (select t.id from ops.odoo_bindings b
    join control.tenants t on t.slug = b.tenant_slug where b.name = new.binding);
  health constant text := case
    when new.status in ('success', 'partial') then 'healthy'
    else control.health_by_error(new.error ->> 'code')
  end;
  sync constant text := control.sync_found(new);
begin
  if tenant is not null and health is not null then
    perform control.record_health(tenant, health,
      format('The run %s (%s) has ended: %s', new.id, new.run_type, new.status)
        || coalesce('. ' || (new.error ->> 'detail'), '.'), 'run');
  end if;
  if tenant is not null and sync is not null then
    perform control.record_sync(tenant, sync, new.id,
      case when new.run_type = 'shadow' then new.counts else '{}' end);
  end if;
  return null;
end
$$;
comment on function control.note_evidence is
  'Keeps what a run that has ended tells of its tenant: how its Odoo answered, and whether it '
  'holds what the seeds say.';
create trigger note_evidence after update of status on odoo_seed.sync_runs
for each row when (old.status = 'running' and new.status <> 'running')
execute function control.note_evidence();

revoke execute on function control.sync_found, control.note_evidence from public;
grant execute on function control.sync_found to service_role;
