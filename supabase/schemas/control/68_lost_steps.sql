-- Steps whose worker died, and operations that were given up.

create function control.give_up_lost_step(p_key text, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs;
begin
  -- In the order of all: tenant, operation, step, work. Who has one of them is at it.
  select j.* into step
  from control.provisioning_jobs j
  join control.operations o on o.id = j.operation_id
  join control.tenants t on t.id = o.tenant_id
  where j.id = p_key::uuid and j.status = 'running'
  for no key update skip locked;
  if step.id is null or not ops.is_lost('step', p_key) then
    return;
  end if;
  perform control.work_as(step.leased_by, step.operation_id);
  p_error := jsonb_build_object(
    'code', 'cut_off', 'detail',
    format('Cannot finish step %s: its worker was cut off %s times.', step.name, step.attempts));
  perform ops.bury_work('step', p_key, p_error);
  perform control.give_up_step(step, p_error);
end
$$;
comment on function control.give_up_lost_step is
  'Gives up a step whose worker died in the last attempt, or in an operation that is to be '
  'cancelled.';

create function control.refuse_replay(p_key text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception 'Cannot replay step %: what has ended never changes', p_key
    using errcode = 'OC110', hint = 'Retry its operation, as somebody who may: POST '
      'operations/<id>/retry.';
end
$$;
comment on function control.refuse_replay is
  'Raises OC110: a step is sent again by a retry of its operation, by an actor who may.';

update ops.work_kinds
set gives_up = 'control.give_up_lost_step', replays = 'control.refuse_replay'
where kind = 'step';

create view control.v_dead_steps with (security_invoker = true) as
select j.id, j.operation_id, t.slug as tenant_slug, o.kind, j.name, j.action, j.attempts,
  j.max_attempts, j.error,
  o.runbook, o.logs_url, j.finished_at
from control.provisioning_jobs j
join control.operations o on o.id = j.operation_id
join control.tenants t on t.id = o.tenant_id
where j.status = 'failed' and o.status <> 'cancelled'
  and not exists (select from control.operations r where r.retry_of = o.id);
comment on view control.v_dead_steps is
  'The dead letters of steps: steps that were given up and whose operation was not retried. '
  'retry_operation() retries one.';
grant select, insert, update, delete, maintain on control.v_dead_steps to service_role;

revoke execute on function control.give_up_lost_step, control.refuse_replay from public;
grant execute on function control.give_up_lost_step, control.refuse_replay to service_role;
