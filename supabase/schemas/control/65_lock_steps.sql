-- An operation and its running step are locked by the worker that carries them out.

create function control.lock_operation(p_operation uuid)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations;
begin
  -- Everybody locks the tenant first, then the operation, its step, and the audit log last.
  perform from control.tenants t
  where t.id = (select tenant_id from control.operations where id = p_operation)
  for no key update;
  select * into operation from control.operations where id = p_operation for no key update;
  if not found then
    raise exception 'Cannot find operation %: there is none', p_operation using errcode = 'OC004';
  end if;
  return operation;
end
$$;
comment on function control.lock_operation is
  'An operation, locked with its tenant until the transaction ends. Raises OC004.';

create function control.work_as(p_worker text, p_operation_id uuid)
returns void
language sql
set search_path = ''
as $$
  select control.act_as(jsonb_build_object('user', p_worker, 'request_id', request_id), id)
  from control.operations where id = p_operation_id
$$;
comment on function control.work_as is
  'Names a worker as the actor of the rest of the transaction, for the request that asked for the '
  'operation.';

create function control.lock_step(p_step uuid, p_token uuid)
returns control.provisioning_jobs
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs;
begin
  perform control.lock_operation(operation_id) from control.provisioning_jobs where id = p_step;
  select * into step from control.provisioning_jobs
  where id = p_step
  for no key update;
  perform ops.lock_work('step', p_step::text, p_token);
  perform control.work_as(step.leased_by, step.operation_id);
  return step;
end
$$;
comment on function control.lock_step is
  'The step that a token belongs to, and its operation, locked until the transaction ends. Raises '
  'OC002 when another worker has it.';

create function control.cancel_is_asked(p_operation_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from control.operations
    where id = p_operation_id and status = 'running' and cancel_requested_at is not null
  )
$$;
comment on function control.cancel_is_asked is
  'Whether a running operation is to be cancelled; false for one that is being undone.';

create function control.extend_step(p_step uuid, p_token uuid, p_lease_seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs := control.lock_step(p_step, p_token);
begin
  perform ops.extend_work('step', p_step::text, p_token, p_lease_seconds);
  return control.cancel_is_asked(step.operation_id);
end
$$;
comment on function control.extend_step is
  'The heartbeat of a step. Returns whether the operation is to be cancelled. Raises OC002.';

create function control.begin_change(p_step uuid, p_token uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.lock_step(p_step, p_token);
  update control.provisioning_jobs
  set changed_at = coalesce(changed_at, clock_timestamp())
  where id = p_step;
end
$$;
comment on function control.begin_change is
  'Notes that a step has looked and is about to change something; called before the change, so '
  'that it is known also of a worker that dies. Raises OC002.';

revoke execute on function
  control.lock_operation, control.work_as, control.lock_step, control.cancel_is_asked,
  control.extend_step, control.begin_change
from public;
grant execute on function
  control.lock_operation, control.work_as, control.lock_step, control.cancel_is_asked,
  control.extend_step, control.begin_change
to service_role;
