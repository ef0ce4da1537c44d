-- Runs are started, cancelled and tried again; the queue works on them.

create function api.open_run(
  p_binding text, p_type text, p_scope jsonb, p_options jsonb, p_retry_of uuid default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  opened uuid;
begin
  select o.id into opened
  from odoo_seed.open_run(p_binding, p_type, p_scope, jsonb_strip_nulls(p_options), null, false,
    180) o;
  if p_retry_of is not null then
    update odoo_seed.sync_runs set retry_of = p_retry_of where id = opened;
  end if;
  return opened;
end
$$;
comment on function api.open_run is
  'Starts a run through the queue, as the actor of the transaction. Raises as '
  'odoo_seed.open_run.';

create function api.seeding_scope(p_args jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object('program', p_args -> 'program',
    'projects', p_args -> 'projects', 'prune', coalesce(p_args -> 'prune', '"never"')))
$$;
comment on function api.seeding_scope is
  'What a seeding or a plan covers: {"program", "projects", "prune"} of a request.';

create function api.demand_program(p_program text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_program is not null and not api.sees_program(p_program) then
    raise exception 'Cannot start a run: there is no programme %', ops.quoted(p_program)
      using errcode = 'OC004';
  end if;
end
$$;
comment on function api.demand_program is
  'Raises OC004, as odoo_seed.start_run() does, for a programme that the caller may not see.';

create function api.start_run(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  binding constant text := coalesce(p_args ->> 'binding', 'default');
  seeds constant boolean := p_args ->> 'type' = 'seed';
  opened uuid;
begin
  perform api.demand_shape(p_args, '{"type": {"among": ["seed", "shadow"], "needed": true},
    "binding": {"text": 255}, "program": {"text": 255}, "projects": {"list": 1000},
    "prune": {"among": ["never", "archive"]}, "full": {"truth": true}, "notify": {"truth": true},
    "drift": {"truth": true}}');
  perform api.act_on_binding('runs.start', binding);
  perform api.demand_program(p_args ->> 'program');
  opened := api.open_run(binding, p_args ->> 'type',
    case when seeds then api.seeding_scope(p_args) else '{}' end,
    jsonb_build_object(
      'full', case when (p_args ->> 'full')::boolean then true end,
      'notify', case when seeds and (p_args ->> 'notify')::boolean then true end,
      'drift', case when not seeds and p_args -> 'drift' = 'false' then false end));
  return api.get_run(jsonb_build_object('id', opened));
end
$$;
comment on function api.start_run is
  'Starts a seeding or a shadow {"type", "binding", "program", "projects", "prune", "notify", '
  '"full", "drift"} through the queue; answered as get_run. Raises OC001, OC003, OC004, OC009, '
  'OC103.';

create function api.cancel_run(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  run constant odoo_seed.sync_runs := api.seen_run((p_args ->> 'id')::uuid);
begin
  perform api.act_on_binding('runs.cancel', run.binding);
  if run.status <> 'running' then
    raise exception 'Cannot cancel run %: it has ended (%)', run.id, run.status
      using errcode = 'OC008';
  end if;
  perform odoo_seed.cancel_run(run.id);
  return api.get_run(jsonb_build_object('id', run.id));
end
$$;
comment on function api.cancel_run is
  'Ends a run {"id"} that waits, and asks one at work to stop; what was written stays. Answered '
  'as get_run. Raises OC004, OC008 (it has ended), OC103.';

create function api.refuse_retry(p_run odoo_seed.sync_runs, p_from text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  why constant text := case
    when p_run.run_type not in ('seed', 'shadow', 'plan')
      then format('runs of type %s are asked for anew', p_run.run_type)
    when p_run.status in ('running', 'success') then format('it is %s', p_run.status)
    when p_from is distinct from 'plan' then null
    -- Later, some of it may be in Odoo without being observed.
    when p_run.phase <> 'plan' then 'it did not end between its observation and its plan'
    when p_run.finished_at < clock_timestamp() - interval '1 hour'
      then 'its observation is older than an hour'
  end;
begin
  if why is not null then
    raise exception 'Cannot retry run % from %: %', p_run.id, coalesce(p_from, 'observe'), why
      using errcode = 'OC008', hint = 'Look at the run, or start another one.';
  end if;
end
$$;
comment on function api.refuse_retry is
  'Raises OC008 for a run that cannot be tried again, or not from that phase.';

create function api.retry_run(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  run constant odoo_seed.sync_runs := api.seen_run((p_args ->> 'id')::uuid);
  opened uuid;
begin
  perform api.demand_shape(p_args, '{"from": {"among": ["observe", "plan"]}}');
  perform api.act_on_binding('runs.start', run.binding);
  perform api.refuse_retry(run, p_args ->> 'from');
  opened := api.open_run(run.binding, run.run_type, run.scope, run.options, run.id);
  if p_args ->> 'from' = 'plan' then
    update odoo_seed.sync_runs set phase = 'plan' where id = opened;
  end if;
  return api.get_run(jsonb_build_object('id', opened));
end
$$;
comment on function api.retry_run is
  'Starts a run of the same scope as one that did not succeed {"id", "from"}: from observe, or '
  'from plan, which takes Odoo for what the first one saw. Answered as get_run. Raises OC001, '
  'OC003, OC004, OC007, OC008, OC009, OC103.';

revoke execute on function
  api.open_run, api.seeding_scope, api.demand_program, api.start_run, api.cancel_run,
  api.refuse_retry, api.retry_run
from public, anon;
grant execute on function api.start_run, api.cancel_run, api.retry_run to authenticated;
