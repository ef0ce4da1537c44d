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
    perform control.put_next_step(p_operation_id, p_at_hand => true);
  else
    perform control.end_operation(p_operation_id);
  end if;
end
$$;
comment on function control.go_on is
  'After a step: goes on to the next, to the end, or to a stop that was requested.';

create function control.finish_step(p_step uuid, p_token uuid, p_output jsonb,
  p_skipped text default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs := control.lock_step(p_step, p_token);
begin
  perform ops.finish_work('step', p_step::text, p_token);
  if p_skipped is null then
    perform control.release_step(p_step, 'succeeded', p_output, null);
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
  step control.provisioning_jobs := control.lock_step(p_step, p_token);
  is_called constant boolean := step.output #> '{called_back,unseen}' is not null;
begin
  perform control.release_step(p_step, 'waiting', p_output, null);
  if is_called then
    update control.provisioning_jobs set output = output #- '{called_back,unseen}'
    where id = p_step;
  end if;
  perform ops.wait_work('step', p_step::text, p_token,
    case when is_called then 0 else p_seconds end, p_keeps_lane => true);
  if control.cancel_is_asked(step.operation_id) then
    perform control.stop_operation(step.operation_id, control.cancelled());
  end if;
end
$$;
comment on function control.wait_step is
  'A step was started outside, and is looked at again in so many seconds, or at once where it was '
  'called back meanwhile. Its exclusive resource stays taken. Raises OC002.';

create function control.give_up_step(p_step control.provisioning_jobs, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.release_step(p_step.id, 'failed', null, p_error);
  if p_step.action = 'apply' then
    perform control.stop_operation(p_step.operation_id,
      p_error || jsonb_build_object('step', p_step.name));
  else
    perform control.go_on(p_step.operation_id);
  end if;
end
$$;
comment on function control.give_up_step is
  'A step has failed for good, and so has its operation; after a failed compensation the other '
  'ones go on.';

create function control.fail_step(p_step uuid, p_token uuid, p_error jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs := control.lock_step(p_step, p_token);
  outcome constant text := ops.fail_work('step', p_step::text, p_token, p_error);
  cancelled constant boolean := control.cancel_is_asked(step.operation_id);
begin
  if cancelled then
    perform control.forget_step(p_step);
  end if;
  if cancelled or outcome = 'dead' then
    perform control.give_up_step(step, p_error);
    return 'failed';
  end if;
  perform control.release_step(p_step, 'queued', null, p_error);
  return 'queued';
end
$$;
comment on function control.fail_step is
  'A step failed with {"code", "detail", "logs_url"}: it is queued again after a growing pause, '
  'or has failed for good if ops.work_faults says so of the code. Returns which. Raises OC002.';

revoke execute on function
  control.cancelled, control.go_on, control.finish_step, control.wait_step, control.give_up_step,
  control.fail_step
from public;
grant execute on function
  control.cancelled, control.go_on, control.finish_step, control.wait_step, control.give_up_step,
  control.fail_step
to service_role;
