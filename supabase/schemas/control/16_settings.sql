-- The limits of this environment, and the pricing tiers.

create table control.settings (
  environment control.code primary key default 'local',
  tenant_limit int not null default 100,
  approval_expires_after interval not null default '24 hours',
  templates_checked_every interval not null default '5 minutes',
  requests_a_minute int not null default 3000,
  second_factor boolean not null default false,
  constraint tenant_limit_must_be_positive check (tenant_limit > 0),
  constraint approval_must_have_time check (approval_expires_after > interval '0'),
  constraint requests_must_be_positive check (requests_a_minute > 0),
  constraint checks_must_have_time check (templates_checked_every > interval '0')
);
comment on table control.settings is 'One row: the limits of this environment.';
comment on column control.settings.tenant_limit is
  'How many tenants may exist, decommissioned ones not counted.';
comment on column control.settings.templates_checked_every is
  'How often a template is checked against what an installation would be.';
comment on column control.settings.requests_a_minute is
  'How many requests the API takes of one caller within a minute.';
comment on column control.settings.second_factor is
  'Whether people have to have signed in with a second factor for what is dangerous.';
create unique index settings_must_be_one_row on control.settings ((true));
alter table control.settings enable row level security;
grant select, insert, update, delete, maintain on control.settings to service_role;
create trigger write_audit_update after update on control.settings
for each row when (old.* is distinct from new.*)
execute function control.audit_change('environment');

insert into control.settings default values;

create table control.subscription_plans (
  code control.code primary key,
  name text not null,
  monthly_price numeric(12, 2),
  currency text not null default 'USD',
  max_users int,
  backup_days int not null default 30,
  backup_hours int not null default 24,
  constraint price_must_not_be_negative check (monthly_price >= 0),
  constraint currency_must_be_iso check (currency ~ '^[A-Z]{3}$'),
  constraint max_users_must_be_positive check (max_users > 0),
  constraint backup_days_must_be_positive check (backup_days > 0),
  constraint backup_hours_must_be_positive check (backup_hours > 0)
);
comment on table control.subscription_plans is 'What tenants pay for: prices and limits.';
comment on column control.subscription_plans.monthly_price is 'Null: by agreement.';
comment on column control.subscription_plans.max_users is 'Null: no limit.';
comment on column control.subscription_plans.backup_days is 'How many days a backup is kept.';
comment on column control.subscription_plans.backup_hours is
  'A backup is taken at least this often, without being asked for.';
alter table control.subscription_plans enable row level security;
grant select, insert, update, delete, maintain on control.subscription_plans to service_role;
