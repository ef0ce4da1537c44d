-- A tenant's names follow from its slug and never change.

create function control.name_tenant()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.schema := coalesce(new.schema, control.underscored(new.slug));
  new.database := coalesce(new.database, case
    when new.isolation = 'schema'
      then (select t.database from control.tenants t where t.id = new.parent_id)
    else 'odoo_' || control.underscored(new.slug)
  end);
  return new;
end
$$;
comment on function control.name_tenant is
  'Names the database and the schema of a new tenant, if the insert does not.';
create trigger name_tenant
before insert on control.tenants for each row execute function control.name_tenant();

create function control.given_back_slug(p_id uuid)
returns text
language sql
immutable
set search_path = ''
as $$
  select 'refused-' || left(replace(p_id::text, '-', ''), 16)
$$;
comment on function control.given_back_slug is
  'The slug of a tenant that was proposed and refused; its own slug is free again.';

create function control.refuse_role_names()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  taken name := (
    select rolname from pg_catalog.pg_roles
    where rolname in (new.slug, control.underscored(new.slug), control.analytics_role(new.slug))
    limit 1
  );
begin
  if taken is null then
    return new;
  end if;
  raise exception 'Cannot store tenant %: there is a database role %', ops.quoted(new.slug),
    ops.quoted(taken)
    using errcode = 'check_violation', constraint = 'slug_must_not_be_a_role',
      hint = 'Choose another slug.';
end
$$;
comment on function control.refuse_role_names is
  'Refuses a slug that is the name of a role on this server, or whose analytics role exists.';
create trigger slug_must_not_be_a_role before insert on control.tenants
for each row execute function control.refuse_role_names();

create function control.refuse_rename()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status = 'provisioning' and new.status = 'decommissioned'
    and new.slug = control.given_back_slug(new.id) then
    return new;
  end if;
  raise exception 'Cannot rename tenant %: its slug, database, schema and isolation are immutable',
    ops.quoted(old.slug)
    using errcode = 'check_violation', constraint = 'names_must_not_change',
      hint = 'Clone the tenant under another slug.';
end
$$;
comment on function control.refuse_rename is
  'Refuses another slug, database, schema or isolation, except of a tenant that was never created '
  'and gives its names back.';
create trigger names_must_not_change before update on control.tenants
for each row when (
  (new.id, new.slug, new.database, new.schema, new.isolation)
    is distinct from (old.id, old.slug, old.database, old.schema, old.isolation)
)
execute function control.refuse_rename();

revoke execute on function
  control.name_tenant, control.given_back_slug, control.refuse_role_names, control.refuse_rename
from public;
grant execute on function control.given_back_slug to service_role;
