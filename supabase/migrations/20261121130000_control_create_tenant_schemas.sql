-- The analytics schema of a tenant: its tables, and a role that sees them and nothing else.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function control.analytics_role(p_slug text)
returns text
language sql
immutable
parallel safe
return 'analytics_' || control.underscored(p_slug);
comment on function control.analytics_role is 'The role that reads a tenant''s analytics. Injective, and no longer than 40 characters.';

create function control.tenant_tables()
returns text
language sql
immutable
parallel safe
return $ddl$
  create table tenant_config (
    key text primary key,
    value jsonb not null,
    updated_at timestamptz not null default now()
  );
  comment on table tenant_config is 'Settings of this tenant.';

  create table ipai_journal_entries (
    id bigint primary key generated always as identity,
    odoo_move_id int not null unique,
    entry_type varchar(50) not null,
    cost_center varchar(50),
    bir_form_type varchar(20),
    created_at timestamptz not null default now()
  );
  comment on table ipai_journal_entries is 'What Odoo''s journal entries do not hold; odoo_move_id is account.move.';
  create index on ipai_journal_entries (entry_type);

  create table ipai_month_end_checklist (
    id bigint primary key generated always as identity,
    period date not null,
    task_code text not null,
    title text not null,
    owner_email text,
    due_on date,
    done_at timestamptz,
    unique (period, task_code),
    constraint period_must_be_a_month check (extract(day from period) = 1)
  );
  comment on table ipai_month_end_checklist is 'The month-end close, month by month; period is its first day.';

  create table ipai_documents (
    id bigint primary key generated always as identity,
    odoo_attachment_id int unique,
    name text not null,
    mime_type text not null,
    storage_path text not null unique,
    ocr_text text,
    created_at timestamptz not null default now()
  );
  comment on table ipai_documents is 'Documents with the text that was read from them.';

  create table ipai_ai_conversations (
    id uuid primary key default gen_random_uuid(),
    user_email text not null,
    title text,
    created_at timestamptz not null default now()
  );
  comment on table ipai_ai_conversations is 'Conversations of people with the assistant.';

  create table ipai_ai_messages (
    id bigint primary key generated always as identity,
    conversation_id uuid not null references ipai_ai_conversations on delete cascade,
    role text not null,
    content text not null,
    created_at timestamptz not null default now(),
    constraint role_must_be_known check (role in ('system', 'user', 'assistant', 'tool'))
  );
  comment on table ipai_ai_messages is 'The messages of a conversation, in the order of their ids.';
  create index on ipai_ai_messages (conversation_id);

  create table ipai_ai_embeddings (
    id bigint primary key generated always as identity,
    document_id bigint not null references ipai_documents on delete cascade,
    chunk int not null,
    content text not null,
    embedding real[] not null,
    unique (document_id, chunk)
  );
  comment on table ipai_ai_embeddings is 'Pieces of documents with their vectors.';

  create table ipai_audit_log (
    id bigint primary key generated always as identity,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null default '{}'
  );
  comment on table ipai_audit_log is 'Who did what in this tenant.';
  create index on ipai_audit_log (at);

  create table analytics_finance_summary (
    period date not null,
    company text not null,
    account_code text not null,
    debit numeric(18, 2) not null default 0,
    credit numeric(18, 2) not null default 0,
    refreshed_at timestamptz not null default now(),
    primary key (period, company, account_code)
  );
  comment on table analytics_finance_summary is 'Turnover by month, company and account.';

  create table analytics_user_activity (
    day date not null,
    user_email text not null,
    logins int not null default 0,
    actions int not null default 0,
    primary key (day, user_email)
  );
  comment on table analytics_user_activity is 'What people did, day by day.';
$ddl$;
comment on function control.tenant_tables is 'The tables of every tenant as DDL; run with the tenant''s schema as search_path.';

create function control.open_tables(p_schema text, p_role text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  relation regclass;
begin
  for relation in
    select c.oid
    from pg_catalog.pg_class c
    where c.relnamespace = p_schema::regnamespace and c.relkind = 'r'
      and c.relname ~ '^(tenant_config|ipai_|analytics_)'
  loop
    execute format('revoke all on %s from anon, authenticated', relation);
    execute format('grant all on %s to service_role', relation);
    execute format('grant select on %s to %I', relation, p_role);
    execute format('alter table %s enable row level security', relation);
    execute format('create policy "The tenant''s analytics may read all of it" on %s for select to %I using (true)', relation, p_role);
  end loop;
end
$$;
comment on function control.open_tables is 'Opens a tenant''s tables to its analytics role for reading and to the service role, to nobody else.';

create function control.analytics_mark(p_tenant control.tenants)
returns text
language sql
immutable
set search_path = ''
as $$
  select 'Analytics of tenant ' || (p_tenant).id
$$;
comment on function control.analytics_mark is
  'The comment on a tenant''s schema and role, by which they are known as the tenant''s.';

create function control.owns_analytics_role(p_tenant control.tenants)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_roles r
    where r.rolname = control.analytics_role((p_tenant).slug)
      and pg_catalog.shobj_description(r.oid, 'pg_authid') = control.analytics_mark(p_tenant)
  )
$$;
comment on function control.owns_analytics_role is
  'Whether the analytics role of a tenant''s name is the tenant''s, and not one that was there before.';

create function control.create_analytics_role(p_tenant control.tenants)
returns void
language plpgsql
set search_path = ''
as $$
declare
  p_role constant text := control.analytics_role((p_tenant).slug);
  p_schema constant text := (p_tenant).schema;
