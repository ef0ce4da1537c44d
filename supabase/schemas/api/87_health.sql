-- Whether the platform can do its work.

create function api.vault_answers()
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform count(*) from vault.decrypted_secrets s where s.name = 'functions_secret';
  return true;
exception when others then
  return false;
end
$$;
comment on function api.vault_answers is 'Whether Vault can be read.';

-- Long: one document.
create function api.get_readiness(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  vault constant boolean := api.vault_answers();
  driven_at constant timestamptz := (select max(s.last_started_at) from ops.schedules s);
  driven constant boolean := coalesce(driven_at > now() - interval '1 minute', false);
  callable constant boolean := vault and ops.functions_are_callable();
  answer constant jsonb := jsonb_build_object('ready', vault and driven and callable);
begin
  if not control.reaches_all('platform.read') then
    return answer;
  end if;
  return answer || jsonb_build_object('details', jsonb_build_object(
    'vault', vault,
    'queue', (
      select jsonb_build_object('driven', driven, 'driven_at', driven_at, 'callable', callable,
        'waiting', count(*) filter (where w.status <> 'dead'),
        'dead', count(*) filter (where w.status = 'dead'),
        'oldest_due_at', min(w.due_at) filter (where w.status <> 'running' and w.due_at < now()))
      from ops.work w
    ),
    'schedules', (
      select jsonb_build_object('late', coalesce(jsonb_agg(s.name order by s.name), '[]'))
      from ops.v_schedules s
      where s.late
    ),
    'odoo', (
      select jsonb_build_object('healthy', count(*) filter (where h.state = 'healthy'),
        'unwell', (
          select coalesce(jsonb_agg(jsonb_build_object('tenant', u.slug, 'health', u.state,
            'detail', u.detail, 'probed_at', u.probed_at) order by u.slug), '[]')
          from (
            select t.slug, o.state, o.detail, o.probed_at
            from control.tenant_health o
            join control.tenants t on t.id = o.tenant_id
            where o.state in ('degraded', 'unreachable') and t.status <> 'decommissioned'
            order by t.slug
            limit 100
          ) u
        ))
      from control.tenant_health h
    )));
end
$$;
comment on function api.get_readiness is
  'Whether the platform can do its work: {"ready"}. It can when Vault answers, schedules ran in '
  'the last minute, and the functions can be called. Those who may see the platform get details, '
  'with each Odoo that was last found unwell.';

-- Long: one branch for each metric.
create function api.get_metrics(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('metrics.read');
  return (
    with bindings as materialized (select * from control.v_binding_state),
    samples (name, help, labels, value) as (
      select 'tenants', 'Tenants by status.', jsonb_build_object('status', status),
        count(*)::numeric
      from control.tenants group by status
      union all
      select 'tenant_health', 'Tenants by how their Odoo was last found.',
        jsonb_build_object('state', coalesce(h.state, 'unknown')), count(*)
      from control.tenants t
      left join control.tenant_health h on h.tenant_id = coalesce(t.shares_database_of, t.id)
      where t.status <> 'decommissioned'
      group by coalesce(h.state, 'unknown')
      union all
      select 'operations', 'Operations by type and status.',
        jsonb_build_object('type', kind, 'status', status), count(*)
      from control.operations group by kind, status
      union all
      select 'runs', 'Runs by type and status.',
        jsonb_build_object('type', run_type, 'status', status), count(*)
      from odoo_seed.sync_runs group by run_type, status
      union all
      select 'drift_records', 'Drift that the last shadow of each binding counted, by kind.',
        jsonb_build_object('kind', d.key), sum(d.value::int)
      from bindings b cross join lateral jsonb_each_text(b.drift) d group by d.key
      union all
      select 'drifted_bindings', 'Bindings whose last shadow counted drift.', '{}',
        count(*) filter (where drifted > 0) from bindings
      union all
      select 'shadow_age_seconds', 'Age of the oldest last shadow of a binding.', '{}',
        extract(epoch from clock_timestamp() - min(last_shadow_at)) from bindings
      union all
      select 'bindings_never_shadowed', 'Bindings that no shadow has counted.', '{}',
        count(*) filter (where last_shadow_at is null) from bindings
      union all
      select 'work', 'Work in the queue by kind and status.',
        jsonb_build_object('kind', kind, 'status', status), count(*)
      from ops.work group by kind, status
      union all
      select 'work_age_seconds', 'For how long the oldest work that is due has been.',
        jsonb_build_object('kind', k.kind), coalesce((
          select extract(epoch from now() - min(w.due_at)) from ops.work w
          where w.kind = k.kind and w.status <> 'running' and w.due_at < now()), 0)
      from ops.work_kinds k
      union all
      select 'holds', 'Holds that keep work from beginning, by what they hold.',
        jsonb_build_object('scope', v.scope), (select count(*) from ops.holds h
          where h.lifted_at is null and coalesce(h.until > now(), true)
            and split_part(ops.scope_of(h), ' ', 1) = v.scope)
      from (values ('binding'), ('tenant'), ('everything')) v (scope)
      union all
      select 'unsynced_bindings', 'Bindings with auto_sync whose seeds wait for their run.', '{}',
        count(unsynced_since) from odoo_seed.v_auto_sync
      union all
      select 'stopped_bindings', 'Bindings whose own runs failed and are not tried again.', '{}',
        count(stopped_at) from odoo_seed.v_auto_sync
      union all
      select 'callers', 'Callers of the API in the minute under way and the one before.', '{}',
        count(*) from control.request_windows
      where begun_at >= date_trunc('minute', now()) - interval '1 minute'
      union all
      select 'schedules_late', 'Schedules without a success for too long.', '{}',
        count(*) filter (where late) from ops.v_schedules
      union all
      select 'schedule_age_seconds', 'For how long a schedule has not succeeded.',
        jsonb_build_object('schedule', name), extract(epoch from age)::int
      from ops.v_schedules where enabled
      union all
      select 'schedule_late', 'Whether a schedule has not succeeded for too long.',
        jsonb_build_object('schedule', name), late::int
      from ops.v_schedules
    )
    select jsonb_agg(m.metric order by m.name)
    from (
      select s.name, jsonb_build_object('name', 'control_plane_' || s.name, 'help', s.help,
        'samples', jsonb_agg(jsonb_build_object('labels', s.labels, 'value', s.value)
          order by s.labels)) as metric
      from samples s
      where s.value is not null
      group by s.name, s.help
    ) m
  );
end
$$;
comment on function api.get_metrics is
  'What is measured now: [{"name", "help", "samples": [{"labels", "value"}]}], all of them gauges. '
  'Raises OC103.';

revoke execute on function api.vault_answers, api.get_readiness, api.get_metrics
from public, anon;
grant execute on function api.get_readiness, api.get_metrics to authenticated;
