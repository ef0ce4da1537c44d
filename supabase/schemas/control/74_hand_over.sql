-- A worker without time left has a function called for the next step.

create function control.hand_over()
returns int
language sql
set search_path = ''
as $$
  select ops.hand_over_work('step')
$$;
comment on function control.hand_over is
  'Calls the runner for the step that has been due longest. Returns how many calls were made.';

revoke execute on function control.hand_over from public;
grant execute on function control.hand_over to service_role;
