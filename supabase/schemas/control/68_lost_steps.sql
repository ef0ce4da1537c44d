-- Steps whose worker died, and operations that were given up.

create function control.give_up_lost_step(p_step control.provisioning_jobs)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.act_as(jsonb_build_object('user', p_step.leased_by), p_step.operation_id);
  perform control.give_up_step(p_step, jsonb_build_object(
    'code', 'cut_off', 'detail',
    format('Cannot finish step %s: its worker was cut off %s times.', p_step.name,
      p_step.attempts)));
end
$$;
comment on function control.give_up_lost_step is 'Gives up a step because its worker died.';

create function control.give_up_lost_steps()
returns int
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs;
  given_up int := 0;
begin
  for step in
    select j.*
    from control.provisioning_jobs j
    join control.operations o on o.id = j.operation_id
    join control.tenants t on t.id = o.tenant_id
    where j.status = 'running' and j.lease_expires_at <= clock_timestamp()
      and (j.attempts_left = 0 or control.cancel_is_asked(o.id))
    for no key update skip locked
  loop
    begin
      perform control.give_up_lost_step(step);
      given_up := given_up + 1;
    exception when others then
      perform ops.note_fault('control.give_up_lost_steps', step.operation_id::text, sqlstate,
        sqlerrm);
    end;
  end loop;
  return given_up;
end
$$;
comment on function control.give_up_lost_steps is
  'Gives up steps whose worker died in the last attempt, or in an operation that is to be '
  'cancelled. Returns how many.';

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
  'The dead letters: steps that were given up and that no retry has been made for. '
  'retry_operation() makes one.';
grant select, insert, update, delete, maintain on control.v_dead_steps to service_role;

revoke execute on function control.give_up_lost_step, control.give_up_lost_steps from public;
grant execute on function control.give_up_lost_step, control.give_up_lost_steps to service_role;
