-- Whose an Odoo database is: noted before the database is made.

create table control.tenant_databases (
  tenant_id uuid primary key,
  database text not null,
  uuids text[] not null,
  made jsonb not null default '{}',
  noted_at timestamptz not null default clock_timestamp(),
  gone_at timestamptz,
  constraint database_must_be_the_tenants foreign key (tenant_id, database)
    references control.tenants (id, database),
  constraint uuids_must_be_given_while_it_is_there
    check ((gone_at is null) = (cardinality(uuids) > 0)),
  constraint uuids_must_be_uuids
    check (array_to_string(uuids, ',', '?') ~ '^([0-9a-f-]{36}(,[0-9a-f-]{36})*)?$'),
  constraint made_must_be_an_object check (jsonb_typeof(made) = 'object')
);
comment on table control.tenant_databases is
  'The Odoo databases that tenants'' own operations made. Without a row, a database of a '
  'tenant''s name is somebody else''s.';
comment on column control.tenant_databases.uuids is
  'database.uuid of the databases that our operations made under this name, or are about to give '
  'it; a restoration adds one, and so does the step identity, which writes the tenant''s id.';
comment on column control.tenant_databases.made is
  'The output of the step that made it: {"first_login", "copy_of"}.';
comment on column control.tenant_databases.gone_at is
  'When we dropped it: a database of that name is not the tenant''s since then. The row stays, '
  'because the database may be made again or restored.';
create index on control.tenant_databases (tenant_id, database);
alter table control.tenant_databases enable row level security;
grant select, insert, update, delete, maintain on control.tenant_databases to service_role;
create trigger write_audit after insert or delete on control.tenant_databases
for each row execute function control.audit_change('tenant_id');
create trigger write_audit_update after update on control.tenant_databases
for each row when (old.* is distinct from new.*) execute function control.audit_change('tenant_id');

create function control.note_database(p_tenant_id uuid, p_uuid text, p_made jsonb default null)
returns void
language sql
set search_path = ''
as $$
  insert into control.tenant_databases as d (tenant_id, database, uuids, made)
  select t.id, t.database, array[p_uuid], coalesce(p_made, '{}')
  from control.tenants t
  where t.id = p_tenant_id
  on conflict (tenant_id) do update
  set uuids = case
      when p_uuid = any (d.uuids) then d.uuids
      else d.uuids || p_uuid
    end,
    made = coalesce(p_made, d.made), noted_at = clock_timestamp(), gone_at = null
$$;
comment on function control.note_database is
  'The database of a tenant''s name with this database.uuid is the tenant''s. Operations note it '
  'before a database gets that name, so that one which has it is never unknown; an operator notes '
  'a database that was restored by hand.';

create function control.forget_database(p_tenant_id uuid)
returns void
language sql
set search_path = ''
as $$
  update control.tenant_databases set uuids = '{}', made = '{}', gone_at = clock_timestamp()
  where tenant_id = p_tenant_id and gone_at is null
$$;
comment on function control.forget_database is
  'A tenant''s database was dropped: a database of its name is not the tenant''s.';

create function control.has_noted_database(p_tenant_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from control.tenant_databases
    where tenant_id = p_tenant_id and gone_at is null)
$$;
comment on function control.has_noted_database is
  'Whether operations made a tenant''s database and have not dropped it since.';

create function control.has_ever_made_database(p_tenant_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from control.tenant_databases where tenant_id = p_tenant_id)
$$;
comment on function control.has_ever_made_database is
  'Whether operations ever made a tenant''s database, dropped or not; false: it was there before '
  'the platform, or was never made.';

create function control.has_database(p_tenant_id uuid, p_uuid text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from control.tenant_databases
    where tenant_id = p_tenant_id and gone_at is null and p_uuid = any (uuids)
  )
$$;
comment on function control.has_database is
  'Whether a database of the tenant''s name, with this database.uuid in it, is the tenant''s.';

create table control.operation_databases (
  database text primary key,
  operation_id uuid not null references control.operations,
  claimed_at timestamptz not null default clock_timestamp(),
  constraint database_must_be_named_after_the_operation
    check (database ~ ('^[a-z]+_' || replace(operation_id::text, '-', '') || '$'))
);
comment on table control.operation_databases is
  'Staging databases: an operation has them for itself, on the server of its tenant. Their names '
  'were found free before anything was made.';
create index on control.operation_databases (operation_id);
alter table control.operation_databases enable row level security;
grant select, insert, update, delete, maintain on control.operation_databases to service_role;

create function control.claim_database(p_operation uuid, p_database text)
returns void
language sql
set search_path = ''
as $$
  insert into control.operation_databases (database, operation_id) values (p_database, p_operation)
  on conflict do nothing
$$;
comment on function control.claim_database is
  'A database of this name is the operation''s from now on; called once the name was found free.';

create function control.has_claimed_database(p_operation uuid, p_database text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from control.operation_databases
    where operation_id = p_operation and database = p_database)
$$;
comment on function control.has_claimed_database is
  'Whether a database of this name is the operation''s.';

revoke execute on function
  control.note_database, control.forget_database, control.has_noted_database,
  control.has_ever_made_database, control.has_database, control.claim_database,
  control.has_claimed_database
from public;
grant execute on function
  control.note_database, control.forget_database, control.has_noted_database,
  control.has_ever_made_database, control.has_database, control.claim_database,
  control.has_claimed_database
to service_role;
