-- Schemas whose tables and views are watched, and what is known of them.

create table ops.watched_schemas (
  schema text primary key,
  tenant text,
  known_at timestamptz,
  constraint watched_schema_must_be_named check (schema ~ '\S')
);
comment on table ops.watched_schemas is
  'Schemas whose tables and views Superset may read: their changes are announced. public is one, '
  'and each tenant''s; a row more has another one watched.';
comment on column ops.watched_schemas.tenant is
  'The slug of the tenant whose schema it is, if any.';
comment on column ops.watched_schemas.known_at is
  'Since when what is in it is known. Null: it is looked at the next time, and what is there then '
  'is no change.';
alter table ops.watched_schemas enable row level security;
grant select, insert, update, delete, maintain on ops.watched_schemas to service_role;
insert into ops.watched_schemas (schema) values ('public');

create table ops.known_relations (
  schema text not null,
  name text not null,
  relation oid not null,
  kind text not null,
  columns jsonb not null,
  definition text,
  primary key (schema, name),
  constraint known_relation_must_be_watched foreign key (schema)
    references ops.watched_schemas (schema) on update cascade on delete cascade,
  constraint known_kind_must_be_known check (
    kind in ('table', 'view', 'materialized view', 'foreign table')
  ),
  constraint known_columns_must_be_a_list check (jsonb_typeof(columns) = 'array')
);
comment on table ops.known_relations is
  'The watched tables and views as they were last announced. What differs now is a change.';
comment on column ops.known_relations.relation is
  'Its oid: by it a table is found again that has another name now.';
comment on column ops.known_relations.columns is
  'Its columns in their order: [{"name", "type", "nullable"}].';
comment on column ops.known_relations.definition is 'A digest of a view''s query; null of a table.';
create index known_relations_by_oid on ops.known_relations (relation);
alter table ops.known_relations enable row level security;
grant select, insert, update, delete, maintain on ops.known_relations to service_role;

create function ops.columns_of(p_relation oid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('name', a.attname,
    'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull)
    order by a.attnum), '[]')
  from pg_catalog.pg_attribute a
  where a.attrelid = p_relation and a.attnum > 0 and not a.attisdropped
$$;
comment on function ops.columns_of is
  'The columns of a table or view, as ops.known_relations has them.';

create function ops.present_relations()
returns setof ops.known_relations
language sql
stable
rows 1000
set search_path = ''
as $$
  select w.schema, c.relname, c.oid,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
      when 'f' then 'foreign table' else 'table' end,
    ops.columns_of(c.oid),
    case when c.relkind in ('v', 'm') then md5(pg_catalog.pg_get_viewdef(c.oid)) end
  from ops.watched_schemas w
  join pg_catalog.pg_namespace n on n.nspname = w.schema
  join pg_catalog.pg_class c on c.relnamespace = n.oid
  -- A partition is read through its table; what an extension brought is nobody's data.
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
    and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
$$;
comment on function ops.present_relations is
  'The tables and views of the watched schemas as they are now: partitions and what extensions '
  'brought are left out. Rights, comments and indexes are none of it.';

create function ops.watch_schema(p_schema text, p_tenant text)
returns void
language sql
set search_path = ''
as $$
  insert into ops.watched_schemas (schema, tenant, known_at)
  values (p_schema, p_tenant, clock_timestamp())
  on conflict (schema) do update set tenant = excluded.tenant
$$;
comment on function ops.watch_schema is
  'Has a new schema of a tenant watched: all that is in it is new. One that is watched already '
  'becomes the tenant''s.';

create function ops.begin_watching()
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- What was restored is the same under another oid.
  update ops.known_relations k set relation = p.relation
  from ops.present_relations() p
  where (k.schema, k.name, k.kind, k.columns) = (p.schema, p.name, p.kind, p.columns)
    and k.relation <> p.relation;
  if not exists (select from ops.watched_schemas w where w.known_at is null) then
    return;
  end if;
  insert into ops.known_relations
  select p.* from ops.present_relations() p
  join ops.watched_schemas w on w.schema = p.schema
  where w.known_at is null
  on conflict (schema, name) do nothing;
  update ops.watched_schemas set known_at = clock_timestamp() where known_at is null;
end
$$;
comment on function ops.begin_watching is
  'Takes what is in schemas that are newly watched for known, so that nobody is told of it; and '
  'finds again what was restored.';

-- What is there already is no change; the same row on every machine.
select ops.begin_watching();
update ops.watched_schemas set known_at = '-infinity';

revoke execute on function
  ops.columns_of, ops.present_relations, ops.watch_schema, ops.begin_watching
from public;
grant execute on function
  ops.columns_of, ops.present_relations, ops.watch_schema, ops.begin_watching
to service_role;
