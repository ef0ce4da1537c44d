-- Drift over time, to be drawn.

create function api.get_drift_series(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  args jsonb;
begin
  perform control.demand_anywhere('drift.read');
  args := api.by_binding(p_args, 'drift.read');
  return (
    with hours as (
      select s.at, s.kind, sum(s.count) as count
      from odoo_seed.drift_snapshots s
      where s.at > now() - make_interval(hours => coalesce((p_args ->> 'hours')::int, 168))
        and (args ->> 'binding' is null or s.binding = args ->> 'binding')
        and (args ->> 'of_tenant' is null or s.binding = args ->> 'of_tenant')
      group by s.at, s.kind
    ), points as (
      select at, coalesce(sum(count) filter (where kind = 'total'), 0) as total,
        coalesce(jsonb_object_agg(kind, count) filter (where kind <> 'total'), '{}') as kinds
      from hours
      group by at
    )
    select jsonb_build_object('points', coalesce(jsonb_agg(to_jsonb(p) order by p.at), '[]'))
    from points p
  );
end
$$;
comment on function api.get_drift_series is
  'Unmuted drift {"binding", "tenant", "hours"} of bindings that the caller may see, hour by hour: '
  '{"points": [{"at", "total", "kinds"}]}, of the last week unless given. Raises OC004, OC103.';

revoke execute on function api.get_drift_series from public, anon;
grant execute on function api.get_drift_series to authenticated;
