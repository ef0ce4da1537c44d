-- What members of tenants may do to each other's roles.

create function control.rank(p_role text)
returns int
language sql
immutable
set search_path = ''
as $$
  select array_position(array['viewer', 'member', 'manager', 'admin', 'owner'], p_role)
$$;
comment on function control.rank is 'How strong a role in a tenant is, from 1; null for another.';

create function control.demand_rank(p_tenant_id uuid, p_user_id uuid, p_role text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  own int := (
    select max(control.rank(g.role)) from control.granted('members.change') g
    where g.tenant_id in (select control.lineage(p_tenant_id))
  );
  theirs int := (select control.rank(role) from control.tenant_user_assignments
    where tenant_id = p_tenant_id and user_id = p_user_id);
begin
  if control.reaches_all('members.change') then
    return;
  elsif p_user_id = (select control.calling_person()) then
    raise exception 'Cannot change one''s own role'
      using errcode = 'OC103', hint = 'Ask another owner or admin.';
  elsif greatest(control.rank(p_role), theirs) > own then
    raise exception 'Cannot change the role: it takes one that is as strong'
      using errcode = 'OC103', hint = 'Ask an owner.';
  end if;
end
$$;
comment on function control.demand_rank is
  'Raises OC103 when somebody would change their own role, or one that is stronger than their own, '
  'before or after.';

revoke execute on function control.rank, control.demand_rank from public;
grant execute on function control.rank, control.demand_rank to service_role;
