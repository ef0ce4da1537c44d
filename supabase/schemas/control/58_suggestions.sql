-- What somebody should do next, by rules: each suggestion has its evidence and the one call for it.

create function control.suggested_operation(p_slug text, p_type text, p_params jsonb default '{}')
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object('method', 'POST', 'path', format('/tenants/%s/operations', p_slug),
    'body', jsonb_build_object('type', p_type, 'params', p_params))
$$;
comment on function control.suggested_operation is 'The call that asks a tenant for an operation.';

create view control.v_suggested_operations with (security_invoker = true) as
select 'failing_operation' as rule, 'error' as severity, o.id::text as object, t.slug as tenant,
  format('The last operation of %s, %s, has failed.', t.slug, o.kind) as title,
  jsonb_build_object('operation_id', o.id, 'type', o.kind, 'finished_at', o.finished_at,
    'error', o.error, 'runbook', o.runbook) as evidence,
  jsonb_build_object('method', 'POST', 'path', format('/operations/%s/retry', o.id), 'body', '{}'
    ::jsonb) as resolve
from control.operations o
join control.tenants t on t.id = o.tenant_id
where o.status = 'failed' and o.created_at > now() - interval '30 days'
  and t.status <> 'decommissioned'
  and not exists (select from control.operations later
    where later.tenant_id = o.tenant_id and later.created_at > o.created_at)
