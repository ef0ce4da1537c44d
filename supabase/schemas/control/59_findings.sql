-- What a check-up of the platform finds, well or not. Each detector has the same columns; what is
-- well says what was seen, too.

create view control.v_found_secrets with (security_invoker = true) as
select 'vault' as area, 'secret' as name, s.name as object,
  case when s.found then 'ok' else 'failure' end as state,
  format('Vault %s %s.', case when s.found then 'has' else 'does not have' end, s.what) as seen,
  s.suggestion, null::jsonb as resolve
from (
  values
    ('functions_url', 'the address of the functions',
      exists (select from vault.secrets where name = 'functions_url'),
      'Call a function once with a token: it stores its own address (docs/deploy.md).'),
    ('functions_secret', 'a secret that signs calls of the functions', exists (
        select from vault.decrypted_secrets d
        where d.name in ('functions_secret', 'functions_secret_next')
          and ops.is_functions_secret(d.decrypted_secret)),
      'Store FUNCTIONS_SECRET of the functions as functions_secret (docs/deploy.md).')
) s (name, what, found, suggestion)
union all
select 'vault', 'binding_secret', b.name, 'failure',
  format('Vault does not have the secret of the binding %s, %s.', b.name, b.password_secret),
  'Store its password or API key again.', null
from ops.odoo_bindings b
where b.sync_enabled and b.password_secret is not null
  and not exists (select from vault.secrets s where s.name = b.password_secret);
comment on view control.v_found_secrets is
  'The secrets that the platform needs, by name and never by value: those of its calls, and of '
  'bindings those that are missing.';
grant select on control.v_found_secrets to service_role;

create view control.v_found_queue with (security_invoker = true) as
with work as materialized (
  select count(*) filter (where w.status <> 'dead') as waiting,
    count(*) filter (where w.status = 'dead') as dead,
    (now() - min(w.due_at) filter (where w.status <> 'running' and w.due_at < now())) as due_for,
    (select count(*) from ops.v_late) as late,
    (select max(s.last_started_at) from ops.schedules s) as driven_at
  from ops.work w
)
select 'queue' as area, 'driven' as name, null as object,
  case when driven_at > now() - interval '1 minute' then 'ok' else 'failure' end as state,
  case when driven_at is null then 'No schedule ever ran.'
    else format('A schedule last ran %s ago.', control.rounded(now() - driven_at)) end as seen,
  'Switch on pg_cron in the settings of the project (docs/runbooks/queue.md).' as suggestion,
  null::jsonb as resolve
from work
union all
select 'queue', 'waiting', null, case when late > 0 then 'failure' else 'ok' end,
  format('Work that waits or runs: %s', waiting)
    || coalesce(', the oldest due for ' || control.rounded(due_for), '')
    || format('; late: %s.', late),
  'See why: select * from ops.v_late (docs/runbooks/queue.md).', null
from work
union all
select 'queue', 'dead', null, case when dead > 0 then 'failure' else 'ok' end,
  case when dead = 0 then 'No work was given up.' else format('Work that was given up: %s, %s.',
    dead, (select string_agg(distinct d.kind || coalesce(' ' || d.code, ''), ', ')
      from ops.v_dead d)) end,
  'Read the letters, mend what they name, and replay them (docs/runbooks/queue.md).', null
from work
union all
select 'queue', 'paused', k.kind, 'warning',
  format('No work of the kind %s begins: it is paused.', k.kind),
  format('update ops.work_kinds set paused = false where kind = %L;', k.kind), null
from ops.work_kinds k
where k.paused;
comment on view control.v_found_queue is
  'Whether the queue is driven, how deep and how late it is, what was given up, what is paused.';
grant select on control.v_found_queue to service_role;

create view control.v_found_calls with (security_invoker = true) as
select 'webhooks' as area, 'calls' as name, f.path as object, 'failure' as state,
  f.detail as seen, f.suggestion, null::jsonb as resolve
from ops.v_call_faults f
union all
select 'webhooks', 'calls', null, 'ok',
  coalesce('The functions took a call ' || control.rounded(now() - max(c.taken_at)) || ' ago.',
    'The database has called no function in the last day.'), null, null
from ops.function_calls c
having not exists (select from ops.v_call_faults);
comment on view control.v_found_calls is
  'Whether the functions take the calls of the database, each that does not with the reason.';
grant select on control.v_found_calls to service_role;

