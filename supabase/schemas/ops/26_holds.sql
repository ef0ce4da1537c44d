-- Holds: nothing begins for a binding, a tenant or all, until somebody lifts them.

insert into ops.event_types (type, description)
values
  ('hold.put', 'A hold was put: runs, and steps of operations, do not begin.'),
  ('hold.lifted', 'A hold was lifted, or its time was over.');

create table ops.holds (
  id uuid primary key default gen_random_uuid(),
  binding text references ops.odoo_bindings (name) on update cascade on delete cascade,
  tenant text,
  reason text not null,
  put_by text not null default coalesce(ops.actor() ->> 'user', session_user),
  put_at timestamptz not null default clock_timestamp(),
  until timestamptz,
  lifted_by text,
  lifted_at timestamptz,
  constraint hold_must_have_one_scope check (num_nonnulls(binding, tenant) <= 1),
  constraint hold_needs_a_reason check (reason ~ '\S' and char_length(reason) <= 1000),
  constraint hold_must_end_after_it_began check (until > put_at),
  constraint lifted_holds_say_by_whom check ((lifted_at is null) = (lifted_by is null))
);
comment on table ops.holds is
  'Who holds what back, and why: runs of a binding, runs and operations of a tenant, or all of '
  'them. What is at work goes on to its next checkpoint.';
comment on column ops.holds.binding is 'The binding whose runs wait. Neither it nor tenant: all.';
comment on column ops.holds.tenant is 'The slug of the tenant whose runs and operations wait.';
comment on column ops.holds.until is 'When it ends by itself; null: when somebody lifts it.';
comment on column ops.holds.lifted_by is 'Who lifted it; "time" where it ended by itself.';
create unique index holds_one_a_scope on ops.holds (binding, tenant) nulls not distinct
where lifted_at is null;
create index holds_of_a_binding on ops.holds (binding);
create index holds_by_time on ops.holds (put_at desc, id);
alter table ops.holds enable row level security;
grant select, maintain on ops.holds to service_role;

create function ops.scope_of(p_hold ops.holds)
returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce('binding ' || (p_hold).binding, 'tenant ' || (p_hold).tenant, 'everything')
$$;
comment on function ops.scope_of is 'What a hold holds back, in words.';

create function ops.hold_on(p_binding text, p_tenant text)
returns setof ops.holds
language sql
volatile
rows 1
set search_path = ''
as $$
  select h.*
  from ops.holds h
  where h.lifted_at is null and coalesce(h.until > clock_timestamp(), true)
    and (num_nonnulls(h.binding, h.tenant) = 0 or h.binding = p_binding
      or h.tenant = coalesce(p_tenant, (
        select b.tenant_slug from ops.odoo_bindings b where b.name = p_binding)))
  order by num_nonnulls(h.binding, h.tenant), h.tenant is null
  limit 1
$$;
comment on function ops.hold_on is
  'The widest hold on a binding, or on the operations of a tenant; no row where there is none.';

create function ops.told_hold(p_hold ops.holds)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('code', 'on_hold', 'detail',
    format('%s held %s: %s', (p_hold).put_by, ops.scope_of(p_hold), (p_hold).reason),
    'suggestion', 'Wait, or have the hold lifted.', 'until', (p_hold).until, 'hold', (p_hold).id)
  where (p_hold).id is not null
$$;
comment on function ops.told_hold is
  'What somebody who waits is told of a hold: {"code", "detail", "suggestion", "until", "hold"}.';

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
    'binding', put.binding, 'reason', put.reason, 'until', put.until, 'by', put.put_by), put.tenant);
  return put;
end
$$;
comment on function ops.put_hold is
  'Holds a binding, a tenant or, with neither, all back, as the actor of the transaction. One that '
  'is there gets the new reason and end.';

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

revoke execute on function
  ops.scope_of, ops.hold_on, ops.told_hold, ops.put_hold, ops.lift_hold, ops.lift_expired_holds
from public;
grant execute on function
  ops.scope_of, ops.hold_on, ops.told_hold, ops.put_hold, ops.lift_hold, ops.lift_expired_holds
to service_role;
