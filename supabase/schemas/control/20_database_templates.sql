-- Databases that tenants are copies of.

create table control.database_templates (
  database text not null,
  db_host text not null,
  bundle_code control.code not null references control.module_bundles,
  country_code text,
  odoo_url text,
  modules text[] not null default '{}',
  odoo_version text,
  closure_hash text,
  uuid text,
  build_claimed_at timestamptz,
  status text not null default 'building',
  created_at timestamptz not null default now(),
  checked_at timestamptz,
  stale_at timestamptz,
  primary key (db_host, database),
  constraint database_must_be_named_template
    check (database ~ '^template_[a-z0-9_]{1,54}$' and database !~ '^template_?[01]$'),
  constraint country_must_be_iso check (country_code ~ '^[A-Z]{2}$'),
  constraint odoo_url_must_be_http check (odoo_url ~ '^https?://[^\s@]+$'),
  constraint status_must_be_known check (status in ('building', 'ready', 'stale')),
  constraint ready_must_say_what_it_holds
    check (status <> 'ready' or num_nonnulls(odoo_version, closure_hash) = 2),
  constraint ready_must_be_known_to_be_ours
    check (status <> 'ready' or odoo_url is null or uuid is not null),
  constraint uuid_must_be_a_uuid check (uuid ~ '^[0-9a-f-]{36}$'),
  constraint stale_must_say_since_when check ((status = 'stale') = (stale_at is not null))
);
comment on table control.database_templates is
  'Databases that tenants are copies of, instead of an installation. building: not ready yet; '
  'ready: copied; stale: to be dropped.';
comment on column control.database_templates.country_code is
  'Country of its company: Odoo installs the country''s localisation with the bundle. Null: none.';
comment on column control.database_templates.odoo_url is
  'Where its Odoo answers. Null: an operator''s own template, which is copied as it is and never '
  'checked, rebuilt or dropped.';
comment on column control.database_templates.modules is
  'The modules of the bundle that it was built with.';
comment on column control.database_templates.closure_hash is
  'Hash of Odoo''s version and of all installed modules with their versions; another one makes '
  'the template stale.';
comment on column control.database_templates.uuid is
  'database.uuid of what we built, noted before the database got its name. A database of that '
  'name with another uuid is somebody else''s.';
comment on column control.database_templates.build_claimed_at is
  'When the name build_<database>, under which it is built, was found free: a database of that '
  'name is ours since then.';
comment on column control.database_templates.checked_at is
  'When a check last found it to be what an installation would be.';
create unique index one_ready_template_a_bundle
  on control.database_templates (bundle_code, country_code, db_host)
nulls not distinct where status = 'ready';
create unique index one_template_a_bundle_is_built
  on control.database_templates (bundle_code, country_code, db_host)
nulls not distinct where status = 'building';
create index on control.database_templates (bundle_code);
alter table control.database_templates enable row level security;
grant select, insert, update, delete, maintain on control.database_templates to service_role;
create trigger cut_to_base_url before insert or update of odoo_url on control.database_templates
for each row execute function control.cut_to_base_url();
