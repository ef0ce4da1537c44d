-- Errors of seeds in words: what is wrong, and the nearest right value.

create function odoo_seed.nearest_address(p_text text)
returns text
language sql
stable
set search_path = ''
as $$
  with words as (
    select word
    from regexp_split_to_table(lower(p_text), '[^[:alnum:]]+') word
    where char_length(word) > 1
  )
  select coalesce(
    substring(p_text from '[^\s@<>,;]+@[^\s@<>,;]+'),
    (
      select n.name
      from odoo_seed.shadow_names n
      cross join lateral (select count(*) as n from words w where strpos(n.name, w.word) > 0) shared
      where n.kind = 'user' and n.odoo_id is not null and n.name like '%_@_%' and shared.n > 0
      order by shared.n desc, n.name
      limit 1
    )
  )
$$;
comment on function odoo_seed.nearest_address is
  'The address within a text; else the one in any Odoo that shares most words with it. Null: '
  'there is none.';

create function odoo_seed.refuse_address()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  said constant jsonb := to_jsonb(new) -> tg_argv[0];
  wrong text;
  nearest text;
begin
  select coalesce(item, 'null') into wrong
  from jsonb_array_elements_text(
    case jsonb_typeof(said) when 'array' then said else jsonb_build_array(said) end) item
  where (item ~ '^[^\s@]+@[^\s@]+$') is not true
  limit 1;
  nearest := odoo_seed.nearest_address(wrong);
  raise exception 'Cannot store %: % in % is no address (%)',
    ops.quoted(to_jsonb(new) ->> 'external_ref'), ops.quoted(wrong), tg_argv[0], tg_argv[1]
    using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
      column = tg_argv[0],
      constraint = tg_argv[1],
      hint = coalesce('Write ' || ops.quoted(nearest) || '.',
        'Write the address of an active internal user in Odoo.');
end
$$;
comment on function odoo_seed.refuse_address is
  'Raises before the constraint does, with the nearest address as a hint. Takes the column and '
  'the constraint.';
-- The conditions call no function: whoever may not write is refused by row-level security.
create trigger refuse_address before insert or update of manager_email on odoo_seed.projects
for each row when (new.manager_email !~ '^[^\s@]+@[^\s@]+$')
execute function odoo_seed.refuse_address('manager_email', 'manager_must_be_an_address');
create trigger refuse_address before insert or update of assignee_email on odoo_seed.tasks
for each row when (new.assignee_email !~ '^[^\s@]+@[^\s@]+$')
execute function odoo_seed.refuse_address('assignee_email', 'assignee_must_be_an_address');
create trigger refuse_addresses before insert or update of assignee_emails on odoo_seed.tasks
for each row when (
  array_position(new.assignee_emails, null) is not null
  or cardinality(new.assignee_emails)
    <> regexp_count(array_to_string(new.assignee_emails, ' '), '\S+')
  or array_to_string(new.assignee_emails, ' ') !~ '^([^\s@]+@[^\s@]+( [^\s@]+@[^\s@]+)*)?$'
)
execute function odoo_seed.refuse_address('assignee_emails', 'assignees_must_be_addresses');

create function odoo_seed.refuse_padded_ref()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  row_is constant jsonb := to_jsonb(new);
  said constant text := row_is ->> tg_argv[0];
  meant constant text := odoo_seed.name_key(said);
  known boolean;
begin
  if not odoo_seed.is_padded(said) then
    return new;
  end if;
  execute format('select exists (select from odoo_seed.%I where %I = $1)', tg_argv[1], tg_argv[2])
    into known using meant;
  raise exception 'Cannot store %: % in % is padded with something that nobody sees (%)',
    ops.quoted(coalesce(row_is ->> 'external_ref', row_is ->> 'slug')), ops.quoted(said),
    tg_argv[0], tg_argv[3]
    using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name,
      column = tg_argv[0],
      constraint = tg_argv[3],
      hint = case when known then format('Write %s.', ops.quoted(meant))
        else format('Write one that odoo_seed.%I has; %s is none, either.', tg_argv[1],
          ops.quoted(meant)) end;
end
$$;
comment on function odoo_seed.refuse_padded_ref is
  'Raises before the foreign key, which says that "CLOSE " is not there, and leaves people '
  'looking at "CLOSE". Takes the column, what it refers to, and the constraint. No ref is padded, '
  'so no padded one can be there.';
create trigger refuse_padded_ref before insert or update of parent_slug on odoo_seed.programs
for each row when (left(new.parent_slug, 1) !~ '[!-~]' or right(new.parent_slug, 1) !~ '[!-~]')
execute function odoo_seed.refuse_padded_ref('parent_slug', 'programs', 'slug',
  'programs_parent_slug_fkey');
create trigger refuse_padded_ref before insert or update of program_slug on odoo_seed.projects
for each row when (left(new.program_slug, 1) !~ '[!-~]' or right(new.program_slug, 1) !~ '[!-~]')
execute function odoo_seed.refuse_padded_ref('program_slug', 'programs', 'slug',
  'projects_program_slug_fkey');
create trigger refuse_padded_ref before insert or update of project_external_ref on odoo_seed.tasks
for each row
  when (left(new.project_external_ref, 1) !~ '[!-~]'
    or right(new.project_external_ref, 1) !~ '[!-~]')
execute function odoo_seed.refuse_padded_ref(
  'project_external_ref', 'projects', 'external_ref', 'tasks_project_external_ref_fkey');
create trigger refuse_padded_parent
before insert or update of parent_external_ref on odoo_seed.tasks
for each row
  when (left(new.parent_external_ref, 1) !~ '[!-~]' or right(new.parent_external_ref, 1) !~ '[!-~]')
execute function odoo_seed.refuse_padded_ref(
  'parent_external_ref', 'tasks', 'external_ref', 'tasks_parent_external_ref_fkey');

revoke execute on function
  odoo_seed.nearest_address, odoo_seed.refuse_address, odoo_seed.refuse_padded_ref
from public;
grant execute on function odoo_seed.nearest_address to service_role;
