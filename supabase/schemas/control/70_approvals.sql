-- A second person approves or refuses.

create function control.lock_for_decision(p_operation uuid)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations := control.lock_operation(p_operation);
  tenant control.tenants;
begin
  select * into tenant from control.tenants where id = operation.tenant_id;
  perform control.admit(operation.kind, tenant.slug, tenant.parent_id, p_operation);
  perform control.demand_person('operation ' || p_operation);
  if operation.status <> 'waiting_approval' then
    raise exception 'Cannot decide on operation %: it is %', p_operation, operation.status
      using errcode = 'OC108',
        hint = 'Only an operation that is waiting_approval can be approved or refused.';
  end if;
  return operation;
end
$$;
comment on function control.lock_for_decision is
  'An operation that waits for a decision, which the caller may take. Raises OC004, '
  'OC103 (may not decide), OC108 (does not wait).';

create function control.size_differs(p_before bigint, p_after bigint)
returns boolean
language sql
immutable
set search_path = ''
as $$
  -- What a living Odoo writes by itself, its sessions, logs and vacuum, is no reason.
  select coalesce(abs(p_after - p_before) > greatest(p_before / 10, 16 * 1024 * 1024), false)
$$;
comment on function control.size_differs is
  'Whether a database has grown or shrunk by more than a tenth, and more than 16 MiB.';

create function control.change_since_request(p_operation uuid, p_seen jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  target jsonb :=
    (select a.target from control.operation_approvals a where a.operation_id = p_operation);
  backup jsonb :=
    (select control.last_backup(o.tenant_id, o.id) from control.operations o
      where o.id = p_operation);
  compared constant boolean :=
    not (target ? 'unseen' or coalesce(p_seen, '{"unseen": ""}') ? 'unseen');
begin
  return case
    when target is null then null
    when compared and target ->> 'database' is distinct from p_seen ->> 'database'
      then format('the database was %s and is %s', coalesce(target ->> 'database', 'none'),
        coalesce(p_seen ->> 'database', 'none'))
    when compared and target ->> 'uuid' is distinct from p_seen ->> 'uuid'
      then format('the database is another one, %s', coalesce(p_seen ->> 'uuid', 'without a uuid'))
    when compared
      and control.size_differs((target ->> 'bytes')::bigint, (p_seen ->> 'bytes')::bigint)
      then format('the database had %s bytes and has %s', target ->> 'bytes', p_seen ->> 'bytes')
    when target -> 'backup' ->> 'id' is distinct from backup ->> 'id'
      then format('the last backup was %s and is %s', coalesce(target -> 'backup' ->> 'id', 'none'),
        coalesce(backup ->> 'id', 'none'))
  end;
end
$$;
comment on function control.change_since_request is
  'What has changed of an operation''s target since the request; null for nothing. p_seen is the '
  'target now, {"database", "uuid", "bytes"} or {"unseen"}; the backups are read here.';

create function control.refuse_changed_target(p_operation uuid, p_seen jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  change text := control.change_since_request(p_operation, p_seen);
begin
  if change is not null then
    raise exception 'Cannot destroy what was not approved: since operation % was asked for, %',
      p_operation, change
      using errcode = 'OC132', hint = 'Look at it, and ask for the operation again.';
  end if;
end
$$;
comment on function control.refuse_changed_target is
  'Raises OC132 if the target of an operation is not what its approver was shown.';

create function control.approve_operation(p_operation uuid, p_reason text default null,
  p_seen jsonb default null)
returns text
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations := control.lock_for_decision(p_operation);
  actor constant jsonb := ops.actor();
  change text := control.change_since_request(p_operation, p_seen);
begin
  if control.is_own_request(operation.requested_by, operation.on_behalf_of, operation.asked_by) then
    raise exception 'Cannot approve operation %: % asked for it',
      p_operation,
      concat_ws(' on behalf of ', ops.quoted(actor ->> 'user'),
        ops.quoted(actor ->> 'on_behalf_of'))
      using errcode = 'OC103', hint = 'Another person has to approve it.';
  elsif (select expires_at from control.operation_approvals where operation_id = p_operation)
    < clock_timestamp() then
    raise exception 'Cannot approve operation %: the time for it is over', p_operation
      using errcode = 'OC108', hint = 'Ask for the operation again.';
  elsif change is not null then
    update control.operations set cancel_requested_at = clock_timestamp() where id = p_operation;
    perform control.stop_operation(p_operation, jsonb_build_object(
      'code', 'approval_void', 'detail',
      format('What was to be destroyed has changed since this was asked for: %s.', change)));
    return 'cancelled';
  end if;
  update control.operation_approvals
  set decision = 'approved', decided_by = actor ->> 'user', decided_at = clock_timestamp(),
    reason = p_reason
  where operation_id = p_operation;
  update control.operations set status = 'queued' where id = p_operation;
  perform control.put_next_step(p_operation);
  return 'queued';
end
$$;
comment on function control.approve_operation is
  'Lets a waiting operation begin, or ends it if its target has changed: p_seen is the target '
  'now. Raises OC004, OC103 (the requester, an agent, or somebody without the right), OC108 (not '
  'waiting, or too late), OC151.';

create function control.refuse_operation(p_operation uuid, p_reason text default null)
returns text
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations := control.lock_for_decision(p_operation);
  actor constant jsonb := ops.actor();
begin
  update control.operation_approvals
  set decision = 'refused', decided_by = actor ->> 'user', decided_at = clock_timestamp(),
    reason = p_reason
  where operation_id = operation.id;
  update control.operations set cancel_requested_at = clock_timestamp() where id = operation.id;
  perform control.stop_operation(operation.id, jsonb_build_object(
    'code', 'operation_refused', 'detail',
    concat_ws(' ', 'The operation was not approved.', p_reason)));
  return 'cancelled';
end
$$;
comment on function control.refuse_operation is
  'Ends a waiting operation. Raises OC004, OC103, OC108, OC151.';

revoke execute on function
  control.lock_for_decision, control.size_differs, control.change_since_request,
  control.refuse_changed_target, control.approve_operation, control.refuse_operation
from public;
grant execute on function
  control.lock_for_decision, control.size_differs, control.change_since_request,
  control.refuse_changed_target, control.approve_operation, control.refuse_operation
to service_role;
