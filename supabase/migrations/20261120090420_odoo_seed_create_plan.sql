-- The plan: what follows for each record, what a run of a scope sees of it, and what a prune may take.
set lock_timeout = '5s';
set statement_timeout = '60s';

create view odoo_seed.v_blocked_projects with (security_invoker = true) as
select
  r.binding, r.external_ref,
  case
    when r.company_missing then format('company %s is not in Odoo', ops.quoted(r.company))
    when r.binding_company <> r.company
      then format('company %s is not the one this binding serves (%s)', ops.quoted(r.company), ops.quoted(r.binding_company))
    else 'its ref is on more than one project in Odoo'
  end as reason
from (
  select
    s.binding, s.external_ref, s.duplicated, s.seed ->> 'company' as company, b.binding_company,
    s.duplicated or s.odoo_id is not null or s.seed ->> 'active' = 'true' as wanted,
    exists (select from odoo_seed.shadow_names n where n.binding = s.binding and n.kind = 'company')
      and not exists (
        select from odoo_seed.shadow_names n
        where n.binding = s.binding and n.kind = 'company' and n.name = s.seed ->> 'company'
      ) as company_missing
  from odoo_seed.v_sides s
  join odoo_seed.v_project_bindings b on b.project_ref = s.external_ref
  where s.model = 'project.project'
) r
where r.wanted
  and (r.company_missing or r.duplicated or r.binding_company <> r.company);
comment on view odoo_seed.v_blocked_projects is
  'Projects that no run may write, and their tasks with them, each with the reason.';

create function odoo_seed.why_blocked(p_model text, p_project text, p_reason text)
returns text
language sql
stable
parallel safe
return case
  when p_model = 'project.project' then p_reason
  when p_reason is not null then format('project %s is blocked: %s', ops.quoted(p_project), p_reason)
end;
comment on function odoo_seed.why_blocked is 'Why a record of a blocked project cannot be written, said of the project itself or of a task. Inlined.';

create view odoo_seed.v_plan with (security_invoker = true) as
with ignored as (
  select model, array_agg(field) as fields
  from odoo_seed.field_policies
  where policy = 'ignore'
  group by model
)
select
  r.binding,
  r.model,
  r.external_ref,
  r.odoo_id,
  case
    when r.duplicated then 'conflict'
    when not r.wanted then 'noop'
    when b.external_ref is not null then 'blocked'
    when r.observed is null then 'create'
    when d.changes #>> '{active,to}' = 'false' then 'archive'
    when d.changes #>> '{active,to}' = 'true' then 'unarchive'
    when d.changes is not null then 'update'
    when d.conflicts is not null then 'conflict'
    else 'noop'
  end as action,
  case
    when r.duplicated or b.external_ref is not null or not r.wanted then '{}'
    when r.observed is not null then coalesce(d.changes, '{}')
    else created.changes
  end as changes,
  coalesce(d.conflicts, '{}') as conflicts,
  nullif(concat_ws('; ',
    case
      when r.duplicated then 'its ref is on more than one record in Odoo'
      when not r.wanted then null
      when b.external_ref is not null then odoo_seed.why_blocked(r.model, b.external_ref, b.reason)
    end,
    case when d.conflicts is not null then format('changed in Odoo as well as in the seed: %s',
      (select string_agg(key, ', ' order by key) from jsonb_object_keys(d.conflicts) key)) end,
    case when r.reasons is not null and r.wanted and b.external_ref is null then (
      select string_agg(value, '; ' order by key) from jsonb_each_text(r.reasons)) end
  ), '') as reason,
  r.wanted and r.reasons is not null and b.external_ref is null as incomplete,
  r.skipped,
  false as prune,
  r.project_ref,
  r.program_slug,
  case when r.wanted and b.external_ref is null then r.reasons end as reasons
from odoo_seed.v_records r
left join odoo_seed.v_blocked_projects b on b.binding = r.binding and b.external_ref = r.project_ref
left join lateral (
  select
    jsonb_object_agg(f.field, jsonb_build_object('from', f.observed, 'to', f.desired))
      filter (where f.verdict = 'change') as changes,
    jsonb_object_agg(f.field, jsonb_build_object('from', f.observed, 'to', f.desired))
      filter (where f.verdict = 'conflict') as conflicts
  from odoo_seed.field_differences(
    r.model, r.skipped, r.desired, r.observed, r.sent, r.echo, r.created_by_us
  ) f
  where r.differing
) d on true
left join ignored i on i.model = r.model
left join lateral (
  select jsonb_object_agg(field.key, jsonb_build_object('from', null, 'to', field.value)) as changes
  from jsonb_each(r.desired - coalesce(i.fields, '{}')) field
  where r.observed is null
) created on true
union all
select
  p.binding, p.model, p.external_ref, p.odoo_id,
  case when p.holds_others then 'conflict' else 'archive' end,
  case when p.holds_others then '{}' else '{"active": {"from": true, "to": false}}'::jsonb end,
  '{}',
  case when p.holds_others then 'no seed has this ref any more, but the project holds tasks that are not ours'
    else 'no seed has this ref any more; archived only by a run that is asked to prune' end,
  false, '{}', true, p.project_ref, null, null
