-- The schemas in $1 as text, one row an object, in an order that depends on names alone.
with namespaces as (
  select n.oid, n.nspname
  from pg_namespace n
  where n.nspname = any ($1::text[])
),
relations as (
  select c.oid, c.relkind, c.relacl, c.relowner, c.reloptions, c.relrowsecurity, n.nspname || '.' || c.relname as name
  from pg_class c
  join namespaces n on n.oid = c.relnamespace
  where c.relkind in ('r', 'v')
),
columns as (
  select
    a.attrelid,
    a.attnum,
    '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || case
        when a.attidentity = 'a' then ' generated always as identity'
        when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
        when d.oid is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid)
        else ''
      end as line
  from pg_attribute a
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
),
table_lines as (
  select c.attrelid as oid, 1 as part, to_char(c.attnum, '0000') as place, c.line from columns c
  union all
  select con.conrelid, 2, con.conname, '  constraint ' || con.conname || ' ' || pg_get_constraintdef(con.oid)
  from pg_constraint con
  where con.contype <> 't'
),
comments as (
  select
    d.objoid, d.classoid, d.objsubid,
    ' is ' || quote_literal(d.description) || ';' as said
  from pg_description d
),
grants as (
  select 'pg_class'::regclass as classoid, c.oid, acl.*
  from pg_class c
  cross join lateral aclexplode(c.relacl) acl
  where acl.grantee <> c.relowner
  union all
  select 'pg_proc'::regclass, p.oid, acl.*
  from pg_proc p
  cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl
  where acl.grantee <> p.proowner
  union all
  select 'pg_namespace'::regclass, n.oid, acl.*
  from pg_namespace n
  cross join lateral aclexplode(n.nspacl) acl
  where acl.grantee <> n.nspowner
),
granted as (
  select classoid, oid, string_agg(rights || ' to ' || who, ', ' order by who) as rights
  from (
    select
      g.classoid, g.oid,
      case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end as who,
      string_agg(lower(g.privilege_type), ', ' order by g.privilege_type) as rights
    from grants g
    group by g.classoid, g.oid, g.grantee
  ) each_role
  group by classoid, oid
),
objects as (
  select 1 as chapter, n.nspname as name, concat_ws(e'\n',
    format('create schema %I;', n.nspname),
    (select 'comment on schema ' || n.nspname || c.said from comments c
      where c.objoid = n.oid and c.classoid = 'pg_namespace'::regclass),
    (select format('-- grants: %s', g.rights) from granted g
      where g.oid = n.oid and g.classoid = 'pg_namespace'::regclass)
  ) as text
  from namespaces n
  union all
  select 2, n.nspname || '.' || t.typname, concat_ws(e'\n',
    format('create domain %s.%s as %s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod)),
    (select string_agg(format('  constraint %s %s', con.conname, pg_get_constraintdef(con.oid)), e'\n' order by con.conname)
      from pg_constraint con where con.contypid = t.oid) || ';',
    (select format('comment on domain %s.%s%s', n.nspname, t.typname, c.said) from comments c
      where c.objoid = t.oid and c.classoid = 'pg_type'::regclass)
  )
  from pg_type t
  join namespaces n on n.oid = t.typnamespace
  where t.typtype = 'd'
  union all
  select 3, r.name, concat_ws(e'\n',
    format('create table %s (', r.name),
    (select string_agg(l.line, e',\n' order by l.part, l.place collate "C") from table_lines l where l.oid = r.oid),
    ');',
    (select string_agg(pg_get_indexdef(i.indexrelid) || ';', e'\n' order by i.indexrelid::regclass::text collate "C")
      from pg_index i
      where i.indrelid = r.oid
        and not exists (select from pg_constraint con where con.conindid = i.indexrelid and con.contype in ('p', 'u'))),
    (select string_agg(pg_get_triggerdef(t.oid) || ';', e'\n' order by t.tgname)
      from pg_trigger t where t.tgrelid = r.oid and not t.tgisinternal),
    case when r.relrowsecurity then format('alter table %s enable row level security;', r.name) end,
    (select string_agg(format('-- policy %I for %s to %s', p.policyname, lower(p.cmd), p.roles), e'\n' order by p.policyname)
      from pg_policies p where p.schemaname || '.' || p.tablename = r.name),
    (select string_agg(
        'comment on ' || case when c.objsubid = 0 then 'table ' || r.name else 'column ' || r.name || '.' || a.attname end || c.said,
        e'\n' order by c.objsubid)
      from comments c
      left join pg_attribute a on a.attrelid = r.oid and a.attnum = c.objsubid
      where c.objoid = r.oid and c.classoid = 'pg_class'::regclass),
    (select format('-- grants: %s', g.rights) from granted g where g.oid = r.oid and g.classoid = 'pg_class'::regclass)
  )
  from relations r
  where r.relkind = 'r'
  union all
  select 4, r.name, concat_ws(e'\n',
    format('create view %s%s as', r.name, ' with (' || array_to_string(r.reloptions, ', ') || ')'),
    pg_get_viewdef(r.oid, true),
    (select string_agg(
        'comment on ' || case when c.objsubid = 0 then 'view ' || r.name else 'column ' || r.name || '.' || a.attname end || c.said,
        e'\n' order by c.objsubid)
      from comments c
      left join pg_attribute a on a.attrelid = r.oid and a.attnum = c.objsubid
      where c.objoid = r.oid and c.classoid = 'pg_class'::regclass),
    (select format('-- grants: %s', g.rights) from granted g where g.oid = r.oid and g.classoid = 'pg_class'::regclass)
  )
  from relations r
  where r.relkind = 'v'
  union all
  select 5, n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', concat_ws(e'\n',
    rtrim(pg_get_functiondef(p.oid), e'\n') || ';',
    (select format('comment on function %s.%s%s', n.nspname, p.proname, c.said) from comments c
      where c.objoid = p.oid and c.classoid = 'pg_proc'::regclass),
    (select format('-- grants: %s', g.rights) from granted g where g.oid = p.oid and g.classoid = 'pg_proc'::regclass)
  )
  from pg_proc p
  join namespaces n on n.oid = p.pronamespace
)
select text from objects order by chapter, name collate "C"