union all
select 'stuck_operation', 'error', o.id::text, t.slug,
  format('The operation %s of %s waits for a worker since %s.', o.kind, t.slug,
    to_char(w.due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
  jsonb_build_object('operation_id', o.id, 'type', o.kind, 'step', j.name, 'due_at', w.due_at,
    'call_fault', w.call_fault, 'last_error', w.last_error),
  jsonb_build_object('method', 'POST', 'path', format('/operations/%s/cancel', o.id), 'body',
    '{}'::jsonb)
from ops.v_late w
join control.provisioning_jobs j on j.id::text = w.key
join control.operations o on o.id = j.operation_id
join control.tenants t on t.id = o.tenant_id
where w.kind = 'step'
union all
select 'waiting_approval', 'info', o.id::text, t.slug,
  format('The operation %s of %s waits for a second person.', o.kind, t.slug),
  jsonb_build_object('operation_id', o.id, 'type', o.kind, 'requested_by', a.requested_by,
    'on_behalf_of', a.on_behalf_of, 'expires_at', a.expires_at),
  jsonb_build_object('method', 'POST', 'path', format('/operations/%s/approve', o.id), 'body',
    '{}'::jsonb)
from control.operations o
join control.operation_approvals a on a.operation_id = o.id
join control.tenants t on t.id = o.tenant_id
where o.status = 'waiting_approval';
comment on view control.v_suggested_operations is
  'Suggestions about operations: what failed last, what no worker takes, what waits for a person.';
grant select on control.v_suggested_operations to service_role;

create view control.v_suggested_care with (security_invoker = true) as
select 'stale_backup' as rule, 'warning' as severity, c.slug::text as object, c.slug as tenant,
  case when c.succeeded_at is null then format('%s has no backup.', c.slug)
    else format('The last backup of %s is %s old.', c.slug,
      control.rounded(now() - c.succeeded_at)) end as title,
  jsonb_build_object('last_backup', (control.newest_backup(c.tenant_id)).id, 'taken_at',
    c.succeeded_at, 'every_hours', extract(epoch from c.every)::int / 3600, 'failures', c.failures)
    as evidence,
  control.suggested_operation(c.slug, 'backup') as resolve
from control.v_care c
where c.care = 'backup' and c.late
union all
select 'late_care', 'warning', c.slug || ' ' || c.care, c.slug,
  format('The %s of %s is late: %s.', replace(c.care, '_', ' '), c.slug,
    coalesce('the last was ' || control.rounded(now() - c.succeeded_at) || ' ago',
      'there was none')),
  jsonb_build_object('care', c.care, 'succeeded_at', c.succeeded_at, 'every_seconds',
    extract(epoch from c.every)::int, 'failures', c.failures, 'due_at', c.due_at),
  case when c.puts = 'operation' then control.suggested_operation(c.slug, c.care) end
from control.v_care c
where c.care <> 'backup' and c.late
union all
select 'unwell_tenant', case h.state when 'unreachable' then 'error' else 'warning' end, t.slug,
  t.slug, format('The Odoo of %s is %s.', t.slug, h.state),
  jsonb_build_object('health', h.state, 'detail', h.detail, 'found_by', h.found_by, 'probed_at',
    h.probed_at), null
from control.tenant_health h
join control.tenants t on t.id = h.tenant_id
where h.state in ('degraded', 'unreachable') and t.status in ('active', 'error')
union all
select 'missing_modules', 'warning', t.slug, t.slug,
  format('%s does not have %s modules of its bundle %s.', t.slug, count(*), b.code),
  jsonb_build_object('bundle', b.code, 'version', b.version, 'missing',
    jsonb_agg(m.name order by m.name)),
  control.suggested_operation(t.slug, 'module_apply', jsonb_build_object('modules',
    jsonb_agg(m.name order by m.name)))
from control.tenants t
join control.module_bundles b on b.code = t.bundle_code
cross join lateral unnest(b.modules) m (name)
where t.status = 'active' and t.shares_database_of is null
  and not exists (select from control.tenant_module_states s
    where s.tenant_id = t.id and s.module_name = m.name and s.state = 'installed')
  -- Whose modules nobody recorded is not known to lack any.
  and exists (select from control.tenant_module_states s where s.tenant_id = t.id)
group by t.slug, b.code;
comment on view control.v_suggested_care is
  'Suggestions about tenants: backups and other care that is late, an Odoo that was found unwell, '
  'and modules that a bundle has come to name.';
grant select on control.v_suggested_care to service_role;

create view control.v_suggested_upkeep with (security_invoker = true) as
select 'drift' as rule, 'warning' as severity, b.binding as object, b.tenant_slug as tenant,
  format('%s records in the Odoo of binding %s differ from their seeds.', b.drifted, b.binding)
    as title,
  jsonb_build_object('binding', b.binding, 'drift', b.drift, 'run_id', b.shadow_run, 'seen_at',
    b.last_shadow_at) as evidence,
  jsonb_build_object('method', 'POST', 'path', '/runs', 'body',
    jsonb_build_object('type', 'seed', 'binding', b.binding)) as resolve
from control.v_binding_state b
where b.drifted > 0 and b.sync_enabled and coalesce(b.last_seeded_at < b.last_shadow_at, true)
union all
select 'late_shadow', 'warning', v.binding, v.tenant_slug,
  format('The Odoo of binding %s was not read for too long: %s.', v.binding, coalesce('it last was '
    || control.rounded(now() - v.succeeded_at) || ' ago', 'it never was')),
  jsonb_build_object('binding', v.binding, 'succeeded_at', v.succeeded_at, 'begun_at', v.begun_at,
    'asked_at', v.asked_at, 'every_seconds', extract(epoch from v.every)::int),
  jsonb_build_object('method', 'POST', 'path', '/runs', 'body',
    jsonb_build_object('type', 'shadow', 'binding', v.binding))
from control.v_shadow_turns v
where v.late
union all
select 'expiring_token', 'warning', t.name, c.slug,
  format('The token %s %s %s.', t.name,
    case when s.expires_at < now() then 'has expired' else 'expires' end,
    to_char(s.expires_at at time zone 'UTC', 'YYYY-MM-DD')),
  jsonb_build_object('token_id', t.id, 'kind', t.kind, 'expires_at', s.expires_at, 'last_used_at',
    t.last_used_at),
  jsonb_build_object('method', 'POST', 'path', format('/tokens/%s/rotate', t.id),
    'body', '{}'::jsonb)
from control.api_tokens t
left join control.tenants c on c.id = t.tenant_id
join (select token_id, max(expires_at) as expires_at from control.api_token_secrets group by 1) s
  on s.token_id = t.id
where t.revoked_at is null and s.expires_at < now() + interval '14 days'
union all
select 'expiring_key', 'warning', k.binding, b.tenant_slug,
  format('An API key of %s, whom binding %s goes by, %s %s.', b.username, k.binding,
    case when k.expires_at < now() then 'has expired' else 'expires' end,
    to_char(k.expires_at at time zone 'UTC', 'YYYY-MM-DD')),
  jsonb_build_object('binding', k.binding, 'username', b.username, 'expires_at', k.expires_at,
    'seen_at', k.seen_at, 'runbook', 'docs/runbooks/keys.md'),
  case when made.binding > '' then control.suggested_operation(b.tenant_slug, 'rotate_key') end
from ops.key_expiries k
join ops.odoo_bindings b on b.name = k.binding
left join control.tenant_bindings made on made.binding = b.name
where b.sync_enabled and k.expires_at < now() + interval '14 days'
union all
select 'unused_bundle', 'info', b.code, null, format('No tenant has the bundle %s.', b.name),
  jsonb_build_object('bundle', b.code, 'modules', b.modules), null
from control.module_bundles b
where not exists (select from control.tenants t
  where t.bundle_code = b.code and t.status <> 'decommissioned')
union all
select 'late_schedule', 'error', s.name, null,
  format('The schedule %s is late: %s.', s.name, case s.outcome
    when 'failed' then 'it failed the last time'
    when 'succeeded' then 'nothing has run it since it last succeeded'
    else 'nothing has run it yet' end),
  jsonb_build_object('does', s.does, 'last_succeeded_at', s.last_succeeded_at, 'error', s.error,
    'next_at', s.next_at),
  jsonb_build_object('method', 'POST', 'path', format('/platform/schedules/%s/run', s.name),
    'body', '{}'::jsonb)
from ops.v_schedules s
where s.late
union all
select 'tenant_limit', 'warning', s.environment, null,
  format('%s of at most %s tenants are taken.', n.taken, s.tenant_limit),
  jsonb_build_object('tenants', n.taken, 'limit', s.tenant_limit),
  jsonb_build_object('method', 'PATCH', 'path', '/settings', 'body',
    jsonb_build_object('tenant_limit', 2 * s.tenant_limit))
from control.settings s
cross join (select count(*) as taken from control.tenants where status <> 'decommissioned') n
where n.taken >= 0.9 * s.tenant_limit;
comment on view control.v_suggested_upkeep is
  'Suggestions about the platform: drift that no seeding followed, tokens and keys that expire in '
  'two weeks, bundles that no tenant has, schedules and shadows that are late, and the limit of '
  'tenants.';
grant select on control.v_suggested_upkeep to service_role;

revoke execute on function control.suggested_operation from public;
grant execute on function control.suggested_operation to service_role;
