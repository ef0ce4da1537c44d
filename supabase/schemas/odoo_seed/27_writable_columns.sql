-- What callers may say of a seed, as the tables have it.

create function odoo_seed.key_of(p_kind text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case p_kind when 'programs' then 'slug' else 'external_ref' end
$$;
comment on function odoo_seed.key_of is
  'The column that names a seed: of a programme its slug, of others the ref.';

create function odoo_seed.writable_columns(p_kind text)
returns table (name text, type text, needed boolean, default_value text, place int)
language sql
stable
set search_path = ''
as $$
  select a.attname, format_type(a.atttypid, null), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    a.attnum
  from pg_catalog.pg_attribute a
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = format('odoo_seed.%I', p_kind)::regclass and a.attnum > 0
    and not a.attisdropped and a.attgenerated = ''
    and a.attname <> all (array['id', 'created_at', 'changed_at', 'description_rendered',
      'rendered_from', 'odoo_project_id', 'odoo_task_id', 'sync_error', 'synced_at'])
$$;
comment on function odoo_seed.writable_columns is
  'The columns of programs, projects or tasks that callers write, in their order: needed is one '
  'that cannot be null. The others are the database''s own, and those of runs.';

create function odoo_seed.column_list(p_kind text, p_row text)
returns text
language sql
stable
set search_path = ''
as $$
  select string_agg(p_row || quote_ident(c.name), ', ' order by c.place)
  from odoo_seed.writable_columns(p_kind) c
$$;
comment on function odoo_seed.column_list is
  'The writable columns as SQL lists them, each after the name of a row with its dot.';

create function odoo_seed.seed_defaults(p_kind text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  defaults jsonb;
begin
  execute (
    select 'select jsonb_build_object('
      || string_agg(format('%L, %s', c.name, c.default_value), ', ') || ')'
    from odoo_seed.writable_columns(p_kind) c
    where c.default_value is not null
  ) into defaults;
  return defaults;
end
$$;
comment on function odoo_seed.seed_defaults is
  'What a new seed says where nobody said anything, as its table has it.';

create function odoo_seed.said_by(p_kind text, p_row jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_object_agg(c.name, p_row -> c.name)
  from odoo_seed.writable_columns(p_kind) c
$$;
comment on function odoo_seed.said_by is
  'Of a row of programs, projects or tasks, what callers may write.';

create function odoo_seed.rule_of(p_constraint text)
returns text
language sql
immutable
set search_path = ''
as $$
  select replace(p_constraint, '_', ' ')
$$;
comment on function odoo_seed.rule_of is
  'A constraint in words: those of seeds and bindings are named after what they demand.';

create function odoo_seed.checks_of(p_table regclass)
returns table (name text, condition text, field text)
language sql
stable
set search_path = ''
as $$
  select c.conname, pg_get_expr(c.conbin, c.conrelid), coalesce(
    -- A generated column is nobody's to correct.
    (
      select a.attname
      from unnest(c.conkey) with ordinality k (number, position)
      join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number
      where a.attgenerated = ''
      order by k.position
      limit 1
    ),
    case split_part(c.conname, '_', 1) when 'tags' then 'tag_names'
      when 'dependencies' then 'depends_on_refs' end)
  from pg_catalog.pg_constraint c
  where c.conrelid = p_table and c.contype = 'c'
$$;
comment on function odoo_seed.checks_of is
  'The checks of a table: name, condition, and the first of the columns that they look at.';

revoke execute on function
  odoo_seed.key_of, odoo_seed.writable_columns, odoo_seed.column_list, odoo_seed.seed_defaults,
  odoo_seed.said_by, odoo_seed.rule_of, odoo_seed.checks_of
from public;
grant execute on function
  odoo_seed.key_of, odoo_seed.writable_columns, odoo_seed.column_list, odoo_seed.seed_defaults,
  odoo_seed.said_by, odoo_seed.rule_of, odoo_seed.checks_of
to service_role;
