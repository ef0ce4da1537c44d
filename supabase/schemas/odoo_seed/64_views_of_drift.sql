-- Drift of records, view by view.

create view odoo_seed.v_missing_in_odoo with (security_invoker = true) as
select * from odoo_seed.v_record_drift where field is null;
comment on view odoo_seed.v_missing_in_odoo is
  'Active seeds that Odoo does not hold: not tried yet, refused, blocked, or deleted there.';
grant select, insert, update, delete, maintain on odoo_seed.v_missing_in_odoo to service_role;

create view odoo_seed.v_orphan_in_odoo with (security_invoker = true) as
select
  o.binding, 'orphan' as kind, o.model,
  coalesce(o.external_ref, format('%s,%s', o.model, o.odoo_id)) as external_ref, o.odoo_id,
  null::text as field, null::jsonb as expected, to_jsonb(o.name) as actual,
  o.odoo_write_at, o.odoo_write_by, 'undecided' as winner, null::text as reason, o.project_ref
from odoo_seed.v_unseeded o;
comment on view odoo_seed.v_orphan_in_odoo is
  'Active records in Odoo without a seed: the seed is gone, or people added them to a seeded '
  'project.';
grant select, insert, update, delete, maintain on odoo_seed.v_orphan_in_odoo to service_role;

create view odoo_seed.v_name_drift with (security_invoker = true) as
select * from odoo_seed.v_record_drift where field = 'name';
comment on view odoo_seed.v_name_drift is 'Records whose name in Odoo is not the seed''s.';
grant select, insert, update, delete, maintain on odoo_seed.v_name_drift to service_role;

create view odoo_seed.v_field_drift with (security_invoker = true) as
select * from odoo_seed.v_record_drift where field <> 'name';
comment on view odoo_seed.v_field_drift is
  'Fields other than the name whose value in Odoo is not the seed''s.';
grant select, insert, update, delete, maintain on odoo_seed.v_field_drift to service_role;
