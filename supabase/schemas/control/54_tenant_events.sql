-- What happened to a tenant, from the audit log, its operations and their steps.

create function control.events_of(p_operation_ids uuid[])
returns table (at timestamptz, severity text, source text, message text, actor text,
  operation_id uuid)
language sql
stable
set search_path = ''
as $$
  select o.created_at, 'info', 'operation', format('%s was requested', o.kind),
    o.requested_by::text, o.id
  from control.operations o
  where o.id = any (p_operation_ids)
  union all
  select o.finished_at,
    case o.status when 'failed' then 'error' when 'cancelled' then 'warning' else 'info' end,
    'operation', concat_ws(': ', format('%s has %s', o.kind,
      case o.status when 'cancelled' then 'been cancelled' else o.status end),
      o.error ->> 'detail'), null, o.id
  from control.operations o
  where o.id = any (p_operation_ids) and o.finished_at is not null
  union all
  select s.finished_at,
    case when s.status = 'failed' then 'error' when s.action = 'compensate' then 'warning'
      else 'info' end,
    'step', concat_ws(': ', format('Step %s: %s', concat_ws(' ', nullif(s.action, 'apply'), s.name),
      s.status), coalesce(s.error ->> 'detail', s.skip_reason)), null, s.operation_id
  from control.provisioning_jobs s
  where s.operation_id = any (p_operation_ids) and s.finished_at is not null
$$;
comment on function control.events_of is
  'What happened in operations: requested, ended, and each step''s end.';

create function control.tenant_events(p_tenant_id uuid, p_since timestamptz, p_until timestamptz)
returns table (at timestamptz, severity text, source text, message text, actor text,
  operation_id uuid)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  operations constant uuid[] := array(select o.id from control.operations o
    where o.tenant_id = p_tenant_id and coalesce(o.finished_at, p_until) >= p_since);
begin
  perform control.demand('logs.read', p_tenant_id);
  return query
  select e.* from control.events_of(operations) e
  where e.at >= p_since and e.at < p_until
  union all
  select a.at, 'info', 'audit', concat_ws(' of ', a.action,
    (select string_agg(k, ', ' order by k) from jsonb_object_keys(a.after) k
      where a.before is not null)), a.actor, a.operation_id
  from control.audit_logs a
  where a.at >= p_since and a.at < p_until
    and (a.object = (select 'tenants:' || t.slug from control.tenants t where t.id = p_tenant_id)
      or a.operation_id = any (operations) and a.action !~ '^operations\.');
end
$$;
comment on function control.tenant_events is
  'What happened to a tenant from one moment until before another: its operations, their steps, '
  'and what was changed, without values. severity is info, warning or error; source is operation, '
  'step or audit. Raises OC103.';

revoke execute on function control.events_of, control.tenant_events from public;
grant execute on function control.events_of to service_role;
grant execute on function control.tenant_events to authenticated, service_role;
