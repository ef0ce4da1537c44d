-- Refs that more than one record in Odoo carries.

-- Functions and not views, here and in unresolved(), so that the planner takes what is nearly
-- always empty for small, plans it by itself, with or without statistics, and evaluates it once.
create function odoo_seed.repeated_refs(
  p_binding text default null, p_refs text[] default null
)
returns table (binding text, model text, external_ref text)
language plpgsql
stable
rows 10
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  -- All projects: a task is blocked by its project's ref, whose own plan is not asked for.
  select o.binding, 'project.project', o.external_ref
  from odoo_seed.shadow_projects o
  where o.external_ref is not null and (p_binding is null or o.binding = p_binding)
  group by o.binding, o.external_ref
  having count(*) > 1
  union all
  select o.binding, 'project.task', o.external_ref
  from odoo_seed.shadow_tasks o
  where o.external_ref is not null and (p_binding is null or o.binding = p_binding)
    and (p_refs is null or o.external_ref = any (p_refs))
  group by o.binding, o.external_ref
  having count(*) > 1;
end
$$;
comment on function odoo_seed.repeated_refs is
  'Refs that more than one record in Odoo carries: of one binding, with the tasks of these refs; '
  'null for all. Read from the indexes alone.';

create view odoo_seed.v_duplicate_refs with (security_invoker = true) as
select
  o.binding, 'duplicate' as kind, o.model, o.external_ref, min(o.odoo_id) as odoo_id,
  'x_external_ref' as field, to_jsonb(1) as expected,
  to_jsonb(array_agg(o.odoo_id order by o.odoo_id)) as actual,
  max(o.odoo_write_at) as odoo_write_at,
  (array_agg(o.odoo_write_by order by o.odoo_write_at desc))[1] as odoo_write_by,
  'undecided' as winner, null::text as reason, min(o.project_ref) as project_ref
from odoo_seed.repeated_refs() r
join odoo_seed.v_observed o
  on o.binding = r.binding and o.model = r.model and o.external_ref = r.external_ref
group by o.binding, o.model, o.external_ref;
comment on view odoo_seed.v_duplicate_refs is
  'Refs that more than one record in Odoo carries: a person has to decide which one stays.';
grant select, insert, update, delete, maintain on odoo_seed.v_duplicate_refs to service_role;

revoke execute on function odoo_seed.repeated_refs from public;
grant execute on function odoo_seed.repeated_refs to service_role;
