-- What the platform's people see of its machinery.

create function control.shown_schedules()
returns table (
  name text, cadence text, does text, description text, owner text, enabled boolean,
  late_after_seconds int, last_started_at timestamptz, last_succeeded_at timestamptz,
  age_seconds int, outcome text, error jsonb, next_at timestamptz, late boolean
)
language sql
stable
security definer
set search_path = ''
as $$
  select s.name, s.cadence, s.does, s.description, s.owner, s.enabled,
    extract(epoch from s.late_after)::int, s.last_started_at, s.last_succeeded_at,
    extract(epoch from s.age)::int, s.outcome, s.error, s.next_at, s.late
  from ops.v_schedules s
  where (select control.reaches_all('platform.read'))
$$;
comment on function control.shown_schedules is
  'The schedules, for those who may see the platform; no row for others.';

create function control.step_last_seen(p_step text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('status', s.status, 'at', s.finished_at, 'skip_reason', s.skip_reason)
  from (select o.id, o.created_at from control.operations o order by o.created_at desc limit 500) o
  join control.provisioning_jobs s on s.operation_id = o.id
  where s.name = p_step and s.finished_at is not null
  order by s.finished_at desc
  limit 1
$$;
comment on function control.step_last_seen is
  'What became of a step the last time, among the last 500 operations: {"status", "at", '
  '"skip_reason"}.';

create function control.message_last_seen(p_peer text, p_output text[])
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('at', greatest(max(s.finished_at),
    (select max(n.told_at) from ops.notifications n where n.peer = p_peer)))
  from (select o.id from control.operations o order by o.created_at desc limit 500) o
  join control.provisioning_jobs s on s.operation_id = o.id
  where s.status = 'succeeded' and not coalesce(s.output #> p_output ? 'not_sent', true)
$$;
comment on function control.message_last_seen is
  'When a peer last took a message, {"at"}: of a notification, or of a step, among the last 500 '
  'operations, in whose output p_output says where it is.';

create function control.integrations()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select control.demand('platform.read');
  select jsonb_build_object(
    'odoo', (select jsonb_build_object('at', max(h.probed_at) filter (where h.state = 'healthy'),
      'unreachable', count(*) filter (where h.state = 'unreachable')) from control.tenant_health h),
    'odoo_databases', control.step_last_seen('database'),
    'storage', (select jsonb_build_object('at', max(b.taken_at)) from control.backups b
      where b.status = 'taken'),
    'functions', (select jsonb_build_object('at', max(c.taken_at),
      'callable', ops.functions_are_callable()) from ops.function_calls c),
    'n8n', (select jsonb_build_object('at', max(o.created_at)) from control.operations o
      where o.trigger_source = 'n8n' and o.created_at > now() - interval '30 days'),
    'image_hook', control.step_last_seen('run_image'),
    'github', (select jsonb_build_object('at', max(s.settled_at)) from ops.change_sets s
      where s.outcome = 'announced'),
    'superset', control.step_last_seen('superset'),
    'keycloak', control.step_last_seen('keycloak'),
    'mail', control.message_last_seen('mail', '{welcome_mail}'),
    'slack', control.message_last_seen('slack', '{announced, slack}'),
    'mattermost', control.message_last_seen('mattermost', '{announced, mattermost}'))
$$;
comment on function control.integrations is
  'What was last seen of each system beside the platform, by name. Raises OC103.';

revoke execute on function
  control.shown_schedules, control.step_last_seen, control.message_last_seen, control.integrations
from public;
grant execute on function control.shown_schedules, control.integrations
to authenticated, service_role;
grant execute on function control.step_last_seen, control.message_last_seen to service_role;
