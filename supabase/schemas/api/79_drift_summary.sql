-- How much drift there is, and how much of it is new.

create function api.counted_drift(p_args jsonb, p_since timestamptz)
returns table (kind text, binding text, total bigint, newly bigint)
language plpgsql
stable
set search_path = ''
as $$
declare
  -- Read once, and not for every row.
  named constant text := p_args ->> 'binding';
  of_tenant constant text := p_args ->> 'of_tenant';
  reached constant text[] := p_args ->> 'reached';
begin
  return query
  select d.kind, d.binding, count(*),
    case when p_since is not null then count(*) filter (where d.first_seen >= p_since) end
  from api.drift d
  where not d.muted
    and (named is null or d.binding = named)
    and (of_tenant is null or d.binding = of_tenant)
    and (reached is null or d.binding = any (reached))
  group by grouping sets ((d.kind), (d.binding));
end
$$;
comment on function api.counted_drift is
  'Unmuted drift by kind, and by binding: each row has one of them. newly: first seen since then.';

create function api.summarize_drift(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  perform control.demand_anywhere('drift.read');
  return (
    with asked as materialized (
      select a.args from api.by_binding(p_args, 'drift.read') a (args)
    ), counted as materialized (
      select c.* from asked
      cross join lateral api.counted_drift(asked.args, (p_args ->> 'since')::timestamptz) c
    ), most as (
      select c.* from counted c
      where c.binding is not null
      order by c.newly desc nulls last, c.total desc, c.binding
      limit 50
    )
    select jsonb_build_object(
      'total', (select coalesce(sum(total), 0) from counted where kind is not null),
      'newly', (select coalesce(sum(newly), case when p_args ->> 'since' is not null then 0 end)
        from counted where kind is not null),
      'as_of', (select api.drift_as_of(args) from asked),
      'kinds', (
        select coalesce(jsonb_agg(to_jsonb(k) - 'binding' order by k.total desc, k.kind), '[]')
        from counted k
        where k.kind is not null
      ),
      'bindings', (
        select coalesce(jsonb_agg(jsonb_build_object('binding', m.binding,
          'tenant', control.tenant_of(m.binding), 'total', m.total, 'newly', m.newly,
          'as_of', s.as_of, 'stale', control.drift_is_stale(m.binding))
          order by m.newly desc nulls last, m.total desc, m.binding), '[]')
        from most m left join api.drift_states s on s.binding = m.binding
      ))
  );
end
$$;
comment on function api.summarize_drift is
  'How much unmuted drift there is by kind, and in the fifty bindings with most of it, {"binding", '
  '"tenant", "since"}; newly: what was first seen since then. stale: seeds or Odoo changed after '
  'as_of. Raises OC004.';

revoke execute on function api.counted_drift, api.summarize_drift from public, anon;
grant execute on function api.counted_drift, api.summarize_drift to authenticated;
