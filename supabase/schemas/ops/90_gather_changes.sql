-- What differs from what was announced is gathered into the open change set.

create function ops.schema_differences()
returns table (
  schema text, object text, kind text, change text, previous text, before jsonb, after jsonb,
  relation oid, definition text
)
language sql
stable
rows 10
set search_path = ''
as $$
  with present as materialized (select * from ops.present_relations()),
  gone as (
    select k.* from ops.known_relations k
    left join present p on (p.schema, p.name) = (k.schema, k.name)
    where p.name is null
  ),
  come as (
    select p.* from present p
    left join ops.known_relations k on (k.schema, k.name) = (p.schema, p.name)
    where k.name is null
  )
  select p.schema, p.name, p.kind, 'changed', null, k.columns, p.columns, p.relation, p.definition
  from present p
  join ops.known_relations k on (k.schema, k.name) = (p.schema, p.name)
  where (k.kind, k.columns, k.definition) is distinct from (p.kind, p.columns, p.definition)
  union all
  select c.schema, c.name, c.kind, case when g.name is null then 'created' else 'renamed' end,
    g.schema || '.' || g.name, g.columns, c.columns, c.relation, c.definition
  from come c
  left join gone g on (g.relation, g.kind) = (c.relation, c.kind)
  union all
  select g.schema, g.name, g.kind, 'dropped', null, g.columns, null, null, null
  from gone g
  where not exists (select from come c where (c.relation, c.kind) = (g.relation, g.kind))
$$;
comment on function ops.schema_differences is
  'What differs between the watched schemas and what is known of them, object by object. What was '
  'created and dropped meanwhile is none.';

create function ops.lock_change_sets()
returns void
language sql
set search_path = ''
as $$
  select pg_advisory_xact_lock('ops.change_sets'::regclass::int, 0)
$$;
comment on function ops.lock_change_sets is
  'Has one at a time gather, send or settle change sets; for some milliseconds.';

create function ops.open_change_set()
returns uuid
language sql
set search_path = ''
as $$
  with opened as (
    insert into ops.change_sets default values on conflict do nothing returning id
  )
  select id from opened
  union all
  select s.id from ops.change_sets s where s.settled_at is null
$$;
comment on function ops.open_change_set is 'The open change set, which is opened if there is none.';

create function ops.has_changes()
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from ops.schema_differences())
    or exists (select from ops.schema_pushes p where p.change_set_id is null)
$$;
comment on function ops.has_changes is 'Whether there is anything to announce.';

create function ops.fill_change_set(p_id uuid)
returns void
language sql
set search_path = ''
as $$
  delete from ops.schema_changes c where c.change_set_id = p_id;
  update ops.change_sets s set migrations = ops.new_migrations() where s.id = p_id;
  insert into ops.schema_changes (change_set_id, schema, object, kind, change, previous, command,
    migration, tenant, before, after, relation, definition)
  select s.id, d.schema, d.object, d.kind, d.change, d.previous,
    coalesce((
      select n.command from ops.noticed_ddl n where (n.schema, n.object) = (d.schema, d.object)
      order by n.id desc limit 1
    ), case d.change when 'created' then 'CREATE ' when 'dropped' then 'DROP ' else 'ALTER ' end
      || upper(d.kind)),
    s.migrations[cardinality(s.migrations)], w.tenant, d.before, d.after, d.relation, d.definition
  from ops.schema_differences() d
  join ops.watched_schemas w on w.schema = d.schema
  join ops.change_sets s on s.id = p_id
$$;
comment on function ops.fill_change_set is
  'Makes a change set what differs now, and nothing else.';

create function ops.gather_changes()
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  opened ops.change_sets;
begin
  perform ops.lock_change_sets();
  select * into opened from ops.change_sets s where s.settled_at is null;
  if opened.sending_at is not null then
    return opened.id;
  end if;
  perform ops.begin_watching();
  -- Before they are compared: what was noticed by now is seen then.
  update ops.noticed_ddl set gathered = true where not gathered;
  if not ops.has_changes() then
    delete from ops.noticed_ddl n where n.gathered;
    delete from ops.change_sets s where s.id = opened.id;
    perform ops.forget_work('change_set', opened.id::text);
    return null;
  end if;
  opened.id := ops.open_change_set();
  perform ops.fill_change_set(opened.id);
  perform ops.put_work('change_set', opened.id::text, p_after => '2 seconds');
  return opened.id;
end
$$;
comment on function ops.gather_changes is
  'Makes the open change set what differs now from what was announced, with the commits that were '
  'told; it is sent some seconds later, with what has changed by then. Null: nothing differs. '
  'While a set is being sent, nothing is gathered.';

create function ops.compare_watched_schemas()
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- The tick waits for nobody: whoever holds the lock gathers, and the next one comes soon.
  if pg_try_advisory_xact_lock('ops.change_sets'::regclass::int, 0) then
    perform ops.gather_changes();
  end if;
end
$$;
comment on function ops.compare_watched_schemas is
  'Gathers changes, whether or not somebody has noticed any; unless that is under way.';

create function ops.gather_noticed_changes()
returns void
language plpgsql
set search_path = ''
as $$
begin
  if exists (select from ops.noticed_ddl n where not n.gathered) then
    perform ops.compare_watched_schemas();
  end if;
end
$$;
comment on function ops.gather_noticed_changes is
  'Gathers changes where an event trigger has noticed some.';

revoke execute on function
  ops.schema_differences, ops.lock_change_sets, ops.open_change_set, ops.has_changes,
  ops.fill_change_set, ops.gather_changes, ops.compare_watched_schemas, ops.gather_noticed_changes
from public;
grant execute on function
  ops.schema_differences, ops.lock_change_sets, ops.open_change_set, ops.has_changes,
  ops.fill_change_set, ops.gather_changes
to service_role;
