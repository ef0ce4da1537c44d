-- Files of seeds become rows to be judged.

create function odoo_seed.uploaded_text(p_upload uuid, p_caller text)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(ltrim(string_agg(u.text, '' order by u.part), U&'\FEFF'), '')
  from odoo_seed.uploads u
  where u.upload = p_upload and u.caller = p_caller
$$;
comment on function odoo_seed.uploaded_text is
  'A file that a caller has sent in parts, without a byte order mark.';

create function odoo_seed.stage_lines(p_upload uuid, p_kind text, p_text text, p_careful boolean)
returns int
language plpgsql
set search_path = ''
as $$
declare
  staged int;
begin
  insert into odoo_seed.staged_seeds (upload, line, kind, key, said)
  select p_upload, l.number, coalesce(r.said ->> 'kind', p_kind, ''), r.said ->> case
    coalesce(r.said ->> 'kind', p_kind) when 'programs' then 'slug' else 'external_ref' end,
    r.said - 'kind'
  from string_to_table(p_text, E'\n') with ordinality l (text, number)
  -- Read once, not for each mention.
  cross join lateral (select l.text::jsonb as said offset 0) r
  where l.text ~ '^\s*\{'
    and case when p_careful then pg_input_is_valid(l.text, 'jsonb') else true end;
  get diagnostics staged = row_count;
  return staged;
end
$$;
comment on function odoo_seed.stage_lines is
  'Stages the lines of a file that begin as objects of JSON, and returns how many; if careful, '
  'those that are none are left out.';

create function odoo_seed.stage_ndjson(p_upload uuid, p_kind text, p_text text)
returns table (line int, field text, rule text)
language plpgsql
set search_path = ''
as $$
declare
  staged int;
begin
  begin
    staged := odoo_seed.stage_lines(p_upload, p_kind, p_text, false);
  exception when data_exception then
    staged := odoo_seed.stage_lines(p_upload, p_kind, p_text, true);
  end;
  if staged < regexp_count(p_text, '^.*\S.*$', 1, 'n') then
    return query
    select l.number::int, null::text, 'must be an object of JSON in one line'
    from string_to_table(p_text, E'\n') with ordinality l (text, number)
    where l.text ~ '\S' and not exists (select from odoo_seed.staged_seeds s
      where s.upload = p_upload and s.line = l.number);
  end if;
end
$$;
comment on function odoo_seed.stage_ndjson is
  'Stages the lines of a file, each an object; kind is one of its members, or that of the whole '
  'file. Returns the lines that are none.';

create function odoo_seed.stage_csv(p_upload uuid, p_kind text, p_text text)
returns table (line int, field text, rule text)
language plpgsql
set search_path = ''
as $$
declare
  names constant text[] := coalesce(odoo_seed.csv_fields(
    (select r.record from odoo_seed.csv_records(left(p_text, 10000)) r where r.line = 1)), '{}');
  lists constant text[] := array(select c.name from odoo_seed.writable_columns(p_kind) c
    where c.name = any (names) and c.type = 'text[]');
  -- An empty field of what cannot be empty says nothing.
  given constant text[] := array(select c.name from odoo_seed.writable_columns(p_kind) c
    where c.name = any (names) and c.needed and c.default_value is not null);
begin
  if array_position(names, null) is not null
    or cardinality(names) > (select count(distinct name) from unnest(names) name) then
    return query select 1, null::text, 'must name each column once';
    return;
  end if;
  return query
  with records as materialized (
    select r.line, odoo_seed.csv_fields(r.record) as fields
    from odoo_seed.csv_records(p_text) r
    where r.line > 1 and r.record <> ''
  ), staged as (
    insert into odoo_seed.staged_seeds (upload, line, kind, key, said)
    select p_upload, r.line, p_kind, o.said ->> odoo_seed.key_of(p_kind),
      case when lists = '{}' then o.said else o.said || (
        select jsonb_object_agg(name, odoo_seed.csv_list(o.said ->> name)) from unnest(lists) name)
      end - case when given = '{}' then given else array(
        select name from unnest(given) name where o.said -> name = 'null') end
    from records r
    cross join lateral (select jsonb_object(names, r.fields) as said) o
    where case when cardinality(r.fields) = cardinality(names) then true else false end
  )
  select r.line, null::text, case when r.fields is null
    then 'must close its quotes, and double those within'
    else format('must have %s fields, not %s', cardinality(names), cardinality(r.fields)) end
  from records r
  where cardinality(r.fields) is distinct from cardinality(names);
end
$$;
comment on function odoo_seed.stage_csv is
  'Stages the records of a file whose first line names the columns. Returns the lines that do not '
  'fit.';

revoke execute on function
  odoo_seed.uploaded_text, odoo_seed.stage_lines, odoo_seed.stage_ndjson, odoo_seed.stage_csv
from public;
grant execute on function
  odoo_seed.uploaded_text, odoo_seed.stage_lines, odoo_seed.stage_ndjson, odoo_seed.stage_csv
to service_role;
