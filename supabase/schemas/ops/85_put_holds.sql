-- Holds are put, lifted, and end by themselves.

create function ops.lift_hold(p_id uuid, p_by text default null)
returns ops.holds
language plpgsql
security definer
set search_path = ''
as $$
declare
  lifted ops.holds;
begin
  update ops.holds
  set lifted_at = clock_timestamp(),
    lifted_by = coalesce(p_by, ops.actor() ->> 'user', session_user)
  where id = p_id and lifted_at is null
  returning * into lifted;
  if not found then
    raise exception 'Cannot lift hold %: there is none', p_id using errcode = 'OC004';
  end if;
  perform ops.emit('hold.lifted', 'holds/' || lifted.id, jsonb_build_object(
    'scope', ops.scope_of(lifted), 'binding', lifted.binding, 'by', lifted.lifted_by),
    lifted.tenant);
  -- What waited is called for; a call that is lost is made again by the tick.
  perform ops.drive();
  return lifted;
end
$$;
comment on function ops.lift_hold is
  'Lifts a hold, as the actor of the transaction; what waited begins. Raises OC004.';

create function ops.lift_expired_holds()
returns int
language sql
set search_path = ''
as $$
  select count(ops.lift_hold(h.id, 'time'))::int
  from ops.holds h
  where h.lifted_at is null and h.until <= clock_timestamp()
$$;
comment on function ops.lift_expired_holds is
  'Notes that the time of holds is over, which hold nothing any more. Returns how many.';

create function ops.put_hold(p_binding text, p_tenant text, p_reason text,
  p_until timestamptz default null)
returns ops.holds
language plpgsql
security definer
set search_path = ''
as $$
declare
  put ops.holds;
begin
  perform ops.lift_expired_holds();
  insert into ops.holds as h (binding, tenant, reason, until)
  values (p_binding, p_tenant, p_reason, p_until)
  on conflict (binding, tenant) where lifted_at is null do update
  set reason = excluded.reason, until = excluded.until, put_by = excluded.put_by,
    put_at = excluded.put_at
  returning * into put;
  perform ops.emit('hold.put', 'holds/' || put.id, jsonb_build_object('scope', ops.scope_of(put),
    'binding', put.binding, 'reason', put.reason, 'until', put.until, 'by', put.put_by),
    put.tenant);
  return put;
end
$$;
comment on function ops.put_hold is
  'Holds a binding, a tenant or, with neither, all back, as the actor of the transaction. One that '
  'is there gets the new reason and end.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-lift-expired-holds', '5 seconds', 'ops.lift_expired_holds', '5 minutes');

revoke execute on function ops.put_hold, ops.lift_hold, ops.lift_expired_holds from public;
grant execute on function ops.put_hold, ops.lift_hold, ops.lift_expired_holds to service_role;
