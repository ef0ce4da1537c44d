-- Every operation, failing at every step: its tenant stays as it was unless it may be unwell, those below it are not
-- locked out, and there is a way out. The steps are those of the code (tests.planned_steps).
begin;
select * from no_plan();
select tests.tenants();
select tests.put('sub', 'decommissioned');
select tests.add_backup(slug) from unnest(array['prov', 'acme']) slug;

-- A provider, where it can be one: there are others below it.
create function pg_temp.slug(p_kind text) returns text language sql as $$
  select case p_kind when 'upgrade_to_provider' then 'acme' else 'prov' end $$;

create function pg_temp.ask(p_kind text) returns uuid language plpgsql as $$
declare
  slug text := pg_temp.slug(p_kind);
begin
  return pg_temp.approved(tests.open(slug, p_kind, tests.planned_steps(p_kind), p_input => jsonb_build_object('image_tag', '18.1', 'confirm', slug)));
end
$$;
create function pg_temp.approved(p_operation uuid) returns uuid language plpgsql as $$
begin
  if tests.operation(p_operation) = 'waiting_approval' then
    perform tests.approve_operation(p_operation, tests.actor('platform_owner', null, 'bob'));
  end if;
  return p_operation;
end
$$;

create function pg_temp.undoes(p_kind text, p_step text) returns boolean language sql as $$
  select (step ->> 'undoes')::boolean from jsonb_array_elements(tests.planned_steps(p_kind)) step where step ->> 'name' = p_step $$;
-- Ends a step that a runner holds: done, or, where there is nothing to undo, skipped.
create function pg_temp.finish(p_kind text, p_claim jsonb) returns void language sql as $$
  select control.finish_step((p_claim -> 'step' ->> 'id')::uuid, (p_claim ->> 'token')::uuid, null, case
    when p_claim -> 'step' ->> 'action' = 'compensate' and not pg_temp.undoes(p_kind, p_claim -> 'step' ->> 'name') then 'Nothing to undo.'
  end) $$;

-- As if the steps before a position had been worked one by one.
create function pg_temp.rush(p_kind text, p_before int) returns void language sql as $$
  update control.provisioning_jobs j
  set status = case when j.action = 'compensate' and not pg_temp.undoes(p_kind, j.name) then 'skipped' else 'succeeded' end,
    skip_reason = case when j.action = 'compensate' and not pg_temp.undoes(p_kind, j.name) then 'Nothing to undo.' end,
    attempts = 1, started_at = clock_timestamp(), changed_at = clock_timestamp(), finished_at = clock_timestamp()
  where j.status = 'queued' and j.position < p_before $$;

-- Works off all that is due.
create function pg_temp.work(p_kind text) returns void language plpgsql as $$
declare
  claim jsonb;
begin
  for i in 1..3 loop
    claim := tests.claim();
    exit when claim is null;
    perform pg_temp.rush(p_kind, (select max(position) from control.provisioning_jobs where status = 'queued'));
    perform pg_temp.finish(p_kind, claim);
  end loop;
end
$$;

-- Comes to a step and fails there: having looked, having begun to change something, or because the worker dies of it.
create function pg_temp.stumble(p_kind text, p_step text, p_how text) returns void language plpgsql as $$
declare
  claim jsonb := tests.look();
begin
  if claim -> 'step' ->> 'name' <> p_step then
    perform control.begin_change((claim -> 'step' ->> 'id')::uuid, (claim ->> 'token')::uuid);
    perform pg_temp.rush(p_kind, (select position from control.provisioning_jobs where name = p_step and status = 'queued'));
    perform pg_temp.finish(p_kind, claim);
    claim := tests.look();
  end if;
  if p_how <> 'looked' then
    perform control.begin_change((claim -> 'step' ->> 'id')::uuid, (claim ->> 'token')::uuid);
  end if;
  if p_how = 'died' then
    update ops.work set max_attempts = attempts where kind = 'step' and status = 'running';
    perform tests.die();
    perform ops.give_up_lost_work();
  else
    perform tests.fail(claim);
  end if;
  perform pg_temp.work(p_kind);
end
$$;

create function pg_temp.admitted(p_tenant control.tenants) returns text language plpgsql as $$
begin
  perform tests.act(tests.actor('admin', p_tenant.slug));
  return tests.refusal(format('select control.admit(''pause'', ''below'', %L)', p_tenant.id));
end
$$;

-- Whether somebody below the provider is locked out: its people act on those below it, and get new ones.
create function pg_temp.locked(p_slug text) returns boolean language sql as $$
  select t.tenant_type = 'provider' and (
    pg_temp.admitted(t) <> 'fine'
    or tests.refusal(format($f$ select control.refuse_idle_parent('new', t, 'database') from control.tenants t where slug = %L $f$, t.slug)) <> 'fine')
  from control.tenants t where t.slug = p_slug $$;

