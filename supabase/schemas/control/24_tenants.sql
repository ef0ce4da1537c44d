-- Tenants: each an Odoo of its own.

create table control.tenants (
  id uuid primary key default gen_random_uuid(),
  slug control.slug not null,
  name text not null,
  tenant_type text not null,
  parent_id uuid references control.tenants,
  agency_group text,
  status text not null default 'provisioning',
  isolation text not null default 'database',
  database text not null,
  schema text not null,
  db_host text,
  k8s_namespace text,
  odoo_url text,
  primary_domain text,
  region text,
  industry text,
  country_code control.country,
  admin_email text not null,
  plan_code control.code not null references control.subscription_plans,
  bundle_code control.code references control.module_bundles,
  infra_template_code control.code references control.infra_templates,
  image_tag text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  shares_database_of uuid generated always as (
    case when isolation = 'schema' then parent_id end) stored,
  constraint slug_must_not_be_taken unique (slug),
  constraint slug_must_not_be_a_role check (slug !~ '^(pg|supabase)-' and slug not in (
    'anon', 'authenticated', 'authenticator', 'dashboard-user', 'none', 'odoo', 'pgbouncer',
    'postgres', 'service-role'
  )),
  constraint name_must_be_given check (name <> ''),
  constraint tenant_type_must_be_known
    check (tenant_type in ('platform_owner', 'provider', 'client', 'internal')),
  constraint only_the_platform_owner_has_no_parent
    check ((parent_id is null) = (tenant_type = 'platform_owner')),
  constraint status_must_be_known
    check (status in ('provisioning', 'active', 'paused', 'error', 'decommissioned')),
  constraint isolation_must_be_known check (isolation in ('database', 'schema')),
  constraint database_must_be_an_odoo_database check (database ~ '^odoo_[a-z0-9_]{1,58}$'),
  constraint schema_must_be_a_plain_name
    check (schema ~ '^[a-z][a-z0-9_]{0,62}$' and schema !~ '^pg_'),
  constraint schema_must_not_be_the_systems check (schema not in (
    'auth', 'control', 'cron', 'dbdev', 'extensions', 'graphql', 'graphql_public',
    'information_schema', 'net',
    'odoo_seed', 'ops', 'pgbouncer', 'pgmq', 'pgsodium', 'pgtap', 'realtime', 'storage',
    'supabase_functions',
    'supabase_migrations', 'tests', 'vault'
  )),
  constraint public_is_the_platform_owners
    check (schema <> 'public' or tenant_type = 'platform_owner'),
  constraint schema_must_not_be_taken unique (schema),
  constraint odoo_url_must_be_http check (odoo_url ~ '^https?://[^\s@]+$'),
  constraint domain_must_be_a_host check (primary_domain ~ '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$'),
  constraint admin_email_must_be_an_address check (admin_email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$'),
  constraint id_with_database unique (id, database),
  constraint shared_database_must_be_the_parents
    foreign key (shares_database_of, database) references control.tenants (id, database)
);
comment on table control.tenants is
  'The customers of the platform. Rows stay when a tenant is gone (status decommissioned).';
comment on column control.tenants.slug is
  'Stable handle, immutable; also part of the names of the database and the schema.';
comment on column control.tenants.status is
  'The tenant''s lifecycle status; it changes as tenant_transitions allows.';
comment on column control.tenants.isolation is
  'database: an Odoo database of its own. schema: only a schema; the Odoo database is the '
  'parent''s.';
comment on column control.tenants.database is
  'Name of the Odoo database: odoo_<slug> unless given. Immutable.';
comment on column control.tenants.schema is
  'Name of the analytics schema: the slug unless given. Immutable.';
comment on column control.tenants.image_tag is
  'The tag of its infra template''s Odoo image that it was last upgraded to; null: none.';
comment on column control.tenants.odoo_url is
  'Base URL of its Odoo server, cut from any URL of it; null: the one of the functions'' '
  'environment.';
comment on column control.tenants.shares_database_of is 'The parent, where isolation is schema.';
create unique index database_must_not_be_taken on control.tenants (database)
  where isolation = 'database';
create unique index domain_must_not_be_taken on control.tenants (primary_domain)
  where status <> 'decommissioned';
create unique index platform_owner_must_be_one on control.tenants (tenant_type)
  where tenant_type = 'platform_owner';
create index on control.tenants (parent_id);
create index on control.tenants (shares_database_of, database);
create index on control.tenants (plan_code);
create index on control.tenants (bundle_code);
create index on control.tenants (infra_template_code);
alter table control.tenants enable row level security;
grant select, insert, update, delete, maintain on control.tenants to service_role;
create trigger cut_to_base_url before insert or update of odoo_url on control.tenants
for each row execute function control.cut_to_base_url();
create trigger touch before update on control.tenants for each row execute function control.touch();
-- Triggers fire by name: these last, so that the lock on the chain is taken after all the others.
create trigger write_audit after insert or delete on control.tenants
for each row execute function control.audit_change('slug');
create trigger write_audit_update after update on control.tenants
for each row when (old.* is distinct from new.*) execute function control.audit_change('slug');
