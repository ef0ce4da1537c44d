-- The comparison: desired, observed and last applied of every record side by side.

-- One branch a model, so that each is joined by its own keys.
create function odoo_seed.sides(p_binding text, p_refs text[])
returns table (
  binding text, model text, external_ref text, project_ref text, program_slug text, seed jsonb,
  duplicated boolean, odoo_id int, odoo_write_at timestamptz, odoo_write_by text, observed jsonb,
  sent jsonb, echo jsonb, created_by_us boolean, agreed boolean, has_error boolean
)
language sql
stable
begin atomic
  select
    b.binding, 'project.project' as model, p.external_ref::text as external_ref,
    p.external_ref::text as project_ref, p.program_slug, p.document as seed,
    r.external_ref is not null as duplicated,
    o.odoo_id, o.odoo_write_at, o.odoo_write_by, o.document as observed,
    a.sent, a.echo, a.created_by_us,
    coalesce(a.agreed = odoo_seed.agreement(p.document, o.document, a.sent, a.echo),
      false) as agreed,
    p.sync_error is not null as has_error
  from odoo_seed.projects p
  join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
  left join odoo_seed.repeated_refs(p_binding, p_refs) r
    on r.binding = b.binding and r.model = 'project.project' and r.external_ref = p.external_ref
  left join odoo_seed.shadow_projects o
    on o.binding = b.binding and o.external_ref = p.external_ref and r.external_ref is null
  left join odoo_seed.applied a
    on a.binding = b.binding and a.model = 'project.project' and a.external_ref = p.external_ref
    and a.odoo_id = o.odoo_id
  where b.sync_enabled
  union all
  select
    b.binding, 'project.task', t.external_ref::text,
    t.project_external_ref, p.program_slug,
    odoo_seed.task_seed(t.document, p.active, t.deadline_date, b.time_zone, b.working_day_ends),
    r.external_ref is not null,
    o.odoo_id, o.odoo_write_at, o.odoo_write_by, o.document,
    a.sent, a.echo, a.created_by_us,
    coalesce(a.agreed = odoo_seed.agreement(
      odoo_seed.task_seed(t.document, p.active, t.deadline_date, b.time_zone, b.working_day_ends),
      o.document, a.sent, a.echo
    ), false),
    t.sync_error is not null
  from odoo_seed.tasks t
  join odoo_seed.projects p on p.external_ref = t.project_external_ref
  join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref
  left join odoo_seed.repeated_refs(p_binding, p_refs) r
    on r.binding = b.binding and r.model = 'project.task' and r.external_ref = t.external_ref
  left join odoo_seed.shadow_tasks o
    on o.binding = b.binding and o.external_ref = t.external_ref and r.external_ref is null
  left join odoo_seed.applied a
    on a.binding = b.binding and a.model = 'project.task' and a.external_ref = t.external_ref
    and a.odoo_id = o.odoo_id
  where b.sync_enabled;
end;
comment on function odoo_seed.sides is
  'v_sides. Duplicates are looked for in one binding, and among its tasks with these refs; null '
  'for all. Its body is bound at creation and inlined.';

create view odoo_seed.v_sides with (security_invoker = true) as
select * from odoo_seed.sides(null, null);
comment on view odoo_seed.v_sides is
  'v_desired, with what Odoo holds and what was last applied. A ref that Odoo has twice has no '
  'other side. has_error: the last run that wrote it reported an error.';
grant select, insert, update, delete, maintain on odoo_seed.v_sides to service_role;

create function odoo_seed.leave_out(p_document jsonb, p_fields text[], p_dependencies jsonb)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return (p_document - p_fields) ||
    case when p_dependencies is null then '{}' else jsonb_build_object('depends_on', (
    select coalesce(jsonb_agg(ref), '[]')
    from jsonb_array_elements(p_document -> 'depends_on') ref
    where not p_dependencies @> ref
  )) end;
end
$$;
comment on function odoo_seed.leave_out is
  'A document without these fields and without the dependencies on these refs.';

