-- Plans that were saved to be applied later, and their digest.

create function odoo_seed.plan_hash(p_run_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select md5(coalesce(string_agg(
    md5(concat_ws(' ', a.model, a.external_ref, a.odoo_id, a.action, a.changes::text)), ''
    order by a.model, a.external_ref), ''))
  from odoo_seed.sync_runs run
  join odoo_seed.run_actions a on a.run_id = run.id and a.pass = run.pass
  where run.id = p_run_id and a.state <> 'reported'
$$;
comment on function odoo_seed.plan_hash is
  'Digest of everything that a run''s plan would write: equal for equal plans.';

create function odoo_seed.is_of_saved_plan(p_run_id uuid, p_row odoo_seed.v_plan)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from odoo_seed.run_actions a
    where a.run_id = p_run_id and a.pass = 1
      and a.model = p_row.model and a.external_ref = p_row.external_ref
      and not exists (
        select from jsonb_each(p_row.changes) change
        where change.value -> 'to' is distinct from a.changes -> change.key -> 'to')
  )
$$;
comment on function odoo_seed.is_of_saved_plan is
  'Whether a row of a run''s later plan has only changes that its first plan had: a run of a '
  'saved plan writes nothing else.';

create function odoo_seed.refuse_unapproved(p_binding text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if (select b.plans_need_approval from ops.odoo_bindings b where b.name = p_binding) then
    raise exception 'Cannot write to binding %: it takes approved plans alone',
      ops.quoted(p_binding)
      using errcode = 'OC009',
        hint = 'Make a plan, have somebody else approve it, and apply that one.';
  end if;
end
$$;
comment on function odoo_seed.refuse_unapproved is
  'Raises OC009 for a binding that takes approved plans alone.';

create function odoo_seed.saved_plan(p_plan_id uuid)
returns odoo_seed.sync_runs
language plpgsql
stable
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs;
  decision constant text :=
    (select d.decision from odoo_seed.plan_decisions d where d.plan_id = p_plan_id);
begin
  select * into plan from odoo_seed.sync_runs where id = p_plan_id and plan_hash is not null;
  if not found then
    raise exception 'Cannot apply plan %: there is none', p_plan_id using errcode = 'OC004';
  elsif decision = 'refused' then
    raise exception 'Cannot apply plan %: it was refused', p_plan_id
      using errcode = 'OC009', hint = 'Make another plan.';
  elsif plan.plan_expires_at < clock_timestamp() then
    raise exception 'Cannot apply plan %: it expired at %', p_plan_id, plan.plan_expires_at
      using errcode = 'OC007';
  elsif decision is null then
    perform odoo_seed.refuse_unapproved(plan.binding);
  end if;
  return plan;
end
$$;
comment on function odoo_seed.saved_plan is
  'A plan that may still be applied. Raises OC004 if there is none, OC007 if it has expired, '
  'OC009 if it was refused, or has to be approved first.';

create function odoo_seed.is_selected(
  p_only jsonb, p_project_ref text, p_model text, p_external_ref text, p_action text
)
returns boolean
language sql
immutable
parallel safe
return coalesce(p_only -> 'projects' ? p_project_ref, true)
  and coalesce(p_only -> 'models' ? p_model, true)
  and coalesce(p_only -> 'refs' ? p_external_ref, true)
  and coalesce(p_only -> 'actions' ? p_action, true);
comment on function odoo_seed.is_selected is
  'Whether a row of a plan is in that part of it: {"projects", "models", "refs", "actions"}, each '
  'a list that has the row''s, or absent. Null is all of it.';

create function odoo_seed.changes_since_plan(p_plan_id uuid, p_only jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('total', count(*), 'records', coalesce(jsonb_agg(c.record
      order by c.model, c.external_ref) filter (where c.place <= 100), '[]'))
    from (
      select model, external_ref, row_number() over (order by model, external_ref) as place,
        jsonb_build_object('model', model, 'ref', external_ref,
          'planned', then_planned.content, 'now', now_planned.content) as record
      from (
        select a.model, a.external_ref, jsonb_build_object('action', a.action, 'odoo_id',
          a.odoo_id, 'changes', a.changes) as content
        from odoo_seed.sync_runs r
        join odoo_seed.run_actions a on a.run_id = r.id and a.pass = r.pass
        where r.id = p_plan_id and a.state <> 'reported' and odoo_seed.is_selected(
          p_only, a.project_ref, a.model, a.external_ref, a.action)
      ) then_planned
      full join (
        select p.model, p.external_ref, jsonb_build_object('action', p.action, 'odoo_id',
          p.odoo_id, 'changes', p.changes) as content
        from planned p
        where p.writes
      ) now_planned using (model, external_ref)
      where then_planned.content is distinct from now_planned.content
    ) c
  );
end
$$;
comment on function odoo_seed.changes_since_plan is
  'What a saved plan, or a part of it, says otherwise than the temporary table planned: {"total", '
  '"records": [{"model", "ref", "planned", "now"}]}, the first hundred. Nothing but what is '
  'written counts: neither order nor time.';

create function odoo_seed.refuse_stale_plan(p_plan_id uuid, p_only jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  moved constant jsonb := odoo_seed.changes_since_plan(p_plan_id, p_only);
begin
  if moved -> 'total' <> '0' then
    raise exception 'Cannot apply plan %: Postgres or Odoo has moved since', p_plan_id
      using errcode = 'OC007', detail = moved::text;
  end if;
end
$$;
comment on function odoo_seed.refuse_stale_plan is
  'Raises OC007, with changes_since_plan() as its detail, when the temporary table planned is not '
  'what a saved plan says.';

create function odoo_seed.check_saved_plan(p_run odoo_seed.sync_runs)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_run.run_type = 'plan' then
    update odoo_seed.sync_runs
    set plan_hash = odoo_seed.plan_hash(p_run.id),
      plan_expires_at = clock_timestamp() + interval '1 hour'
    where id = p_run.id;
  elsif p_run.counts is null and p_run.options ? 'plan' then
    perform odoo_seed.refuse_stale_plan(
      (p_run.options ->> 'plan')::uuid, p_run.options -> 'only');
  end if;
end
$$;
comment on function odoo_seed.check_saved_plan is
  'Saves the plan of a dry run, for an hour. Raises OC007 when the first plan of a run is not the '
  'saved one, or the part of it, that it is to apply.';

revoke execute on function
  odoo_seed.plan_hash, odoo_seed.is_of_saved_plan, odoo_seed.refuse_unapproved,
  odoo_seed.saved_plan, odoo_seed.is_selected, odoo_seed.changes_since_plan,
  odoo_seed.refuse_stale_plan, odoo_seed.check_saved_plan
from public;
grant execute on function
  odoo_seed.plan_hash, odoo_seed.is_of_saved_plan, odoo_seed.refuse_unapproved,
  odoo_seed.saved_plan, odoo_seed.is_selected, odoo_seed.changes_since_plan,
  odoo_seed.refuse_stale_plan, odoo_seed.check_saved_plan
to service_role;
