-- When the Odoo of each binding is read without being asked for.

create table control.shadow_turns (
  binding text primary key references ops.odoo_bindings (name) on update cascade on delete cascade,
  asked_at timestamptz not null
);
comment on table control.shadow_turns is
  'When a shadow of each binding was last asked for by its turn.';
alter table control.shadow_turns enable row level security;
grant select, insert, update, delete, maintain on control.shadow_turns to service_role;

create view control.v_shadow_turns with (security_invoker = true) as
select b.name as binding, b.tenant_slug, own.every, last.succeeded_at, last.begun_at, turn.asked_at,
  case
    -- What was asked for and never began is asked for again.
    when turn.asked_at > coalesce(last.begun_at, '-infinity')
      then turn.asked_at + least(own.every, interval '10 minutes')
    else coalesce(last.begun_at, b.created_at)
      + own.every * (0.9 + 0.1 * (hashtext(b.name) & 1023) / 1024::numeric)
  end as due_at,
  clock_timestamp() - greatest(last.succeeded_at, b.created_at, resumed.at) > own.every * 3 as late
from ops.odoo_bindings b
left join control.tenants t on t.slug = b.tenant_slug
left join control.shadow_turns turn on turn.binding = b.name
cross join lateral (select make_interval(mins => b.shadow_minutes) as every) own
cross join lateral (
  select max(r.started_at) as begun_at,
    max(r.finished_at) filter (where r.status in ('success', 'partial')) as succeeded_at
  from odoo_seed.sync_runs r
  where r.binding = b.name and r.run_type = 'shadow'
) last
cross join lateral (
  select max(o.finished_at) as at from control.operations o
  where o.tenant_id = t.id and o.kind = 'resume' and o.status = 'succeeded'
) resumed
where b.sync_enabled and b.shadow_minutes is not null and coalesce(t.status = 'active', true)
  -- That of the environment may lead nowhere: somebody has to have used it.
  and (b.url is not null or exists (
    select from odoo_seed.sync_runs r
    where r.binding = b.name and r.status in ('success', 'partial')
  ));
comment on view control.v_shadow_turns is
  'Bindings whose Odoo is read without being asked for: how often, when it last began and '
  'succeeded, when it is due, and whether it is late. None of a binding whose sync is off, or '
  'whose tenant is not active.';
grant select on control.v_shadow_turns to service_role;

create function control.take_shadows()
returns int
language plpgsql
set search_path = ''
as $$
declare
  turn record;
  asked int := 0;
begin
  for turn in
    select v.binding
    from control.v_shadow_turns v
    where v.due_at <= clock_timestamp()
      and not exists (select from odoo_seed.sync_runs r
        where r.binding = v.binding and r.status = 'running')
      and not exists (select from control.operations o
        join control.tenants t on t.id = o.tenant_id
        where t.slug = v.tenant_slug and o.finished_at is null)
    order by v.due_at
    limit 100
  loop
    -- The next tick calls for all of them: each put would look at all that is due.
    perform ops.put_work('shadow_request', 'turn of ' || turn.binding,
      jsonb_build_object('binding', turn.binding), p_at_hand => true);
    insert into control.shadow_turns (binding, asked_at)
    values (turn.binding, clock_timestamp())
    on conflict (binding) do update set asked_at = excluded.asked_at;
    asked := asked + 1;
  end loop;
  return asked;
end
$$;
comment on function control.take_shadows is
  'Asks for the shadows of bindings whose turn it is, and that nothing else is at work on: what '
  'changed since the last one, or all of it as the binding''s full_shadow_hours say. Returns how '
  'many.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-take-shadows', '1 minute', 'control.take_shadows', '15 minutes');

revoke execute on function control.take_shadows from public;
grant execute on function control.take_shadows to service_role;
