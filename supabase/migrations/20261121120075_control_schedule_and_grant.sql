-- The safety net every five seconds, and who may use all this: the service role, nobody else.
set lock_timeout = '5s';
set statement_timeout = '60s';

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
  'What has to happen although nobody asks: approvals expire, dead workers'' last attempts fail, waiting operations are called for. One that fails is noted in ops.tending_faults and holds up no other. Returns how many calls were made.';

select cron.schedule('control-tend-operations', '5 seconds', 'select control.tend_operations()');

grant usage on schema control to service_role;
grant all on all tables in schema control to service_role;
-- What nobody may forge or rewrite is only read.
revoke insert, update, delete, truncate on control.audit_logs, control.tenant_transitions, control.operation_kinds, control.step_faults
from service_role;
revoke truncate on control.operations, control.provisioning_jobs, control.operation_approvals from service_role;
revoke execute on all functions in schema control from public;
grant execute on all functions in schema control to service_role;
