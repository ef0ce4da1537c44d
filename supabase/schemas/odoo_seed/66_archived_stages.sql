-- Stages that were archived with tasks of seeds in them.

-- A function and not part of the view: mostly there is none, and no task has to be looked at;
-- joined in the view, all were.
create function odoo_seed.archived_stages()
returns table (binding text, odoo_id int, tasks bigint)
language plpgsql
stable
rows 10
set search_path = ''
as $$
#variable_conflict use_column
declare
  archived int[] :=
    array(select distinct l.odoo_id from odoo_seed.shadow_labels l
      where l.kind = 'stage' and not l.active);
begin
  if archived = '{}' then
    return;
  end if;
  return query
  with inside as materialized (
    select s.binding, s.stage_odoo_id, s.external_ref
    from odoo_seed.shadow_tasks s
    where s.stage_odoo_id = any (archived) and s.external_ref is not null
  )
  select i.binding, i.stage_odoo_id, count(*)
  from inside i
  join odoo_seed.shadow_labels l
    on l.binding = i.binding and l.kind = 'stage' and l.odoo_id = i.stage_odoo_id and not l.active
  join odoo_seed.tasks t on t.external_ref = i.external_ref and t.active
  join odoo_seed.projects p on p.external_ref = t.project_external_ref and p.active
  join odoo_seed.v_project_bindings b
    on b.project_ref = p.external_ref and b.binding = i.binding and b.sync_enabled
  group by i.binding, i.stage_odoo_id;
end
$$;
comment on function odoo_seed.archived_stages is
  'Archived stages with tasks of active seeds in them, and how many.';

create view odoo_seed.v_archived_stages with (security_invoker = true) as
select
  u.binding, 'archived_stage' as kind, 'project.task.type' as model,
    'project.task.type,' || u.odoo_id as external_ref,
  u.odoo_id, 'active' as field, to_jsonb(true) as expected,
  jsonb_build_object('name', l.label, 'tasks', u.tasks, 'projects', (
    select coalesce(jsonb_agg(coalesce(p.external_ref, 'project.project,' || project.odoo_id)
      order by project.odoo_id), '[]')
    from unnest(l.project_odoo_ids) project (odoo_id)
    left join odoo_seed.shadow_projects p on p.binding = u.binding and p.odoo_id = project.odoo_id
  )) as actual,
  null::timestamptz as odoo_write_at, null::text as odoo_write_by, 'undecided' as winner,
  null::text as reason, null::text as project_ref
from odoo_seed.archived_stages() u
join odoo_seed.shadow_labels l
  on l.binding = u.binding and l.kind = 'stage' and l.odoo_id = u.odoo_id;
comment on view odoo_seed.v_archived_stages is
  'Stages that are archived in Odoo, with their columns, while active seeds have tasks in them. '
  'actual: {"name", "tasks": how many of the seeds'', "projects": all that have the stage, ours '
  'by ref and others'' by id}. No run archives or unarchives a stage, because other projects may '
  'share it.';
grant select, insert, update, delete, maintain on odoo_seed.v_archived_stages to service_role;

revoke execute on function odoo_seed.archived_stages from public;
grant execute on function odoo_seed.archived_stages to service_role;
