-- What belongs to a tenant: single sign-on, analytics, and what it pays and uses.

create table control.sso_configs (
  tenant_id uuid primary key references control.tenants,
  keycloak_realm control.code not null,
  keycloak_client_id text not null,
  redirect_uris text[] not null default '{}',
  status text not null default 'pending',
  constraint client_must_not_be_taken unique (keycloak_realm, keycloak_client_id),
  constraint redirect_uris_must_be_http
    check (array_to_string(redirect_uris, ' ', '?') ~ '^(https?://[^\s@]+( https?://[^\s@]+)*)?$'),
  constraint status_must_be_known check (status in ('pending', 'active', 'error', 'removed'))
);
comment on table control.sso_configs is 'The Keycloak realm and client of a tenant.';
alter table control.sso_configs enable row level security;
grant select, insert, update, delete, maintain on control.sso_configs to service_role;

create table control.analytics_configs (
  tenant_id uuid primary key,
  schema_name text not null,
  supabase_project text,
  sync_mode text not null default 'none',
  superset_dashboard_url text,
  constraint schema_must_be_the_tenants foreign key (tenant_id, schema_name)
    references control.tenants (id, schema),
  constraint sync_mode_must_be_known check (sync_mode in ('none', 'full', 'incremental')),
  constraint dashboard_url_must_be_http check (superset_dashboard_url ~ '^https?://[^\s@]+$')
);
comment on table control.analytics_configs is 'Where a tenant''s analytics live.';
create index on control.analytics_configs (tenant_id, schema_name);
alter table control.analytics_configs enable row level security;
grant select, insert, update, delete, maintain on control.analytics_configs to service_role;

create table control.superset_workspaces (
  tenant_id uuid primary key references control.tenants,
  name text not null,
  superset_database_id int,
  dataset_ids int[] not null default '{}',
  status text not null default 'pending',
  constraint workspace_must_not_be_taken unique (name),
  constraint status_must_be_known check (status in ('pending', 'active', 'error', 'removed')),
  constraint active_workspace_must_have_a_database
    check (status <> 'active' or superset_database_id is not null)
);
comment on table control.superset_workspaces is
  'A tenant''s folder, database and datasets in Superset.';
alter table control.superset_workspaces enable row level security;
grant select, insert, update, delete, maintain on control.superset_workspaces to service_role;

create table control.billing_subscriptions (
  tenant_id uuid primary key references control.tenants,
  plan_code control.code not null references control.subscription_plans,
  status text not null default 'trialing',
  pricing_model text not null default 'flat',
  current_period_start date not null,
  current_period_end date not null,
  next_invoice_date date,
  constraint status_must_be_known check (status in ('trialing', 'active', 'past_due', 'cancelled')),
  constraint pricing_model_must_be_known check (pricing_model in ('flat', 'per_user', 'usage')),
  constraint period_must_not_end_before_it_starts
    check (current_period_end >= current_period_start),
  constraint cancelled_subscription_has_no_next_invoice
    check (status <> 'cancelled' or next_invoice_date is null)
);
comment on table control.billing_subscriptions is 'What a tenant has subscribed to.';
create index on control.billing_subscriptions (plan_code);
alter table control.billing_subscriptions enable row level security;
grant select, insert, update, delete, maintain on control.billing_subscriptions to service_role;

create table control.tenant_invoices (
  number text primary key,
  tenant_id uuid not null references control.tenants,
  period_start date not null,
  period_end date not null,
  amount numeric(12, 2) not null,
  currency text not null default 'USD',
  status text not null default 'draft',
  due_on date,
  paid_at timestamptz,
  constraint period_must_not_end_before_it_starts check (period_end >= period_start),
  constraint amount_must_not_be_negative check (amount >= 0),
  constraint currency_must_be_iso check (currency ~ '^[A-Z]{3}$'),
  constraint status_must_be_known check (status in ('draft', 'open', 'paid', 'void')),
  constraint paid_must_say_when check ((status = 'paid') = (paid_at is not null)),
  constraint open_must_say_when_due check (status <> 'open' or due_on is not null)
);
comment on table control.tenant_invoices is 'What a tenant was billed.';
create index on control.tenant_invoices (tenant_id);
alter table control.tenant_invoices enable row level security;
grant select, insert, update, delete, maintain on control.tenant_invoices to service_role;

create table control.tenant_metrics (
  tenant_id uuid not null references control.tenants,
  day date not null,
  active_users int not null default 0,
  database_bytes bigint not null default 0,
  filestore_bytes bigint not null default 0,
  primary key (tenant_id, day),
  constraint metrics_must_not_be_negative
    check (least(active_users, database_bytes, filestore_bytes) >= 0)
);
comment on table control.tenant_metrics is 'What a tenant used, day by day.';
alter table control.tenant_metrics enable row level security;
grant select, insert, update, delete, maintain on control.tenant_metrics to service_role;
