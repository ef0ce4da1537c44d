-- Makes a plain cluster look like a new Supabase database. Runs once, as supabase_admin.
create role postgres login createdb createrole replication bypassrls password :'password';
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit password :'password';
create role supabase_auth_admin login noinherit createrole password :'password';
create role supabase_storage_admin login noinherit createrole password :'password';
create role supabase_functions_admin login noinherit createrole password :'password';
create role dashboard_user nologin createdb createrole replication;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator, supabase_functions_admin to postgres
  with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend, pg_create_subscription to postgres
  with admin option;
grant anon, authenticated, service_role to supabase_storage_admin;

alter database postgres owner to postgres;
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';

create schema extensions authorization postgres;
create schema auth;
create schema storage;
create schema realtime;
create schema vault;
grant usage on schema extensions to anon, authenticated, service_role, dashboard_user;
grant usage on schema public to postgres, anon, authenticated, service_role;
grant create on schema public to postgres;
grant usage on schema auth, storage, realtime to postgres, anon, authenticated, service_role;
grant all on schema auth to supabase_auth_admin, dashboard_user;
grant all on schema storage to supabase_storage_admin, dashboard_user;

-- Supabase Storage's own migrations make more of it; ours name a bucket, and the gateway keeps the objects.
create table storage.buckets (
  id text primary key,
  name text not null unique,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text
);
alter table storage.buckets owner to supabase_storage_admin;
alter table storage.buckets enable row level security;
grant all on storage.buckets to postgres, anon, authenticated, service_role;

create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;
create extension pg_stat_statements with schema extensions;
create extension supabase_vault with schema vault;
grant execute on all functions in schema extensions to postgres with grant option;

-- What one of these roles creates in public is open to the API's roles; row level security guards it.
alter default privileges for role postgres in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

create table auth.users (
  instance_id uuid,
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  created_at timestamptz,
  updated_at timestamptz,
  phone text unique,
  banned_until timestamptz,
  deleted_at timestamptz,
  is_sso_user boolean not null default false,
  is_anonymous boolean not null default false
);
create unique index users_email_partial_key on auth.users (email) where not is_sso_user;
alter table auth.users owner to supabase_auth_admin;
grant all on auth.users to postgres, dashboard_user with grant option;

-- The definitions of Supabase's auth schema: both ways in which PostgREST has passed the claims.
create function auth.jwt() returns jsonb
language sql
stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;

create function auth.uid() returns uuid
language sql
stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

create function auth.role() returns text
language sql
stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;

create function auth.email() returns text
language sql
stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;

alter function auth.uid() owner to supabase_auth_admin;
alter function auth.role() owner to supabase_auth_admin;
alter function auth.email() owner to supabase_auth_admin;
alter function auth.jwt() owner to supabase_auth_admin;

-- Supabase makes pgmq as supabase_admin, and hands its objects to postgres then (supautils' custom scripts);
-- its schema is no object of it, and stays with supabase_admin unless it was there before.
create function extensions.own_pgmq() returns event_trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  command text;
begin
  if not exists (
    select from pg_event_trigger_ddl_commands() as ddl
    join pg_extension on pg_extension.oid = ddl.objid
    where ddl.classid = 'pg_extension'::regclass and extname = 'pgmq'
  ) then
    return;
  end if;
  if exists (select from pg_event_trigger_ddl_commands() where command_tag = 'CREATE SCHEMA') then
    alter schema pgmq owner to supabase_admin;
  end if;
  for command in
    select case classid
      when 'pg_proc'::regclass then format('alter routine %s owner to postgres', objid::regprocedure)
      when 'pg_class'::regclass then format('alter table %s owner to postgres', objid::regclass)
      when 'pg_type'::regclass then format('alter type %s owner to postgres', objid::regtype)
    end
    from pg_depend
    left join pg_class on pg_class.oid = objid and classid = 'pg_class'::regclass
    left join pg_type on pg_type.oid = objid and classid = 'pg_type'::regclass
    where refclassid = 'pg_extension'::regclass
      and deptype = 'e'
      and refobjid = (select oid from pg_extension where extname = 'pgmq')
      and (pg_class.relkind is null or pg_class.relkind in ('r', 'p', 'v'))
      and (pg_type.typtype is null or pg_type.typtype in ('d', 'e') or pg_type.typrelid = 0
        or exists (select from pg_class c where c.oid = pg_type.typrelid and c.relkind = 'c'))
      and coalesce(pg_type.typcategory, '') <> 'A'
  loop
    execute command;
  end loop;
end
$$;
create event trigger own_pgmq on ddl_command_end
  when tag in ('CREATE EXTENSION') execute function extensions.own_pgmq();
