-- How far Odoo is from the seeds, and how old that knowledge is.

create function api.get_drift_kpis(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('platform.read');
  return (
    with bindings as materialized (select * from control.v_binding_state)
    select jsonb_build_object(
      'bindings', count(*),
      'drifted_bindings', count(*) filter (where b.drifted > 0),
      'unknown_bindings', count(*) filter (where b.last_shadow_at is null),
      'drift', coalesce(sum(b.drifted), 0),
      'by_kind', (
        select coalesce(jsonb_object_agg(k.kind, k.n), '{}')
        from (
          select d.key as kind, sum(d.value::int) as n
          from bindings b
          cross join lateral jsonb_each_text(b.drift) d
          group by d.key
        ) k
      ),
      'most', (
        select coalesce(jsonb_agg(jsonb_build_object('binding', m.binding, 'tenant',
          m.tenant_slug, 'drift', m.drift, 'run_id', m.shadow_run, 'seen_at', m.last_shadow_at)
          order by m.drifted desc, m.binding), '[]')
        from (select * from bindings where drifted > 0 order by drifted desc, binding limit 10) m
      ))
    from bindings b
  );
end
$$;
comment on function api.get_drift_kpis is
  'The drift that the last shadow of each binding counted: by kind, and where there is most of it. '
  'unknown_bindings: no shadow has counted there. Raises OC103.';

create function api.get_freshness_kpis(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  old constant timestamptz :=
    now() - make_interval(hours => coalesce((p_args ->> 'hours')::int, 24));
begin
  perform control.demand('platform.read');
  return (
    with bindings as materialized (select * from control.v_binding_state where sync_enabled)
    select jsonb_build_object(
      'bindings', count(*),
      'seeded_before', old,
      'never_seeded', count(*) filter (where last_seeded_at is null),
      'stale_seeds', count(*) filter (where last_seeded_at < old),
      'never_shadowed', count(*) filter (where last_shadow_at is null),
      'stale_shadows', count(*) filter (where last_shadow_at < old),
      'oldest_seed_at', min(last_seeded_at), 'oldest_shadow_at', min(last_shadow_at),
      'stalest', (
        select coalesce(jsonb_agg(jsonb_build_object('binding', s.binding, 'tenant',
          s.tenant_slug, 'last_seeded_at', s.last_seeded_at, 'last_shadow_at', s.last_shadow_at)
          order by s.last_shadow_at nulls first, s.binding), '[]')
        from (select * from bindings order by last_shadow_at nulls first, binding limit 10) s
      ))
    from bindings
  );
end
$$;
comment on function api.get_freshness_kpis is
  'How many bindings were not seeded, or not read back, in the last hours {"hours", 24 unless '
  'given}, and which ones were read back the longest ago. Raises OC103.';

revoke execute on function api.get_drift_kpis, api.get_freshness_kpis from public, anon;
grant execute on function api.get_drift_kpis, api.get_freshness_kpis to authenticated;
