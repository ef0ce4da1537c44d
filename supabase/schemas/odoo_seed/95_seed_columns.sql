-- What a seed would have to say to equal its record in Odoo.

create function odoo_seed.seed_columns(p_fields jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(c.name, c.value), '{}')
  from jsonb_each(p_fields) f
  left join (values
    ('company', 'company_name'), ('manager', 'manager_email'), ('project', 'project_external_ref'),
    ('stage', 'stage_name'), ('tags', 'tag_names'), ('assignees', 'assignee_emails'),
    ('deadline', 'date_deadline'), ('milestone', 'milestone_name'),
    ('parent', 'parent_external_ref'),
    ('depends_on', 'depends_on_refs')
  ) called (field, name) on called.field = f.key
  cross join lateral (
    select coalesce(called.name, f.key), case f.key
      when 'deadline' then to_jsonb((f.value #>> '{}') || '+00')
      else f.value
    end
    where f.key <> 'dates'
    union all
    select 'date_start', f.value -> 0 where f.key = 'dates'
    union all
    select 'date_end', f.value -> 1 where f.key = 'dates'
    union all
    select 'assignee_email', null where f.key = 'assignees'
    union all
    select 'deadline_date', null where f.key = 'deadline'
    union all
    select 'description_format', '"html"' where f.key = 'description'
  ) c (name, value)
$$;
comment on function odoo_seed.seed_columns is
  'The inverse of project_document and task_document: fields of a document as columns of the '
  'seed. Where a field has several columns, all are set: what Odoo holds is HTML, and a moment.';

-- Long: one list of reasons, the first of which counts.
create function odoo_seed.why_not_a_seed(p_binding text, p_model text, p_field text, p_value jsonb,
  p_project_active boolean)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when jsonb_typeof(p_value) = 'object' then 'what Odoo holds cannot be read'
    -- How the shadow calls what the bot may not see.
    when p_field in ('company', 'stage', 'milestone', 'tags') and exists (
      select from jsonb_array_elements_text(
        case jsonb_typeof(p_value) when 'array' then p_value
          else jsonb_build_array(p_value) end) name
      where name ~ '^(res\.company|project\.(task\.type|milestone|tags)),[0-9]+$'
    ) then format('what %s is called cannot be read', p_value #>> '{}')
    when p_field in ('name', 'company', 'visibility', 'allow_dependencies', 'active')
      and coalesce(odoo_seed.name_key(p_value #>> '{}'), '') = ''
        then 'Odoo has none, and a seed needs one'
    when p_field = 'active' and p_model = 'project.task' and p_value = 'true'
      and not p_project_active
      then 'its project is inactive in the seeds'
    when p_field = 'dates' and p_value @> '[null]'
      then 'Odoo holds half a pair of dates, and a seed needs both'
    when p_field = 'planned_hours' and p_value < '0' then 'it is below zero'
    when p_field = 'planned_hours' and p_value >= '1000000000' then 'it is a billion or more'
    when p_field = 'visibility'
      and not p_value <@ '["followers", "invited_users", "employees", "portal"]'
      then format('%s is no visibility that a seed knows', ops.quoted(p_value #>> '{}'))
    when p_field in ('company', 'stage', 'milestone') and char_length(p_value #>> '{}') > 255
      then 'it is longer than 255 characters'
    when p_field = 'name' and char_length(p_value #>> '{}') > 1000
      then 'it is longer than 1,000 characters'
    when p_field = 'description' and char_length(p_value #>> '{}') > 1000000
      then 'it is longer than a million characters'
    when p_field = 'tags' and exists (
      select from jsonb_array_elements_text(p_value) tag where char_length(tag) > 255)
      then 'a tag is longer than 255 characters'
    when p_field in ('manager', 'assignees') then (
      select string_agg(format('%s is no active internal user with an address of its own',
        ops.quoted(person)), ', ' order by person)
      from jsonb_array_elements_text(case jsonb_typeof(p_value)
        when 'array' then p_value when 'string' then jsonb_build_array(p_value)
          else '[]' end) person
      where person !~ '^[^\s@]+@[^\s@]+$'
        or not exists (
          select from odoo_seed.shadow_names n
          where n.binding = p_binding and n.kind = 'user' and n.name = person
            and n.odoo_id is not null)
    )
    when p_field = 'project' and not exists (
      select from odoo_seed.v_project_bindings b
      where b.binding = p_binding and b.project_ref = p_value #>> '{}'
    ) then format('%s is no project among the seeds of this binding', ops.quoted(p_value #>> '{}'))
    when p_field in ('parent', 'depends_on') then (
      select string_agg(format('%s is no task among the seeds of this binding',
        ops.quoted(task.ref)), ', ' order by task.ref)
      from jsonb_array_elements_text(case jsonb_typeof(p_value)
        when 'array' then p_value when 'string' then jsonb_build_array(p_value)
          else '[]' end) task (ref)
      where not exists (
        select from odoo_seed.tasks t
        join odoo_seed.v_project_bindings b
          on b.project_ref = t.project_external_ref and b.binding = p_binding
        where t.external_ref = task.ref)
    )
  end
$$;
comment on function odoo_seed.why_not_a_seed is
  'Why a seed cannot have a value that Odoo holds; null when it can.';

create function odoo_seed.acceptable(p_binding text, p_refs text[])
returns table (
  model text, external_ref text, odoo_id int, field text, "from" jsonb, "to" jsonb, refusal text
)
language sql
stable
set search_path = ''
set enable_nestloop = off
as $$
  with differing as (
    select v.model, v.external_ref, v.field
    from odoo_seed.v_field_differences v
    where v.binding = p_binding and v.external_ref = any (p_refs)
    union
    select u.model, u.external_ref, u.field
    from odoo_seed.v_unresolved u
    where u.binding = p_binding and u.external_ref = any (p_refs)
  )
  select
    d.model, d.external_ref, o.odoo_id, d.field, said.value, seen.value,
    odoo_seed.why_not_a_seed(p_binding, d.model, d.field, seen.value,
      coalesce(project.active, true))
  from differing d
  join odoo_seed.v_desired s
    on s.binding = p_binding and s.model = d.model and s.external_ref = d.external_ref
  join odoo_seed.v_observed o
    on o.binding = p_binding and o.model = d.model and o.external_ref = d.external_ref
  join odoo_seed.field_policies p on p.model = d.model and p.field = d.field
  left join odoo_seed.projects project on project.external_ref = s.project_ref
  cross join lateral (select coalesce(s.document -> d.field, p.empty_value)) said (value)
  cross join lateral (select coalesce(o.document -> d.field, p.empty_value)) seen (value)
  where said.value <> seen.value
    and not exists (
      select from odoo_seed.v_duplicate_refs twice
      where twice.binding = p_binding and twice.model = d.model
        and twice.external_ref = d.external_ref)
$$;
comment on function odoo_seed.acceptable is
  'Every field of these refs that differs from the seed, also where its names do not exist: '
  '"from" in the seed, "to" in Odoo, and a refusal where the seed cannot have the value.';

create function odoo_seed.taken_columns(p_fields jsonb)
returns table (model text, external_ref text, odoo_id int, fields jsonb, columns jsonb)
language sql
immutable
set search_path = ''
as $$
  select
    f.model, f.external_ref, f.odoo_id,
    jsonb_object_agg(f.field, f."to"), odoo_seed.seed_columns(jsonb_object_agg(f.field, f."to"))
  from jsonb_to_recordset(p_fields) as f (model text, external_ref text, odoo_id int, field text,
    "to" jsonb)
  group by f.model, f.external_ref, f.odoo_id
$$;
comment on function odoo_seed.taken_columns is
  '[{model, external_ref, odoo_id, field, to}] as one row a record: its fields, and the columns '
  'of the seed with the same values.';

revoke execute on function
  odoo_seed.seed_columns, odoo_seed.why_not_a_seed, odoo_seed.acceptable, odoo_seed.taken_columns
from public;
grant execute on function
  odoo_seed.seed_columns, odoo_seed.why_not_a_seed, odoo_seed.acceptable, odoo_seed.taken_columns
to service_role;
