-- A runner whose time is up has another one called at once, and not when the queue next looks.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function control.hand_over()
returns uuid
language sql
set search_path = ''
as $$
  select control.call_runner(d.operation_id)
  from (select operation_id from control.v_due_steps order by created_at, position limit 1) d
$$;
comment on function control.hand_over is
  'Calls the runner for the step that has been due longest. Returns the call''s id; null when none is due.';

revoke execute on function control.hand_over from public;
grant execute on function control.hand_over to service_role;
