-- CSV (RFC 4180), read and written.

create function odoo_seed.csv_records(p_text text)
returns table (line int, record text)
language sql
immutable
set search_path = ''
as $$
  with lines as (
    select text, number,
      -- A line break within quotes ends no record.
      sum(length(text) - length(replace(text, '"', ''))) over (order by number) % 2 as open
    from string_to_table(rtrim(p_text, E'\r\n'), E'\n') with ordinality l (text, number)
  ), begun as (
    select text, number, coalesce(lag(open) over (order by number), 0) = 0 as begins from lines
  ), numbered as (
    select text, number, count(*) filter (where begins) over (order by number) as line from begun
  )
  select n.line::int, regexp_replace(string_agg(n.text, E'\n' order by n.number), E'\r$', '')
  from numbered n
  group by n.line
$$;
comment on function odoo_seed.csv_records is
  'The records of a CSV text with their places, the line of names being 1.';

create function odoo_seed.csv_fields(p_record text)
returns text[]
language sql
immutable
parallel safe
set search_path = ''
as $$
  select case when strpos(p_record, '"') = 0 then array(
      select nullif(field, '')
      from unnest(string_to_array(p_record, ',')) with ordinality f (field, position)
      order by position)
    else (
      select case when sum(length(found[1]) + 1) = length(p_record) + 1 then array_agg(
        case when found[1] like '"%' then replace(substr(found[1], 2, length(found[1]) - 2),
          '""', '"') else nullif(found[1], '') end) end
      from regexp_matches(',' || p_record, ',("(?:[^"]|"")*"|[^,"]*)', 'g') found)
  end
$$;
comment on function odoo_seed.csv_fields is
  'The fields of a record of CSV; null for one whose quotes do not match. An empty field is null, '
  'an empty one in quotes is an empty text.';

create function odoo_seed.csv_field(p_value text)
returns text
language sql
immutable
parallel safe
return case
  when p_value is null then ''
  when p_value = '' or p_value ~ '[",\r\n]' then '"' || replace(p_value, '"', '""') || '"'
  else p_value
end;
comment on function odoo_seed.csv_field is 'The inverse of csv_fields() for one field. Inlined.';

create function odoo_seed.csv_list(p_field text)
returns jsonb
language sql
immutable
parallel safe
return case
  when p_field is null then 'null'
  when p_field not like '[%' then to_jsonb(string_to_array(p_field, ';'))
  when pg_input_is_valid(p_field, 'jsonb') then p_field::jsonb
  else to_jsonb(p_field)
end;
comment on function odoo_seed.csv_list is
  'A list as a field of CSV has it: with semicolons between, or as JSON. What begins as JSON and '
  'is none stays a text, which is no list. Inlined.';

create function odoo_seed.csv_list_field(p_items text[])
returns text
language sql
immutable
parallel safe
return case
  when p_items is null then null
  when array_to_string(p_items, '') !~ ';' and array_position(p_items, '') is null
    and cardinality(p_items) > 0 and p_items[1] not like '[%' then array_to_string(p_items, ';')
  else to_jsonb(p_items)::text
end;
comment on function odoo_seed.csv_list_field is 'The inverse of csv_list(). Inlined.';

revoke execute on function
  odoo_seed.csv_records, odoo_seed.csv_fields, odoo_seed.csv_field, odoo_seed.csv_list,
  odoo_seed.csv_list_field
from public;
grant execute on function
  odoo_seed.csv_records, odoo_seed.csv_fields, odoo_seed.csv_field, odoo_seed.csv_list,
  odoo_seed.csv_list_field
to service_role;
