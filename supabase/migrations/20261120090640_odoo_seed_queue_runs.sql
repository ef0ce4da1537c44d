-- Durable runs: a run works in slices; between them it waits in the queue seed_runs.
set lock_timeout = '5s';
set statement_timeout = '60s';

select pgmq.create('seed_runs');

create function odoo_seed.runs_per_server() returns int
language sql immutable set search_path = '' as $$ select 2 $$;
comment on function odoo_seed.runs_per_server is 'How many runs may work on one Odoo server at a time; replace it to change that.';

create function odoo_seed.queue_is_driven() returns boolean
language sql stable set search_path = '' as $$
  select ops.functions_are_callable()
$$;
comment on function odoo_seed.queue_is_driven is 'Whether Vault holds what it takes to ask the function for slices.';

create function odoo_seed.runs_at_work(p_binding text)
returns int
language sql
stable
set search_path = ''
as $$
  select count(*)::int
  from ops.odoo_bindings b
  join ops.odoo_bindings same on same.url is not distinct from b.url
  join odoo_seed.sync_runs r on r.binding = same.name
  where b.name = p_binding and r.status = 'running'
    and (
      not r.handed_over and r.lease_expires_at > clock_timestamp()
      or r.called_at > clock_timestamp() - interval '10 seconds'
    )
$$;
comment on function odoo_seed.runs_at_work is 'Runs that work, or were called to work, on the server of a binding.';

create function odoo_seed.hold_queue()
returns void
language sql
set search_path = ''
as $$ select pg_advisory_xact_lock('pgmq.q_seed_runs'::regclass::int) $$;
comment on function odoo_seed.hold_queue is
  'One at a time counts runs at work and starts more. Taken after the rows of runs: whoever has it waits for none.';

create function odoo_seed.open_run(
  p_binding text, p_run_type text, p_scope jsonb, p_options jsonb, p_key text, p_start boolean,
  p_lease_seconds int
)
returns table (id uuid, existing boolean, started boolean)
language plpgsql
security definer
set search_path = ''
as $$
declare
  known odoo_seed.sync_runs;
  message bigint;
begin
  if p_key is not null then
    -- Two requests with one key must not both find none.
    perform pg_advisory_xact_lock(hashtext('odoo_seed.idempotency_key'), hashtext(p_key));
    select * into known from odoo_seed.sync_runs r where r.idempotency_key = p_key;
    if found then
      if (known.binding, known.run_type, known.scope, known.options)
        is distinct from (p_binding, p_run_type, p_scope, p_options) then
        raise exception 'Cannot start a run: its Idempotency-Key was used for another request'
          using errcode = 'OC006', hint = 'Use a new key for a new request.';
      end if;
      return query select known.id, true, false;
      return;
    end if;
  end if;

  if not p_start and not odoo_seed.queue_is_driven() then
    raise exception 'Cannot start a run without waiting: Vault has no functions_url or no functions_secret'
      using errcode = 'OC004', hint = 'Create both secrets, or leave "wait" out.';
  end if;
  if p_options ? 'plan' then
    perform odoo_seed.kept_plan((p_options ->> 'plan')::uuid);
  end if;
  id := odoo_seed.start_run(p_binding, p_run_type, p_scope, p_lease_seconds);
  existing := false;
  perform odoo_seed.hold_queue();
  -- The run itself is at work by now.
  started := p_start
    and (odoo_seed.runs_at_work(p_binding) <= odoo_seed.runs_per_server() or not odoo_seed.queue_is_driven());
  -- Whoever starts may die: the message comes up when the lease has run out.
  select send into message
  from pgmq.send('seed_runs', jsonb_build_object('run_id', id), case when started then p_lease_seconds + 5 else 0 end) send;
  update odoo_seed.sync_runs r
  set options = p_options, idempotency_key = p_key, message_id = message, handed_over = not started,
    slice = case when started then 1 else 0 end
  where r.id = open_run.id;
  if not started then
    perform odoo_seed.drain_runs();
  end if;
  return next;
end
$$;
comment on function odoo_seed.open_run is
  'Starts a durable run. existing: the key named one before. started: the caller works the first slice, else the queue does. Raises as start_run, OC006 for a key that was used otherwise, and as kept_plan.';

