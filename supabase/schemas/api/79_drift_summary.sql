-- How much drift there is, and how much of it is new.

create function api.summarize_drift(p_args jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with asked as materialized (
    select a.args, (a.args ->> 'since')::timestamptz as since
    from api.by_binding(p_args, 'drift.read') a (args)
  ), counted as materialized (
    select d.kind, d.binding, count(*) as total,
      case when asked.since is not null
        then count(*) filter (where d.first_seen >= asked.since) end as newly
    from asked
    join api.drift d on not d.muted
      and (asked.args ->> 'binding' is null or d.binding = asked.args ->> 'binding')
      and (asked.args ->> 'of_tenant' is null or d.binding = asked.args ->> 'of_tenant')
      and (asked.args ->> 'reached' is null or d.binding = any ((asked.args ->> 'reached')::text[]))
    group by d.kind, d.binding, asked.since
  ), most as (
    select c.binding, sum(c.total) as total, sum(c.newly) as newly
    from counted c
    group by c.binding
    order by newly desc nulls last, total desc, c.binding
    limit 50
  )
  select jsonb_build_object(
    'total', (select coalesce(sum(total), 0) from counted),
    'newly', (select sum(newly) from counted),
    'as_of', (select api.drift_as_of(args) from asked),
    'kinds', (
      select coalesce(jsonb_agg(to_jsonb(k) order by k.total desc, k.kind), '[]')
      from (select kind, sum(total) as total, sum(newly) as newly from counted group by kind) k
    ),
    'bindings', (
      select coalesce(jsonb_agg(jsonb_build_object('binding', m.binding,
        'tenant', control.tenant_of(m.binding), 'total', m.total, 'newly', m.newly,
        'as_of', s.as_of, 'stale', control.drift_is_stale(m.binding))
        order by m.newly desc nulls last, m.total desc, m.binding), '[]')
      from most m left join api.drift_states s on s.binding = m.binding
    ))
$$;
comment on function api.summarize_drift is
  'How much unmuted drift there is by kind, and in the fifty bindings with most of it, {"binding", '
  '"tenant", "since"}; newly: what was first seen since then. stale: seeds or Odoo changed after '
  'as_of. Raises OC004.';

revoke execute on function api.summarize_drift from public, anon;
grant execute on function api.summarize_drift to authenticated;
