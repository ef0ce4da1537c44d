-- All drift.

create function odoo_seed.found_drift(p_binding text, p_refs text[])
returns setof odoo_seed.v_record_drift
language sql
stable
begin atomic
  select * from odoo_seed.record_drift(p_binding, p_refs) r
  where p_refs is null or r.external_ref = any (p_refs)
  union all
  select * from odoo_seed.v_orphan_in_odoo where p_refs is distinct from '{}'
  union all
  select * from odoo_seed.v_duplicate_refs where p_refs is distinct from '{}'
  union all
  select * from odoo_seed.v_look_alikes
  union all
  select * from odoo_seed.v_translation_drift
  union all
  select * from odoo_seed.v_archived_stages;
end;
comment on function odoo_seed.found_drift is
  'All drift, muted or not; of what concerns seeds, only that of these refs, null for all. With '
  'none, no record has changed, and only names and stages are looked at, which the change log does '
  'not know. Its body is bound at creation and inlined.';

create view odoo_seed.v_drift with (security_invoker = true) as
select d.*
from odoo_seed.found_drift(null, null) d
where not exists (
  select from odoo_seed.drift_mutes m
  where m.external_ref = d.external_ref
    and (m.binding is null or m.binding = d.binding)
    and (m.field is null or m.field = d.field)
    and m.muted_until > now()
);
comment on view odoo_seed.v_drift is
  'All drift that is not muted, with who wrote the record last in Odoo and when. winner: whose '
  'value stands after the next run (seed, odoo, or undecided: a person has to decide). reason: '
  'why no run has repaired it.';
grant select, insert, update, delete, maintain on odoo_seed.v_drift to service_role;

revoke execute on function odoo_seed.found_drift from public;
grant execute on function odoo_seed.found_drift to service_role;