create function odoo_seed.claim_run(p_run_id uuid, p_lease_seconds int)
returns odoo_seed.sync_runs
language plpgsql
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
begin
  update odoo_seed.sync_runs r
  set lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
    slice = r.slice + 1,
    handed_over = false,
    -- Cut off in the middle: what it did last is unknown, so Odoo is asked again, once it can tell.
    phase = case when r.handed_over then r.phase else 'observe' end,
    cursor = case when r.handed_over or not odoo_seed.is_settled(r.cursor) then r.cursor end,
    passes_left = case when r.handed_over then r.passes_left else 2 end,
    attempts = case when r.handed_over then r.attempts else r.attempts + 1 end
  where r.id = p_run_id and r.status = 'running' and r.message_id is not null
    and (r.handed_over or r.lease_expires_at < clock_timestamp())
  returning * into run;
  if found then
    return run;
  end if;
  select * into run from odoo_seed.sync_runs r where r.id = p_run_id;
  if run.status = 'running' then
    raise exception 'Cannot go on with run %: a slice of it is at work', p_run_id
      using errcode = 'OC001', detail = p_run_id::text;
  end if;
  raise exception 'Cannot go on with run %: %', p_run_id,
    coalesce('it has ended (' || run.status || ')', 'there is none') using errcode = 'OC004';
end
$$;
comment on function odoo_seed.claim_run is
  'Takes a run that waits in the queue, or whose slice was cut off, for its next slice. Raises OC001 while one is at work, OC004 when the run has ended.';

create function odoo_seed.hold_slice(p_run_id uuid, p_slice int)
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
comment on function odoo_seed.hold_slice is 'Raises OC002 when another slice has taken a run over; else keeps it until the transaction ends.';

