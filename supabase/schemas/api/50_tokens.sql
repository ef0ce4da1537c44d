-- Tokens of machines: made, rotated, revoked.

create function api.token_expires_at(p_token uuid)
returns timestamptz
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select max(s.expires_at) from control.api_token_secrets s
    where s.token_id = p_token and control.reaches_all('tokens.read')
  );
end
$$;
comment on function api.token_expires_at is
  'Until when the latest secret of a token is valid; null where it has none, or the caller may not '
  'see it.';

create view api.tokens with (security_invoker = true) as
select
  t.id, t.name, t.kind, t.role, c.slug as tenant, t.person_id as on_behalf_of, t.scopes,
  t.created_at, t.revoked_at, t.last_used_at, api.token_expires_at(t.id) as expires_at
from control.api_tokens t
left join control.tenants c on c.id = t.tenant_id;
comment on view api.tokens is 'The tokens that the caller may see, never their secrets.';
revoke all on api.tokens from public, anon;
grant select on api.tokens to authenticated;

create function api.make_token(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  made control.api_tokens;
begin
  perform api.demand_shape(p_args, '{"name": {"text": 255, "needed": true},
    "kind": {"among": ["service", "agent"], "needed": true}, "scopes": {"list": 100},
    "days": {"from": 1, "to": 366}}');
  perform control.act_as_caller('tokens.change');
  insert into control.api_tokens (made_by, name, kind, role, tenant_id, person_id, scopes)
  values (
    control.calling_person(),
    p_args ->> 'name', p_args ->> 'kind', p_args ->> 'role',
    case when p_args ->> 'tenant' is not null then control.visible_tenant(p_args ->> 'tenant') end,
    (p_args ->> 'on_behalf_of')::uuid,
    case when p_args ? 'scopes'
      then array(select jsonb_array_elements_text(p_args -> 'scopes')) else '{*}' end
  )
  returning * into made;
  return jsonb_build_object('id', made.id, 'secret', control.add_secret(made.id,
    make_interval(days => coalesce((p_args ->> 'days')::int, 90))));
end
$$;
comment on function api.make_token is
  'A new token {"name", "kind", "role", "tenant", "on_behalf_of", "scopes", "days"}, with its '
  'secret, which is never shown again. Raises OC004, OC103.';

create function api.rotate_token(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  token constant uuid := p_args ->> 'id';
begin
  perform api.demand_shape(p_args, '{"days": {"from": 1, "to": 366}}');
  perform control.act_as_caller('tokens.change');
  if not exists (select from control.api_tokens where id = token and revoked_at is null) then
    raise exception 'Cannot rotate token %: there is none', token using errcode = 'OC004';
  end if;
  -- The secret in use stays for a day, so that its holders can change over.
  update control.api_token_secrets
  set expires_at = least(expires_at, clock_timestamp() + interval '1 day')
  where token_id = token;
  return jsonb_build_object('id', token, 'secret', control.add_secret(token,
    make_interval(days => coalesce((p_args ->> 'days')::int, 90))));
end
$$;
comment on function api.rotate_token is
  'A second secret of a token {"id", "days"}; the first one is valid for another day. Raises '
  'OC004, OC103, OC108 (it has two).';

create function api.revoke_token(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  token constant uuid := p_args ->> 'id';
begin
  perform control.act_as_caller('tokens.change');
  update control.api_tokens set revoked_at = coalesce(revoked_at, clock_timestamp())
  where id = token;
  if not found then
    raise exception 'Cannot revoke token %: there is none', token using errcode = 'OC004';
  end if;
  delete from control.api_token_secrets where token_id = token;
  return jsonb_build_object('id', token);
end
$$;
comment on function api.revoke_token is
  'Ends a token {"id"} at once; revoking it again changes nothing. Raises OC004, OC103.';

create function api.list_tokens(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('tokens', '[]',
    array['name', 'created_at', 'last_used_at'], p_args);
end
$$;
comment on function api.list_tokens is
  'A page of tokens, by name.';

revoke execute on function
  api.token_expires_at, api.make_token, api.rotate_token, api.revoke_token, api.list_tokens
from public, anon;
grant execute on function
  api.token_expires_at, api.make_token, api.rotate_token, api.revoke_token, api.list_tokens
to authenticated;
