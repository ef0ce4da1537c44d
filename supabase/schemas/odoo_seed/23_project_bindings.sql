-- The binding of every project.

create view odoo_seed.v_project_bindings with (security_invoker = true) as
select
  p.external_ref as project_ref,
  b.name as binding,
  p.sync_enabled and b.sync_enabled as sync_enabled,
  b.url,
  b.database,
  odoo_seed.name_key(b.company_name) as binding_company,
  b.time_zone,
  b.working_day_ends
from odoo_seed.projects p
cross join lateral ops.resolve_odoo_binding(p.external_ref, p.account_slug, p.tenant_slug) b;
comment on view odoo_seed.v_project_bindings is
  'The Odoo each project''s seeds go to, and whether they go at all.';
grant select, insert, update, delete, maintain on odoo_seed.v_project_bindings to service_role;
