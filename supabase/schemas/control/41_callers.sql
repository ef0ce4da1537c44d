-- Who calls: a person or a machine, by the claims that the API or the Data API has verified.
-- In PL/pgSQL where policies ask: a function in SQL is planned anew each time.

create function control.calling_token()
returns control.api_tokens
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select t from control.api_tokens t
    where t.id::text = auth.jwt() ->> 'api_token' and t.revoked_at is null
  );
end
$$;
comment on function control.calling_token is
  'The token that calls, unless it was revoked; null when a person calls.';

create function control.calling_person()
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  person constant uuid := case
    when auth.jwt() ? 'api_token' then (control.calling_token()).person_id
    else auth.uid()
  end;
begin
  return (
    select u.id from auth.users u
    where u.id = person
      and u.deleted_at is null and coalesce(u.banned_until, '-infinity') < now()
  );
end
$$;
comment on function control.calling_person is
  'The person who calls, or for whom an agent does; null for a service, and for somebody who was '
  'removed or banned.';

create function control.person_named(p_user_id uuid)
returns control.actor_name
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return coalesce(
    (select e.name from auth.users u
      cross join lateral (select control.canonical_actor(u.email) as name) e
      where u.id = p_user_id and control.is_actor_name(e.name)),
    p_user_id::text);
end
$$;
comment on function control.person_named is
  'How a person is named as an actor: by the address, or by the id where that cannot be compared.';

create function control.caller()
returns table (kind text, name control.actor_name, on_behalf_of control.actor_name)
language plpgsql
stable
security definer
rows 1
set search_path = ''
as $$
declare
  token constant control.api_tokens := control.calling_token();
  person constant uuid := control.calling_person();
begin
  if token.id is not null then
    return query select token.kind, token.name, control.person_named(token.person_id);
  elsif person is not null then
    return query select 'person', control.person_named(person), null::control.actor_name;
  end if;
end
$$;
comment on function control.caller is
  'Who calls, by the name that the audit log has: a person, a service or an agent; no row for '
  'somebody unknown.';

create function control.calling_roles()
returns table (role text, tenant_id uuid)
language plpgsql
stable
security definer
rows 2
set search_path = ''
as $$
declare
  person constant uuid := control.calling_person();
  token constant control.api_tokens := control.calling_token();
begin
  return query
  select m.role, null::uuid from control.platform_members m where m.user_id = person
  union all
  select a.role, a.tenant_id from control.tenant_user_assignments a where a.user_id = person
  union all
  select (token).role, (token).tenant_id where (token).role is not null;
end
$$;
comment on function control.calling_roles is
  'The caller''s roles: on the platform (tenant_id is null) and in tenants. From the tables, so '
  'that what is taken away counts at once.';

create function control.allows(p_token control.api_tokens, p_permission text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if p_token.id is null then
    return true;
  end if;
  return (p_permission = any (p_token.scopes) or '*' = any (p_token.scopes)
      or split_part(p_permission, '.', 1) || '.*' = any (p_token.scopes))
    and (p_token.kind = 'service' or exists (
      select from control.permissions p where p.permission = p_permission and p.role = 'agent'
    ))
    -- No token makes another.
    and p_permission <> 'tokens.change';
end
$$;
comment on function control.allows is
  'Whether a token, which may be none, has a permission among its scopes; that of an agent, only '
  'where agents have the permission.';

create function control.granted(p_permission text)
returns table (reach text, tenant_id uuid, role text)
language plpgsql
stable
security definer
rows 2
set search_path = ''
as $$
begin
  if control.allows(control.calling_token(), p_permission) then
    return query
    select p.reach, r.tenant_id, p.role
    from control.calling_roles() r
    join control.permissions p on p.role = r.role and p.permission = p_permission
    left join control.tenants t on t.id = r.tenant_id
    -- A provider that was paused looks, and does nothing.
    where p.reach <> 'below' or p_permission like '%.read' or t.status = 'active'
      or control.has_served(t);
  end if;
end
$$;
comment on function control.granted is
  'By which of the caller''s roles a permission reaches how far: platform, or own or below of a '
  'tenant.';

create function control.calling_permissions()
returns setof text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  token constant control.api_tokens := control.calling_token();
begin
  return query
  select distinct p.permission
  from control.calling_roles() r
  join control.permissions p on p.role = r.role
  -- A person has no scopes to be asked for.
  where token.id is null or control.allows(token, p.permission);
end
$$;
comment on function control.calling_permissions is
  'What the caller may on the platform or in some tenant.';

revoke execute on function
  control.calling_token, control.calling_person, control.person_named, control.caller,
  control.calling_roles, control.allows, control.granted, control.calling_permissions
from public;
-- Policies ask these as the one who calls; they answer about that one alone.
grant execute on function
  control.caller, control.calling_roles, control.granted, control.calling_permissions
to authenticated, service_role;
grant execute on function
  control.calling_token, control.calling_person, control.person_named, control.allows
to service_role;
