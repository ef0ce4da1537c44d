-- Tenants, as the API shows them.

create view api.tenants_with_health with (security_invoker = true) as
select
  t.id, t.slug, t.name, t.tenant_type,
  p.slug as parent, t.agency_group, t.status, t.plan_code as plan, t.bundle_code as bundle,
  t.region, t.industry, t.country_code, t.isolation, i.database, i.schema, i.db_host,
  i.k8s_namespace, i.odoo_url, t.primary_domain, t.admin_email,
  i.infra_template_code as infra_template, i.image_tag,
  coalesce(h.state, 'unknown') as health, coalesce(s.state, 'unknown') as sync,
  t.created_at, t.updated_at,
  h.probed_at, case when i.id is not null then h.detail end as health_detail,
  s.seen_at as synced_at, s.run_id as sync_run, s.drift, control.held(null, t.slug) as hold
from control.tenants t
left join control.tenants p on p.id = t.parent_id
-- Who shares a database shares its Odoo.
left join control.tenant_health h on h.tenant_id = coalesce(t.shares_database_of, t.id)
left join control.tenant_sync s on s.tenant_id = t.id
-- What it runs on is for those who keep it running. Asked once, not for each tenant.
left join control.tenants i on i.id = t.id and (
  (select control.reaches_all('infra.read'))
  or i.id = any (array(select control.reach('infra.read')))
);
comment on view api.tenants_with_health is
  'The tenants that the caller may see, with what was last seen of their Odoo and when. parent is '
  'the slug of the tenant above, null where the caller may not see that one. health and sync are '
  'unknown where nothing was seen, or the caller may not see it. Without infra.read there is no '
  'database, schema, db_host, k8s_namespace, odoo_url, infra_template, image_tag, health_detail.';

create view api.tenants with (security_invoker = true) as
select
  t.id, t.slug, t.name, t.tenant_type, t.parent, t.agency_group, t.status, t.plan, t.bundle,
  t.region, t.industry, t.country_code, t.isolation, t.database, t.schema, t.db_host,
  t.k8s_namespace, t.odoo_url, t.primary_domain, t.admin_email, t.infra_template, t.image_tag,
  t.health, t.sync, t.hold, t.created_at, t.updated_at
from api.tenants_with_health t;
comment on view api.tenants is 'The same as lists have them, without what was seen.';

create view api.tenant_modules with (security_invoker = true) as
select m.module_name as id, m.tenant_id, m.module_name, m.source, m.state, m.last_operation_id,
  m.module_name = any (b.modules) as in_bundle
from control.tenant_module_states m
left join control.tenants t on t.id = m.tenant_id
left join control.module_bundles b on b.code = t.bundle_code;
comment on view api.tenant_modules is
  'The modules of tenants, as operations left them; in_bundle says whether the tenant''s bundle '
  'names them, null where it has none or the caller may not see it. id is unique in a tenant.';

create view api.tenant_members with (security_invoker = true) as
select a.user_id as id, a.tenant_id, p.email, a.role, a.created_at
from control.tenant_user_assignments a
left join control.people() p on p.id = a.user_id
union all
select w.id, w.tenant_id, w.address, w.role, w.created_at
from control.waiting_members w;
comment on view api.tenant_members is
  'Who has which role in a tenant; id is the user''s, or that of a role that waits for somebody to '
  'sign up: nothing says which.';

create view api.backups with (security_invoker = true) as
select b.id, b.tenant_id, b.operation_id, b.taken_at, b.expires_at, b.object_path, b.sha256,
  b.bytes, b.odoo_version, b.module_hash
from control.backups b
where b.status = 'taken';
comment on view api.backups is 'Backups that can be restored.';

revoke all on
  api.tenants, api.tenants_with_health, api.tenant_modules, api.tenant_members, api.backups
from public, anon;
grant select on
  api.tenants, api.tenants_with_health, api.tenant_modules, api.tenant_members, api.backups
to authenticated;

create function api.list_tenants(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed(case when p_args ->> 'include_health' = 'true'
      then 'tenants_with_health' else 'tenants' end, '[
      {"arg": "q", "of": ["slug", "name", "primary_domain"], "is": "like"},
      {"arg": "status"},
      {"arg": "health"},
      {"arg": "sync"},
      {"arg": "plan"},
      {"arg": "bundle"},
      {"arg": "region"},
      {"arg": "agency_group"},
      {"arg": "parent"}
    ]',
    array['slug', 'name', 'created_at', 'updated_at'], p_args);
end
$$;
comment on function api.list_tenants is
  'A page of tenants: those that match q, status, health, sync, plan, bundle, region, agency_group '
  'and parent, by sort (slug, name, created_at or updated_at); with include_health also what was '
  'seen of their Odoo.';

create function api.get_tenant(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant uuid := control.visible_tenant(p_args ->> 'tenant');
begin
  return (
    select to_jsonb(t) || jsonb_build_object(
      'children', (
        select coalesce(jsonb_agg(c.slug order by c.slug), '[]')
        from api.tenants c
        where c.parent = t.slug
      ),
      'modules', (
        select coalesce(
          jsonb_agg(to_jsonb(m) - array['id', 'tenant_id'] order by m.module_name), '[]')
        from api.tenant_modules m
        where m.tenant_id = t.id
      ),
      'open_operation', (
        select to_jsonb(o) from api.operations o
        where o.tenant_id = t.id and o.finished_at is null
      ),
      'last_backup', (
        select to_jsonb(b) from api.backups b
        where b.tenant_id = t.id
        order by b.taken_at desc
        limit 1
      ),
      'subscription', (
        select jsonb_build_object('id', s.id, 'plan', s.plan_code, 'started_at', s.started_at,
          'monthly_price', s.monthly_price, 'currency', s.currency)
        from control.subscriptions s
        where s.tenant_id = t.id and s.ended_at is null
      ))
    from api.tenants_with_health t
    where t.id = wanted
  );
end
$$;
comment on function api.get_tenant is
  'A tenant {"tenant": slug or id} with its children, modules, open operation, last backup and '
  'subscription, as far as the caller may see them. Raises OC004.';

revoke execute on function api.list_tenants, api.get_tenant from public, anon;
grant execute on function api.list_tenants, api.get_tenant to authenticated;
