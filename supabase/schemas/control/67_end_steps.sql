-- How a step ends: done, waiting, or failed.

create function control.cancelled()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select '{"code": "operation_cancelled", "detail": "The operation was cancelled."}'::jsonb
$$;
comment on function control.cancelled is 'The error of an operation that was cancelled.';

create function control.go_on(p_operation_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if control.cancel_is_asked(p_operation_id) then
    perform control.stop_operation(p_operation_id, control.cancelled());
  elsif exists (select from control.provisioning_jobs
    where operation_id = p_operation_id and finished_at is null) then
    -- Whoever ended the step claims the next one; should it die between, the queue looks after 5 s.
    perform control.look_again(p_operation_id, 5);
  else
    perform control.end_operation(p_operation_id);
  end if;
end
$$;
comment on function control.go_on is
  'After a step: on to the next, to the end, or to a stop that was asked for.';

create function control.finish_step(p_step uuid, p_token uuid, p_output jsonb,
  p_skipped text default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs := control.hold_step(p_step, p_token);
begin
  if p_skipped is null then
    perform control.release_step(p_step, 'succeeded', p_output, null, null);
  else
    perform control.skip_step(p_step, p_output, p_skipped);
  end if;
  if step.action = 'compensate' then
    update control.provisioning_jobs
    set status = 'compensated'
    where operation_id = step.operation_id and name = step.name and action = 'apply'
      and status = 'succeeded';
  end if;
  perform control.go_on(step.operation_id);
end
$$;
comment on function control.finish_step is
  'A step is done, or, with a reason, was skipped. After the last one the operation has '
  'succeeded. Raises OC002.';

create function control.wait_step(p_step uuid, p_token uuid, p_seconds numeric,
  p_output jsonb default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs := control.hold_step(p_step, p_token);
begin
  perform control.release_step(p_step, 'waiting', p_output, null, make_interval(secs => p_seconds));
  if control.cancel_is_asked(step.operation_id) then
    perform control.stop_operation(step.operation_id, control.cancelled());
  else
    perform control.look_again(step.operation_id, p_seconds);
  end if;
end
$$;
comment on function control.wait_step is
  'A step was started outside; look again in so many seconds. Its exclusive resource stays taken. '
  'Raises OC002.';

create function control.give_up_step(p_step control.provisioning_jobs, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.release_step(p_step.id, 'failed', null, p_error, null);
  if p_step.action = 'apply' then
    perform control.stop_operation(p_step.operation_id,
      p_error || jsonb_build_object('step', p_step.name));
  else
    perform control.go_on(p_step.operation_id);
  end if;
end
$$;
comment on function control.give_up_step is
  'A step has failed for good. So has its operation; an undoing that failed lets the other ones '
  'go on.';

create function control.count_failure(p_step_id uuid, p_away boolean)
returns control.provisioning_jobs
language sql
set search_path = ''
as $$
  update control.provisioning_jobs
  set outage_attempts = outage_attempts + p_away::int,
    outage_since = case when p_away then coalesce(outage_since, clock_timestamp()) end
  where id = p_step_id
  returning *
$$;
comment on function control.count_failure is
  'Notes that a try has failed: it counts unless what the step needs is away, and then since when '
  'is known.';

create function control.fail_step(p_step uuid, p_token uuid, p_error jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs := control.hold_step(p_step, p_token);
  mends text := (select f.mends from control.step_faults f where f.code = p_error ->> 'code');
  pause interval := control.backoff(step.attempts);
  given_up boolean;
begin
  step := control.count_failure(p_step, coalesce(mends = 'by_itself', false));
  given_up := case mends
    when 'never' then true
    when 'by_itself'
      then step.outage_since < clock_timestamp() - (select outage_survived from control.settings)
    else step.attempts_left = 0
  end;
  if given_up or control.cancel_is_asked(step.operation_id) then
    perform control.give_up_step(step, p_error);
    return 'failed';
  end if;
  perform control.release_step(p_step, 'queued', null, p_error, pause);
  perform control.look_again(step.operation_id, extract(epoch from pause));
  return 'queued';
end
$$;
comment on function control.fail_step is
  'A step failed with {"code", "detail", "logs_url"}: queued again after a growing pause, or, as '
  'step_faults says of the code, failed for good. Returns which. Raises OC002.';

revoke execute on function
  control.cancelled, control.go_on, control.finish_step, control.wait_step, control.give_up_step,
  control.count_failure, control.fail_step
from public;
grant execute on function
  control.cancelled, control.go_on, control.finish_step, control.wait_step, control.give_up_step,
  control.count_failure, control.fail_step
to service_role;
