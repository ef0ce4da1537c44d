-- A token's holder is let in, and what a caller changes is theirs in the audit log.

create function control.token_claims(p_hash bytea)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  token control.api_tokens;
  until constant timestamptz :=
    (select s.expires_at from control.api_token_secrets s where s.hash = p_hash);
begin
  select t.* into token
  from control.api_token_secrets s
  join control.api_tokens t on t.id = s.token_id
  where s.hash = p_hash and s.expires_at > clock_timestamp() and t.revoked_at is null;
  if not found then
    raise exception 'Cannot serve the request: its token is not valid'
      using errcode = 'OC201', hint = 'It was revoked, has expired, or was never made.';
  end if;
  update control.api_tokens set last_used_at = clock_timestamp()
  where id in (
    select id from control.api_tokens
    where id = token.id
      and coalesce(last_used_at, '-infinity') < clock_timestamp() - interval '1 minute'
    for no key update skip locked
  );
  return jsonb_build_object('role', 'authenticated', 'sub', coalesce(token.person_id, token.id),
    'api_token', token.id, 'exp', floor(extract(epoch from until)));
end
$$;
comment on function control.token_claims is
  'The claims with which the holder of a secret acts, by its digest. Raises OC201 for one that is '
  'not valid.';

create function control.act_for(p_email text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  person constant uuid := (select id from auth.users where lower(email) = lower(p_email)
    and not is_sso_user and deleted_at is null);
begin
  if person is null then
    raise exception 'Cannot act for %: nobody has signed up with that address',
      ops.quoted(p_email) using errcode = 'OC004';
  end if;
  perform set_config('request.jwt.claims',
    jsonb_build_object('role', 'authenticated', 'sub', person, 'aal', 'aal2')::text, true);
end
$$;
comment on function control.act_for is
  'For who administers the database: what follows in the transaction is done as that person, with '
  'their roles, and as if they had signed in with a second factor. Raises OC004.';

create function control.act(p_operation_id uuid default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller record;
begin
  select * into caller from control.caller();
  if caller is null then
    raise exception 'Cannot do this for nobody: who calls is not known'
      using errcode = 'OC103',
        hint = 'In SQL, call control.act_for(''you@example.com'') first, in the transaction.';
  end if;
  return control.act_as(jsonb_build_object(
    'user', caller.name, 'on_behalf_of', caller.on_behalf_of,
    'role', case when caller.kind = 'agent' then 'agent' end,
    'kind', caller.kind, 'person', control.calling_person(),
    'request_id', auth.jwt() ->> 'request_id'), p_operation_id);
end
$$;
comment on function control.act is
  'Names the caller as the actor of the rest of the transaction, and returns {"user", '
  '"on_behalf_of", "role": "agent", "kind", "person": an id, "request_id"}. Raises OC103 for '
  'nobody.';

create function control.act_as_caller(p_permission text, p_tenant_id uuid default null)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select control.demand(p_permission, p_tenant_id);
  select control.act()
$$;
comment on function control.act_as_caller is
  'Names the caller, who has to have a permission, as the actor of the rest of the transaction. '
  'Raises OC103.';

create function control.admit(p_kind text, p_slug text, p_parent_id uuid,
  p_operation_id uuid default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  actor constant jsonb := control.act(p_operation_id);
  acting record;
begin
  if not exists (select from control.operation_kinds where kind = p_kind) then
    raise exception 'Cannot % tenant %: there is no such operation', p_kind, ops.quoted(p_slug)
      using errcode = 'OC004';
  end if;
  select * into acting from control.acting('operations.' || p_kind, p_parent_id);
  if acting.role is null then
    perform control.refuse_asking(p_kind, p_slug, ops.quoted(actor ->> 'user'));
  end if;
  if control.is_dangerous('operations.' || p_kind) then
    perform control.demand_second_factor();
  end if;
  return jsonb_build_object('role', acting.role) || actor;
end
$$;
comment on function control.admit is
  'The caller, as control.act() has them and with the role by which they may ask for an operation '
  'on tenants below a parent. Raises OC103 for those who may not, or lack a second factor that it '
  'takes, OC004 for an unknown kind.';

create function control.people()
returns table (id uuid, email text)
language sql
stable
security definer
set search_path = ''
as $$
  select u.id, u.email
  from auth.users u
  where u.id = (select auth.uid()) or (select control.reaches_all('members.read'))
    or u.id in (
      select a.user_id from control.tenant_user_assignments a
      where a.tenant_id in (select control.reach('members.read'))
    )
$$;
comment on function control.people is
  'The users whose address the caller may see: all, or those with a role in a tenant whose members '
  'the caller may see, and themselves.';

create function control.visible_tenant(p_tenant text)
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  tenant uuid := (select id from control.tenants
    where slug = p_tenant or id = case when p_tenant ~ '^[0-9a-f-]{36}$' then p_tenant::uuid end);
begin
  if tenant is not null and control.may('tenants.read', tenant) then
    return tenant;
  end if;
  raise exception 'Cannot find tenant %: there is none', ops.quoted(p_tenant)
    using errcode = 'OC004';
end
$$;
comment on function control.visible_tenant is
  'A tenant by its slug or its id. Raises OC004 for one that is not there, or that the caller may '
  'not see: the two look the same.';

create function control.make_platform_owner(p_email text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  person uuid := (select id from auth.users where lower(email) = lower(p_email)
    and not is_sso_user and deleted_at is null);
begin
  if person is null then
    raise exception 'Cannot make % the platform owner: nobody has signed up with that address',
      ops.quoted(p_email)
      using errcode = 'OC004', hint = 'Let them sign up first, or create the user in Studio.';
  end if;
  insert into control.platform_members (user_id, role) values (person, 'platform_owner')
  on conflict do nothing;
  return person;
end
$$;
comment on function control.make_platform_owner is
  'Gives a user the role of platform owner, as somebody has to who administers the database: the '
  'first one has nobody to ask. Raises OC004.';

revoke execute on function
  control.token_claims, control.act, control.act_as_caller, control.admit, control.act_for,
  control.people, control.visible_tenant, control.make_platform_owner
from public;
grant execute on function control.people, control.visible_tenant to authenticated, service_role;
grant execute on function
  control.token_claims, control.act, control.act_as_caller, control.admit, control.act_for,
  control.make_platform_owner
to service_role;
