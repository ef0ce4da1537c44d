-- The lease on a binding, from its start to its end.

create function odoo_seed.refuse_unknown_projects(p_binding text, p_projects jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  stray text;
begin
  select string_agg(ops.quoted(asked.ref), ', ' order by asked.ref) into stray
  from jsonb_array_elements_text(p_projects) asked (ref)
  left join odoo_seed.v_project_bindings b on b.project_ref = asked.ref and b.binding = p_binding
  where b.project_ref is null;

  if stray is not null then
    raise exception 'Cannot start a run: binding % has no project %', ops.quoted(p_binding), stray
      using errcode = 'OC004';
  end if;
end
$$;
comment on function odoo_seed.refuse_unknown_projects is
  'Raises OC004 when a run names projects that do not go to its binding.';

-- Long: the order of its refusals and locks is what it is about.
create function odoo_seed.start_run(p_binding text, p_run_type text, p_scope jsonb,
  p_lease_seconds int)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  binding ops.odoo_bindings;
  running_id uuid;
  new_id uuid;
begin
  select * into binding from ops.odoo_bindings where name = p_binding for update;
  if not found then
    raise exception 'Cannot start a run: there is no binding named %', ops.quoted(p_binding)
      using errcode = 'OC004';
  elsif not binding.sync_enabled then
    raise exception 'Cannot start a run: binding % is disabled', ops.quoted(p_binding)
      using errcode = 'OC003';
  elsif p_scope ? 'program'
    and not exists (select from odoo_seed.programs where slug = p_scope ->> 'program') then
    raise exception 'Cannot start a run: there is no programme %', ops.quoted(p_scope ->> 'program')
      using errcode = 'OC004';
  end if;

  perform odoo_seed.refuse_unknown_projects(p_binding, p_scope -> 'projects');
  perform odoo_seed.refuse_held_back(p_binding, p_run_type);
  -- A run that waited begins, or this one does.
  perform pg_advisory_xact_lock('odoo_seed.sync_runs'::regclass::int, hashtext(p_binding));
  perform odoo_seed.abandon_expired_runs(p_binding);

  select id
  into running_id
  from odoo_seed.sync_runs
  where sync_runs.binding = p_binding and status = 'running'
    and not (p_run_type in ('shadow', 'plan') and odoo_seed.waits_for_window(sync_runs))
  limit 1;
  if found then
    raise exception 'Cannot start a run: run % already works on binding %', running_id,
      ops.quoted(p_binding)
      using errcode = 'OC001', detail = running_id::text;
  end if;

  insert into odoo_seed.sync_runs (binding, run_type, scope, lease_expires_at)
  values (p_binding, p_run_type, p_scope,
    clock_timestamp() + make_interval(secs => p_lease_seconds))
  returning id into new_id;
  return new_id;
end
$$;
comment on function odoo_seed.start_run is
  'Takes the lease on a binding and returns the run. Raises OC001 (a run is under way; its id is '
  'the detail), OC003 (disabled), OC004 (no such binding, programme or project), OC013.';

create function odoo_seed.extend_lease(p_run_id uuid, p_lease_seconds int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update odoo_seed.sync_runs
  set lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where id = p_run_id and status = 'running';
  if not found then
    raise exception 'Cannot go on with run %: its lease is lost', p_run_id using errcode = 'OC002';
  end if;
end
$$;
comment on function odoo_seed.extend_lease is
  'The heartbeat of a run. Raises OC002 once the run is no longer the running one.';

create function odoo_seed.run_token(p_run_id uuid)
returns uuid
language sql
stable
set search_path = ''
as $$
  select lease_token from ops.work where kind = 'run' and key = p_run_id::text
$$;
comment on function odoo_seed.run_token is
  'The token of the slice that has a run as work; for a caller that lock_slice has proved to be '
  'that slice.';

create function odoo_seed.lock_run(p_run_id uuid)
returns text
language plpgsql
set search_path = ''
as $$
declare
  run_binding text;
begin
  select binding into run_binding
  from odoo_seed.sync_runs
  where id = p_run_id and status = 'running'
  for share;
  if not found then
    raise exception 'Cannot go on with run %: its lease is lost', p_run_id using errcode = 'OC002';
  end if;
  return run_binding;
end
$$;
comment on function odoo_seed.lock_run is
  'The binding of a run, locked until the transaction ends, so that no other run takes over. '
  'Raises OC002 when one already did.';

create function odoo_seed.lock_slice(p_run_id uuid, p_slice int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from odoo_seed.sync_runs
  where id = p_run_id and status = 'running' and slice = p_slice and not handed_over
  for update;
  if not found then
    raise exception 'Cannot go on with run %: its lease is lost', p_run_id using errcode = 'OC002';
  end if;
end
$$;
comment on function odoo_seed.lock_slice is
  'Locks a run until the transaction ends. Raises OC002 when another slice has taken it over.';

create function odoo_seed.extend_slice(p_run_id uuid, p_slice int, p_lease_seconds int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  perform odoo_seed.extend_lease(p_run_id, p_lease_seconds);
  perform ops.extend_work('run', p_run_id::text, odoo_seed.run_token(p_run_id), p_lease_seconds);
end
$$;
comment on function odoo_seed.extend_slice is 'The heartbeat of a slice. Raises OC002.';

revoke execute on function
  odoo_seed.refuse_unknown_projects,
  odoo_seed.start_run, odoo_seed.extend_lease, odoo_seed.run_token, odoo_seed.lock_run,
  odoo_seed.lock_slice, odoo_seed.extend_slice
from public;
grant execute on function
  odoo_seed.refuse_unknown_projects,
  odoo_seed.start_run, odoo_seed.extend_lease, odoo_seed.run_token, odoo_seed.lock_run,
  odoo_seed.lock_slice, odoo_seed.extend_slice
to service_role;
