-- The tables of a tenant's schema, and who reads them.

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
  comment
    on table ipai_journal_entries is 'What Odoo''s journal entries do not hold; odoo_move_id is '
      'account.move.';
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
  comment
    on table ipai_month_end_checklist is 'The month-end close, month by month; period is its first '
      'day.';

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
comment on function control.tenant_tables is
  'The tables of every tenant as DDL; run with the tenant''s schema as search_path.';

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
    execute format('create policy "The tenant''s analytics may read all of it" on %s for select to '
      '%I using (true)', relation, p_role);
  end loop;
end
$$;
comment on function control.open_tables is
  'Lets a tenant''s analytics role read the tenant''s tables, and the service role use them; '
  'nobody else can.';

revoke execute on function control.tenant_tables, control.open_tables from public;
grant execute on function control.tenant_tables, control.open_tables to service_role;