create function odoo_seed.advance_run(p_run_id uuid, p_slice int, p_phase text, p_cursor jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  unsettled constant boolean := p_phase = 'observe' and coalesce(p_cursor ? 'settled_at', false)
    and exists (
      select from odoo_seed.sync_runs where id = p_run_id and cursor is distinct from p_cursor
    );
  cancelled boolean;
begin
  perform odoo_seed.hold_slice(p_run_id, p_slice);
  update odoo_seed.sync_runs r
  set phase = p_phase, cursor = p_cursor,
    -- What became of a create is not known: as after a slice that was cut off, and as often at most.
    passes_left = case when unsettled then 2 else r.passes_left end,
    attempts = case when unsettled then r.attempts + 1 else r.attempts end
  where r.id = p_run_id
  returning cancel_requested_at is not null into cancelled;
  return cancelled;
end
$$;
comment on function odoo_seed.advance_run is 'A checkpoint: where the next slice begins; with settled_at it waits until then, because what became of a create is not known. Returns whether the run is to stop. Raises OC002.';

create function odoo_seed.hand_over_run(p_run_id uuid, p_slice int, p_rpc_count int, p_lease_seconds int)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  message bigint;
begin
  perform odoo_seed.hold_slice(p_run_id, p_slice);
  update odoo_seed.sync_runs
  set handed_over = true, called_at = null, rpc_count = p_rpc_count,
    lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where id = p_run_id
  returning message_id into message;
  perform pgmq.set_vt('seed_runs', message, 0);
  perform odoo_seed.drain_runs();
  return odoo_seed.queue_is_driven();
end
$$;
comment on function odoo_seed.hand_over_run is
  'Gives the lease back and puts the run into the queue. Returns whether the queue is driven; if not, the caller has to go on itself. Raises OC002.';

create function odoo_seed.end_run(p_run_id uuid, p_slice int, p_cancelled boolean, p_rpc_count int)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
  outcome text;
begin
  perform odoo_seed.hold_slice(p_run_id, p_slice);
  select * into run from odoo_seed.sync_runs where id = p_run_id;
  if not p_cancelled then
    perform odoo_seed.tell_unreadable(p_run_id);
  end if;
  outcome := case
    when p_cancelled then 'cancelled'
    when exists (select from odoo_seed.sync_run_errors where run_id = p_run_id) then 'partial'
    else 'success'
  end;
  if run.run_type = 'shadow' and not p_cancelled then
    select count(*) into run.projects_synced from odoo_seed.shadow_projects where binding = run.binding;
    select count(*) into run.tasks_synced from odoo_seed.shadow_tasks where binding = run.binding;
    if run.options -> 'drift' is distinct from 'false' then
      select coalesce(jsonb_object_agg(d.kind, d.count), '{}') into run.counts
      from odoo_seed.count_drift(run.binding) d;
    end if;
  end if;
  perform odoo_seed.finish_run(
    p_run_id, outcome, run.projects_synced, run.tasks_synced, run.counts, p_rpc_count, null);
  perform pgmq.delete('seed_runs', run.message_id);
  perform odoo_seed.drain_runs();
  return outcome;
end
$$;
comment on function odoo_seed.end_run is
  'Ends a run whose work is done or that was cancelled, and takes it out of the queue, where the next may follow; a shadow run counts what it found. Returns the status. Raises OC002.';

create function odoo_seed.fail_run(p_run_id uuid, p_slice int, p_error jsonb, p_rpc_count int)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform odoo_seed.hold_slice(p_run_id, p_slice);
  perform odoo_seed.finish_run(p_run_id, 'failed', null, null, null, p_rpc_count, p_error);
  perform pgmq.delete('seed_runs', message_id) from odoo_seed.sync_runs where id = p_run_id;
end
$$;
comment on function odoo_seed.fail_run is 'Ends a run with the error that another slice would not mend. Raises OC002.';

create function odoo_seed.fail_slice(p_run_id uuid, p_slice int, p_error jsonb, p_rpc_count int)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  failed odoo_seed.sync_runs;
  pause int;
begin
  perform odoo_seed.hold_slice(p_run_id, p_slice);
  update odoo_seed.sync_runs
  set handed_over = true, called_at = null, phase = 'observe', passes_left = 2,
    cursor = case when not odoo_seed.is_settled(cursor) then cursor end, attempts = attempts + 1, error = p_error, rpc_count = p_rpc_count
  where id = p_run_id
  returning * into failed;
  -- 5, 20, 80, 300 seconds: an Odoo that restarts or is upgraded is back by then. Never all at the same moment.
  pause := least(300, 5 * 4 ^ (failed.attempts - 1)) * (0.75 + random() / 2);
  update odoo_seed.sync_runs
  set lease_expires_at = clock_timestamp() + make_interval(secs => pause + 60)
  where id = p_run_id;
  perform pgmq.set_vt('seed_runs', failed.message_id, pause);
end
$$;
comment on function odoo_seed.fail_slice is
  'A slice of the queue failed: the run comes back after a pause and begins with a look at Odoo. Raises OC002.';

create function odoo_seed.drain_runs()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  message record;
  run odoo_seed.sync_runs;
  failures int;
  called int := 0;
begin
  if not odoo_seed.queue_is_driven() then
    return 0;
  end if;
  perform odoo_seed.hold_queue();
  for message in select * from pgmq.read('seed_runs', 10, 1000) loop
    select * into run from odoo_seed.sync_runs
    where id = (message.message ->> 'run_id')::uuid
    for update skip locked;
    -- Somebody is about to change a run that is locked: its message comes again.
    continue when not found
      and exists (select from odoo_seed.sync_runs where id = (message.message ->> 'run_id')::uuid);
    failures := run.attempts + case when run.handed_over then 0 else 1 end;
    if run.status is distinct from 'running' then
      perform pgmq.delete('seed_runs', message.msg_id);
    elsif not run.handed_over and run.lease_expires_at > clock_timestamp() then
      perform pgmq.set_vt('seed_runs', message.msg_id,
        1 + extract(epoch from run.lease_expires_at - clock_timestamp())::int);
    elsif failures >= 5 then
      update odoo_seed.sync_runs set attempts = failures where id = run.id;
      perform odoo_seed.finish_run(run.id, 'failed', null, null, null, run.rpc_count,
        coalesce(run.error, '{"code": "cut_off", "detail": "Cannot finish the run: its slices were cut off again and again."}'));
      perform pgmq.delete('seed_runs', message.msg_id);
    elsif odoo_seed.runs_at_work(run.binding) >= odoo_seed.runs_per_server() then
      update odoo_seed.sync_runs
      set lease_expires_at = greatest(lease_expires_at, clock_timestamp() + interval '60 seconds')
      where id = run.id and handed_over;
      perform pgmq.set_vt('seed_runs', message.msg_id, 0);
    else
      update odoo_seed.sync_runs set called_at = clock_timestamp() where id = run.id;
      perform ops.call_function('seed-odoo-finance/slices', jsonb_build_object('run_id', run.id), run.id::text);
      called := called + 1;
    end if;
  end loop;
  return called;
end
$$;
comment on function odoo_seed.drain_runs is
  'Asks the function for a slice of each waiting run, at most runs_per_server() a server; gives up on runs whose slices failed five times in a row. Returns how many were asked for. Without the Vault secrets that calls need it does nothing.';

create function odoo_seed.cancel_run(p_run_id uuid)
returns text
language plpgsql
security definer
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
    and odoo_seed.is_settled(run.cursor) then
    perform odoo_seed.finish_run(run.id, 'cancelled', null, null, null, run.rpc_count, null);
    perform pgmq.delete('seed_runs', run.message_id);
    return 'cancelled';
  end if;
  return run.status;
end
$$;
comment on function odoo_seed.cancel_run is
  'Ends a run that waits, and asks one at work to stop at its next checkpoint, one that waits for a create as soon as that is over; what was written stays. Returns the status it has now. Raises OC004.';

create view odoo_seed.v_dead_runs with (security_invoker = true) as
select r.id, r.binding, r.run_type, r.scope, r.options, r.attempts, r.slice, r.error, r.started_at, r.finished_at
from odoo_seed.sync_runs r
where r.status = 'failed' and r.attempts >= 5;
comment on view odoo_seed.v_dead_runs is
  'The dead letters: runs that were given up after five failed slices in a row. replay_run(id) starts one again.';

create function odoo_seed.replay_run(p_run_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  dead odoo_seed.sync_runs;
begin
  select * into dead from odoo_seed.sync_runs where id = p_run_id;
  if not found then
    raise exception 'Cannot replay run %: there is none', p_run_id using errcode = 'OC004';
  end if;
  return (select o.id from odoo_seed.open_run(dead.binding, dead.run_type, dead.scope, dead.options, null, false, 120) o);
end
$$;
comment on function odoo_seed.replay_run is
  'Starts a run like an earlier one through the queue and returns the new one. Raises as start_run.';

create function odoo_seed.kept_plan(p_plan_id uuid)
returns odoo_seed.sync_runs
language plpgsql
stable
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs;
begin
  select * into plan from odoo_seed.sync_runs where id = p_plan_id and plan_hash is not null;
  if not found then
    raise exception 'Cannot apply plan %: there is none', p_plan_id using errcode = 'OC004';
  elsif plan.plan_expires_at < clock_timestamp() then
    raise exception 'Cannot apply plan %: it expired at %', p_plan_id, plan.plan_expires_at using errcode = 'OC007';
  end if;
  return plan;
end
$$;
comment on function odoo_seed.kept_plan is 'A plan that may still be applied. Raises OC004 for none, OC007 for one that has expired.';

create function odoo_seed.run_progress(p_run_id uuid)
returns jsonb
language sql
stable
set search_path = ''
-- Statistics know one run as large as the largest.
set enable_seqscan = off
as $$
  select coalesce(jsonb_object_agg(c.action, jsonb_build_object('total', c.total, 'done', c.done, 'failed', c.failed)), '{}')
  from (
    select a.action, count(distinct (a.model, a.external_ref)) as total,
      count(distinct (a.model, a.external_ref)) filter (where a.state = 'done') as done,
      count(distinct (a.model, a.external_ref)) filter (where a.state = 'failed') as failed
    from odoo_seed.run_actions a
    where a.run_id = p_run_id and a.state <> 'told'
    group by a.action
  ) c
$$;
comment on function odoo_seed.run_progress is '{"create": {"total", "done", "failed"}, …}: how far a run''s plan is carried out.';

select cron.schedule('odoo-seed-drain-runs', '5 seconds', 'select odoo_seed.drain_runs()');

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
