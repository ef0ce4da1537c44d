-- What the steps of operations store on our own side: a tenant's binding, its modules, what it may copy.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function control.request_clone(
  p_source text, p_tenant jsonb, p_steps jsonb, p_input jsonb, p_actor jsonb, p_key text
)
returns table (id uuid, status text, existing boolean)
language plpgsql
set search_path = ''
as $$
declare
  source control.tenants := control.find_tenant(p_source);
  input jsonb := p_input || jsonb_build_object('source', source.slug, 'source_database', source.database);
begin
  p_actor := control.act_as(p_actor);
  perform control.admit(p_actor, 'clone', source.slug, source.parent_id);
  if (control.known_operation(p_tenant ->> 'slug', 'clone', input, p_actor, p_key)).id is not null then
    null; -- What it was then is what counts.
  elsif source.isolation <> 'database' or source.status <> 'active' then
    raise exception 'Cannot clone tenant %: it is % with % isolation', ops.quoted(source.slug), source.status, source.isolation
      using errcode = 'OC101', hint = 'Only an active tenant with a database of its own can be cloned.';
  end if;
  return query select * from control.request_tenant(
    jsonb_strip_nulls(jsonb_build_object(
      'tenant_type', case when source.tenant_type = 'internal' then 'internal' else 'client' end,
      'parent', (select t.slug from control.tenants t where t.id = coalesce(source.parent_id, source.id)),
      'admin_email', source.admin_email, 'plan', source.plan_code, 'bundle', source.bundle_code,
      'infra_template', source.infra_template_code, 'country_code', source.country_code, 'region', source.region,
      'industry', source.industry, 'odoo_url', source.odoo_url
    )) || p_tenant,
    'clone', p_steps, input, p_actor, p_key);
end
$$;
comment on function control.request_clone is
  'A new tenant beside its source, from {"slug", "name", …}; what is not given is the source''s. Raises as request_tenant, OC103 also when the actor may not clone the source, OC101 when the source is not there to be cloned.';

create table control.tenant_bindings (
  tenant_id uuid primary key references control.tenants,
  binding text not null unique references ops.odoo_bindings (name) on update cascade on delete cascade,
  made_at timestamptz not null default clock_timestamp()
);
comment on table control.tenant_bindings is
  'The bindings that operations made for tenants. Another one, also of a tenant''s slug, is whoever made it''s.';
alter table control.tenant_bindings enable row level security;
create trigger write_audit after insert or delete on control.tenant_bindings
for each row execute function control.audit_change('tenant_id');

create function control.why_no_binding(p_tenant_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format('The binding %s was not made for tenant %s: whoever made it says where its seeds go. It was left alone.', b.name, t.slug)
  from control.tenants t
  join ops.odoo_bindings b on b.tenant_slug = t.slug or b.name = t.slug
  where t.id = p_tenant_id
    and not exists (select from control.tenant_bindings made where made.tenant_id = t.id and made.binding = b.name)
  order by b.name
  limit 1
$$;
comment on function control.why_no_binding is
  'Why operations do not bind a tenant, for people: somebody made a binding of its slug or of its name by hand. Null: nobody did.';

create function control.bind_tenant(p_tenant_id uuid, p_url text, p_username text, p_password_secret text)
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
      using errcode = 'OC131', hint = 'Drop that binding, and retry; or leave it, and the tenant''s seeds go where it leads.';
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
  'Lets seeds reach a tenant''s Odoo. Returns the binding''s name; one that operations made is brought up to date. Raises OC131 for one that somebody else made.';

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
  'No run reaches the tenant''s Odoo any more by what operations made. The binding stays, since the history of its runs names it. Returns whether there was one.';

create function control.note_modules(p_operation_id uuid, p_modules text[])
returns void
language sql
set search_path = ''
as $$
  insert into control.tenant_module_states (tenant_id, module_name, state, last_operation_id)
  select o.tenant_id, m.name, 'installed', o.id
  from control.operations o
  cross join unnest(p_modules) m (name)
  where o.id = p_operation_id
  on conflict (tenant_id, module_name) do update set state = 'installed', last_operation_id = excluded.last_operation_id
$$;
comment on function control.note_modules is 'Writes down that an operation found or made these modules installed.';

create function control.dismiss_members(p_tenant_id uuid)
returns int
language sql
set search_path = ''
as $$
  with gone as (delete from control.tenant_user_assignments where tenant_id = p_tenant_id returning 1)
  select count(*)::int from gone
$$;
comment on function control.dismiss_members is 'Takes all users off a tenant. Returns how many.';

revoke execute on function control.request_clone, control.why_no_binding, control.bind_tenant,
  control.unbind_tenant, control.note_modules, control.dismiss_members from public;
grant execute on function control.request_clone, control.why_no_binding, control.bind_tenant,
  control.unbind_tenant, control.note_modules, control.dismiss_members to service_role;
grant all on control.tenant_bindings to service_role;
