-- Which Odoo a project's seeds go to.

create table ops.odoo_bindings (
  name text primary key,
  project_ref text,
  account_slug text,
  tenant_slug text,
  url text,
  database text,
  username text,
  password_secret text,
  transport text not null default 'auto',
  company_name text,
  lang text not null default 'en_US',
  sync_enabled boolean not null default true,
  unique_refs boolean not null default false,
  bulk_action boolean not null default false,
  prune_share numeric not null default 0.2,
  full_shadow_hours numeric not null default 24,
  shadow_minutes int default 60,
  time_zone text not null default 'UTC',
  working_day_ends time not null default '17:00',
  new_project_stages text[] not null default '{To Do,In Progress,Done}',
  folded_stages text[] not null default '{Done}',
  plans_need_approval boolean not null default false,
  auto_sync boolean not null default false,
  auto_sync_seconds int not null default 10,
  self_heal boolean not null default false,
  heals_an_hour int not null default 3,
  created_at timestamptz not null default now(),
  constraint name_must_be_a_slug check (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  constraint scope_must_be_one_of_project_account_tenant
    check (num_nonnulls(project_ref, account_slug, tenant_slug) =
      case when name = 'default' then 0 else 1 end),
  constraint scope_must_not_be_taken unique
    nulls not distinct (project_ref, account_slug, tenant_slug),
  constraint url_must_be_http check (url ~ '^https?://[^\s@]+$'),
  constraint connection_must_be_whole_or_absent
    check (num_nonnulls(url, database, username, password_secret) in (0, 4)),
  constraint only_default_may_come_from_the_environment check (url is not null or name = 'default'),
  constraint transport_must_be_known check (transport in ('auto', 'jsonrpc', 'json2')),
  constraint lang_must_be_a_code check (lang ~ '^[a-z]{2,3}(_([A-Z]{2}|[0-9]{3}))?(@[A-Za-z]+)?$'),
  constraint prune_share_must_be_a_share check (prune_share between 0 and 1),
  constraint time_zone_must_be_known check (ops.knows_time_zone(time_zone)),
  constraint full_shadow_hours_must_not_be_negative check (full_shadow_hours >= 0),
  constraint full_shadow_hours_must_be_a_number_below_a_million check (full_shadow_hours < 1000000),
  constraint shadow_minutes_must_be_from_five_to_a_week check (shadow_minutes between 5 and 10080),
  constraint database_must_not_be_empty_or_padded check (database ~ '^\S(.*\S)?$'),
  constraint database_must_hold_no_control_characters check (database !~ '[[:cntrl:]]'),
  constraint username_must_not_be_empty check (username ~ '\S'),
  constraint password_secret_must_not_be_empty check (password_secret ~ '\S'),
  constraint company_must_not_be_empty check (company_name ~ '\S'),
  constraint new_project_stages_must_be_names check (ops.are_names(new_project_stages)),
  constraint folded_stages_must_be_names check (ops.are_names(folded_stages)),
  constraint auto_sync_seconds_must_be_within_a_day check (auto_sync_seconds between 1 and 86400),
  constraint self_heal_needs_auto_sync check (auto_sync or not self_heal),
  constraint heals_an_hour_must_be_possible check (heals_an_hour between 1 and 60)
);
comment on table ops.odoo_bindings is
  'Which Odoo the seeds of a project, an account or a tenant go to. The row "default" takes all '
  'projects that no other row claims.';
comment on column ops.odoo_bindings.name is
  'Stable handle; requests and every odoo_seed row name it.';
comment on column ops.odoo_bindings.url is
  'Base URL without credentials; one copied from a browser is cut to it. Null on "default": the '
  'ODOO_* values of the functions'' environment are used.';
comment on column ops.odoo_bindings.password_secret is
  'Name of the Vault secret that holds the password or API key; never the value itself.';
comment on column ops.odoo_bindings.transport is
  'jsonrpc, json2, or auto: chosen from the server''s version and the credential.';
comment on column ops.odoo_bindings.company_name is
  'When set, projects of any other company are blocked in this binding.';
comment on column ops.odoo_bindings.lang is
  'The language of the seeds, as Odoo''s code; it has to be active there. Runs read and write '
  'names in it, and find them in every active language.';
comment on column ops.odoo_bindings.sync_enabled is
  'False stops every run. Its projects then go nowhere; they never fall through to a wider '
  'binding.';
comment on column ops.odoo_bindings.unique_refs is
  'Opt-in: a run makes sure that Odoo has a unique index over x_external_ref (needs Settings '
  'rights there).';
comment on column ops.odoo_bindings.bulk_action is
  'Opt-in: tasks are written through a server action in Odoo, twice as fast and with the same '
  'result (needs Settings rights there).';
comment on column ops.odoo_bindings.prune_share is
  'Largest share of the records created by runs that one run may prune.';
comment on column ops.odoo_bindings.full_shadow_hours is
  'After so many hours the next shadow is a full one; 0 makes every shadow a full one.';
comment on column ops.odoo_bindings.shadow_minutes is
  'How often its Odoo is read without being asked for. Null: only when somebody asks.';
comment on column ops.odoo_bindings.time_zone is
  'IANA name. A deadline that is a date is the end of the working day there; an Odoo whose '
  'deadlines are days (up to 16) gets the day as it is there.';
comment on column ops.odoo_bindings.working_day_ends is
  'When, in time_zone, a task is due whose deadline is a date: odoo_seed.tasks.deadline_date.';
comment on column ops.odoo_bindings.new_project_stages is
  'The first stages of a project that a run creates, in their order; {} for none. A stage that '
  'this Odoo has is shared, as those in seeds are. Later on people decide about them.';
comment on column ops.odoo_bindings.folded_stages is
  'Which of new_project_stages are created folded: closed columns, whose tasks count as done.';
comment on column ops.odoo_bindings.plans_need_approval is
  'True: a seeding applies a saved plan that somebody else has approved, and nothing else.';
comment on column ops.odoo_bindings.auto_sync is
  'True: a change in its seeds starts a run by itself, or makes a plan where plans need approval.';
comment on column ops.odoo_bindings.auto_sync_seconds is
  'How long its seeds have to be left alone before that run; it waits ten times as long at most.';
comment on column ops.odoo_bindings.self_heal is
  'True: drift that a shadow finds is mended by itself where the seed wins.';
comment on column ops.odoo_bindings.heals_an_hour is
  'How often within an hour one drift is mended before it counts as a fight of two systems.';
create index odoo_bindings_account_slug_idx on ops.odoo_bindings (account_slug);
create index odoo_bindings_tenant_slug_idx on ops.odoo_bindings (tenant_slug);
alter table ops.odoo_bindings enable row level security;
grant select, insert, update, delete, maintain on ops.odoo_bindings to service_role;

create function ops.cut_to_base_url()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.url := ops.odoo_base_url(new.url);
  return new;
end
$$;
comment on function ops.cut_to_base_url is
  'Cuts a URL to its base, so that one server is always spelled alike.';
create trigger cut_to_base_url before insert or update of url on ops.odoo_bindings
for each row execute function ops.cut_to_base_url();

insert into ops.odoo_bindings (name) values ('default');

revoke execute on function ops.cut_to_base_url from public;
