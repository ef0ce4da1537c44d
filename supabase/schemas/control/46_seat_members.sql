-- Who signs up gets the roles that wait for them.

create function control.person_of(p_address text)
returns uuid
language sql
stable
set search_path = ''
as $$
  select u.id from auth.users u
  where lower(u.email) = lower(p_address) and not u.is_sso_user and u.deleted_at is null
$$;
comment on function control.person_of is 'The user who has signed up with an address.';

create function control.wait_for_member(p_tenant_id uuid, p_address text, p_role text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  most constant int := 1000;
  waiting control.waiting_members;
begin
  perform control.demand_rank(p_tenant_id, null, p_role);
  select * into waiting from control.waiting_members w
  where w.tenant_id = p_tenant_id and w.address = lower(p_address) for no key update;
  if found then
    perform control.demand_rank(p_tenant_id, null, waiting.role);
    update control.waiting_members w set role = p_role
    where w.id = waiting.id and w.role <> p_role;
    return waiting.id;
  elsif most <= (
    select count(*) from control.waiting_members w where w.tenant_id = p_tenant_id
  ) then
    raise exception 'Cannot add a member: % wait to sign up already', most
      using errcode = 'OC108', hint = 'Take those away who will not come.';
  end if;
  insert into control.waiting_members as w (tenant_id, address, role)
  values (p_tenant_id, lower(p_address), p_role)
  returning w.id into waiting.id;
  return waiting.id;
end
$$;
comment on function control.wait_for_member is
  'Has a role in a tenant wait until somebody signs up with an address, and returns its id. '
  'Raises OC103 (a role stronger than one''s own), OC108 (too many wait).';

create function control.seat_waiting_members()
returns int
language plpgsql
set search_path = ''
as $$
declare
  count int;
begin
  delete from control.waiting_members w where w.created_at < now() - interval '90 days';
  with come as (
    delete from control.waiting_members w
    where control.person_of(w.address) is not null
    returning w.tenant_id, w.address, w.role
  )
  insert into control.tenant_user_assignments (tenant_id, user_id, role)
  select c.tenant_id, control.person_of(c.address), c.role from come c
  on conflict do nothing;
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.seat_waiting_members is
  'Gives those who have signed up the roles that wait for them, unless they have one in that '
  'tenant: how many. Forgets what has waited for 90 days.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-seat-waiting-members', '1 minute', 'control.seat_waiting_members', '1 hour');

revoke execute on function
  control.person_of, control.wait_for_member, control.seat_waiting_members
from public;
grant execute on function
  control.person_of, control.wait_for_member, control.seat_waiting_members
to service_role;
