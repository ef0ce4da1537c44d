-- Bindings: which Odoo seeds go to. Their secrets go in and never come out.

create function api.has_secret(p_binding text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return exists (
    select from ops.odoo_bindings b join vault.secrets s on s.name = b.password_secret
    where b.name = p_binding
      and (control.reaches_all('bindings.read')
        or b.tenant_slug in (select control.reach_slugs('bindings.read'))));
end
$$;
comment on function api.has_secret is
  'Whether Vault has the secret of a binding that the caller may see.';

create view api.bindings with (security_invoker = true) as
select
  b.name as id, b.name, b.project_ref, b.account_slug, b.tenant_slug, b.url, b.database,
  b.username, api.has_secret(b.name) as has_secret, b.transport, b.company_name, b.lang,
  b.sync_enabled, b.unique_refs, b.bulk_action, b.prune_share, b.full_shadow_hours,
  b.shadow_minutes, b.time_zone, to_char(b.working_day_ends, 'HH24:MI') as working_day_ends,
  b.new_project_stages, b.folded_stages, b.auto_sync, b.auto_sync_seconds, b.self_heal,
  b.heals_an_hour, control.held(b.name, null) as hold, b.created_at
from ops.odoo_bindings b;
comment on view api.bindings is 'The bindings that the caller may see, never their secrets.';
revoke all on api.bindings from public, anon;
grant select on api.bindings to authenticated;

create function api.list_bindings(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('bindings', '[
      {"arg": "q", "of": ["name", "url", "database"], "is": "like"},
      {"arg": "tenant", "of": ["tenant_slug"]},
      {"arg": "sync_enabled"}
    ]',
    array['name', 'created_at'], p_args);
end
$$;
comment on function api.list_bindings is
  'A page of bindings, by name: those that match q, tenant and sync_enabled.';

create function api.get_binding(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.get_seed('bindings', 'name', p_args ->> 'name');
end
$$;
comment on function api.get_binding is 'A binding {"name"}. Raises OC004.';

revoke execute on function api.has_secret, api.list_bindings, api.get_binding from public, anon;
grant execute on function api.has_secret, api.list_bindings, api.get_binding to authenticated;
