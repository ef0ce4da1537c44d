-- A tenant's binding: its projects go to its own Odoo.

create table control.tenant_bindings (
  tenant_id uuid primary key references control.tenants,
  binding text not null unique
    references ops.odoo_bindings (name) on update cascade on delete cascade,
  made_at timestamptz not null default clock_timestamp()
);
comment on table control.tenant_bindings is
  'The bindings that operations made for tenants. Any other binding, also one of a tenant''s '
  'slug, belongs to the person who made it.';
alter table control.tenant_bindings enable row level security;
grant select, insert, update, delete, maintain on control.tenant_bindings to service_role;
create trigger write_audit after insert or delete on control.tenant_bindings
for each row execute function control.audit_change('tenant_id');

create function control.why_no_binding(p_tenant_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format('The binding %s was not made for tenant %s: whoever made it says where its seeds '
    'go. It was left alone.', b.name, t.slug)
  from control.tenants t
  join ops.odoo_bindings b on b.tenant_slug = t.slug or b.name = t.slug
  where t.id = p_tenant_id
    and not exists (select from control.tenant_bindings made
      where made.tenant_id = t.id and made.binding = b.name)
  order by b.name
  limit 1
$$;
comment on function control.why_no_binding is
  'Why operations do not bind a tenant, in words: somebody made a binding of its slug or its name '
  'by hand. Null: nobody did.';

create function control.bind_tenant(p_tenant_id uuid, p_url text, p_username text,
  p_password_secret text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  why text := control.why_no_binding(p_tenant_id);
  bound text;
begin
  if why is not null then
    raise exception 'Cannot bind a tenant: %', rtrim(why, '.')
      using errcode = 'OC131',
        hint = 'Drop that binding, and retry; or leave it, and the tenant''s seeds go where it '
          'leads.';
  end if;
  -- The database is ours, and so is its Settings administrator that seeds it.
  insert into ops.odoo_bindings
    (name, tenant_slug, url, database, username, password_secret, bulk_action)
  select t.slug, t.slug, p_url, t.database, p_username, p_password_secret, true
  from control.tenants t
  where t.id = p_tenant_id
  on conflict (project_ref, account_slug, tenant_slug) do update
  set url = excluded.url, database = excluded.database, username = excluded.username,
    password_secret = excluded.password_secret, sync_enabled = true
  returning name into bound;
  insert into control.tenant_bindings (tenant_id, binding) values (p_tenant_id, bound)
  on conflict do nothing;
  return bound;
end
$$;
comment on function control.bind_tenant is
  'Lets seeds reach a tenant''s Odoo. Returns the binding''s name; a binding that operations made '
  'is brought up to date. Raises OC131 for one that somebody else made.';

create function control.unbind_tenant(p_tenant_id uuid)
returns boolean
language sql
set search_path = ''
as $$
  with closed as (
    update ops.odoo_bindings b
    set sync_enabled = false
    from control.tenant_bindings made
    where made.tenant_id = p_tenant_id and b.name = made.binding
    returning 1
  )
  select exists (select from closed)
$$;
comment on function control.unbind_tenant is
  'Closes the binding that operations made: no run uses it any more. It stays, because the '
  'history of its runs names it. Returns whether there was one.';

revoke execute on function
  control.why_no_binding, control.bind_tenant, control.unbind_tenant
from public;
grant execute on function
  control.why_no_binding, control.bind_tenant, control.unbind_tenant
to service_role;
