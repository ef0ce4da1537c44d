-- What is wrong with staged rows by themselves.

create function odoo_seed.value_fault(p_type text, p_value jsonb)
returns text
language sql
stable
parallel safe
return case
  when p_type = 'text[]' then case when jsonb_typeof(p_value) <> 'array'
    or p_value @? '$[*] ? (@.type() != "string")' then 'must be a list of texts' end
  when p_type in ('text', 'odoo_seed.external_ref') and jsonb_typeof(p_value) <> 'string'
    then 'must be text'
  when p_type = 'odoo_seed.external_ref' and not pg_input_is_valid(p_value #>> '{}', p_type)
    then 'must have 1 to 255 characters, and no white space around them'
  when p_type = 'boolean' and not pg_input_is_valid(p_value #>> '{}', p_type)
    then 'must be true or false'
  when p_type in ('integer', 'numeric') and not pg_input_is_valid(p_value #>> '{}', p_type)
    then case p_type when 'integer' then 'must be a whole number' else 'must be a number' end
  -- "tomorrow" is a date to PostgreSQL, too.
  when p_type = 'date' and not (p_value #>> '{}' ~ '^\d{4}-\d\d-\d\d$'
    and pg_input_is_valid(p_value #>> '{}', p_type)) then 'must be a date, as in 2026-01-31'
  when p_type like 'timestamp%' and not (p_value #>> '{}' ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d'
    and pg_input_is_valid(p_value #>> '{}', p_type))
    then 'must be a moment, as in 2026-01-31T17:00:00Z'
end;
comment on function odoo_seed.value_fault is
  'The rule that a value breaks which is to go into a column of a type; null for none. Inlined.';

create function odoo_seed.doubt(p_column text, p_type text, p_needed boolean)
returns text
language sql
immutable
set search_path = ''
as $$
  select format(case
    when p_type = 'text' then $a$jsonb_typeof(said -> %1$L) not in ('string', 'null')$a$
    when p_type = 'odoo_seed.external_ref'
      then $a$jsonb_typeof(said -> %1$L) <> 'string' or said ->> %1$L !~ '^[!-~]+$'
        or char_length(said ->> %1$L) > 255$a$
    when p_type = 'text[]' then $a$said -> %1$L <> 'null' and (jsonb_typeof(said -> %1$L) <> 'array'
      or said -> %1$L @? '$[*] ? (@.type() != "string")')$a$
    when p_type = 'date' then $a$not (pg_input_is_valid(said ->> %1$L, %2$L)
      and said ->> %1$L ~ '^\d{4}-\d\d-\d\d$')$a$
    when p_type like 'timestamp%' then $a$not (pg_input_is_valid(said ->> %1$L, %2$L)
      and said ->> %1$L ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d')$a$
    else $a$not pg_input_is_valid(said ->> %1$L, %2$L)$a$
  end || case when p_needed then $a$ or said -> %1$L = 'null'$a$ else '' end, p_column, p_type)
$$;
comment on function odoo_seed.doubt is
  'What makes it worth to look closely at what a row says of a column, in SQL that costs little.';

create function odoo_seed.value_faults(p_upload uuid, p_kind text)
returns table (line int, field text, rule text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query execute format(
    $query$
      select d.line, m.key, case when c.name is null then 'is not known here'
        when m.value = 'null' then 'must not be null'
        else odoo_seed.value_fault(c.type, m.value) end
      from (
        select s.line, s.said from odoo_seed.staged_seeds s
        where s.upload = $1 and s.kind = $2 and (said - $3 <> '{}' or %s)
      ) d
      cross join lateral jsonb_each(d.said) m
      left join odoo_seed.writable_columns($2) c on c.name = m.key
      where case when c.name is null then true
        when m.value = 'null' then c.needed
        else odoo_seed.value_fault(c.type, m.value) is not null end
    $query$, (
      select string_agg(odoo_seed.doubt(c.name, c.type, c.needed), ' or ')
      from odoo_seed.writable_columns(p_kind) c))
  using p_upload, p_kind, array(select c.name from odoo_seed.writable_columns(p_kind) c);
end
$$;
comment on function odoo_seed.value_faults is
  'Members of staged rows that are no columns, and values that their columns cannot take.';

create function odoo_seed.missing_faults(p_upload uuid, p_kind text)
returns table (line int, field text, rule text)
language plpgsql
stable
set search_path = ''
as $$
declare
  key constant text := odoo_seed.key_of(p_kind);
  demanded constant text[] := array(select c.name from odoo_seed.writable_columns(p_kind) c
    where c.needed and c.default_value is null);
begin
  return query execute format(
    $query$
      select s.line, name, 'is required'
      from odoo_seed.staged_seeds s
      cross join unnest($2) name
      where s.upload = $1 and s.kind = %1$L and not s.said ?& $2 and not s.said ? name
        and (s.key is null or not exists (select from odoo_seed.%1$I t where t.%2$I = s.key))
    $query$, p_kind, key) using p_upload, demanded;
  return query
  select twice.line, key, format('is in row %s, too', twice.first)
  from (
    select s.line, min(s.line) over (partition by s.key) as first
    from odoo_seed.staged_seeds s
    where s.upload = p_upload and s.kind = p_kind and s.key is not null
  ) twice
  where twice.line > twice.first;
end
$$;
comment on function odoo_seed.missing_faults is
  'What staged rows have to say of themselves: what a new seed needs, and each one once.';

create function odoo_seed.check_faults(p_upload uuid, p_kind text, p_but int[])
returns table (line int, field text, rule text)
language plpgsql
stable
set search_path = ''
as $$
declare
  target constant regclass := format('odoo_seed.%I', p_kind)::regclass;
  document constant text := (
    select pg_get_expr(d.adbin, d.adrelid) from pg_catalog.pg_attrdef d
    join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = target and a.attgenerated <> ''
  );
  broken constant text := (
    select string_agg(format('case when (%s) is false then %L end', c.condition, c.name), ', ')
    from odoo_seed.checks_of(target) c
  );
begin
  return query execute format(
    $query$
      select broken.line, c.field, odoo_seed.rule_of(c.name)
      from (
        select line, unnest(array_remove(array[%1$s], null)) as name
        from (
          select said.*, %2$s as document
          from (
            select merged.line, %3$s
            from (
              -- One record a row: offset keeps it from being made again for each column.
              select s.line, jsonb_populate_record(t,
                case when t.id is null then $2 || s.said else s.said end) as r
              from odoo_seed.staged_seeds s
              left join %4$s t on t.%5$I = s.key
              where s.upload = $1 and s.kind = %6$L and s.line not in (select unnest($3))
              offset 0
            ) merged
          ) said
        ) whole
      ) broken
      join odoo_seed.checks_of(%4$L) c on c.name = broken.name
    $query$, broken, coalesce(document, 'null'), odoo_seed.column_list(p_kind, '(merged.r).')
      || case when document is null then '' else ', (merged.r).description_rendered' end,
    target, odoo_seed.key_of(p_kind), p_kind)
  using p_upload, odoo_seed.seed_defaults(p_kind), p_but;
end
$$;
comment on function odoo_seed.check_faults is
  'The checks of the table that staged rows would break, all of them; but for some lines, whose '
  'values do not fit their columns.';

revoke execute on function
  odoo_seed.value_fault, odoo_seed.doubt, odoo_seed.value_faults, odoo_seed.missing_faults,
  odoo_seed.check_faults
from public;
grant execute on function
  odoo_seed.value_fault, odoo_seed.doubt, odoo_seed.value_faults, odoo_seed.missing_faults,
  odoo_seed.check_faults
to service_role;
