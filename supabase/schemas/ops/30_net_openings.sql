-- Rights on pg_net: every login role may read, forge and answer calls while its schema is open.

create function ops.net_openings()
returns setof text
language sql
stable
set search_path = ''
as $$
  with net as (
    select oid, nspacl, nspowner from pg_catalog.pg_namespace where nspname = 'net'
  ), granted (what, acl) as (
    select 'schema net', coalesce(n.nspacl, acldefault('n', n.nspowner)) from net n
    union all
    select format('net.%s', c.relname),
      coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r' end,
        c.relowner))
    from net n
    join pg_catalog.pg_class c
      on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select format('net.%s.%s', c.relname, a.attname), a.attacl
    from net n
    join pg_catalog.pg_class c on c.relnamespace = n.oid
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attacl is not null
    union all
    select format('net.%s()', p.proname), coalesce(p.proacl, acldefault('f', p.proowner))
    from net n
    join pg_catalog.pg_proc p on p.pronamespace = n.oid
  ), open (what, opening) as (
    select g.what,
      string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) || ' on ' || g.what
    from granted g
    cross join lateral aclexplode(g.acl) a
    where a.grantee = 0
    group by g.what
    union all
    -- What was hung there while it was open runs on, as pg_net's worker.
    select format('net.%s', c.relname), format('trigger %s on net.%s', t.tgname, c.relname)
    from net n
    join pg_catalog.pg_class c on c.relnamespace = n.oid
    join pg_catalog.pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
    where not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_trigger'::regclass and d.objid = t.oid and d.deptype = 'e'
    )
  )
  select o.opening from open o order by o.what = 'schema net' desc, o.what, o.opening
$$;
comment on function ops.net_openings is
  'What PUBLIC, so every login, may do with schema net and all that is in it, and the triggers '
  'that somebody created there; no row: it is closed. pg_net''s own script grants all of it, and '
  'only its owner, supabase_admin, can revoke that.';

create function ops.net_is_closed()
returns boolean
language sql
stable
set search_path = ''
as $$
  select not exists (select from ops.net_openings())
$$;
comment on function ops.net_is_closed is
  'Whether PUBLIC has no right in schema net, see net_openings().';

revoke execute on function ops.net_openings, ops.net_is_closed from public;
grant execute on function ops.net_openings, ops.net_is_closed to service_role;
