-- What tenants can be made of, and who did what.

create view api.plans with (security_invoker = true) as
select p.code as id, p.name, p.monthly_price, p.currency, p.max_users, p.backup_days,
  p.backup_hours
from control.subscription_plans p;
comment on view api.plans is 'Subscription plans.';

create view api.bundles with (security_invoker = true) as
select b.code as id, b.name, b.description, b.bundle_type as type, b.modules, b.version,
  b.created_at, b.updated_at
from control.module_bundles b;
comment on view api.bundles is 'Bundles of modules.';

create view api.templates with (security_invoker = true) as
select t.code as id, t.name, t.k8s_chart, t.docker_image_odoo, t.docker_image_pg, t.size_profile,
  t.env_defaults, t.version, (
    select coalesce(jsonb_agg(jsonb_build_object('image_tag', i.image_tag, 'odoo_version',
      i.odoo_version, 'tested_at', i.tested_at) order by i.tested_at desc), '[]')
    from control.tested_images i
    where i.infra_template_code = t.code
  ) as tested_images
from control.infra_templates t;
comment on view api.templates is 'Infra templates, each with the images that passed the tests.';

create view api.audit with (security_invoker = true) as
select a.position as id, a.at, a.actor, a.on_behalf_of, a.action, a.object, a.before, a.after,
  a.request_id, a.operation_id
from control.audit_logs a;
comment on view api.audit is 'Who changed what.';

revoke all on api.plans, api.bundles, api.templates, api.audit from public, anon;
grant select on api.plans, api.bundles, api.templates, api.audit to authenticated;

create function api.list_plans(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('plans', '[]',
    array['name', 'monthly_price'], p_args);
end
$$;
comment on function api.list_plans is
  'A page of subscription plans, by name.';

create function api.list_bundles(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('bundles', '[
      {"arg": "type"},
      {"arg": "module", "of": ["modules"], "is": "with"}
    ]',
    array['name', 'type', 'updated_at'], p_args);
end
$$;
comment on function api.list_bundles is
  'A page of bundles, by name: those of a type, or with a module among theirs.';

create function api.list_templates(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('templates', '[]',
    array['name', 'version'], p_args);
end
$$;
comment on function api.list_templates is
  'A page of infra templates, by name.';

create function api.list_backups(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('backups', '[
      {"arg": "tenant_id"}
    ]',
    array['-taken_at', 'taken_at', 'expires_at', 'bytes'], api.by_tenant(p_args));
end
$$;
comment on function api.list_backups is
  'A page of the backups of a tenant {"tenant"} that can be restored, the newest first. Raises '
  'OC004.';

create function api.search_audit(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('audit', '[
      {"arg": "action"},
      {"arg": "object"},
      {"arg": "request_id"},
      {"arg": "actor", "of": ["actor", "on_behalf_of"]},
      {"arg": "operation", "of": ["operation_id"]},
      {"arg": "since", "of": ["at"], "is": "from"},
      {"arg": "until", "of": ["at"], "is": "before"}
    ]',
    array['-id', 'id', 'at'], p_args);
end
$$;
comment on function api.search_audit is
  'A page of the audit log, the newest first: those that match actor, action, object, request_id, '
  'operation, since and until.';

revoke execute on function
  api.list_plans, api.list_bundles, api.list_templates, api.list_backups, api.search_audit
from public, anon;
grant execute on function
  api.list_plans, api.list_bundles, api.list_templates, api.list_backups, api.search_audit
to authenticated;
