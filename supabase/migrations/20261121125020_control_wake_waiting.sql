-- Who waits for an exclusive resource is called for as soon as it is free, and not when the queue next looks.
set lock_timeout = '5s';
set statement_timeout = '60s';

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
comment on function control.wake_waiting is 'Calls the runner for the operation that has waited longest for a resource that was let go.';
create trigger wake_waiting after update of status on control.provisioning_jobs
for each row when (
  new.exclusive is not null and old.status in ('running', 'waiting') and new.status not in ('running', 'waiting')
)
execute function control.wake_waiting();

revoke execute on function control.wake_waiting from public;
grant execute on function control.wake_waiting to service_role;
