-- The platform itself: its schedules, what it works with, and its settings.

create view api.schedules with (security_invoker = true) as
select s.name as id, s.*
from control.shown_schedules() s;
comment on view api.schedules is 'The schedules, each with its outcome and whether it is late.';

create view api.keycloak_templates with (security_invoker = true) as
select t.id, t.name, t.description, t.realm, t.client, t.odoo
from (
  values (
    'realm-per-tenant', 'A realm for each tenant',
    'Odoo does not look at whom a token was made for: only a realm of its own keeps the people of '
      'other tenants out.',
    '{"realm": "{slug}", "enabled": true, "organizationsEnabled": false}'::jsonb,
    '{"clientId": "odoo", "publicClient": true, "standardFlowEnabled": false,
      "implicitFlowEnabled": true, "redirectUris": ["{odoo_url}/auth_oauth/signin"]}'::jsonb,
    '{"modules": ["auth_oauth"], "scope": "openid email profile",
      "parameters": {"auth_oauth.authorization_header": "1",
        "auth_signup.invitation_scope": "b2b"}}'::jsonb
  )
) t (id, name, description, realm, client, odoo)
where (select control.has_anywhere('catalog.read'));
comment on view api.keycloak_templates is
  'What a tenant''s realm and client in Keycloak can look like, and what Odoo has to know; {slug} '
  'and {odoo_url} stand for the tenant''s own.';

revoke all on api.schedules, api.keycloak_templates from public, anon;
grant select on api.schedules, api.keycloak_templates to authenticated;

create function api.list_schedules(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('schedules', '[
      {"arg": "late"},
      {"arg": "outcome"}
    ]',
    array['name', 'next_at', 'last_succeeded_at'], p_args);
end
$$;
comment on function api.list_schedules is
  'A page of the schedules, by name: the late ones, or those of an outcome.';

create function api.list_keycloak_templates(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('keycloak_templates', '[]', array['name'], p_args);
end
$$;
comment on function api.list_keycloak_templates is
  'A page of what a tenant''s realm and client in Keycloak can look like.';

create function api.list_integrations(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return control.integrations();
end
$$;
comment on function api.list_integrations is
  'What was last seen of each system beside the platform, by name; the API adds what its '
  'environment says. Raises OC103.';

create function api.get_settings(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('settings.read');
  return (
    select jsonb_build_object('environment', s.environment, 'tenant_limit', s.tenant_limit,
      'requests_a_minute', s.requests_a_minute, 'second_factor', s.second_factor,
      'approval_seconds', extract(epoch from s.approval_expires_after)::int,
      'template_check_seconds', extract(epoch from s.templates_checked_every)::int)
    from control.settings s
  );
end
$$;
comment on function api.get_settings is 'The limits of this environment. Raises OC103.';

create function api.change_settings(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"tenant_limit": {"from": 1, "to": 1000000},
    "requests_a_minute": {"from": 60, "to": 1000000}, "second_factor": {"truth": true},
    "approval_seconds": {"from": 60, "to": 31536000},
    "template_check_seconds": {"from": 10, "to": 31536000}}');
  perform control.act_as_caller('settings.change');
  perform from control.settings for no key update;
  perform api.demand_match(p_args, api.get_settings('{}'));
  -- Whoever asks for it has to have it, or nobody could take it back.
  if (p_args ->> 'second_factor')::boolean then
    perform control.demand_second_factor(true);
  end if;
  update control.settings s
  set tenant_limit = coalesce((p_args ->> 'tenant_limit')::int, s.tenant_limit),
    second_factor = coalesce((p_args ->> 'second_factor')::boolean, s.second_factor),
    requests_a_minute = coalesce((p_args ->> 'requests_a_minute')::int, s.requests_a_minute),
    approval_expires_after = coalesce(
      make_interval(secs => (p_args ->> 'approval_seconds')::int), s.approval_expires_after),
    templates_checked_every = coalesce(
      make_interval(secs => (p_args ->> 'template_check_seconds')::int),
      s.templates_checked_every);
  return api.get_settings('{}');
end
$$;
comment on function api.change_settings is
  'Changes the limits of this environment {"if_match", "tenant_limit", "requests_a_minute", '
  '"second_factor", "approval_seconds", "template_check_seconds"}: a key that is absent stays. '
  'Raises OC103 (also for a second factor by somebody who has none), OC151, OC202.';

revoke execute on function
  api.list_schedules, api.list_keycloak_templates, api.list_integrations, api.get_settings,
  api.change_settings
from public, anon;
grant execute on function
  api.list_schedules, api.list_keycloak_templates, api.list_integrations, api.get_settings,
  api.change_settings
to authenticated;
