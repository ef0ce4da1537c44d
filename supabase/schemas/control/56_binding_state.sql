-- When each binding was last seeded and read, and what drift was found.

create view control.v_binding_state with (security_invoker = true) as
select b.name as binding, b.tenant_slug, b.sync_enabled, seeded.at as last_seeded_at,
  shadowed.finished_at as last_shadow_at, shadowed.id as shadow_run, shadowed.counts as drift,
  coalesce((select sum(value::int) from jsonb_each_text(shadowed.counts)), 0)::int as drifted
from ops.odoo_bindings b
left join lateral (
  select r.finished_at as at
  from odoo_seed.sync_runs r
  where r.binding = b.name and r.run_type = 'seed' and r.status in ('success', 'partial')
  order by r.started_at desc
  limit 1
) seeded on true
left join lateral (
  select r.id, r.finished_at, r.counts
  from odoo_seed.sync_runs r
  where r.binding = b.name and r.run_type = 'shadow' and r.status in ('success', 'partial')
    and r.counts is not null
  order by r.started_at desc
  limit 1
) shadowed on true;
comment on view control.v_binding_state is
  'Each binding with when it was last seeded, when a shadow last counted its drift, and how much '
  'that was by kind and in all. Null: never.';
grant select on control.v_binding_state to service_role;
