-- What has to happen although nobody asks, and when a worker has no time left.

create function control.tend_operations()
returns int
language sql
set search_path = ''
as $$
  select control.expire_approvals();
  select control.give_up_lost_steps();
  select control.drain_operations();
$$;
comment on function control.tend_operations is
  'What has to happen although nobody asks: approvals expire, dead workers'' last attempts fail, '
  'waiting operations are called for. One that fails is noted in ops.tending_faults and holds up '
  'no other. Returns how many calls were made.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-tend-operations', '5 seconds', 'control.tend_operations', '5 minutes');

create function control.hand_over()
returns uuid
language sql
set search_path = ''
as $$
  select control.call_runner(d.operation_id)
  from (select operation_id from control.v_due_steps order by created_at, position limit 1) d
$$;
comment on function control.hand_over is
  'Calls the runner for the step that has been due longest. Returns the call''s id; null when '
  'none is due.';

revoke execute on function control.tend_operations, control.hand_over from public;
grant execute on function control.tend_operations, control.hand_over to service_role;