create function odoo_seed.unresolved(p_binding text, p_refs text[])
returns table (
  binding text, model text, external_ref text, fields text[], dependencies jsonb,
  company_missing boolean, reasons jsonb
)
language sql
stable
rows 100
set search_path = ''
as $$
  select
    u.binding, u.model, u.external_ref,
    coalesce(array_agg(distinct field) filter (where field in ('manager', 'assignees', 'parent')),
      '{}') as fields,
    jsonb_agg(name) filter (where field = 'depends_on') as dependencies,
    bool_or(field = 'company') as company_missing,
    jsonb_object_agg(field || ':' || name, case field
      when 'company' then format('company %s is not in Odoo', ops.quoted(name))
      when 'manager' then format('manager %s %s', ops.quoted(name), why.nobody)
      when 'assignees' then format('assignee %s %s', ops.quoted(name), why.nobody)
      when 'parent' then format('parent %s %s', ops.quoted(name), why.not_there)
      else format('depends on %s, which %s', ops.quoted(name), why.not_there)
    end) as reasons
  from odoo_seed.unresolved_names(p_binding, p_refs) u
  cross join lateral (
    select
      case when inactive then 'is inactive and not in Odoo'
        else 'is no seed of this binding' end as not_there,
      case when u.shared_by is null then 'is no active internal user in Odoo'
        else 'is ambiguous: the Odoo users ' || ops.all_quoted(u.shared_by)
          || ' share this address' end as nobody
  ) why
  group by u.binding, u.model, u.external_ref
$$;
comment on function odoo_seed.unresolved is
  'unresolved_names(), one row a seed: the fields and the dependencies to leave out, and why, by '
  'field and name.';

create function odoo_seed.records(p_binding text, p_refs text[])
returns table (
  binding text, model text, external_ref text, project_ref text, program_slug text, odoo_id int,
  odoo_write_at timestamptz, odoo_write_by text, desired jsonb, observed jsonb, sent jsonb,
  echo jsonb, created_by_us boolean, skipped text[], reasons jsonb, company_missing boolean,
  duplicated boolean, wanted boolean, agreed boolean, differing boolean, seed jsonb,
  has_error boolean
)
language sql
stable
begin atomic
  select
    s.binding, s.model, s.external_ref, s.project_ref, s.program_slug,
    s.odoo_id, s.odoo_write_at, s.odoo_write_by,
    case when u.external_ref is null then s.seed
      else odoo_seed.leave_out(s.seed, u.fields, u.dependencies) end as desired,
    s.observed,
    s.sent,
    s.echo,
    s.created_by_us,
    coalesce(u.fields, '{}') as skipped,
    u.reasons,
    coalesce(u.company_missing, false) as company_missing,
    s.duplicated,
    s.duplicated or s.odoo_id is not null or s.seed ->> 'active' = 'true' as wanted,
    s.agreed,
    -- A case keeps the planner from turning the outer joins into inner ones, which it then joined
    -- binding by binding where there were no statistics: over 20 s and not 2.5 s for 100,000 tasks.
    case
      when s.observed is null or s.agreed and u.external_ref is null then false
      else u.external_ref is not null or not odoo_seed.agrees(s.seed, s.observed, s.sent, s.echo)
    end as differing,
    s.seed,
    s.has_error
  from odoo_seed.sides(p_binding, p_refs) s
  left join odoo_seed.unresolved(p_binding, p_refs) u
    on u.binding = s.binding and u.model = s.model and u.external_ref = s.external_ref;
end;
comment on function odoo_seed.records is
  'v_records. Missing names and duplicates are looked for in one binding, and among its tasks '
  'with these refs; null for all. Its body is bound at creation and inlined.';

create view odoo_seed.v_records with (security_invoker = true) as
select * from odoo_seed.records(null, null);
comment on view odoo_seed.v_records is
  'Desired, observed and last applied, one row a seed. Fields whose names do not exist are taken '
  'out of desired and listed in skipped. wanted: false for an inactive seed that Odoo does not '
  'hold. agreed: found equal before, and nothing changed since. differing: Odoo holds it, and its '
  'fields have to be compared one by one. seed: desired, with the names that do not exist.';
grant select, insert, update, delete, maintain on odoo_seed.v_records to service_role;

revoke execute on function odoo_seed.sides, odoo_seed.leave_out, odoo_seed.unresolved,
  odoo_seed.records from public;
grant execute on function odoo_seed.sides, odoo_seed.leave_out, odoo_seed.unresolved,
  odoo_seed.records to service_role;
