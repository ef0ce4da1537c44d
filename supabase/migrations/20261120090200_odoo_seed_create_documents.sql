-- Documents: a project and a task as the fields that are compared, the same for both sides.
set lock_timeout = '5s';
set statement_timeout = '60s';

create schema odoo_seed;
comment on schema odoo_seed is
  'What should be in Odoo (programs, projects, tasks), what was last seen there (shadow_*), and what would change (v_plan).';

create function odoo_seed.name_key(p_name text)
returns text
language sql
immutable
parallel safe
return case
  when p_name collate "C" ~ '^[!-~]+( [!-~]+)*$' then p_name
  else btrim(regexp_replace(
    normalize(regexp_replace(p_name, '[\u200B\u2060\uFEFF]', '', 'g'), nfc),
    '[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g'))
end;
comment on function odoo_seed.name_key is
  'The normal form of a name by which a record is found: composed (NFC), white space of any kind as single spaces and none around, nothing that has no width. Capitals count. Its body is bound at creation and inlined; most names go through as they are. nameKey() of the functions does the same.';

create function odoo_seed.name_keys(p_names text[])
returns text[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_names is null then
    return null;
  end if;
  return array(select odoo_seed.name_key(item.name) from unnest(p_names) with ordinality item (name, position) order by item.position);
end
$$;
comment on function odoo_seed.name_keys is 'name_key() of each of a list, in its order. Null stays null.';

create function odoo_seed.is_padded(p_text text)
returns boolean
language sql
immutable
parallel safe
return odoo_seed.name_key(left(p_text, 1)) = '' or odoo_seed.name_key(right(p_text, 1)) = '';
comment on function odoo_seed.is_padded is 'Whether a text is empty, or begins or ends with white space of any kind or with something that has no width.';

create function odoo_seed.text_set(p_items text[])
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  -- Aggregating costs 7 us a call, so the sets that are in order already go straight through.
  if cardinality(p_items) < 2
    or (cardinality(p_items) = 2 and p_items[1] collate "C" < p_items[2] collate "C") then
    return to_jsonb(p_items);
  end if;
  return (
    select jsonb_agg(distinct item collate "C" order by item collate "C") from unnest(p_items) item
  );
end
$$;
comment on function odoo_seed.text_set is 'A list as a JSON set: sorted, without doubles, so that two equal sets compare equal. Null stays null.';

create function odoo_seed.name_set(p_names text[])
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  -- As in text_set(), and no call more: a task has few tags.
  if p_names = '{}' then
    return '[]';
  elsif cardinality(p_names) = 1 then
    return to_jsonb(array[odoo_seed.name_key(p_names[1])]);
  elsif cardinality(p_names) = 2
    and odoo_seed.name_key(p_names[1]) collate "C" < odoo_seed.name_key(p_names[2]) collate "C" then
    return to_jsonb(array[odoo_seed.name_key(p_names[1]), odoo_seed.name_key(p_names[2])]);
  end if;
  return (
    select jsonb_agg(distinct odoo_seed.name_key(name) collate "C" order by odoo_seed.name_key(name) collate "C")
    from unnest(p_names) name
  );
end
$$;
comment on function odoo_seed.name_set is 'text_set() of names in their normal form. Null stays null.';

create function odoo_seed.assignee_set(p_email text, p_emails text[])
returns text[]
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if p_email is null and p_emails is null then
    return null;
  end if;
  return (
    select coalesce(array_agg(distinct lower(odoo_seed.name_key(email))), '{}')
    from unnest(array_append(p_emails, p_email)) email
    where email is not null
  );
end
$$;
comment on function odoo_seed.assignee_set is 'assignee_email and assignee_emails as one list of lower-case addresses; null when the seed says nothing.';

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
  'A project as the fields that are compared, names in their normal form. Seeds and shadows both pass through here; a missing key means "nothing said".';

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
  'A task as the fields that are compared, names of others in their normal form. Seeds and shadows both pass through here; a missing key means "nothing said".';

create function odoo_seed.end_of_working_day(p_day date, p_time_zone text, p_ends time)
returns timestamptz
language sql
immutable
parallel safe
return (p_day + p_ends) at time zone p_time_zone;
comment on function odoo_seed.end_of_working_day is
  'The moment at which a day''s work ends in a time zone, summer time included: what a deadline means that is said as a date.';

create function odoo_seed.task_seed(
  p_document jsonb, p_project_active boolean, p_deadline_date date, p_time_zone text, p_day_ends time
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
      odoo_seed.end_of_working_day(p_deadline_date, p_time_zone, p_day_ends) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'
    )) end
end;
comment on function odoo_seed.task_seed is
  'A task''s document with what its project and its binding add: an inactive project has inactive tasks, and a date is the end of a working day. Inlined.';

create function odoo_seed.text_html(p_text text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  body text := regexp_replace(p_text, E'\r\n?', E'\n', 'g');
  -- Without it a browser shows several spaces, or a tab, as one.
  opening text := case when p_text ~ E'\t|  |(^|\n|\r) ' then '<p style="white-space: pre-wrap">' else '<p>' end;
begin
  body := regexp_replace(body, E'[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]', '', 'g');
  body := regexp_replace(regexp_replace(body, '^(\s*\n)+', ''), '\s+$', '');
  if body = '' then
    return null;
  end if;
  body := replace(replace(replace(replace(body, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), U&'\00A0', '&nbsp;');
  body := replace(replace(body, E'\n\n', '</p>' || opening), E'\n', '<br>');
  return replace(opening || body || '</p>', opening || '</p>', opening || '<br></p>');
end
$$;
comment on function odoo_seed.text_html is
  'Plain text as the HTML that shows exactly its characters, in the form in which Odoo keeps it: blank lines part paragraphs, other line breaks stay. Control characters and outer blank lines are left out; null for a text without a character.';

create function odoo_seed.description_html(p_description text, p_format text, p_rendered text)
returns text
language sql
immutable
parallel safe
return case
  when p_format = 'html' or p_description is null or p_description !~ '\S' then p_description
  when p_format = 'text' then odoo_seed.text_html(p_description)
  else coalesce(p_rendered, odoo_seed.text_html(p_description))
end;
comment on function odoo_seed.description_html is 'A description as Odoo gets it, which is HTML; Markdown that no run has rendered yet as its characters. Its body is bound at creation and inlined.';

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
  'The document of a record in Odoo of which some fields could not be read: each is {"unreadable": why} or {"too_large": why}, which equal no value that a seed can have.';

grant usage on schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;