create view control.v_found_schedules with (security_invoker = true) as
select 'schedules' as area, case when s.enabled then 'failed' else 'off' end as name,
  s.name as object, 'warning' as state,
  case when s.enabled then format('The schedule %s failed: %s.', s.name, s.error ->> 'detail')
    else format('The schedule %s is switched off.', s.name) end as seen,
  format('update ops.schedules set enabled = true where name = %L;', s.name) as suggestion,
  case when s.enabled then jsonb_build_object('method', 'POST', 'path',
    format('/platform/schedules/%s/run', s.name), 'body', '{}'::jsonb) end as resolve
from ops.v_schedules s
where not s.enabled or s.outcome = 'failed' and not s.late;
comment on view control.v_found_schedules is
  'Schedules that are off, or whose last time failed; those that are late are suggestions.';
grant select on control.v_found_schedules to service_role;

create view control.v_found_rules with (security_invoker = true) as
select r.area, r.name, s.object, case s.severity when 'error' then 'failure' when 'warning'
    then 'warning' else 'ok' end as state,
  coalesce(s.title, r.well) as seen, r.suggestion, s.resolve
from (
  values
    ('late_schedule', 'schedules', 'late', 'No schedule is late.',
      'Run it, and read its error (docs/runbooks/schedule-late.md).'),
    ('expiring_token', 'tokens', 'expiring', 'No token expires within two weeks.',
      'Rotate it; or revoke it, if nobody needs it.'),
    ('failing_operation', 'operations', 'failed', 'No tenant''s last operation has failed.',
      'Read why, and try it again (docs/runbooks/operation-failed.md).'),
    ('stuck_operation', 'operations', 'stuck', 'No operation waits for a worker.',
      'See why nobody takes it (docs/runbooks/queue.md).'),
    ('failing_subscription', 'events', 'failing', 'Events arrive wherever they are sent.',
      'Read what its receiver says (docs/runbooks/deliveries.md).'),
    ('failing_notification', 'events', 'untold', 'Whoever is to be told of events is.',
      'Read its error, and mend what it names (docs/notifications.md).'),
    ('stale_backup', 'backups', 'stale', 'No backup is late.', 'Take one; read why it failed.'),
    ('late_care', 'tenants', 'care', 'What is done for tenants by itself is in time.',
      'See what keeps it (docs/runbooks/schedule-late.md).'),
    ('unwell_tenant', 'tenants', 'health', 'No tenant''s Odoo was found unwell.',
      'Read what was found (docs/runbooks/schedule-late.md#a-tenant-is-unwell).'),
    ('late_shadow', 'schedules', 'shadow', 'Every binding was read in time.',
      'Read its runs (docs/runbooks/run-failed.md), or see what keeps it '
        '(docs/runbooks/schedule-late.md).'),
    ('tenant_limit', 'tenants', 'limit', 'There is room for more tenants.', 'Raise the limit.')
) r (rule, area, name, well, suggestion)
left join control.v_suggestions s on s.rule = r.rule;
comment on view control.v_found_rules is
  'What the rules for suggestions say of the platform''s health, and that they say nothing.';
grant select on control.v_found_rules to service_role;

create view control.v_findings with (security_invoker = true) as
select f.area, f.name, f.object, f.state, f.seen,
  case when f.state <> 'ok' then f.suggestion end as suggestion, f.resolve
from (
  select 'versions' as area, 'postgres' as name, null as object,
    case when current_setting('server_version_num')::int / 10000 = 17 then 'ok' else 'warning' end
      as state,
    format('PostgreSQL %s.', current_setting('server_version')) as seen,
    'Only PostgreSQL 17 was tried (docs/deploy.md).' as suggestion, null::jsonb as resolve
  union all
  select * from control.v_found_secrets
  union all
  select * from control.v_found_queue
  union all
  select * from control.v_found_calls
  union all
  select * from control.v_found_schedules
  union all
  select * from control.v_found_schema_changes
  union all
  select * from control.v_found_rules
  union all
  select * from control.v_found_sync
) f;
comment on view control.v_findings is
  'All that a check-up finds in the database: area and name of the check, the object that it is '
  'about, its state (ok, warning, failure), what was seen, what to do (null: nothing), and the '
  'call of the API that does it (null: there is none).';
grant select on control.v_findings to service_role;

create function control.is_copy(p_binding text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from ops.odoo_bindings b
    join control.tenants t on t.slug = b.tenant_slug
    join control.operations o on o.tenant_id = t.id and o.kind = 'clone'
    where b.name = p_binding
  )
$$;
comment on function control.is_copy is
  'Whether the Odoo of a binding was cloned from another tenant''s: it must reach nobody.';

revoke execute on function control.is_copy from public;
grant execute on function control.is_copy to service_role;
