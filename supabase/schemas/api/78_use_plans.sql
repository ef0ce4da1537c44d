-- Plans are made, approved by somebody else, refused, and applied whole or in part.

create function api.make_plan(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  binding constant text := coalesce(p_args ->> 'binding', 'default');
  opened uuid;
begin
  perform api.demand_shape(p_args, '{"binding": {"text": 255}, "program": {"text": 255},
    "projects": {"list": 1000}, "prune": {"among": ["never", "archive"]},
    "full": {"truth": true}}');
  perform api.act_on_binding('plans.make', binding);
  perform api.demand_program(p_args ->> 'program');
  opened := api.open_run(binding, 'plan', api.seeding_scope(p_args),
    jsonb_build_object('full', case when (p_args ->> 'full')::boolean then true end));
  return api.get_plan(jsonb_build_object('id', opened));
end
$$;
comment on function api.make_plan is
  'Makes a plan {"binding", "program", "projects", "prune", "full"} through the queue; answered '
  'as get_plan. Raises OC001, OC003, OC004, OC103.';

create function api.lock_decidable_plan(p_id uuid)
returns odoo_seed.sync_runs
language plpgsql
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs := api.seen_plan(p_id);
  why text;
begin
  perform api.act_on_binding('plans.approve', plan.binding);
  select * into plan from odoo_seed.sync_runs where id = p_id for no key update;
  why := case
    when plan.status = 'running' then 'it is still being made'
    when plan.plan_hash is null then 'it was not made'
    when plan.plan_expires_at < clock_timestamp() then 'it has expired'
    when exists (select from odoo_seed.plan_decisions d
      where d.plan_id = p_id and d.decision = 'refused') then 'it was refused'
    when exists (select from odoo_seed.sync_runs r
      where r.options ? 'plan' and r.options ->> 'plan' = p_id::text
        and r.status in ('running', 'success', 'partial')) then 'it was applied'
  end;
  if why is not null then
    raise exception 'Cannot decide about plan %: %', p_id, why using errcode = 'OC008';
  end if;
  return plan;
end
$$;
comment on function api.lock_decidable_plan is
  'A plan about which the caller may decide, locked. Raises OC004, OC008, OC103.';

create function api.decide_plan(
  p_plan_id uuid, p_decision text, p_reason text, p_expires_at timestamptz
)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.plan_decisions as d (plan_id, decision, decided_by, reason, expires_at)
  select p_plan_id, p_decision, c.name, p_reason, p_expires_at from control.caller() c
  on conflict (plan_id) do update
  set decision = excluded.decision, decided_by = excluded.decided_by,
    decided_at = excluded.decided_at, reason = excluded.reason, expires_at = excluded.expires_at
$$;
comment on function api.decide_plan is 'Stores what the caller decided about a plan.';

create function api.approve_plan(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs;
  caller constant text := (select name from control.caller());
  expires timestamptz;
begin
  perform api.demand_shape(p_args, '{"reason": {"text": 1000, "needed": true},
    "expires_in": {"from": 60, "to": 604800}}');
  plan := api.lock_decidable_plan((p_args ->> 'id')::uuid);
  perform control.demand_person('plan ' || plan.id);
  if control.is_own_request(plan.requested_by, plan.on_behalf_of, plan.asked_by) then
    raise exception 'Cannot approve plan %: % has asked for it', plan.id, ops.quoted(caller)
      using errcode = 'OC103', hint = 'Let somebody else approve it.';
  end if;
  expires := clock_timestamp()
    + make_interval(secs => coalesce((p_args ->> 'expires_in')::int, 86400));
  perform api.decide_plan(plan.id, 'approved', p_args ->> 'reason', expires);
  update odoo_seed.sync_runs set plan_expires_at = expires where id = plan.id;
  return api.get_plan(jsonb_build_object('id', plan.id));
end
$$;
comment on function api.approve_plan is
  'Approves a plan that somebody else has asked for {"id", "reason", "expires_in": seconds, a day '
  'unless given}: until then it may be applied. Answered as get_plan. Raises OC004, OC008, OC103.';

create function api.refuse_plan(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs;
begin
  perform api.demand_shape(p_args, '{"reason": {"text": 1000, "needed": true}}');
  plan := api.lock_decidable_plan((p_args ->> 'id')::uuid);
  perform api.decide_plan(plan.id, 'refused', p_args ->> 'reason', null);
  return api.get_plan(jsonb_build_object('id', plan.id));
end
$$;
comment on function api.refuse_plan is
  'Refuses a plan {"id", "reason"}, be it approved before: it is never applied. Answered as '
  'get_plan. Raises OC004, OC008, OC103.';

-- The settings are those of plan_run(), which compares in the same way.
create function api.refuse_moved_plan(p_plan odoo_seed.sync_runs, p_only jsonb)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
set work_mem = '64MB'
as $$
declare
  refs constant text[] := case when p_only ? 'refs'
    then array(select jsonb_array_elements_text(p_only -> 'refs')) end;
begin
  if not exists (
    select from odoo_seed.run_actions a
    where a.run_id = p_plan.id and a.pass = p_plan.pass and a.state <> 'reported'
      and odoo_seed.is_selected(p_only, a.project_ref, a.model, a.external_ref, a.action)
  ) then
    raise exception 'Cannot apply plan %: none of its actions is asked for', p_plan.id
      using errcode = 'OC151', hint = 'GET /plans/{id}/actions lists them.';
  end if;
  if exists (select from odoo_seed.descriptions_to_render(p_plan.binding, 1)) then
    return;  -- What they will be, only the run can tell: it renders them and compares.
  end if;
  p_plan.counts := null;
  p_plan.options := jsonb_strip_nulls(jsonb_build_object('only', p_only));
  perform odoo_seed.draft_plan(p_plan, refs);
  perform odoo_seed.refuse_stale_plan(p_plan.id, p_only);
end
$$;
comment on function api.refuse_moved_plan is
  'Makes a plan, or a part of it, again from the seeds and what was last seen of Odoo, unless '
  'Markdown is still to be rendered. Raises OC007 with what differs, OC151 when nothing is to be '
  'applied.';

create function api.apply_plan(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs := api.seen_plan((p_args ->> 'id')::uuid);
  part constant jsonb := nullif(jsonb_strip_nulls(jsonb_build_object(
    'projects', p_args -> 'projects', 'models', p_args -> 'models', 'refs', p_args -> 'refs',
    'actions', p_args -> 'actions')), '{}');
  opened uuid;
begin
  perform api.demand_shape(p_args, '{"projects": {"list": 1000}, "models": {"list": 10},
    "refs": {"list": 1000}, "actions": {"list": 10}, "notify": {"truth": true}}');
  perform api.act_on_binding('plans.apply', plan.binding);
  if plan.plan_hash is null then
    raise exception 'Cannot apply plan %: %', plan.id, case plan.status
        when 'running' then 'it is still being made' else 'it was not made' end
      using errcode = 'OC008';
  end if;
  plan := odoo_seed.saved_plan(plan.id);
  perform api.refuse_moved_plan(plan, part);
  opened := api.open_run(plan.binding, 'seed', plan.scope,
    jsonb_build_object('plan', plan.id, 'only', part,
      'notify', case when (p_args ->> 'notify')::boolean then true end));
  return api.get_run(jsonb_build_object('id', opened));
end
$$;
comment on function api.apply_plan is
  'Applies a plan, or a part of it, {"id", "projects", "models", "refs", "actions", "notify"} '
  'through the queue, where it is compared once more with what Odoo holds then. Answered as '
  'get_run. Raises OC001, OC003, OC004, OC007 with what changed since, OC008 (it is not made), '
  'OC009 (refused, or to be approved first), OC103, OC151.';

revoke execute on function
  api.make_plan, api.lock_decidable_plan, api.decide_plan, api.approve_plan, api.refuse_plan,
  api.refuse_moved_plan, api.apply_plan
from public, anon;
grant execute on function api.make_plan, api.approve_plan, api.refuse_plan, api.apply_plan
to authenticated;
