-- Desired and observed, projects and tasks alike.

create view odoo_seed.v_desired with (security_invoker = true) as
select
  b.binding,
  'project.project' as model,
  p.external_ref::text as external_ref,
  p.external_ref::text as project_ref,
  p.program_slug,
  p.document
from odoo_seed.projects p
join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
where b.sync_enabled
union all
select
  b.binding,
  'project.task',
  t.external_ref::text,
  t.project_external_ref,
  p.program_slug,
  odoo_seed.task_seed(t.document, p.active, t.deadline_date, b.time_zone, b.working_day_ends)
from odoo_seed.tasks t
join odoo_seed.projects p on p.external_ref = t.project_external_ref
join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref
where b.sync_enabled;
comment on view odoo_seed.v_desired is
  'Every seed that is to be in Odoo, with its binding. The tasks of an inactive project are '
  'inactive, as in Odoo; a deadline_date is a moment.';
grant select, insert, update, delete, maintain on odoo_seed.v_desired to service_role;

create view odoo_seed.v_observed with (security_invoker = true) as
select
  binding, 'project.project' as model, external_ref, odoo_id, external_ref as project_ref,
  name, active, document, odoo_write_at, odoo_write_by
from odoo_seed.shadow_projects
union all
select
  binding, 'project.task', external_ref, odoo_id, project_ref,
  name, active, document, odoo_write_at, odoo_write_by
from odoo_seed.shadow_tasks;
comment on view odoo_seed.v_observed is
  'Every record as last seen in Odoo, projects and tasks alike.';
grant select, insert, update, delete, maintain on odoo_seed.v_observed to service_role;
