-- All that a database says of itself beyond its users' data: one row a fact, in an order by names
-- alone.
-- Read with an empty search_path, so that every name is printed with its schema.
with namespaces as (
  select n.oid, n.nspname as name, n.nspacl as acl, n.nspowner as owner
  from pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
),
relations as (
  select c.*, n.name || '.' || c.relname as name
  from pg_class c
  join namespaces n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
),
columns as (
  select a.*, r.name || '.' || a.attname as name, r.relkind,
    row_number() over (partition by a.attrelid order by a.attnum) as place
  from pg_attribute a
  join relations r on r.oid = a.attrelid
  where a.attnum > 0 and not a.attisdropped
),
routines as (
  select p.*, p.oid::regprocedure::text as name
  from pg_proc p
  join namespaces n on n.oid = p.pronamespace
),
types as (
  select t.*, n.name || '.' || t.typname as name
  from pg_type t
  join namespaces n on n.oid = t.typnamespace
  left join pg_class c on c.oid = t.typrelid
  where t.typtype in ('d', 'e', 'r') or t.typtype = 'c' and c.relkind = 'c'
),
acls (kind, name, acl, owner) as (
  select 'schema', n.name, coalesce(n.acl, acldefault('n', n.owner)), n.owner from namespaces n
  union all
  select 'relation', r.name,
    coalesce(r.relacl, acldefault(case r.relkind when 'S' then 's'
      else 'r' end::"char", r.relowner)), r.relowner
  from relations r
  union all
  select 'column', c.name, c.attacl, r.relowner
  from columns c
  join relations r on r.oid = c.attrelid
  union all
  select 'function', f.name, coalesce(f.proacl, acldefault('f', f.proowner)), f.proowner
    from routines f
  union all
  select 'type', t.name, coalesce(t.typacl, acldefault('T', t.typowner)), t.typowner from types t
  union all
  select 'database', 'this', coalesce(d.datacl, acldefault('d', d.datdba)), d.datdba
  from pg_database d
  where d.datname = current_database()
  union all
  select 'default privileges',
    concat_ws(' ', d.defaclrole::regrole, n.nspname, 'of', d.defaclobjtype), d.defaclacl,
      d.defaclrole
  from pg_default_acl d
  left join pg_namespace n on n.oid = d.defaclnamespace
),
grants as (
  select a.kind, a.name, 'owner ' || pg_get_userbyid(a.owner)
    || coalesce('; ' || string_agg(g.said, '; ' order by g.said collate "C"), '') as said
  from acls a
  left join lateral (
    select e.grantee, case e.grantee when 0 then 'public' else pg_get_userbyid(e.grantee) end
      || ': ' || string_agg(
      lower(e.privilege_type) || case when e.is_grantable then ' with grant option'
        else '' end, ', '
      order by e.privilege_type
    ) as said
    from aclexplode(a.acl) e
    group by e.grantee
  ) g on true
  group by a.kind, a.name, a.owner
),
comments (name, said) as (
  select (pg_identify_object(d.classoid, d.objoid, d.objsubid)).type || ' '
    || (pg_identify_object(d.classoid, d.objoid, d.objsubid)).identity, d.description
  from pg_description d
  where d.classoid <> 'pg_largeobject'::regclass
    and d.objoid >= 16384
  union all
  select 'schema ' || n.name, obj_description(n.oid, 'pg_namespace') from namespaces n
    where n.oid < 16384
),
facts (kind, name, fact) as (
  select 'grants of a ' || g.kind, g.name, g.said from grants g
  union all
  select 'comment', c.name, c.said from comments c where c.said is not null
  union all
  select case r.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S'
    then 'sequence' else 'table' end,
    r.name,
    concat_ws(' ', r.relpersistence, case when r.relrowsecurity then 'row level security' end,
      case when r.relforcerowsecurity then 'forced' end, r.reloptions::text,
      (select 'toast ' || t.reloptions::text from pg_class t where t.oid = r.reltoastrelid),
      r.relreplident,
      case when r.relkind in ('v', 'm') then pg_get_viewdef(r.oid) end)
  from relations r
  union all
  select 'sequence', r.name,
    concat_ws(' ', format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
    s.seqcache, s.seqcycle)
  from pg_sequence s
  join relations r on r.oid = s.seqrelid
  union all
  select 'column', c.name, concat_ws(' ', c.place, format_type(c.atttypid, c.atttypmod),
    nullif(c.attcollation, t.typcollation)::regcollation, case when c.attnotnull
      then 'not null' end,
    nullif(c.attidentity, ''), nullif(c.attgenerated, ''), pg_get_expr(d.adbin, d.adrelid),
    c.attstorage, nullif(c.attcompression, ''), c.attstattarget, c.attoptions::text)
  from columns c
  join pg_type t on t.oid = c.atttypid
  left join pg_attrdef d on d.adrelid = c.attrelid and d.adnum = c.attnum
  where c.relkind <> 'S'
  union all
  select 'constraint', coalesce(r.name, t.name) || '.' || k.conname, pg_get_constraintdef(k.oid)
  from pg_constraint k
  left join relations r on r.oid = k.conrelid
  left join types t on t.oid = k.contypid
  where coalesce(r.oid, t.oid) is not null and k.contype <> 't'
  union all
  select 'index', n.name || '.' || c.relname, concat_ws(' ', pg_get_indexdef(i.indexrelid),
    case when i.indisclustered then 'clustered' end, case when not i.indisvalid
      then 'invalid' end, c.reloptions::text)
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join namespaces n on n.oid = c.relnamespace
  union all
  select 'statistics', n.name || '.' || s.stxname, pg_get_statisticsobjdef(s.oid)
  from pg_statistic_ext s
  join namespaces n on n.oid = s.stxnamespace
  union all
  select 'trigger', r.name || '.' || t.tgname, t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
  from pg_trigger t
  join relations r on r.oid = t.tgrelid
  where not t.tgisinternal
  union all
  select 'rule', r.name || '.' || u.rulename, pg_get_ruledef(u.oid)
  from pg_rewrite u
  join relations r on r.oid = u.ev_class
  where u.rulename <> '_RETURN'
  union all
  select 'policy', r.name || '.'
    || p.polname, concat_ws(' ', p.polpermissive, p.polcmd, p.polroles::regrole[]::text,
    pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_policy p
  join relations r on r.oid = p.polrelid
  union all
  select 'function', f.name, case f.prokind when 'a' then 'aggregate'
    else pg_get_functiondef(f.oid) end
  from routines f
  union all
  select 'type', t.name,
    concat_ws(' ', t.typtype, format_type(nullif(t.typbasetype, 0), t.typtypmod),
    case when t.typnotnull then 'not null' end, t.typdefault,
    (select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e
      where e.enumtypid = t.oid))
  from types t
  union all
  select 'extension', e.extname, e.extnamespace::regnamespace || ' ' || e.extowner::regrole
    from pg_extension e
  union all
  select 'event trigger', e.evtname,
    concat_ws(' ', e.evtevent, e.evtfoid::regproc, e.evtenabled, e.evttags::text)
  from pg_event_trigger e
  union all
  select 'publication', p.pubname,
    concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
    (select string_agg(pt.prrelid::regclass::text, ', ' order by pt.prrelid::regclass::text)
      from pg_publication_rel pt
      where pt.prpubid = p.oid))
  from pg_publication p
  union all
  select 'role', r.rolname,
    concat_ws(' ', case when r.rolsuper then 'superuser' end, case when r.rolinherit
      then 'inherit' end, case when r.rolcreaterole then 'createrole' end, case when r.rolcreatedb
      then 'createdb' end, case when r.rolcanlogin then 'login' end, case when r.rolreplication
      then 'replication' end, case when r.rolbypassrls then 'bypassrls' end, r.rolconnlimit,
    (select 'member of ' || string_agg(concat_ws(' ', m.roleid::regrole, case when m.admin_option
        then 'admin' end, case when m.inherit_option then 'inherit' end, case when m.set_option
        then 'set' end), ', ' order by m.roleid::regrole::text collate "C", m.grantor)
      from pg_auth_members m
      where m.member = r.oid))
  from pg_roles r
  where r.rolname !~ '^pg_'
  union all
  select 'setting', coalesce(nullif(s.setrole, 0)::regrole::text, 'everybody')
    || case when s.setdatabase = 0 then '' else ' here' end, setting
  from pg_db_role_setting s
  cross join lateral unnest(s.setconfig) setting
  where s.setdatabase = 0
    or s.setdatabase = (select d.oid from pg_database d where d.datname = current_database())
)
select f.kind, f.name, f.fact
from facts f
where f.fact is not null
order by f.kind, f.name collate "C", f.fact collate "C"
