-- What a step may wait for calls its operation as soon as it is there.

create function control.wake_operations()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform control.call_runner(due.operation_id), control.look_again(due.operation_id, 5)
  from (
    select distinct d.operation_id
    from control.v_due_steps d
    join inserted i on i.id = d.id
  ) due;
  return null;
end
$$;
comment on function control.wake_operations is
  'Calls the runner as soon as steps are stored that are due; the queue looks again after 5 s.';
create trigger wake_operations after insert on control.provisioning_jobs
referencing new table as inserted
for each statement execute function control.wake_operations();

create function control.wake_waiting()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform control.call_runner(w.operation_id)
  from (
    select d.operation_id
    from control.v_due_steps d
    join control.provisioning_jobs j on j.id = d.id
    where j.exclusive = new.exclusive and d.id <> new.id
    order by d.created_at, d.position
    limit 1
  ) w;
  return null;
end
$$;
comment on function control.wake_waiting is
  'Calls the runner for the operation that has waited longest for a resource that was let go.';
create trigger wake_waiting after update of status on control.provisioning_jobs
for each row when (
  new.exclusive is not null and old.status in ('running', 'waiting')
    and new.status not in ('running', 'waiting')
)
execute function control.wake_waiting();

revoke execute on function control.wake_operations, control.wake_waiting from public;
