-- Records in Odoo without a seed, and those that may be pruned.

-- One branch a model, so that each looks its seeds up by their unique index.
create view odoo_seed.v_unseeded with (security_invoker = true) as
with seeding as (
  select b.project_ref, same.name as binding
  from odoo_seed.v_project_bindings b
  join ops.odoo_bindings same
    on same.url is not distinct from b.url and same.database is not distinct from b.database
)
select
  o.binding, 'project.project' as model, o.external_ref, o.odoo_id, o.external_ref as project_ref,
  o.name, o.odoo_write_at, o.odoo_write_by
from odoo_seed.shadow_projects o
left join seeding s on s.project_ref = o.external_ref and s.binding = o.binding
where o.active and s.project_ref is null
union all
select
  o.binding, 'project.task', o.external_ref, o.odoo_id, o.project_ref,
  o.name, o.odoo_write_at, o.odoo_write_by
from odoo_seed.shadow_tasks o
left join odoo_seed.tasks t on t.external_ref = o.external_ref
left join seeding s on s.project_ref = t.project_external_ref and s.binding = o.binding
where o.active and s.project_ref is null;
comment on view odoo_seed.v_unseeded is
  'Active records in Odoo without a seed, whichever of the bindings to that Odoo they came by, '
  'and whether or not that is enabled.';
grant select, insert, update, delete, maintain on odoo_seed.v_unseeded to service_role;

create view odoo_seed.v_prunable with (security_invoker = true) as
select
  o.binding, o.model, o.external_ref, o.odoo_id, o.project_ref,
  exists (
    select from odoo_seed.v_observed other
    left join odoo_seed.applied ours
      on ours.binding = other.binding and ours.model = other.model
      and ours.odoo_id = other.odoo_id and ours.created_by_us
    where o.model = 'project.project' and other.binding = o.binding and other.model = 'project.task'
      and other.project_ref = o.external_ref and other.active and ours.odoo_id is null
  ) as holds_others
from odoo_seed.v_unseeded o
join odoo_seed.applied a
  on a.binding = o.binding and a.model = o.model and a.external_ref = o.external_ref
  and a.odoo_id = o.odoo_id
where a.created_by_us;
comment on view odoo_seed.v_prunable is
  'Active records that a run created and that have no seed any more. holds_others: a project with '
  'tasks that are not ours.';
grant select, insert, update, delete, maintain on odoo_seed.v_prunable to service_role;
