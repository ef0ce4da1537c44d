-- Every version of a bundle stays, and every module that was ever named is known.

create table control.bundle_versions (
  bundle_code control.code not null,
  version text not null,
  name text not null,
  description text not null,
  bundle_type text not null,
  modules text[] not null,
  made_at timestamptz not null default clock_timestamp(),
  made_by text not null,
  primary key (bundle_code, version)
);
comment on table control.bundle_versions is
  'What each bundle was, version by version, and who made it so. The rows of a bundle that was '
  'removed stay.';
alter table control.bundle_versions enable row level security;
grant select, insert, update, delete, maintain on control.bundle_versions to service_role;

create table control.modules (
  name text primary key,
  first_seen_at timestamptz not null default clock_timestamp(),
  depends_on text[],
  constraint module_name_must_be_technical check (name ~ '^[a-z][a-z0-9_]{0,99}$')
);
comment on table control.modules is
  'The Odoo modules that a bundle or a tenant has, or ever had.';
comment on column control.modules.depends_on is
  'The modules that Odoo itself installs with it, as the last Odoo said that has it; null while '
  'none has said it.';
alter table control.modules enable row level security;
grant select, insert, update, delete, maintain on control.modules to service_role;

create function control.number_bundle()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.version = old.version then
    new.version := (select coalesce(max(v.version::int) filter (where v.version ~ '^[0-9]{1,9}$'),
      0) + 1 from control.bundle_versions v where v.bundle_code = new.code)::text;
  end if;
  return new;
end
$$;
comment on function control.number_bundle is
  'Gives a bundle that changes the next version, unless the change says one.';
create trigger number_bundle before update on control.module_bundles
for each row when (
  (old.name, old.description, old.bundle_type, old.modules)
    is distinct from (new.name, new.description, new.bundle_type, new.modules)
)
execute function control.number_bundle();

create function control.keep_bundle()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into control.bundle_versions (bundle_code, version, name, description, bundle_type,
    modules, made_by)
  values (new.code, new.version, new.name, new.description, new.bundle_type, new.modules,
    coalesce(ops.actor() ->> 'user', session_user));
  insert into control.modules (name) select unnest(new.modules) on conflict do nothing;
  return null;
end
$$;
comment on function control.keep_bundle is
  'Keeps the version that a bundle has now, and learns its modules.';
create trigger keep_new_bundle after insert on control.module_bundles
for each row execute function control.keep_bundle();
create trigger keep_bundle after update on control.module_bundles
for each row when (old.version <> new.version) execute function control.keep_bundle();
create trigger write_audit after insert or delete on control.module_bundles
for each row execute function control.audit_change('code');
create trigger write_audit_update after update on control.module_bundles
for each row when (old.* is distinct from new.*) execute function control.audit_change('code');

revoke execute on function control.number_bundle, control.keep_bundle from public;
