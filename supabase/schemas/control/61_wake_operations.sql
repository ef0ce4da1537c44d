-- What a step may wait for calls its operation as soon as it is there.

create function control.wake_operations()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform control.look_again(s.operation_id, 0)
  from (select distinct operation_id from inserted where status = 'queued') s;
  perform control.drain_operations();
  return null;
end
$$;
comment on function control.wake_operations is
  'Calls the runner as soon as queued steps are stored.';
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
