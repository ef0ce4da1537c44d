-- Who calls: a person or a machine, by the claims that the API or the Data API has verified.
-- In PL/pgSQL where policies ask: a function in SQL is planned anew each time.

create function control.calling(out person uuid, out token control.api_tokens)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  claims constant jsonb := auth.jwt();
begin
  if claims ? 'api_token' then
    select t.* into calling.token
    from control.api_tokens t
    where t.id::text = claims ->> 'api_token' and t.revoked_at is null;
    person := token.person_id;
  else
    person := auth.uid();
  end if;
  person := (
    select u.id from auth.users u
    where u.id = person
      and u.deleted_at is null and coalesce(u.banned_until, '-infinity') < now()
  );
end
$$;
comment on function control.calling is
  'Who calls: the token, unless it was revoked or a person calls, and the person, or the one for '
  'whom an agent does; null for a service, and for somebody who was removed or banned.';

create function control.calling_person()
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (select c.person from control.calling() c);
end
$$;
comment on function control.calling_person is 'The person of control.calling().';

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
  caller constant record := control.calling();
begin
  if (caller.token).id is not null then
    return query select (caller.token).kind, (caller.token).name,
      control.person_named((caller.token).person_id);
  elsif caller.person is not null then
    return query select 'person', control.person_named(caller.person), null::control.actor_name;
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
  caller constant record := control.calling();
begin
  return query
  select h.role, h.tenant_id from control.held_roles h where h.user_id = caller.person
  union all
  select (caller.token).role, (caller.token).tenant_id where (caller.token).role is not null;
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
declare
  caller constant record := control.calling();
begin
  -- A person has no scopes to be asked for.
  if (caller.token).id is null or control.allows(caller.token, p_permission) then
    return query
    select p.reach, r.tenant_id, p.role
    -- As calling_roles() has them: a call of it takes as long as all the rest.
    from (
      select h.role, h.tenant_id from control.held_roles h where h.user_id = caller.person
      union all
      select (caller.token).role, (caller.token).tenant_id
    ) r
    join control.permissions p on p.role = r.role and p.permission = p_permission
    -- A provider that was paused looks, and does nothing.
    where p.reach <> 'below' or p_permission like '%.read' or control.serves(r.tenant_id);
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
  token constant control.api_tokens := (select c.token from control.calling() c);
begin
  return query
  select distinct p.permission
  from control.calling_roles() r
  join control.permissions p on p.role = r.role
  where token.id is null or control.allows(token, p.permission);
end
$$;
comment on function control.calling_permissions is
  'What the caller may on the platform or in some tenant.';

revoke execute on function
  control.calling, control.calling_person, control.person_named, control.caller,
  control.calling_roles, control.allows, control.granted, control.calling_permissions
from public;
-- Policies ask these as the one who calls; they answer about that one alone.
grant execute on function
  control.caller, control.calling_roles, control.granted, control.calling_permissions
to authenticated, service_role;
grant execute on function
  control.calling, control.calling_person, control.person_named, control.allows
to service_role;
