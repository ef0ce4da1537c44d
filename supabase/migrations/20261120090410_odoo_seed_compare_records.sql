-- The comparison: desired, observed and last applied side by side, and where they differ.
set lock_timeout = '5s';
set statement_timeout = '60s';

create view odoo_seed.v_desired with (security_invoker = true) as
select
  b.binding,
  'project.project' as model,
  p.external_ref::text as external_ref,
  p.external_ref::text as project_ref,
  p.program_slug,
  p.document
from odoo_seed.projects p
join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
where b.sync_enabled
union all
select
  b.binding,
  'project.task',
  t.external_ref::text,
  t.project_external_ref,
  p.program_slug,
  case when p.active then t.document else t.document || '{"active": false}' end
from odoo_seed.tasks t
join odoo_seed.projects p on p.external_ref = t.project_external_ref
join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref
where b.sync_enabled;
comment on view odoo_seed.v_desired is
  'Every seed that is to be in Odoo, with its binding. The tasks of an inactive project are inactive, as Odoo has it.';

create view odoo_seed.v_observed with (security_invoker = true) as
select
  binding, 'project.project' as model, external_ref, odoo_id, external_ref as project_ref,
  name, active, document, odoo_write_at, odoo_write_by
from odoo_seed.shadow_projects
union all
select
  binding, 'project.task', external_ref, odoo_id, project_ref,
  name, active, document, odoo_write_at, odoo_write_by
from odoo_seed.shadow_tasks;
comment on view odoo_seed.v_observed is 'Every record as last seen in Odoo, projects and tasks alike.';

create view odoo_seed.v_unresolved with (security_invoker = true) as
with asked as (
  select d.binding, d.model, d.external_ref, 'company' as field, 'company' as kind, d.document ->> 'company' as name
  from odoo_seed.v_desired d
  where d.model = 'project.project'
  union all
  select d.binding, d.model, d.external_ref, 'manager', 'user', d.document ->> 'manager'
  from odoo_seed.v_desired d
  where d.model = 'project.project' and d.document ? 'manager'
  union all
  select d.binding, d.model, d.external_ref, 'assignees', 'user', assignee.email
  from odoo_seed.v_desired d
  cross join lateral jsonb_array_elements_text(d.document -> 'assignees') assignee (email)
  where d.model = 'project.task'
),
referred as (
  select d.binding, d.model, d.external_ref, 'parent' as field, d.document ->> 'parent' as ref
  from odoo_seed.v_desired d
  where d.model = 'project.task' and d.document ? 'parent'
  union all
  select d.binding, d.model, d.external_ref, 'depends_on', dependency.ref
  from odoo_seed.v_desired d
  cross join lateral jsonb_array_elements_text(d.document -> 'depends_on') dependency (ref)
  where d.model = 'project.task'
)
select a.binding, a.model, a.external_ref, a.field, a.name, false as inactive
from asked a
left join odoo_seed.shadow_names n on n.binding = a.binding and n.kind = a.kind and n.name = a.name
where n.name is null
  and a.binding in (select o.binding from odoo_seed.shadow_names o where o.kind = 'company')
union all
select r.binding, r.model, r.external_ref, r.field, r.ref, t.external_ref is not null
from referred r
left join odoo_seed.v_desired t
  on t.binding = r.binding and t.model = 'project.task' and t.external_ref = r.ref
left join odoo_seed.shadow_tasks o on o.binding = r.binding and o.external_ref = r.ref
where t.external_ref is null
  or (t.document ->> 'active' = 'false' and o.odoo_id is null);
comment on view odoo_seed.v_unresolved is
  'Names and refs in seeds that lead nowhere: companies and users that Odoo lacks, tasks that no seed of the binding has, or only an inactive one that was never created.';

create view odoo_seed.v_duplicate_refs with (security_invoker = true) as
select
  o.binding, 'duplicate' as kind, o.model, o.external_ref, min(o.odoo_id) as odoo_id,
  'x_external_ref' as field, to_jsonb(1) as expected, to_jsonb(array_agg(o.odoo_id order by o.odoo_id)) as actual,
  max(o.odoo_write_at) as odoo_write_at,
  (array_agg(o.odoo_write_by order by o.odoo_write_at desc))[1] as odoo_write_by,
  'undecided' as winner
from odoo_seed.v_observed o
where o.external_ref is not null
group by o.binding, o.model, o.external_ref
having count(*) > 1;
comment on view odoo_seed.v_duplicate_refs is 'Refs that more than one record in Odoo carries: a person has to decide which one stays.';

