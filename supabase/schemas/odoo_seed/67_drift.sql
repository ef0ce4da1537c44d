-- All drift.

create view odoo_seed.v_drift with (security_invoker = true) as
select d.*
from (
  select * from odoo_seed.v_record_drift
  union all
  select * from odoo_seed.v_orphan_in_odoo
  union all
  select * from odoo_seed.v_duplicate_refs
  union all
  select * from odoo_seed.v_look_alikes
  union all
  select * from odoo_seed.v_translation_drift
  union all
  select * from odoo_seed.v_archived_stages
) d
where not exists (
  select from odoo_seed.drift_mutes m
  where m.external_ref = d.external_ref
    and (m.field is null or m.field = d.field)
    and m.muted_until > now()
);
comment on view odoo_seed.v_drift is
  'All drift that is not muted, with who wrote the record last in Odoo and when. winner: whose '
  'value stands after the next run (seed, odoo, or undecided: a person has to decide). reason: '
  'why no run has repaired it.';
grant select, insert, update, delete, maintain on odoo_seed.v_drift to service_role;

create function odoo_seed.count_drift(p_binding text)
returns table (kind text, count int)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select d.kind, count(*)::int from odoo_seed.v_drift d where d.binding = p_binding group by d.kind;
end
$$;
comment on function odoo_seed.count_drift is 'Unmuted drift of a binding by kind.';

revoke execute on function odoo_seed.count_drift from public;
grant execute on function odoo_seed.count_drift to service_role;