-- "<status after the failure>[, locked]; <status after a retry>"
create function pg_temp.story(p_kind text, p_status text, p_step text, p_how text) returns text language plpgsql as $$
declare
  slug text := pg_temp.slug(p_kind);
  operation uuid;
  after text;
begin
  operation := pg_temp.ask(p_kind);
  perform pg_temp.stumble(p_kind, p_step, p_how);
  if tests.operation(operation) <> 'failed' then
    raise exception '% did not fail: it is %', p_kind, tests.operation(operation);
  end if;
  after := tests.tenant(slug) || case when p_status = 'active' and pg_temp.locked(slug) then ', locked' else '' end;
  perform pg_temp.approved(r.id) from tests.retry_operation(operation, null, tests.actor('platform_owner')) r;
  perform pg_temp.work(p_kind);
  raise exception using errcode = 'TS000', message = after || '; ' || tests.tenant(slug);
exception when sqlstate 'TS000' then
  return sqlerrm;
end
$$;
create function pg_temp.way(p_kind text) returns text language plpgsql as $$
begin
  perform pg_temp.ask(p_kind);
  perform pg_temp.work(p_kind);
  raise exception using errcode = 'TS001', message = p_kind || ' ' || tests.tenant(pg_temp.slug(p_kind));
exception
  when sqlstate 'TS001' then return sqlerrm;
  when others then return p_kind || ' ' || sqlstate;
end
$$;

create temporary table stories as
select k.kind, begins.from_status as status, step ->> 'name' as step, how,
  -- What may be left of it: a disruptive step has begun to change something, and nothing takes that back.
  exists (
    select from jsonb_array_elements(tests.planned_steps(k.kind)) with ordinality earlier (step, position)
    where (earlier.step ->> 'disruptive')::boolean and not (k.compensates and (earlier.step ->> 'undoes')::boolean)
      and (earlier.position < planned.position or earlier.position = planned.position and how <> 'looked')
  ) as unwell,
  ends.to_status as wanted
from control.operation_kinds k
join control.tenant_transitions begins on begins.operation = k.kind and begins.event = 'start'
join control.tenant_transitions ends on ends.operation = k.kind and ends.event = 'succeed' and ends.from_status = begins.to_status
cross join lateral (
  select step, position, position = count(*) over () as is_last
  from jsonb_array_elements(tests.planned_steps(k.kind)) with ordinality v (step, position)
) planned
cross join unnest(array['looked', 'begun', 'died']) how
-- Every step in the first status that it is possible in; the last step in every status, and with a worker that dies.
where (how = 'died') <= is_last
  and (is_last or begins.from_status = (
    select min(s.from_status) from control.tenant_transitions s where s.operation = k.kind and s.event = 'start'
  ))
  -- Whether a harmless step begins or only looks is the same.
  and ((step ->> 'disruptive')::boolean or how <> 'looked');

create function pg_temp.stories(p_status text) returns setof text language plpgsql as $$
begin
  perform tests.put('prov', p_status), tests.put('acme', p_status);
  return query select is(
    pg_temp.story(kind, status, step, how),
    case
      when status = 'decommissioned' then status
      when kind in ('create', 'clone') or unwell then 'error'
      else status
    end || '; ' || wanted,
    format('%s of one that is %s, %s at %s', kind, status, how, step))
  from stories where status = p_status;
end
$$;
select pg_temp.stories('provisioning');
select pg_temp.stories('active');
select pg_temp.stories('paused');
select pg_temp.stories('error');
select pg_temp.stories('decommissioned');
select set_eq('select distinct kind from stories', 'select kind from control.operation_kinds', 'each kind has its stories');

-- Out of error there are several ways.
create function pg_temp.ways() returns text language plpgsql as $$
declare
  ways text;
begin
  perform tests.put('prov', 'active');
  perform pg_temp.ask('module_apply');
  perform pg_temp.stumble('module_apply', 'modules', 'begun');
  select string_agg(pg_temp.way(way.operation), ', ' order by way.operation) into ways
  from control.tenant_transitions way
  where way.from_status = tests.tenant('prov') and way.event = 'start';
  return ways;
end
$$;
select is(pg_temp.ways(), 'decommission decommissioned, purge decommissioned, rebuild active, restore active, resume active', 'each way out of error ends well');
select is(tests.tenant('prov'), 'error', 'of a tenant that is in error');
select is(pg_temp.locked('prov'), false, 'nobody below it is locked out');
select matches(tests.refusal($$ select control.refuse_idle_parent('new', t, 'schema') from control.tenants t where slug = 'prov' $$), '^OC106', 'but for those who would share its database');
select is(pg_temp.locked('sub'), false, 'a client locks nobody out');
select tests.put('prov', 'paused');
select is(pg_temp.locked('prov'), true, 'a provider that was paused does: that is meant');
select pg_temp.ask('resume');
select pg_temp.stumble('resume', 'unblock', 'begun');
select tests.put('prov', 'error');
select is(pg_temp.locked('prov'), true, 'and still does when its resuming failed');

select * from finish();
rollback;