begin
  if not exists (select from pg_catalog.pg_roles where rolname = p_role) then
    execute format('create role %I nologin noinherit', p_role);
    execute format('comment on role %I is %L', p_role, control.analytics_mark(p_tenant));
  elsif not control.owns_analytics_role(p_tenant) then
    raise exception 'Cannot create the analytics role of tenant %: there is a role % already', ops.quoted((p_tenant).slug), ops.quoted(p_role)
      using errcode = 'OC131', hint = 'Look whose role that is, and rename it or choose another slug.';
  end if;
  execute format('grant usage on schema %I to %I, service_role', p_schema, p_role);
  execute format('alter role %I set search_path = %I', p_role, p_schema);
  execute format('alter role %I set default_transaction_read_only = on', p_role);
end
$$;
comment on function control.create_analytics_role is 'A role that may look into one schema. It cannot log in; who needs it is granted it.';

create function control.owns_schema(p_tenant control.tenants)
returns boolean
language sql
stable
set search_path = ''
as $$
  -- The schema public stays as the server has it; what is in it says whether it is in use.
  select case (p_tenant).schema
    when 'public' then to_regclass('public.tenant_config') is not null
    else coalesce(
      pg_catalog.obj_description(to_regnamespace(format('%I', (p_tenant).schema)), 'pg_namespace')
        = control.analytics_mark(p_tenant),
      false)
  end
$$;
comment on function control.owns_schema is
  'Whether the schema of a tenant''s name is the tenant''s, and not one that was there before.';

create function control.has_tenant_schema(p_slug text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from control.tenants t where t.slug = p_slug and control.owns_analytics_role(t) and control.owns_schema(t)
  )
$$;
comment on function control.has_tenant_schema is 'Whether a tenant has its schema: create_tenant_schema makes all of it or nothing.';

create function control.has_tenant_schema_parts(p_slug text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select control.owns_analytics_role(t) or control.owns_schema(t) from control.find_tenant(p_slug) t
$$;
comment on function control.has_tenant_schema_parts is 'Whether there is anything that drop_tenant_schema would drop. Raises OC004.';

create function control.create_tenant_schema(p_slug text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant control.tenants := control.find_tenant(p_slug);
  reader text := control.analytics_role(p_slug);
begin
  -- Two that make the same one wait for each other.
  perform pg_advisory_xact_lock('control.tenants'::regclass::int, hashtext(p_slug));
  if control.has_tenant_schema(p_slug) then
    return false;
  elsif tenant.schema <> 'public' and to_regnamespace(format('%I', tenant.schema)) is not null then
    raise exception 'Cannot create the schema of tenant %: there is a schema % already', ops.quoted(p_slug), ops.quoted(tenant.schema)
      using errcode = 'OC105', hint = 'Choose another slug, or look whose schema that is and move it away.';
  end if;
  execute format('create schema if not exists %I', tenant.schema);
  if tenant.schema <> 'public' then
    execute format('comment on schema %I is %L', tenant.schema, control.analytics_mark(tenant));
  end if;
  perform control.create_analytics_role(tenant);
  perform set_config('search_path', format('%I', tenant.schema), true);
  execute control.tenant_tables();
  perform set_config('search_path', '', true);
  perform control.open_tables(tenant.schema, reader);
  return true;
end
$$;
comment on function control.create_tenant_schema is
  'Makes the schema, tables and analytics role of a tenant; false when they are there. Names come from the tenant''s row alone. Raises OC004, OC105 for a schema that is somebody else''s, OC131 for such a role.';

create function control.drop_tenant_schema(p_slug text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant control.tenants := control.find_tenant(p_slug);
  reader text := control.analytics_role(p_slug);
  was_there boolean := control.has_tenant_schema(p_slug);
begin
  if tenant.tenant_type = 'platform_owner' then
    raise exception 'Cannot drop the schema of tenant %: it is the platform''s', ops.quoted(p_slug)
      using errcode = 'check_violation', constraint = 'platform_schema_must_stay', hint = 'The platform stays.';
  end if;
  perform pg_advisory_xact_lock('control.tenants'::regclass::int, hashtext(p_slug));
  if control.owns_schema(tenant) then
    execute format('drop schema %I cascade', tenant.schema);
  end if;
  if control.owns_analytics_role(tenant) then
    execute format('drop role %I', reader);
  end if;
  return was_there;
end
$$;
comment on function control.drop_tenant_schema is
  'Drops the schema of a tenant with all that is in it, and its analytics role; false when there was none. What is somebody else''s stays. Raises OC004, and check_violation for the platform.';

revoke execute on function
  control.analytics_role(text), control.tenant_tables(), control.open_tables(text, text),
  control.analytics_mark(control.tenants), control.owns_analytics_role(control.tenants),
  control.create_analytics_role(control.tenants), control.owns_schema(control.tenants), control.has_tenant_schema(text),
  control.has_tenant_schema_parts(text),
  control.create_tenant_schema(text), control.drop_tenant_schema(text)
from public;
grant execute on function
  control.analytics_role(text), control.tenant_tables(), control.open_tables(text, text),
  control.analytics_mark(control.tenants), control.owns_analytics_role(control.tenants),
  control.create_analytics_role(control.tenants), control.owns_schema(control.tenants), control.has_tenant_schema(text),
  control.has_tenant_schema_parts(text),
  control.create_tenant_schema(text), control.drop_tenant_schema(text)
to service_role;
