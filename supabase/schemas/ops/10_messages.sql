-- Names and values as messages show them.

create schema ops;
comment
  on schema ops is 'How the platform reaches the systems it runs: bindings to Odoo databases.';
grant usage on schema ops to service_role;

create function ops.quoted(p_value text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select to_json(case when length(p_value) > 80 then left(p_value, 80) || '…'
    else p_value end)::text
$$;
comment on function ops.quoted is
  'A name or value as messages show it: in double quotes, as JSON has them, cut if it is very '
  'long.';

create function ops.all_quoted(p_values text[])
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select string_agg(ops.quoted(value), ', ' order by position)
  from unnest(p_values) with ordinality item (value, position)
$$;
comment on function ops.all_quoted is
  'Several names or values as messages show them, with commas between.';

revoke execute on function ops.quoted, ops.all_quoted from public;
grant execute on function ops.quoted, ops.all_quoted to service_role;
