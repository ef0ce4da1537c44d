-- DDL is noticed as it happens, where event triggers are possible.

create table ops.noticed_ddl (
  id bigint primary key generated always as identity,
  schema text not null,
  object text not null,
  command text not null,
  at timestamptz not null default clock_timestamp(),
  gathered boolean not null default false
);
comment on table ops.noticed_ddl is
  'Commands that touched a watched schema, as the event triggers saw them, until their change set '
  'is settled.';
comment on column ops.noticed_ddl.gathered is 'Whether the schemas were compared since.';
create index noticed_ddl_open on ops.noticed_ddl (id) where not gathered;
alter table ops.noticed_ddl enable row level security;
grant select, insert, update, delete, maintain on ops.noticed_ddl to service_role;

create function ops.note_ddl()
returns event_trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_event = 'sql_drop' then
    insert into ops.noticed_ddl (schema, object, command)
    select distinct d.schema_name, d.object_name, tg_tag
    from pg_catalog.pg_event_trigger_dropped_objects() d
    join ops.watched_schemas w on w.schema = d.schema_name
    where d.object_type in ('table', 'view', 'materialized view', 'foreign table');
  else
    insert into ops.noticed_ddl (schema, object, command)
    select distinct n.nspname, c.relname, d.command_tag
    from pg_catalog.pg_event_trigger_ddl_commands() d
    join pg_catalog.pg_class c on c.oid = d.objid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join ops.watched_schemas w on w.schema = n.nspname
    where d.classid = 'pg_catalog.pg_class'::regclass and c.relkind in ('r', 'p', 'v', 'm', 'f');
  end if;
exception when others then
  -- Nobody's DDL fails for it: the comparison finds what was missed.
  perform ops.note_fault('ops.note_ddl', tg_tag, sqlstate, sqlerrm);
end
$$;
comment on function ops.note_ddl is
  'Notes which tables and views of watched schemas a command has touched. A fault is in '
  'ops.reconcile_faults, and disturbs no command.';

create function ops.notice_ddl()
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from pg_catalog.pg_event_trigger where evtname = 'ops_note_ddl') then
    create event trigger ops_note_ddl on ddl_command_end
    when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE', 'CREATE VIEW',
      'ALTER VIEW', 'CREATE MATERIALIZED VIEW', 'ALTER MATERIALIZED VIEW', 'CREATE FOREIGN TABLE',
      'ALTER FOREIGN TABLE', 'IMPORT FOREIGN SCHEMA', 'CREATE SCHEMA')
    execute function ops.note_ddl();
  end if;
  if not exists (select from pg_catalog.pg_event_trigger where evtname = 'ops_note_drops') then
    create event trigger ops_note_drops on sql_drop execute function ops.note_ddl();
  end if;
  return true;
exception when insufficient_privilege then
  return false;
end
$$;
comment on function ops.notice_ddl is
  'Creates the event triggers, unless they are there. False where this role may create none: '
  'changes are found by comparing then, twice a minute.';

select ops.notice_ddl();

revoke execute on function ops.note_ddl, ops.notice_ddl from public;
