-- Import: tasks of a project in Odoo become seeds.

create function odoo_seed.number_tasks(p_run_id uuid, p_project_odoo_id int, p_prefix text)
returns table (external_ref text, odoo_id int)
language sql
stable
set search_path = ''
as $$
  with given as (
    select max(substring(known.ref from length(p_prefix) + 1)::bigint) as number
    from (
      select t.external_ref::text as ref from odoo_seed.tasks t
      union all
      select s.external_ref from odoo_seed.shadow_tasks s
      union all
      select a.external_ref from odoo_seed.applied a where a.model = 'project.task'
    ) known
    where left(known.ref, length(p_prefix)) = p_prefix
      and substring(known.ref from length(p_prefix) + 1) ~ '^[0-9]{1,9}$'
  ),
  numbered as (
    select s.odoo_id,
      coalesce(g.number, 0) + row_number() over (order by s.sequence, s.odoo_id) as number
    from odoo_seed.shadow_tasks s
    join odoo_seed.sync_runs r on r.id = p_run_id and r.binding = s.binding
    cross join given g
    where s.project_odoo_id = p_project_odoo_id and s.external_ref is null
      and not coalesce(s.unreadable ? 'ref', false)
  )
  select p_prefix || lpad(n.number::text, greatest(3, length(n.number::text)), '0'), n.odoo_id
  from numbered n
$$;
comment on function odoo_seed.number_tasks is
  'Refs for the tasks of a project without one: the prefix and the next numbers after those ever '
  'given, by sequence and id. A task whose ref cannot be read may have one, and gets none.';

-- Long: two statements, in which a column is a line.
create function odoo_seed.import_tasks(p_binding text, p_project_ref text)
returns text[]
language plpgsql
set search_path = ''
set enable_nestloop = off
as $$
declare
  imported text[];
begin
  with added as (
    insert into odoo_seed.tasks (
      project_external_ref, external_ref, name, description, stage_name, tag_names, assignee_emails,
      milestone_name, planned_hours, date_deadline, active, odoo_task_id
    )
    select
      p_project_ref, s.external_ref, s.name,
      case when s.description ~ '\S' and char_length(s.description) <= 1000000
        then s.description end,
      case when char_length(s.stage_name) <= 255 then odoo_seed.name_key(s.stage_name) end,
      case when s.tag_names <> '{}'
        and odoo_seed.why_not_a_seed(p_binding, 'project.task', 'tags', to_jsonb(s.tag_names),
          true) is null
        then odoo_seed.name_keys(s.tag_names) end,
      case when s.assignee_emails <> '{}' and odoo_seed.why_not_a_seed(
        p_binding, 'project.task', 'assignees', to_jsonb(s.assignee_emails), true) is null
          then s.assignee_emails end,
      case when char_length(s.milestone_name) <= 255 then odoo_seed.name_key(s.milestone_name) end,
      case when s.planned_hours > 0 and s.planned_hours < 1000000000 then s.planned_hours end,
        s.date_deadline, s.active, s.odoo_id
    from odoo_seed.shadow_tasks s
    where s.binding = p_binding and s.project_ref = p_project_ref
      and pg_input_is_valid(s.external_ref, 'odoo_seed.external_ref') and s.name ~ '\S'
        and char_length(s.name) <= 1000
      and not exists (
        select from odoo_seed.shadow_tasks twin
        where twin.binding = p_binding and twin.external_ref = s.external_ref
          and twin.odoo_id <> s.odoo_id)
    on conflict (external_ref) do nothing
    returning external_ref
  )
  select coalesce(array_agg(external_ref), '{}') into imported from added;

  -- Only now is it known which tasks there are to refer to.
  with known as materialized (
    select t.external_ref::text as ref
    from odoo_seed.tasks t
    join odoo_seed.v_project_bindings b
      on b.project_ref = t.project_external_ref and b.binding = p_binding
  ),
  waiting as (
    select s.external_ref, s.depends_on_refs as refs
    from odoo_seed.shadow_tasks s
    cross join lateral unnest(s.depends_on_refs) before (ref)
    left join known on known.ref = before.ref
    where s.binding = p_binding and s.project_ref = p_project_ref
    group by s.external_ref, s.depends_on_refs
    having bool_and(known.ref is not null)
  )
  update odoo_seed.tasks t
  set parent_external_ref = parent.ref, depends_on_refs = w.refs
  from odoo_seed.shadow_tasks s
  left join known parent on parent.ref = s.parent_ref
  left join waiting w on w.external_ref = s.external_ref
  where s.binding = p_binding and s.project_ref = p_project_ref
    and s.external_ref = t.external_ref and t.external_ref = any (imported)
    and num_nonnulls(parent.ref, w.refs) > 0;
  return imported;
end
$$;
comment on function odoo_seed.import_tasks is
  'Makes seeds of those tasks of a project in the shadow that have a ref and no seed yet; returns '
  'their refs.';

create function odoo_seed.left_out_of_import(p_binding text, p_project_ref text, p_task_refs text[],
  p_project boolean)
returns table (model text, external_ref text, field text, code text, message text)
language sql
stable
set search_path = ''
set enable_nestloop = off
as $$
  select o.model, o.external_ref, f.field, 'not_imported',
    format('Cannot import %s: %s.', f.field, f.reason)
  from odoo_seed.v_observed o
  join odoo_seed.v_desired d
    on d.binding = o.binding and d.model = o.model and d.external_ref = o.external_ref
  cross join lateral (
    select field.key as field,
      odoo_seed.why_not_a_seed(p_binding, o.model, field.key, field.value, true) as reason
    from jsonb_each(o.document - array(select jsonb_object_keys(d.document))) field
    where field.key not in ('name', 'company', 'active')
      -- What cannot be read is reported as that: see unreadable_fields().
      and jsonb_typeof(field.value) <> 'object'
  ) f
  where o.binding = p_binding and f.reason is not null
    and (
      (p_project and o.model = 'project.project' and o.external_ref = p_project_ref)
      or (o.model = 'project.task' and o.external_ref = any (p_task_refs))
    )
  union all
  select
    'project.task', coalesce(s.external_ref, 'project.task,' || s.odoo_id), null, 'not_imported',
    'Cannot import the task: it has no name or one of more than 1,000 characters, or its ref is '
      'not usable or is on another record or seed, too.'
  from odoo_seed.shadow_tasks s
  left join odoo_seed.tasks t on t.external_ref = s.external_ref and t.odoo_task_id = s.odoo_id
  where s.binding = p_binding and s.project_ref = p_project_ref and t.external_ref is null
$$;
comment on function odoo_seed.left_out_of_import is
  'What of a project in Odoo did not become part of the seeds, and why: fields of the records '
  'just imported, and whole tasks.';

revoke execute on function
  odoo_seed.number_tasks, odoo_seed.import_tasks, odoo_seed.left_out_of_import
from public;
grant execute on function
  odoo_seed.number_tasks, odoo_seed.import_tasks, odoo_seed.left_out_of_import
to service_role;
