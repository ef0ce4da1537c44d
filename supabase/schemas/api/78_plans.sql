-- Saved plans, as the API shows them.

create view api.saved_plans with (security_invoker = true) as
select
  r.id, r.binding, control.tenant_of(r.binding) as tenant,
  case
    when r.status = 'running' then 'making'
    when r.plan_hash is null then 'failed'
    when (r.decided).decision = 'refused' then 'refused'
    when exists (
      select from odoo_seed.sync_runs a
      where a.options ? 'plan' and a.options ->> 'plan' = r.id::text
        and a.status in ('running', 'success', 'partial')
    ) then 'applied'
    when r.plan_expires_at < now() then 'expired'
    else coalesce((r.decided).decision, 'ready')
  end as status,
  r.scope, r.plan_hash as hash, r.counts, r.requested_by, r.on_behalf_of,
  r.started_at as created_at, r.finished_at, r.plan_expires_at as expires_at, r.error,
  (r.decided).decision, (r.decided).decided_by, (r.decided).decided_at, (r.decided).reason
from (
  -- No join: a count does without it.
  select p.*, (select d from odoo_seed.plan_decisions d where d.plan_id = p.id) as decided
  from odoo_seed.sync_runs p
  where p.run_type = 'plan'
) r
where (select control.reaches_all('plans.read'))
  or r.binding in (select control.reach_bindings('plans.read'));
comment on view api.saved_plans is
  'The plans that the caller may see, each with what was decided. status: making, failed, ready, '
  'approved, refused, expired, applied (whole or in part).';

create view api.plan_actions with (security_invoker = true) as
select
  a.model || ' ' || a.external_ref as id, a.run_id as plan_id, a.model, a.external_ref as ref,
  a.project_ref as project, a.odoo_id, a.action, a.changes, a.conflicts, a.reason, a.incomplete,
  a.state <> 'reported' as written
from odoo_seed.run_actions a
join odoo_seed.sync_runs r on r.id = a.run_id and r.run_type = 'plan' and a.pass = r.pass;
comment on view api.plan_actions is
  'What plans would do, record by record. written: false for what is only reported.';

revoke all on api.saved_plans, api.plan_actions from public, anon;
grant select on api.saved_plans, api.plan_actions to authenticated;

create function api.list_saved_plans(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('saved_plans', '[
      {"arg": "binding"},
      {"arg": "of_tenant", "of": ["binding"]},
      {"arg": "reached", "of": ["binding"], "is": "among"},
      {"arg": "status"},
      {"arg": "actor", "of": ["requested_by", "on_behalf_of", "decided_by"]},
      {"arg": "since", "of": ["created_at"], "is": "from"},
      {"arg": "until", "of": ["created_at"], "is": "before"}
    ]',
    array['-created_at', 'created_at', 'expires_at'], api.by_binding(p_args, 'plans.read'));
end
$$;
comment on function api.list_saved_plans is
  'A page of plans, the newest first: those that match binding, tenant, status, actor, since and '
  'until. Raises OC004 for a tenant that the caller may not see.';

create function api.get_plan(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  plan constant uuid := p_args ->> 'id';
  answer constant jsonb := (
    select to_jsonb(p) || jsonb_build_object(
      'needs_approval', control.plans_need_approval(p.binding),
      'runs', (
        select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'status', r.status, 'only',
          r.options -> 'only', 'requested_by', r.requested_by, 'started_at', r.started_at)
          order by r.started_at), '[]')
        from odoo_seed.sync_runs r
        where r.options ? 'plan' and r.options ->> 'plan' = p.id::text
      ))
    from api.saved_plans p
    where p.id = plan
  );
begin
  if answer is null then
    raise exception 'Cannot find plan %: there is none', plan using errcode = 'OC004';
  end if;
  return answer;
end
$$;
comment on function api.get_plan is
  'A plan {"id"} with the runs that applied it, or a part of it. Raises OC004.';

create function api.list_plan_actions(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from api.saved_plans p where p.id = (p_args ->> 'id')::uuid) then
    raise exception 'Cannot find plan %: there is none', p_args ->> 'id' using errcode = 'OC004';
  end if;
  return api.listed('plan_actions', '[
      {"arg": "id", "of": ["plan_id"]},
      {"arg": "project"},
      {"arg": "model"},
      {"arg": "action"},
      {"arg": "ref"},
      {"arg": "written"}
    ]',
    array['ref', 'project', 'action', 'model'], p_args);
end
$$;
comment on function api.list_plan_actions is
  'A page of what a plan {"id"} would do, by ref: what matches project, model, action, ref and '
  'written. Raises OC004.';

revoke execute on function api.list_saved_plans, api.get_plan, api.list_plan_actions
from public, anon;
grant execute on function api.list_saved_plans, api.get_plan, api.list_plan_actions
to authenticated;
