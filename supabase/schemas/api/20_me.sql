-- Who calls.

create view api.me with (security_invoker = true) as
select c.name, c.kind, c.on_behalf_of,
  (
    select coalesce(jsonb_agg(r.role order by r.role), '[]')
    from control.calling_roles() r
    where r.tenant_id is null
  ) as platform_roles,
  (
    select coalesce(jsonb_agg(
      jsonb_build_object('tenant', t.slug, 'role', r.role) order by t.slug, r.role), '[]')
    from control.calling_roles() r
    join control.tenants t on t.id = r.tenant_id
  ) as tenant_roles
from control.caller() c;
comment on view api.me is 'One row: who calls, with their roles on the platform and in tenants.';

revoke all on api.me from public, anon;
grant select on api.me to authenticated;

create function api.get_me(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select to_jsonb(m) || jsonb_build_object('permissions', (
      select coalesce(jsonb_agg(p order by p), '[]') from control.calling_permissions() p
    ), 'expires_at', to_timestamp((auth.jwt() ->> 'exp')::bigint))
    from api.me m
  );
end
$$;
comment on function api.get_me is
  'Who calls, with the permissions that the caller has on the platform or in some tenant, and '
  'until when the token that was sent is valid (null: unknown); null for somebody unknown.';
revoke execute on function api.get_me from public, anon;
grant execute on function api.get_me to authenticated;
