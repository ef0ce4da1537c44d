-- A run is work from its start to its end, slice after slice.

-- A lane is an Odoo server.
insert into ops.work_kinds (
  kind, path, at_once, max_attempts, backoff_base, backoff_factor, backoff_cap, call_again_after
)
values ('run', 'seed-odoo-finance/slices', 2, 5, 5, 4, 300, '10 seconds');

insert into ops.work_faults (kind, code, mends)
select 'run', code, 'never'
from unnest(array[
  'misconfigured', 'odoo_auth_failed', 'odoo_database_missing', 'odoo_access_denied',
  'odoo_field_missing', 'prune_refused', 'plan_stale', 'not_found'
]) code;

create function odoo_seed.run_lane(p_binding text)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(b.url, 'environment') from ops.odoo_bindings b where b.name = p_binding
$$;
comment on function odoo_seed.run_lane is 'The server of a binding, which is the lane of its runs.';

create function odoo_seed.forget_run_work()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if exists (
    select from ops.work
    where kind = 'run' and key = old.id::text and (tg_op = 'DELETE' or status <> 'dead')
  ) then
    perform ops.forget_work('run', old.id::text);
  end if;
  return null;
end
$$;
comment on function odoo_seed.forget_run_work is
  'A run that has ended is no work any more; a run that was given up stays as a dead letter.';
create trigger forget_ended_run after update of status on odoo_seed.sync_runs
for each row when (old.status = 'running' and new.status <> 'running')
execute function odoo_seed.forget_run_work();
create trigger forget_deleted_run after delete on odoo_seed.sync_runs
for each row execute function odoo_seed.forget_run_work();

create function odoo_seed.give_up_run(p_key text, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
begin
  -- Runs are locked before their work.
  select * into run from odoo_seed.sync_runs
  where id = p_key::uuid and status = 'running'
  for update skip locked;
  if run.id is null or not ops.is_lost('run', p_key) then
    return;
  elsif not odoo_seed.is_confirmed(run.cursor) then
    -- Odoo may still create something: a further slice waits for that.
    update ops.work set max_attempts = attempts - outage_attempts + 1
    where kind = 'run' and key = p_key;
    return;
  end if;
  p_error := coalesce(run.cursor -> 'gives_up', run.error, '{"code": "cut_off", "detail": '
    '"Cannot finish the run: its slices were cut off again and again."}');
  perform ops.bury_work('run', p_key, p_error);
  update odoo_seed.sync_runs set attempts = attempts + 1 where id = run.id;
  perform odoo_seed.finish_run(run.id, 'failed', null, null, null, run.rpc_count, p_error);
end
$$;
comment on function odoo_seed.give_up_run is
  'Ends a run whose slices were cut off, or failed, five times in a row.';

update ops.work_kinds set gives_up = 'odoo_seed.give_up_run' where kind = 'run';

create function odoo_seed.why_run_waits(p_run odoo_seed.sync_runs)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  held constant jsonb :=
    (select ops.told_hold(h) from ops.hold_on((p_run).binding, null) h);
  other constant uuid := (
    select r.id from odoo_seed.sync_runs r
    where r.binding = (p_run).binding and r.status = 'running' and r.slice > 0
      and r.id <> (p_run).id
    limit 1
  );
begin
  if held is not null then
    return held;
  elsif odoo_seed.waits_for_window(p_run) then
    return odoo_seed.told_window((p_run).binding, (p_run).cause = 'asked');
  elsif other is not null then
    return jsonb_build_object('code', 'run_in_progress', 'detail',
      format('run %s works on binding %s', other, (p_run).binding),
      'suggestion', 'Wait for its end.', 'run', other);
  end if;
  return null;
end
$$;
comment on function odoo_seed.why_run_waits is
  'What keeps a run from its next slice: a hold, its window, or another run of its binding: '
  '{"code", "detail", "suggestion", "until"}. Null: nothing but a place on its server.';

create function odoo_seed.run_may_begin(p_key text)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select coalesce((
    select odoo_seed.why_run_waits(r) is null
    from odoo_seed.sync_runs r
    where r.id = p_key::uuid and r.status = 'running'
  ), true)
$$;
comment on function odoo_seed.run_may_begin is
  'Whether nothing keeps a run from its next slice, see why_run_waits().';

update ops.work_kinds set may_begin = 'odoo_seed.run_may_begin' where kind = 'run';

create function odoo_seed.is_held(p_run_id uuid)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select exists (
    select from odoo_seed.sync_runs r cross join lateral ops.hold_on(r.binding, null)
    where r.id = p_run_id
  )
$$;
comment on function odoo_seed.is_held is
  'Whether there is a hold on a run: its slice hands over at its checkpoint.';

create function odoo_seed.keep_waiting_runs()
returns int
language sql
set search_path = ''
as $$
  with kept as (
    update odoo_seed.sync_runs r
    set lease_expires_at = clock_timestamp() + interval '60 seconds'
    from ops.work w
    where w.kind = 'run' and w.key = r.id::text and w.due_at <= clock_timestamp()
      and r.status = 'running' and (r.handed_over or odoo_seed.is_held(r.id))
      and r.lease_expires_at < clock_timestamp() + interval '40 seconds'
      and not exists (select from ops.v_due_work d where d.kind = 'run' and d.key = w.key)
    returning 1
  )
  select count(*)::int from kept
$$;
comment on function odoo_seed.keep_waiting_runs is
  'A run that waits for a place on its server, or may not begin, keeps its binding. Returns how '
  'many do.';

insert into ops.schedules (name, cadence, runs, late_after)
values
  ('odoo-seed-keep-waiting-runs', '15 seconds', 'odoo_seed.keep_waiting_runs', '5 minutes');

revoke execute on function
  odoo_seed.run_lane, odoo_seed.forget_run_work, odoo_seed.give_up_run,
  odoo_seed.why_run_waits, odoo_seed.run_may_begin, odoo_seed.is_held,
  odoo_seed.keep_waiting_runs
from public;
grant execute on function
  odoo_seed.run_lane, odoo_seed.give_up_run, odoo_seed.why_run_waits, odoo_seed.run_may_begin,
  odoo_seed.is_held, odoo_seed.keep_waiting_runs
to service_role;
