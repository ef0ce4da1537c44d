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

revoke execute on function ops.scope_of, ops.hold_on, ops.told_hold from public;
grant execute on function ops.scope_of, ops.hold_on, ops.told_hold to service_role;
