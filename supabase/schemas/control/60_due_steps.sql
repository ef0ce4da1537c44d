-- The next step of an operation is put as work, for which operations-run is called.

create view control.v_due_steps with (security_invoker = true) as
select j.id, j.operation_id, j.position, o.created_at
from ops.v_due_work w
join control.provisioning_jobs j on j.id::text = w.key
join control.operations o on o.id = j.operation_id
join control.tenants t on t.id = o.tenant_id
where w.kind = 'step';
comment on view control.v_due_steps is
  'Steps that a runner may claim now: due or cut off, their exclusive resource free. Locking its '
  'rows locks work, step, operation and tenant.';
grant select, insert, update, delete, maintain on control.v_due_steps to service_role;

create function control.put_next_step(p_operation_id uuid, p_at_hand boolean default false)
returns void
language sql
set search_path = ''
as $$
  select ops.put_work('step', next.id::text, p_lane => next.exclusive,
    p_object => p_operation_id::text, p_max_attempts => next.max_attempts, p_at_hand => p_at_hand)
  from (
    select j.* from control.provisioning_jobs j
    where j.operation_id = p_operation_id and j.finished_at is null
    order by j.position
    limit 1
  ) next
  join control.operations o on o.id = p_operation_id
  where next.status = 'queued' and o.status in ('queued', 'running', 'compensating')
$$;
comment on function control.put_next_step is
  'Puts the first unfinished step of an operation as work; nothing before the operation is '
  'approved. p_at_hand: the worker that ended the step before claims it.';

create function control.put_steps()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform control.put_next_step(s.operation_id)
  from (select distinct operation_id from inserted where status = 'queued') s;
  return null;
end
$$;
comment on function control.put_steps is 'Puts steps as work when they are stored.';
create trigger put_steps after insert on control.provisioning_jobs
referencing new table as inserted
for each statement execute function control.put_steps();

create function control.forget_step(p_step_id uuid)
returns void
language sql
set search_path = ''
as $$
  select ops.forget_work('step', p_step_id::text)
$$;
comment on function control.forget_step is 'Deletes the work of a step.';

revoke execute on function
  control.put_next_step, control.put_steps, control.forget_step
from public;
grant execute on function control.put_next_step, control.forget_step to service_role;
