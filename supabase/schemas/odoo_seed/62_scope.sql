-- The plan of a scope: a programme, projects, or all of a binding.

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
  'The projects of a binding that a run covers: {"program": slug with all below it, "projects": '
  '[refs]}; {} is all.';

create function odoo_seed.records_in_scope(p_binding text, p_scope jsonb)
returns table (projects int, tasks int)
language sql
stable
set search_path = ''
as $$
  select count(*)::int, coalesce(sum(below.tasks), 0)::int
  from odoo_seed.v_project_bindings b
  -- One look into the index a project: the tasks themselves are not read.
  cross join lateral (
    select count(*) as tasks from odoo_seed.tasks t where t.project_external_ref = b.project_ref
  ) below
  where b.binding = p_binding and b.sync_enabled
    and b.project_ref in (select odoo_seed.projects_in_scope(p_binding, p_scope))
$$;
comment on function odoo_seed.records_in_scope is 'How many seeds a run of this scope covers.';

-- The functions that join whole bindings switch nested loops off: right after a bulk change the
-- statistics are stale, and the planner then took 9 s where hash joins take 0.2 s (5,000 tasks).
create function odoo_seed.plan(p_binding text, p_scope jsonb, p_refs text[] default null)
returns setof odoo_seed.v_plan
language plpgsql
stable
set search_path = ''
set enable_nestloop = off
set enable_seqscan = on
-- Planning takes 6 ms; a plan made for any refs would look for each ref in a list.
set plan_cache_mode = force_custom_plan
as $$
begin
  perform odoo_seed.look_up_few(p_refs);
  return query
  select p.*
  from odoo_seed.planned(p_binding, p_refs) p
  where p.binding = p_binding
    and (p_refs is null or p.external_ref = any (p_refs))
    and case when p.prune
      then p_scope ->> 'prune' = 'archive'
        and (not p_scope ?| array['program', 'projects']
          or p.project_ref in (select odoo_seed.projects_in_scope(p_binding, p_scope)))
      else p.project_ref in (select odoo_seed.projects_in_scope(p_binding, p_scope))
    end;
end
$$;
comment on function odoo_seed.plan is
  'v_plan as a run of this scope sees it: {"program", "projects", "prune": "never" | "archive"}, '
  'each optional. p_refs: only these records.';

create function odoo_seed.refuse_large_prune(p_binding text, p_scope jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  doomed bigint;
  ours bigint;
  allowed bigint;
begin
  if p_scope ->> 'prune' is distinct from 'archive' then
    return;
  end if;
  select count(*)
  into doomed
  from odoo_seed.plan(p_binding, p_scope) p
  where p.prune and p.action = 'archive';
  if doomed = 0 then
    return;
  end if;

  select count(*) into ours
  from odoo_seed.applied a
  join odoo_seed.v_observed o
    on o.binding = a.binding and o.model = a.model and o.odoo_id = a.odoo_id
  where a.binding = p_binding and a.created_by_us and o.active;
  select case when b.prune_share > 0 then greatest(1, floor(b.prune_share * ours)) else 0 end
  into allowed
  from ops.odoo_bindings b
  where b.name = p_binding;

  if not exists (select from odoo_seed.v_desired d where d.binding = p_binding) then
    raise exception 'Cannot prune: binding % has no seeds at all, which looks like a mistake',
      ops.quoted(p_binding)
      using errcode = 'OC005';
  elsif doomed > allowed then
    raise exception 'Cannot prune: % of our % records would be archived, and binding % allows %',
      doomed, ours, ops.quoted(p_binding), allowed using errcode = 'OC005';
  end if;
end
$$;
comment on function odoo_seed.refuse_large_prune is
  'Raises OC005 when a prune would archive more than the binding''s prune_share, or when there '
  'are no seeds left at all.';

revoke execute on function
  odoo_seed.projects_in_scope, odoo_seed.records_in_scope, odoo_seed.plan,
  odoo_seed.refuse_large_prune
from public;
grant execute on function
  odoo_seed.projects_in_scope, odoo_seed.records_in_scope, odoo_seed.plan,
  odoo_seed.refuse_large_prune
to service_role;
