-- An operation is cancelled, or its approval expires.

create function control.expire_approval(p_operation uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.act_as('{"user": "expiry"}', p_operation);
  update control.operations set cancel_requested_at = clock_timestamp() where id = p_operation;
  perform control.stop_operation(p_operation,
    '{"code": "approval_expired", "detail": "Nobody approved the operation in time."}');
end
$$;
comment on function control.expire_approval is 'Ends an operation that nobody approved in time.';

create function control.expire_approvals()
returns int
language plpgsql
set search_path = ''
as $$
declare
  expired uuid;
  count int := 0;
begin
  for expired in
    select o.id
    from control.operations o
    join control.tenants t on t.id = o.tenant_id
    join control.operation_approvals a on a.operation_id = o.id
    where o.status = 'waiting_approval' and a.expires_at < clock_timestamp()
    for no key update skip locked
  loop
    begin
      perform control.expire_approval(expired);
      count := count + 1;
    exception when others then
      perform ops.note_fault('control.expire_approvals', expired::text, sqlstate, sqlerrm);
    end;
  end loop;
  return count;
end
$$;
comment on function control.expire_approvals is
  'Ends operations that nobody approved in time. Returns how many.';

create function control.cancel_operation(p_operation uuid)
returns text
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations := control.lock_operation(p_operation);
  tenant control.tenants;
begin
  select * into tenant from control.tenants where id = operation.tenant_id;
  perform control.admit(operation.kind, tenant.slug, tenant.parent_id, p_operation);
  if ops.actor() ->> 'role' = 'agent' and (operation.status <> 'waiting_approval'
    or operation.requested_by <> ops.actor() ->> 'user') then
    raise exception 'Cannot cancel operation %: an agent takes back what it has proposed, no more',
      p_operation
      using errcode = 'OC103', hint = 'Ask a person.';
  elsif operation.status not in ('waiting_approval', 'queued', 'running') then
    raise exception 'Cannot cancel operation %: it is %', p_operation, operation.status
      using errcode = 'OC108',
        hint = 'Only an operation that waits, is queued or runs can be cancelled.';
  end if;
  update control.operations
  set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
  where id = p_operation;
  if exists (select from control.provisioning_jobs
    where operation_id = p_operation and status = 'running') then
    -- Should its worker be lost, no other one begins the step again.
    update ops.work set max_attempts = greatest(attempts - outage_attempts, 1)
    where kind = 'step' and object = p_operation::text and status = 'running';
  else
    perform control.stop_operation(p_operation, control.cancelled());
  end if;
  return (select status from control.operations where id = p_operation);
end
$$;
comment on function control.cancel_operation is
  'Stops an operation at once, or as soon as the step at work has ended. Returns its status now. '
  'Raises OC004, OC103, OC108.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-expire-approvals', '10 seconds', 'control.expire_approvals', '5 minutes');

revoke execute on function
  control.expire_approval, control.expire_approvals, control.cancel_operation
from public;
grant execute on function
  control.expire_approval, control.expire_approvals, control.cancel_operation
to service_role;
