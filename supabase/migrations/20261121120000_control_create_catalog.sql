-- The catalog: what a tenant can be made of (plans, bundles, templates) and how many fit here.
set lock_timeout = '5s';
set statement_timeout = '60s';

create schema control;
comment on schema control is
  'The control plane: tenants, what is asked of them (operations), how it is carried out (provisioning_jobs), and who did it (audit_logs).';

create domain control.code as text
constraint code_must_be_a_slug check (value ~ '^[a-z][a-z0-9_-]{0,62}$');
comment on domain control.code is 'A stable lower-case handle.';

create function control.touch()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;
comment on function control.touch is 'Keeps updated_at.';

create table control.settings (
  environment control.code primary key default 'local',
  tenant_limit int not null default 100,
  approval_expires_after interval not null default '24 hours',
  templates_checked_every interval not null default '5 minutes',
  outage_survived interval not null default '30 minutes',
  constraint tenant_limit_must_be_positive check (tenant_limit > 0),
  constraint approval_must_have_time check (approval_expires_after > interval '0'),
  constraint checks_must_have_time check (templates_checked_every > interval '0'),
  constraint outage_must_have_time check (outage_survived > interval '0')
);
create unique index settings_must_be_one_row on control.settings ((true));
comment on table control.settings is 'One row: the limits of this environment.';
comment on column control.settings.tenant_limit is 'How many tenants may exist that are not decommissioned.';
comment on column control.settings.templates_checked_every is 'How often Odoo is asked whether a template still is what an installation would be.';
comment on column control.settings.outage_survived is
  'How long a step is tried again while what it needs is away; see step_faults.';
insert into control.settings default values;

create table control.subscription_plans (
  code control.code primary key,
  name text not null,
  monthly_price numeric(12, 2),
  currency text not null default 'USD',
  max_users int,
  backup_days int not null default 30,
  constraint price_must_not_be_negative check (monthly_price >= 0),
  constraint currency_must_be_iso check (currency ~ '^[A-Z]{3}$'),
  constraint max_users_must_be_positive check (max_users > 0),
  constraint backup_days_must_be_positive check (backup_days > 0)
);
comment on table control.subscription_plans is 'The pricing tiers.';
comment on column control.subscription_plans.monthly_price is 'Null: by agreement.';
comment on column control.subscription_plans.max_users is 'Null: no limit.';
comment on column control.subscription_plans.backup_days is 'For how many days a backup is kept.';

create table control.module_bundles (
  code control.code primary key,
  name text not null,
  description text not null default '',
  bundle_type text not null,
  modules text[] not null,
  version text not null default '1',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint bundle_type_must_be_a_code check (bundle_type ~ '^[a-z][a-z0-9_]*$'),
  constraint modules_must_be_technical_names
    check (cardinality(modules) > 0 and array_to_string(modules, ',', '?') ~ '^[a-z][a-z0-9_]{0,99}(,[a-z][a-z0-9_]{0,99})*$')
);
comment on table control.module_bundles is 'Sets of Odoo modules that are installed together.';
comment on column control.module_bundles.modules is 'Technical names of the modules to install; Odoo adds what they depend on.';
create trigger touch before update on control.module_bundles for each row execute function control.touch();

create table control.infra_templates (
  code control.code primary key,
  name text not null,
  k8s_chart text,
  docker_image_odoo text not null,
  docker_image_pg text not null,
  size_profile text not null default 'small',
  env_defaults jsonb not null default '{}',
  version text not null default '1',
  constraint env_defaults_must_be_an_object check (jsonb_typeof(env_defaults) = 'object')
);
comment on table control.infra_templates is 'What a tenant runs on.';
comment on column control.infra_templates.env_defaults is 'Environment of the containers; never a secret.';

