-- Operations, as the API shows them.

create view api.operations with (security_invoker = true) as
select
  o.id, o.kind as type, o.status, o.tenant_id, t.slug as tenant, o.requested_by,
  o.on_behalf_of, o.trigger_source, o.input, o.retry_of, o.from_step, o.error, o.runbook,
  o.logs_url, o.request_id, o.created_at, o.started_at, o.cancel_requested_at, o.finished_at
from control.operations o
-- A count does without it.
left join control.tenants t on t.id = o.tenant_id;
comment on view api.operations is 'The operations that the caller may see.';

create view api.listed_operations with (security_invoker = true) as
select o.id, o.type, o.status, o.tenant, o.tenant_id, o.requested_by, o.on_behalf_of,
  o.trigger_source, o.retry_of, o.error, o.created_at, o.started_at, o.finished_at
from api.operations o;
comment on view api.listed_operations is 'Operations as lists have them, without their input.';

create view api.operation_steps with (security_invoker = true) as
select
  s.operation_id, s.position, s.name, s.action, s.status, s.dangerous, s.disruptive, s.attempts,
  s.max_attempts, s.output, s.skip_reason, s.error, s.started_at, s.finished_at
from control.provisioning_jobs s;
comment on view api.operation_steps is 'The steps of operations that the caller may see.';

create view api.approvals with (security_invoker = true) as
select
  a.operation_id, a.requested_by, a.on_behalf_of, a.requested_at, a.expires_at, a.target,
  a.decision, a.decided_by, a.decided_at, a.reason
from control.operation_approvals a;
comment on view api.approvals is 'What waits, or waited, for a second person.';

revoke all on api.operations, api.listed_operations, api.operation_steps, api.approvals
from public, anon;
grant select on api.operations, api.listed_operations, api.operation_steps, api.approvals
to authenticated;

create function api.list_operations(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('listed_operations', '[
      {"arg": "type"},
      {"arg": "status"},
      {"arg": "tenant_id"},
      {"arg": "actor", "of": ["requested_by", "on_behalf_of"]},
      {"arg": "since", "of": ["created_at"], "is": "from"},
      {"arg": "until", "of": ["created_at"], "is": "before"}
    ]',
    array['-created_at', 'created_at', 'finished_at'], api.by_tenant(p_args));
end
$$;
comment on function api.list_operations is
  'A page of operations, the newest first: those that match type, status, tenant, actor, since and '
  'until.';

create function api.get_operation(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  operation constant uuid := (control.visible_operation((p_args ->> 'id')::uuid)).id;
begin
  return (
    select to_jsonb(o) || jsonb_build_object(
      'steps', (
        select coalesce(jsonb_agg(to_jsonb(s) - 'operation_id' order by s.position), '[]')
        from api.operation_steps s
        where s.operation_id = o.id
      ),
      'approval', (
        select to_jsonb(a) - 'operation_id' from api.approvals a where a.operation_id = o.id
      ),
      'stalled', control.stalled(o.id))
    from api.operations o
    where o.id = operation
  );
end
$$;
comment on function api.get_operation is
  'An operation {"id"} with its steps in order, its approval, and why no runner comes for it. '
  'Raises OC004.';

revoke execute on function api.list_operations, api.get_operation from public, anon;
grant execute on function api.list_operations, api.get_operation to authenticated;