create view odoo_seed.v_records with (security_invoker = true) as
with unresolved as (
  select
    binding, model, external_ref,
    array_agg(distinct field) filter (where field in ('manager', 'assignees', 'parent')) as fields,
    jsonb_agg(name) filter (where field = 'depends_on') as dependencies,
    bool_or(field = 'company') as company_missing,
    jsonb_object_agg(field || ':' || name, case field
      when 'company' then format('company %s is not in Odoo', name)
      when 'manager' then format('manager %s is no active internal user in Odoo', name)
      when 'assignees' then format('assignee %s is no active internal user in Odoo', name)
      when 'parent' then format('parent %s %s', name, why.not_there)
      else format('depends on %s, which %s', name, why.not_there)
    end) as reasons
  from odoo_seed.v_unresolved
  cross join lateral (
    select case when inactive then 'is inactive and not in Odoo' else 'is no seed of this binding' end as not_there
  ) why
  group by binding, model, external_ref
)
select
  d.binding, d.model, d.external_ref, d.project_ref, d.program_slug,
  o.odoo_id, o.odoo_write_at, o.odoo_write_by,
  case
    when u.external_ref is null then d.document
    when u.dependencies is null then d.document - coalesce(u.fields, '{}')
    else (d.document - coalesce(u.fields, '{}')) || jsonb_build_object('depends_on', (
      select coalesce(jsonb_agg(ref), '[]')
      from jsonb_array_elements(d.document -> 'depends_on') ref
      where not u.dependencies @> ref
    ))
  end as desired,
  o.document as observed,
  a.sent,
  a.echo,
  a.created_by_us,
  coalesce(u.fields, '{}') as skipped,
  u.reasons,
  coalesce(u.company_missing, false) as company_missing,
  r.external_ref is not null as duplicated,
  r.external_ref is not null or o.odoo_id is not null or d.document ->> 'active' = 'true' as wanted
from odoo_seed.v_desired d
left join odoo_seed.v_duplicate_refs r
  on r.binding = d.binding and r.model = d.model and r.external_ref = d.external_ref
left join odoo_seed.v_observed o
  on o.binding = d.binding and o.model = d.model and o.external_ref = d.external_ref
  and r.external_ref is null
left join odoo_seed.applied a
  on a.binding = d.binding and a.model = d.model and a.external_ref = d.external_ref
  and a.odoo_id = o.odoo_id
left join unresolved u
  on u.binding = d.binding and u.model = d.model and u.external_ref = d.external_ref;
comment on view odoo_seed.v_records is
  'Desired, observed and last applied, one row a seed. Fields whose names lead nowhere are taken out of desired and listed in skipped. wanted: false for an inactive seed that Odoo does not hold, of which nothing follows.';

create view odoo_seed.v_field_differences with (security_invoker = true) as
select
  r.binding, r.model, r.external_ref, r.odoo_id, r.odoo_write_at, r.odoo_write_by,
  p.field, p.policy, v.verdict,
  coalesce(r.desired -> p.field, p.empty_value) as desired,
  coalesce(r.observed -> p.field, p.empty_value) as observed
from odoo_seed.v_records r
cross join lateral (
  select f.* from odoo_seed.field_policies f
  where f.model = r.model
    and f.field <> all (r.skipped)
    and not odoo_seed.agrees(r.desired, r.observed, r.sent, r.echo)
) p
cross join lateral (
  -- A stage belongs to its project: Odoo drops it from a task that moves to another one.
  select case
    when p.field = 'stage' and p.policy <> 'ignore' and r.desired ? 'stage'
      and r.desired -> 'project' <> r.observed -> 'project' then 'change'
    else odoo_seed.field_verdict(
      p.policy, r.desired -> p.field, r.observed -> p.field, r.sent -> p.field, r.echo -> p.field,
      p.empty_value, coalesce(r.created_by_us, false)
    )
  end as verdict
) v
where r.observed is not null
  and v.verdict in ('change', 'kept', 'conflict');
comment on view odoo_seed.v_field_differences is
  'Each field in which a record in Odoo differs from its seed, with the verdict of the field''s policy.';

-- One branch a model, so that each looks its seeds up by their unique index.
create view odoo_seed.v_unseeded with (security_invoker = true) as
with seeding as (
  select b.project_ref, same.name as binding
  from odoo_seed.v_project_bindings b
  join ops.odoo_bindings same
    on same.url is not distinct from b.url and same.database is not distinct from b.database
)
select
  o.binding, 'project.project' as model, o.external_ref, o.odoo_id, o.external_ref as project_ref,
  o.name, o.odoo_write_at, o.odoo_write_by
from odoo_seed.shadow_projects o
left join seeding s on s.project_ref = o.external_ref and s.binding = o.binding
where o.active and s.project_ref is null
union all
select
  o.binding, 'project.task', o.external_ref, o.odoo_id, o.project_ref,
  o.name, o.odoo_write_at, o.odoo_write_by
from odoo_seed.shadow_tasks o
left join odoo_seed.tasks t on t.external_ref = o.external_ref
left join seeding s on s.project_ref = t.project_external_ref and s.binding = o.binding
where o.active and s.project_ref is null;
comment on view odoo_seed.v_unseeded is
  'Active records in Odoo that no seed asks for, whichever of the bindings to that Odoo it came by and whether or not it is being synced.';

create view odoo_seed.v_prunable with (security_invoker = true) as
select
  o.binding, o.model, o.external_ref, o.odoo_id, o.project_ref,
  exists (
    select from odoo_seed.v_observed other
    left join odoo_seed.applied ours
      on ours.binding = other.binding and ours.model = other.model
      and ours.odoo_id = other.odoo_id and ours.created_by_us
    where o.model = 'project.project' and other.binding = o.binding and other.model = 'project.task'
      and other.project_ref = o.external_ref and other.active and ours.odoo_id is null
  ) as holds_others
from odoo_seed.v_unseeded o
join odoo_seed.applied a
  on a.binding = o.binding and a.model = o.model and a.external_ref = o.external_ref
  and a.odoo_id = o.odoo_id
where a.created_by_us;
comment on view odoo_seed.v_prunable is
  'Active records that a run created and that no seed asks for any more. holds_others: a project with tasks that are not ours.';

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;