-- Documents: the fields of a seed and of a shadow as one jsonb each, equal where they agree.

create function odoo_seed.project_document(
  p_name text, p_company text, p_manager text, p_visibility text, p_allow_dependencies boolean,
  p_description text, p_date_start date, p_date_end date, p_sequence int, p_active boolean
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'name', odoo_seed.name_key(p_name),
    'company', odoo_seed.name_key(p_company),
    'manager', lower(odoo_seed.name_key(p_manager)),
    'visibility', p_visibility,
    'allow_dependencies', p_allow_dependencies,
    'description', case when p_description ~ '\S' then p_description end,
    'dates', case when num_nonnulls(p_date_start, p_date_end) > 0 then
      jsonb_build_array(to_char(p_date_start, 'YYYY-MM-DD'), to_char(p_date_end, 'YYYY-MM-DD')) end,
    'sequence', p_sequence,
    'active', p_active
  ));
end
$$;
comment on function odoo_seed.project_document is
  'A project as the fields that are compared, names in their normal form. Seeds and shadows both '
  'pass through here; a missing key means "nothing said".';

create function odoo_seed.task_document(
  p_name text, p_project text, p_description text, p_stage text, p_tags text[], p_assignees text[],
  p_planned_hours numeric, p_deadline timestamptz, p_sequence int, p_milestone text,
  p_parent text, p_depends_on text[], p_active boolean
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'name', p_name,
    'project', p_project,
    'description', case when p_description ~ '\S' then p_description end,
    'stage', odoo_seed.name_key(p_stage),
    'tags', odoo_seed.name_set(p_tags),
    'assignees', odoo_seed.text_set(p_assignees),
    'planned_hours', trim_scale(round(p_planned_hours, 2)),
    'deadline', to_char(p_deadline at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    'sequence', p_sequence,
    'milestone', odoo_seed.name_key(p_milestone),
    'parent', p_parent,
    'depends_on', odoo_seed.text_set(p_depends_on),
    'active', p_active
  ));
end
$$;
comment on function odoo_seed.task_document is
  'A task as the fields that are compared, names of others in their normal form. Seeds and '
  'shadows both pass through here; a missing key means "nothing said".';

create function odoo_seed.end_of_working_day(p_day date, p_time_zone text, p_ends time)
returns timestamptz
language sql
immutable
parallel safe
return (p_day + p_ends) at time zone p_time_zone;
comment on function odoo_seed.end_of_working_day is
  'The moment at which the work of a day ends in a time zone, summer time included: the meaning '
  'of a deadline that is a date.';

create function odoo_seed.task_seed(
  p_document jsonb, p_project_active boolean, p_deadline_date date, p_time_zone text,
  p_day_ends time
)
returns jsonb
language sql
stable
parallel safe
return case
  when p_project_active and p_deadline_date is null then p_document
  else p_document
    || case when p_project_active then '{}' else '{"active": false}'::jsonb end
    || case when p_deadline_date is null then '{}' else jsonb_build_object('deadline', to_char(
      odoo_seed.end_of_working_day(p_deadline_date, p_time_zone, p_day_ends) at time zone 'UTC',
      'YYYY-MM-DD HH24:MI:SS'
    )) end
end;
comment on function odoo_seed.task_seed is
  'A task''s document with what its project and its binding add: the tasks of an inactive project '
  'are inactive, and a date is the end of a working day. Inlined.';

create function odoo_seed.observed_document(p_document jsonb, p_unreadable jsonb)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_unreadable is null then
    return p_document;
  end if;
  return p_document || (
    select coalesce(jsonb_object_agg(field.key, case jsonb_typeof(field.value)
      when 'object' then field.value else jsonb_build_object('unreadable', field.value)
    end), '{}')
    from jsonb_each(p_unreadable - '{ref,state,written_at,written_by}'::text[]) field
  );
end
$$;
comment on function odoo_seed.observed_document is
  'The document of a record in Odoo with fields that could not be read: each is {"unreadable": '
  'why} or {"too_large": why}, which equal no value that a seed can have.';

revoke execute on function
  odoo_seed.project_document, odoo_seed.task_document, odoo_seed.end_of_working_day,
  odoo_seed.task_seed, odoo_seed.observed_document
from public;
grant execute on function
  odoo_seed.project_document, odoo_seed.task_document, odoo_seed.end_of_working_day,
  odoo_seed.task_seed, odoo_seed.observed_document
to service_role;