create table control.tested_images (
  infra_template_code control.code not null references control.infra_templates,
  image_tag text not null,
  odoo_version text not null,
  tested_at timestamptz not null default now(),
  primary key (infra_template_code, image_tag),
  constraint image_tag_must_be_a_tag check (image_tag ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$'),
  constraint odoo_version_must_be_a_version check (odoo_version ~ '^(saas~)?[0-9]+\.[0-9]+[^\s]*$')
);
comment on table control.tested_images is 'Tags of an infra template''s Odoo image that passed the tests: the only ones upgrade_image may go to.';
comment on column control.tested_images.odoo_version is
  'What a server of that image says its version is, e.g. 18.0-20260301; 18.0 stands for every build of it.';

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
  making_claimed_at timestamptz,
  status text not null default 'building',
  attempts int not null default 0,
  run_after timestamptz not null default clock_timestamp(),
  lease_token uuid,
  lease_expires_at timestamptz,
  error jsonb,
  created_at timestamptz not null default now(),
  checked_at timestamptz,
  stale_at timestamptz,
  primary key (db_host, database),
  constraint database_must_be_named_template check (database ~ '^template_[a-z0-9_]{1,54}$' and database !~ '^template_?[01]$'),
  constraint country_must_be_iso check (country_code ~ '^[A-Z]{2}$'),
  constraint odoo_url_must_be_http check (odoo_url ~ '^https?://[^\s@]+$'),
  constraint status_must_be_known check (status in ('building', 'ready', 'stale')),
  constraint ready_must_say_what_it_holds check (status <> 'ready' or num_nonnulls(odoo_version, closure_hash) = 2),
  constraint ready_must_be_known_to_be_ours check (status <> 'ready' or odoo_url is null or uuid is not null),
  constraint uuid_must_be_a_uuid check (uuid ~ '^[0-9a-f-]{36}$'),
  constraint stale_must_say_since_when check ((status = 'stale') = (stale_at is not null)),
  constraint lease_must_be_whole_or_absent check (num_nonnulls(lease_token, lease_expires_at) in (0, 2))
);
create unique index one_ready_template_a_bundle on control.database_templates (bundle_code, country_code, db_host)
nulls not distinct where status = 'ready';
create unique index one_template_a_bundle_is_built on control.database_templates (bundle_code, country_code, db_host)
nulls not distinct where status = 'building';
create index on control.database_templates (bundle_code);
comment on table control.database_templates is
  'Databases kept warm, so that a tenant is a copy and not an installation. building: being prepared; ready: copied; stale: to be dropped.';
comment on column control.database_templates.country_code is
  'Of the company in it: Odoo installs the country''s localisation with the bundle. Null: of no country.';
comment on column control.database_templates.odoo_url is
  'Where its Odoo answers. Null: an operator''s own template, which is copied as it is and never checked, rebuilt or dropped.';
comment on column control.database_templates.modules is 'The modules of the bundle that it was asked to hold.';
comment on column control.database_templates.closure_hash is
  'Hash of Odoo''s version and of all installed modules with their versions; another one makes the template stale.';
comment on column control.database_templates.uuid is
  'database.uuid of what we made, noted before it got its name. What has the name and another uuid is somebody else''s.';
comment on column control.database_templates.making_claimed_at is
  'When making_<database>, what becomes it, was found to be a free name: what has that name since then is ours.';
comment on column control.database_templates.run_after is 'Not before this is it worked on.';
comment on column control.database_templates.checked_at is 'When it last was what it should be.';

create function control.cut_to_base_url()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.odoo_url := ops.odoo_base_url(new.odoo_url);
  return new;
end
$$;
comment on function control.cut_to_base_url is 'Keeps the base of odoo_url alone, so that one server is always written the same.';
create trigger cut_to_base_url before insert or update of odoo_url on control.database_templates
for each row execute function control.cut_to_base_url();

alter table control.settings enable row level security;
alter table control.subscription_plans enable row level security;
alter table control.module_bundles enable row level security;
alter table control.infra_templates enable row level security;
alter table control.tested_images enable row level security;
alter table control.database_templates enable row level security;
