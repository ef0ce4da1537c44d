-- Members of tenants: a role is given by somebody whose own is as strong.

create function api.set_member(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant constant uuid := control.visible_tenant(p_args ->> 'tenant');
  person uuid;
begin
  perform api.demand_shape(p_args, '{"email": {"text": 255, "needed": true},
    "role": {"among": ["owner", "admin", "manager", "member", "viewer"], "needed": true}}');
  perform control.act_as_caller('members.change', tenant);
  person := control.person_of(p_args ->> 'email');
  -- Whether somebody has signed up is not for those to hear who run a tenant.
  if person is null then
    person := control.wait_for_member(tenant, p_args ->> 'email', p_args ->> 'role');
  else
    perform control.demand_rank(tenant, person, p_args ->> 'role');
    insert into control.tenant_user_assignments as a (tenant_id, user_id, role)
    values (tenant, person, p_args ->> 'role')
    on conflict (tenant_id, user_id) do update set role = excluded.role
    where a.role <> excluded.role;
    delete from control.waiting_members w
    where w.tenant_id = tenant and w.address = lower(p_args ->> 'email');
  end if;
  return jsonb_build_object('user_id', person, 'email', lower(p_args ->> 'email'), 'role',
    p_args ->> 'role');
end
$$;
comment on function api.set_member is
  'Gives a user a role in a tenant {"tenant", "email", "role"}, in place of the one they had; who '
  'has not signed up gets it when they do, and the answer is the same. Raises OC004, OC103 (no '
  'right, one''s own role, or a role stronger than one''s own), OC108 (too many wait), OC151.';

create function api.remove_member(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant constant uuid := control.visible_tenant(p_args ->> 'tenant');
  person constant uuid := p_args ->> 'user_id';
  was_waiting boolean;
begin
  perform control.act_as_caller('members.change', tenant);
  perform control.demand_rank(tenant, person, (select w.role from control.waiting_members w
    where w.tenant_id = tenant and w.id = person));
  delete from control.waiting_members w where w.tenant_id = tenant and w.id = person;
  was_waiting := found;
  delete from control.tenant_user_assignments where tenant_id = tenant and user_id = person;
  if not (found or was_waiting) then
    raise exception 'Cannot remove user %: they are no member', person using errcode = 'OC004';
  end if;
  return jsonb_build_object('user_id', person);
end
$$;
comment on function api.remove_member is
  'Takes a role in a tenant away {"tenant", "user_id"}, be it one that waits; it counts at once. '
  'Raises OC004, OC103.';

create function api.list_members(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('tenant_members', '[
      {"arg": "tenant_id"}
    ]',
    array['email', 'role', 'created_at'], api.by_tenant(p_args));
end
$$;
comment on function api.list_members is
  'A page of the members of a tenant {"tenant"}, by address. Raises OC004.';

revoke execute on function api.set_member, api.remove_member, api.list_members from public, anon;
grant execute on function api.set_member, api.remove_member, api.list_members to authenticated;
