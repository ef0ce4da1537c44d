-- The numbers of the platform as a whole.

create function api.get_tenant_kpis(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('platform.read');
  return (
    with every as (
      select t.status, t.tenant_type, t.plan_code, coalesce(t.region, 'none') as region,
        coalesce(h.state, 'unknown') as health, coalesce(s.state, 'unknown') as sync
      from control.tenants t
      left join control.tenant_health h on h.tenant_id = coalesce(t.shares_database_of, t.id)
      left join control.tenant_sync s on s.tenant_id = t.id
    ),
    counted as (
      select coalesce('plan ' || plan_code, 'type ' || tenant_type, 'region ' || region,
        'health ' || health, 'sync ' || sync) as what, count(*) as n
      from every
      where status <> 'decommissioned'
      group by grouping sets ((plan_code), (tenant_type), (region), (health), (sync))
    ),
    dimensions as (
      select split_part(what, ' ', 1) as dimension,
        jsonb_object_agg(substr(what, position(' ' in what) + 1), n) as counts
      from counted
      group by 1
    )
    select jsonb_build_object(
        'total', count(*) filter (where status <> 'decommissioned'),
        'limit', (select tenant_limit from control.settings))
      || (
        select jsonb_object_agg(s, (select count(*) from every e where e.status = s))
        from unnest(array['provisioning', 'active', 'paused', 'error', 'decommissioned']) s
      ) || (
        select jsonb_object_agg('by_' || d, coalesce((
          select counts from dimensions where dimension = d), '{}'))
        from unnest(array['plan', 'type', 'region', 'health', 'sync']) d
      )
    from every
  );
end
$$;
comment on function api.get_tenant_kpis is
  'How many tenants there are, by status, plan, type, region, health and sync, and how many there '
  'may be. All but the one by status leave decommissioned ones out. Raises OC103.';

create function api.get_resource_kpis(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('platform.read');
  return jsonb_build_object(
    'control_database_bytes', pg_database_size(current_database()),
    'tenant_databases', (select count(*) from control.tenant_databases where gone_at is null),
    'tenants_in_a_shared_database', (select count(*) from control.tenants
      where isolation = 'schema' and status <> 'decommissioned'),
    'templates_ready', (select count(*) from control.database_templates where status = 'ready'),
    'users', (select count(distinct user_id) from control.tenant_user_assignments),
    'servers', (
      select coalesce(jsonb_agg(jsonb_build_object('server', s.server, 'tenants', s.tenants)
        order by s.tenants desc, s.server), '[]')
      from (
        select t.odoo_url as server, count(*) as tenants
        from control.tenants t
        where t.status <> 'decommissioned'
        group by t.odoo_url
        order by count(*) desc
        limit 50
      ) s
    ),
    'backups', (
      select jsonb_build_object('count', count(*), 'bytes', coalesce(sum(bytes), 0),
        'oldest_taken_at', min(taken_at), 'newest_taken_at', max(taken_at))
      from control.backups
      where status = 'taken'
    ));
end
$$;
comment on function api.get_resource_kpis is
  'What the platform takes up, as far as it is known here: databases, servers with their tenants '
  '(null: the environment''s own), people with roles, backups and their bytes. Raises OC103.';

create function api.get_operation_kpis(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  since constant timestamptz :=
    now() - make_interval(days => coalesce((p_args ->> 'days')::int, 7));
begin
  perform control.demand('platform.read');
  return (
    with recent as materialized (
      select o.kind, o.status, extract(epoch from o.finished_at - o.started_at) as seconds
      from control.operations o
      where o.created_at >= since
    ),
    kinds as (
      select kind, count(*) as total, count(*) filter (where status = 'succeeded') as succeeded,
        count(*) filter (where status = 'failed') as failed,
        round((percentile_cont(0.5) within group (order by seconds)
          filter (where status = 'succeeded'))::numeric, 3) as median_seconds
      from recent
      group by kind
    )
    select jsonb_build_object('since', since, 'hold', control.held(null, null),
      'total', (select count(*) from recent),
      'by_status', (select coalesce(jsonb_object_agg(s.status, s.n), '{}')
        from (select status, count(*) as n from recent group by status) s),
      'by_type', (select coalesce(jsonb_object_agg(k.kind, to_jsonb(k) - 'kind'), '{}')
        from kinds k)) || to_jsonb(o)
    from (
      select count(*) as open, count(*) filter (where status = 'waiting_approval') as waiting,
        min(created_at) as oldest_open_at,
        (select count(*) from ops.v_late where kind = 'step') as late_steps,
        (select count(*) from ops.v_dead where kind = 'step') as dead_steps
      from control.operations
      where status in ('waiting_approval', 'queued', 'running', 'compensating')
    ) o
  );
end
$$;
comment on function api.get_operation_kpis is
  'What became of the operations that were requested in the last days {"days", 7 unless given}, '
  'how long each type takes, and what is open now. Raises OC103.';

revoke execute on function api.get_tenant_kpis, api.get_resource_kpis, api.get_operation_kpis
from public, anon;
grant execute on function api.get_tenant_kpis, api.get_resource_kpis, api.get_operation_kpis
to authenticated;
