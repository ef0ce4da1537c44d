-- Which Odoo a project's seeds go to: bindings, and the one rule that picks among them.
set lock_timeout = '5s';
set statement_timeout = '60s';

create schema ops;
comment on schema ops is 'How the platform reaches the systems it runs: bindings to Odoo databases.';

create function ops.quoted(p_value text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select to_json(case when length(p_value) > 80 then left(p_value, 80) || '…' else p_value end)::text
$$;
comment on function ops.quoted is
  'A name or value as messages show it: in double quotes, as JSON has them, cut where it is very long.';

create function ops.all_quoted(p_values text[])
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select string_agg(ops.quoted(value), ', ' order by position)
  from unnest(p_values) with ordinality item (value, position)
$$;
comment on function ops.all_quoted is 'Several names or values as messages show them, with commas between.';

create function ops.odoo_base_url(p_url text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select coalesce(
    lower(part[1]) || '://'
      || regexp_replace(lower(part[2]), case lower(part[1]) when 'http' then ':80$' when 'https' then ':443$' else '^$' end, '')
      || rtrim(regexp_replace(
        part[3],
        '(/+(jsonrpc|json|xmlrpc|websocket|longpolling)'
          -- A website puts the language before its pages: two letters, or with a country.
          || '|(/+(a[mrz]|b[egns]|c[as]|d[ae]|e[lnstu]|f[air]|g[lu]|h[eiru]|i[dst]|ja|k[amno]|l[botv]|m[klnsy]|n[belo]|p[lt]|r[ou]|s[iklqrvw]|t[ehlr]|u[kz]|vi|zh|[a-z]{2,3}_([A-Z]{2}|[0-9]{3}))(@[a-z]+)?)?'
          || '/+(odoo|web|my|@|scoped_app))(/.*)?$', ''), '/'),
    trimmed)
  from regexp_replace(p_url, '^\s+|\s+$', '', 'g') trimmed
  left join lateral regexp_match(trimmed, '^([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#]*)([^?#]*)') part on true
$$;
comment on function ops.odoo_base_url is
  'The base of an Odoo server from any URL of it, as copied from a browser: Odoo''s own paths (/odoo, /web, …) with the language before them, query, fragment, default port and trailing slash are cut, scheme and host in small letters. Another path, below which that Odoo lies, stays. The functions'' odooBaseUrl() does the same.';

create function ops.knows_time_zone(p_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  -- Listing the zones reads some hundred files: not for the one that is nearly everybody's.
  select p_name = 'UTC' or p_name !~ '^(posix|right)/|^(localtime|posixrules|Factory)$' and exists (
    select from pg_catalog.pg_timezone_names z where z.name = p_name)
$$;
comment on function ops.knows_time_zone is 'Whether this is the IANA name of a time zone, as in Europe/Vienna.';

create function ops.are_names(p_values text[])
returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
  select coalesce(bool_and(value ~ '\S' and char_length(value) <= 255), true)
    and array_position(p_values, null) is null
  from unnest(p_values) value
$$;
comment on function ops.are_names is 'Whether each of a list can be a name: neither null nor empty, 255 characters at most.';

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
  time_zone text not null default 'UTC',
  working_day_ends time not null default '17:00',
  new_project_stages text[] not null default '{To Do,In Progress,Done}',
  folded_stages text[] not null default '{Done}',
  created_at timestamptz not null default now(),
  constraint name_must_be_a_slug check (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  constraint scope_must_be_one_of_project_account_tenant
    check (num_nonnulls(project_ref, account_slug, tenant_slug) = case when name = 'default' then 0 else 1 end),
  constraint scope_must_not_be_taken unique nulls not distinct (project_ref, account_slug, tenant_slug),
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
  constraint database_must_not_be_empty_or_padded check (database ~ '^\S(.*\S)?$'),
  constraint database_must_hold_no_control_characters check (database !~ '[[:cntrl:]]'),
  constraint username_must_not_be_empty check (username ~ '\S'),
  constraint password_secret_must_not_be_empty check (password_secret ~ '\S'),
  constraint company_must_not_be_empty check (company_name ~ '\S'),
  constraint new_project_stages_must_be_names check (ops.are_names(new_project_stages)),
  constraint folded_stages_must_be_names check (ops.are_names(folded_stages))
);

comment on table ops.odoo_bindings is
  'Which Odoo the seeds of a project, an account or a tenant go to. The row "default" takes what no other row claims.';
comment on column ops.odoo_bindings.name is 'Stable handle; requests and every odoo_seed row name it.';
comment on column ops.odoo_bindings.url is
  'Base URL without credentials; one copied from a browser is cut to it. Null on "default": the ODOO_* values of the functions'' environment are used.';
comment on column ops.odoo_bindings.password_secret is
  'Name of the Vault secret that holds the password or API key; never the value itself.';
comment on column ops.odoo_bindings.transport is 'jsonrpc, json2, or auto: chosen from the server''s version and the credential.';
comment on column ops.odoo_bindings.company_name is 'When set, projects of any other company are blocked in this binding.';
comment on column ops.odoo_bindings.lang is
  'The language that the seeds are written in, as Odoo''s code; active there. Names are read and written in it, and found in every active one.';
comment on column ops.odoo_bindings.sync_enabled is
  'False stops every run. Its projects then go nowhere; they never fall through to a wider binding.';
comment on column ops.odoo_bindings.unique_refs is
  'Opt-in: a run makes sure that Odoo has a unique index over x_external_ref (needs Settings rights there).';
comment on column ops.odoo_bindings.bulk_action is
  'Opt-in: tasks are written through a server action in Odoo, twice as fast and with the same result (needs Settings rights there).';
comment on column ops.odoo_bindings.prune_share is 'Largest share of our own records that one run may prune.';
comment on column ops.odoo_bindings.full_shadow_hours is
  'A full shadow older than this is followed by another full one; 0 makes every shadow a full one.';
comment on column ops.odoo_bindings.time_zone is
  'IANA name. A deadline that is said as a date is the end of the working day there, and an Odoo whose deadlines are days (up to 16) gets the day as it is there.';
comment on column ops.odoo_bindings.working_day_ends is
  'When, in time_zone, a task is due whose deadline is said as a date: odoo_seed.tasks.deadline_date.';

comment on column ops.odoo_bindings.new_project_stages is
  'The stages that a project which a run creates begins with, in their order; {} for none. One that this Odoo has is shared, as those that seeds name are. Later on they are people''s business.';
comment on column ops.odoo_bindings.folded_stages is 'Which of new_project_stages are made folded: closed columns, whose tasks count as done.';

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
comment on function ops.cut_to_base_url is 'Keeps the base of a URL alone, so that one server is always written the same.';
create trigger cut_to_base_url before insert or update of url on ops.odoo_bindings
for each row execute function ops.cut_to_base_url();

insert into ops.odoo_bindings (name) values ('default');

create function ops.resolve_odoo_binding(p_project_ref text, p_account_slug text, p_tenant_slug text)
returns setof ops.odoo_bindings
language sql
stable
rows 1
begin atomic
  select b.*
  from ops.odoo_bindings b
  where b.project_ref = p_project_ref
    or b.account_slug = p_account_slug
    or b.tenant_slug = p_tenant_slug
    or b.name = 'default'
  order by
    b.project_ref is not null desc,
    b.account_slug is not null desc,
    b.tenant_slug is not null desc
  limit 1;
end;
comment on function ops.resolve_odoo_binding is
  'The binding of a project: project before account before tenant before default. A disabled binding still wins its scope.';

create function ops.odoo_connection(p_binding text)
returns table (
  url text, database text, username text, password text, transport text,
  sync_enabled boolean, unique_refs boolean, bulk_action boolean, time_zone text, lang text,
  new_project_stages text[], folded_stages text[]
)
language sql
stable
security definer
set search_path = ''
as $$
  select
    b.url, b.database, b.username, s.decrypted_secret, b.transport, b.sync_enabled, b.unique_refs,
    b.bulk_action, b.time_zone, b.lang, b.new_project_stages, b.folded_stages
  from ops.odoo_bindings b
  left join vault.decrypted_secrets s on s.name = b.password_secret
  where b.name = p_binding
$$;
comment on function ops.odoo_connection is
  'How to reach a binding''s Odoo, its password taken from Vault. No row: no such binding. Null url: use the environment.';

alter table ops.odoo_bindings enable row level security;

grant usage on schema ops to service_role;
grant all on ops.odoo_bindings to service_role;
revoke execute on all functions in schema ops from public;
grant execute on all functions in schema ops to service_role;