from odoo_seed.v_prunable p;
comment on view odoo_seed.v_plan is
  'What a run would do, record by record: the only place that decides. Dry runs, real runs and the drift views all stand on it.';
comment on column odoo_seed.v_plan.action is 'create, update, archive, unarchive, noop, conflict (left alone), blocked (cannot be done).';
comment on column odoo_seed.v_plan.changes is '{"field": {"from": in Odoo, "to": in the seed}}: what would be written.';
comment on column odoo_seed.v_plan.conflicts is 'As changes: what both sides changed, and what therefore stays as it is.';
comment on column odoo_seed.v_plan.reason is 'Why the action is not simply carried out, or what of the seed is left out.';
comment on column odoo_seed.v_plan.incomplete is 'True when some of the seed leads nowhere; the rest of the record goes through.';
comment on column odoo_seed.v_plan.skipped is 'Fields that are left as they are because what they name is missing.';
comment on column odoo_seed.v_plan.reasons is 'Of an incomplete one: {"field:name": why this name leads nowhere}.';
comment on column odoo_seed.v_plan.prune is 'True for rows that only a run with prune: archive carries out.';

create function odoo_seed.projects_in_scope(p_binding text, p_scope jsonb)
returns setof text
language sql
stable
set search_path = ''
as $$
  with recursive programmes (slug) as (
    select p_scope ->> 'program'
    union
    select c.slug from odoo_seed.programs c join programmes p on c.parent_slug = p.slug
  )
  select b.project_ref
  from odoo_seed.v_project_bindings b
  join odoo_seed.projects p on p.external_ref = b.project_ref
  where b.binding = p_binding
    and (not p_scope ? 'program' or p.program_slug in (select slug from programmes))
    and (not p_scope ? 'projects' or p_scope -> 'projects' ? b.project_ref)
$$;
comment on function odoo_seed.projects_in_scope is
  'The projects of a binding that a run looks at: {"program": slug with all below it, "projects": [refs]}; {} is all.';

-- The functions that join whole bindings switch nested loops off: right after a bulk change the
-- statistics are stale, and the planner then took 9 s where hash joins take 0.2 s (5,000 tasks).
create function odoo_seed.plan(p_binding text, p_scope jsonb, p_refs text[] default null)
returns setof odoo_seed.v_plan
language plpgsql
stable
set search_path = ''
set enable_nestloop = off
set enable_seqscan = on
set work_mem = '64MB'
set jit = off
-- Planning takes 6 ms; a plan made for any refs would look for each ref in a list.
set plan_cache_mode = force_custom_plan
as $$
begin
  perform odoo_seed.look_only_at(p_binding, p_refs);
  perform odoo_seed.look_up_few(p_refs);
  return query
  select p.*
  from odoo_seed.v_plan p
  where p.binding = p_binding
    and (p_refs is null or p.external_ref = any (p_refs))
    and case when p.prune
      then p_scope ->> 'prune' = 'archive'
        and (not p_scope ?| array['program', 'projects']
          or p.project_ref in (select odoo_seed.projects_in_scope(p_binding, p_scope)))
      else p.project_ref in (select odoo_seed.projects_in_scope(p_binding, p_scope))
    end;
  perform odoo_seed.look_only_at(null, null);
end
$$;
comment on function odoo_seed.plan is
  'v_plan as a run of this scope sees it: {"program", "projects", "prune": "never" | "archive"}, each optional. p_refs: only these records.';

create function odoo_seed.refuse_large_prune(p_binding text, p_scope jsonb)
returns void
language plpgsql
stable
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
declare
  doomed bigint;
  ours bigint;
  allowed bigint;
begin
  if p_scope ->> 'prune' is distinct from 'archive' then
    return;
  end if;
  select count(*) into doomed from odoo_seed.plan(p_binding, p_scope) p where p.prune and p.action = 'archive';
  if doomed = 0 then
    return;
  end if;

  select count(*) into ours
  from odoo_seed.applied a
  join odoo_seed.v_observed o on o.binding = a.binding and o.model = a.model and o.odoo_id = a.odoo_id
  where a.binding = p_binding and a.created_by_us and o.active;
  select case when b.prune_share > 0 then greatest(1, floor(b.prune_share * ours)) else 0 end into allowed from ops.odoo_bindings b where b.name = p_binding;

  if not exists (select from odoo_seed.v_desired d where d.binding = p_binding) then
    raise exception 'Cannot prune: binding % has no seeds at all, which looks like a mistake', ops.quoted(p_binding)
      using errcode = 'OC005';
  elsif doomed > allowed then
    raise exception 'Cannot prune: % of our % records would be archived, and binding % allows %',
      doomed, ours, ops.quoted(p_binding), allowed using errcode = 'OC005';
  end if;
end
$$;
comment on function odoo_seed.refuse_large_prune is
  'Raises OC005 when a prune would take more than the binding''s prune_share, or when there are no seeds left at all.';

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;