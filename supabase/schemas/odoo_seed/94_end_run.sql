-- How a run ends: done, failed, cancelled or given up; and how a dead letter is sent again.

create function odoo_seed.end_run(p_run_id uuid, p_slice int, p_cancelled boolean, p_rpc_count int)
returns text
language plpgsql
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
  outcome text;
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  select * into run from odoo_seed.sync_runs where id = p_run_id;
  if not p_cancelled then
    perform odoo_seed.report_unreadable(p_run_id);
  end if;
  outcome := case
    when p_cancelled then 'cancelled'
    when exists (select from odoo_seed.sync_run_errors where run_id = p_run_id) then 'partial'
    else 'success'
  end;
  if run.run_type = 'shadow' and not p_cancelled then
    select count(*)
    into run.projects_synced
    from odoo_seed.shadow_projects
    where binding = run.binding;
    select count(*) into run.tasks_synced from odoo_seed.shadow_tasks where binding = run.binding;
    if run.options -> 'drift' is distinct from 'false' then
      perform odoo_seed.refresh_drift(run.binding);
      select coalesce(jsonb_object_agg(d.kind, d.count), '{}') into run.counts
      from odoo_seed.count_drift(run.binding) d;
    end if;
  end if;
  perform odoo_seed.finish_run(
    p_run_id, outcome, run.projects_synced, run.tasks_synced, run.counts, p_rpc_count, null);
  if run.run_type = 'seed' then
    -- Last: the errors that it has just written into the seeds are drift, too.
    perform odoo_seed.refresh_drift(run.binding);
  end if;
  return outcome;
end
$$;
comment on function odoo_seed.end_run is
  'Ends a run that is done or was cancelled; the next on its server may begin. A shadow run '
  'counts what it found, and a seeding brings the kept drift up to date. Returns the status. '
  'Raises OC002.';

create function odoo_seed.fail_run(p_run_id uuid, p_slice int, p_error jsonb, p_rpc_count int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  perform odoo_seed.finish_run(p_run_id, 'failed', null, null, null, p_rpc_count, p_error);
end
$$;
comment on function odoo_seed.fail_run is
  'Ends a run with an error that another slice would not mend. Raises OC002.';

create function odoo_seed.fail_slice(p_run_id uuid, p_slice int, p_error jsonb, p_rpc_count int)
returns void
language plpgsql
set search_path = ''
as $$
declare
  failed odoo_seed.sync_runs;
begin
  if exists (select from ops.work_faults
    where kind = 'run' and code = p_error ->> 'code' and mends = 'never') then
    perform odoo_seed.fail_run(p_run_id, p_slice, p_error, p_rpc_count);
    return;
  end if;
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  update odoo_seed.sync_runs
  set handed_over = true, phase = 'observe', passes_left = 2,
    cursor = case when not odoo_seed.is_confirmed(cursor) then cursor end, attempts = attempts + 1,
    error = p_error, rpc_count = p_rpc_count
  where id = p_run_id
  returning * into failed;
  if failed.cursor is not null then
    -- Odoo may still create something: a further slice waits for that.
    update ops.work set max_attempts = greatest(max_attempts, attempts - outage_attempts + 1)
    where kind = 'run' and key = p_run_id::text;
  end if;
  if ops.fail_work('run', p_run_id::text, odoo_seed.run_token(p_run_id), p_error) = 'dead' then
    perform odoo_seed.finish_run(p_run_id, 'failed', null, null, null, p_rpc_count, p_error);
    return;
  end if;
  update odoo_seed.sync_runs r
  set lease_expires_at = w.run_after + interval '60 seconds'
  from ops.work w
  where r.id = p_run_id and w.kind = 'run' and w.key = p_run_id::text;
end
$$;
comment on function odoo_seed.fail_slice is
  'A slice of the queue failed: the run is tried again after a pause and begins with an '
  'observation. It has failed after five failures in a row, or if ops.work_faults says that '
  'waiting does not mend the fault. Raises OC002.';

create function odoo_seed.cancel_run(p_run_id uuid)
returns text
language plpgsql
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
begin
  update odoo_seed.sync_runs
  set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
  where id = p_run_id and status = 'running';
  select * into run from odoo_seed.sync_runs where id = p_run_id;
  if not found then
    raise exception 'Cannot cancel run %: there is none', p_run_id using errcode = 'OC004';
  elsif run.status = 'running' and (run.handed_over or run.lease_expires_at < clock_timestamp())
    and odoo_seed.is_confirmed(run.cursor) then
    perform odoo_seed.finish_run(run.id, 'cancelled', null, null, null, run.rpc_count, null);
    return 'cancelled';
  end if;
  return run.status;
end
$$;
comment on function odoo_seed.cancel_run is
  'Ends a run that waits, and asks a run at work to stop at its next checkpoint; a run with an '
  'unconfirmed create ends when that is over. What was written stays. Returns its status now. '
  'Raises OC004.';

create function odoo_seed.replay_run(p_run_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  failed odoo_seed.sync_runs;
begin
  select * into failed from odoo_seed.sync_runs where id = p_run_id;
  if not found then
    raise exception 'Cannot replay run %: there is none', p_run_id using errcode = 'OC004';
  end if;
  perform ops.forget_work('run', p_run_id::text);
  return (select o.id from odoo_seed.open_run(failed.binding, failed.run_type, failed.scope,
    failed.options, null, false, 120) o);
end
$$;
comment on function odoo_seed.replay_run is
  'Starts a run like an earlier one through the queue and returns its id. Raises as start_run.';

create function odoo_seed.replay_run_work(p_key text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform odoo_seed.replay_run(p_key::uuid);
end
$$;
comment on function odoo_seed.replay_run_work is 'What ops.replay_work does for a run.';

update ops.work_kinds set replays = 'odoo_seed.replay_run_work' where kind = 'run';

revoke execute on function
  odoo_seed.end_run, odoo_seed.fail_run, odoo_seed.fail_slice, odoo_seed.cancel_run,
  odoo_seed.replay_run, odoo_seed.replay_run_work
from public;
grant execute on function
  odoo_seed.end_run, odoo_seed.fail_run, odoo_seed.fail_slice, odoo_seed.cancel_run,
  odoo_seed.replay_run, odoo_seed.replay_run_work
to service_role;
