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
  odoo_seed.task_seed(t.document, p.active, t.deadline_date, b.time_zone, b.working_day_ends)
from odoo_seed.tasks t
join odoo_seed.projects p on p.external_ref = t.project_external_ref
join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref
where b.sync_enabled;
comment on view odoo_seed.v_desired is
  'Every seed that is to be in Odoo, with its binding. The tasks of an inactive project are inactive, as Odoo has it; a deadline_date is a moment.';

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

create function odoo_seed.look_up_few(p_refs text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Without statistics a nested loop may go through everything for each ref: not for many.
  if cardinality(p_refs) <= 2000 then
    perform set_config('enable_nestloop', 'on', true), set_config('enable_seqscan', 'off', true);
  end if;
end
$$;
comment on function odoo_seed.look_up_few is
  'Has its caller look up refs one by one, as long as they are few; many, or all (null), are joined with everything. Ends with a caller that sets enable_nestloop and enable_seqscan itself, as each must.';

-- What the functions that views call are to look at; a view cannot be given it.
create function odoo_seed.look_only_at(p_binding text, p_refs text[])
returns void
language sql
set search_path = ''
as $$
  select set_config('odoo_seed.only', jsonb_build_object('binding', p_binding, 'refs', p_refs)::text, true)
$$;
comment on function odoo_seed.look_only_at is
  'Tells repeated_refs() and unresolved() until the end of the transaction that one binding will do, and of its tasks those with these refs, null for all. Null for both: everything again.';

create function odoo_seed.looked_at(out binding text, out refs text[])
language sql
stable
set search_path = ''
as $$
  select said.binding, said.refs
  from jsonb_to_record(nullif(current_setting('odoo_seed.only', true), '')::jsonb) as said (binding text, refs text[])
$$;
comment on function odoo_seed.looked_at is 'What look_only_at() said last in this transaction; nulls for everything.';

create function odoo_seed.unresolved_names()
returns table (
  binding text, model text, external_ref text, field text, name text, inactive boolean, shared_by text[]
)
language plpgsql
stable
rows 100
set search_path = ''
set enable_nestloop = off
set enable_seqscan = on
set jit = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  only_binding text;
  only_refs text[];
begin
  select l.binding, l.refs into only_binding, only_refs from odoo_seed.looked_at() l;
  perform odoo_seed.look_up_few(only_refs);
  return query
  with seeding as materialized (
    select b.binding, b.project_ref, p.active, p.document
    from odoo_seed.v_project_bindings b
    join odoo_seed.projects p on p.external_ref = b.project_ref
    where b.sync_enabled and (only_binding is null or b.binding = only_binding)
  ),
  asked as (
    select s.binding, s.project_ref as external_ref, 'company' as field, 'company' as kind, s.document ->> 'company' as name
    from seeding s
    union all
    select s.binding, s.project_ref, 'manager', 'user', s.document ->> 'manager'
    from seeding s
    where s.document ? 'manager'
  ),
  -- Few lists of assignees are shared by many tasks, so people are looked up once a list.
  missing_people as materialized (
    select list.binding, list.assignees, assignee.email, n.shared_by
    from (
      select shared.binding, odoo_seed.text_set(odoo_seed.assignee_set(shared.assignee_email, shared.assignee_emails)) as assignees
      from (
        select distinct s.binding, t.assignee_email, t.assignee_emails
        from odoo_seed.tasks t
        join seeding s on s.project_ref = t.project_external_ref
        where only_refs is null or t.external_ref = any (only_refs)
      ) shared
      group by 1, 2
    ) list
    cross join lateral jsonb_array_elements_text(list.assignees) assignee (email)
    left join odoo_seed.shadow_names n on n.binding = list.binding and n.kind = 'user' and n.name = assignee.email
    where n.odoo_id is null
  ),
  -- Materialized: taken for few, the links were followed through all tasks one by one.
  links as materialized (
    select s.binding, t.external_ref, case link.position when 1 then 'parent' else 'depends_on' end as field, link.ref
    from odoo_seed.tasks t
    join seeding s on s.project_ref = t.project_external_ref
    cross join lateral unnest(array_prepend(t.parent_external_ref, t.depends_on_refs)) with ordinality link (ref, position)
    where link.ref is not null and (t.parent_external_ref is not null or t.depends_on_refs <> '{}')
      and (only_refs is null or t.external_ref = any (only_refs))
  ),
  referred as (
    select l.*, there.project_ref is not null as seeded, other.active and there.active as active
    from links l
    left join odoo_seed.tasks other on other.external_ref = l.ref
    left join seeding there on there.project_ref = other.project_external_ref and there.binding = l.binding
  )
  select a.binding, 'project.project', a.external_ref::text, a.field, a.name, false, n.shared_by
  from asked a
  left join odoo_seed.shadow_names n on n.binding = a.binding and n.kind = a.kind and n.name = a.name
  where n.odoo_id is null
    and a.binding in (select o.binding from odoo_seed.shadow_names o where o.kind = 'company')
  union all
  select m.binding, 'project.task', t.external_ref::text, 'assignees', m.email, false, m.shared_by
  from missing_people m
  join odoo_seed.tasks t on t.document -> 'assignees' = m.assignees
  join seeding s on s.project_ref = t.project_external_ref and s.binding = m.binding
  where m.binding in (select o.binding from odoo_seed.shadow_names o where o.kind = 'company')
    and (only_refs is null or t.external_ref = any (only_refs))
  union all
  select r.binding, 'project.task', r.external_ref::text, r.field, r.ref, r.seeded, null
  from referred r
  where not r.seeded
    or (not r.active and not exists (
      select from odoo_seed.shadow_tasks o where o.binding = r.binding and o.external_ref = r.ref));
end
$$;
comment on function odoo_seed.unresolved_names is 'v_unresolved, of what looked_at() says.';

create view odoo_seed.v_unresolved with (security_invoker = true) as
select * from odoo_seed.unresolved_names();
comment on view odoo_seed.v_unresolved is
  'Names and refs in seeds that lead nowhere: companies and users that Odoo lacks, tasks that no seed of the binding has, or only an inactive one that was never created; and addresses that several users share.';

-- Functions and not views, here and in unresolved(), so that the planner takes what is nearly always empty for small, plans it
-- by itself, with or without statistics, and evaluates it once.
create function odoo_seed.repeated_refs()
returns table (binding text, model text, external_ref text)
language plpgsql
stable
rows 10
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  only_binding text;
  only_refs text[];
begin
  select l.binding, l.refs into only_binding, only_refs from odoo_seed.looked_at() l;
  return query
  -- All projects: a task is blocked by its project's ref, whose own plan is not asked for.
  select o.binding, 'project.project', o.external_ref
  from odoo_seed.shadow_projects o
  where o.external_ref is not null and (only_binding is null or o.binding = only_binding)
  group by o.binding, o.external_ref
  having count(*) > 1
  union all
  select o.binding, 'project.task', o.external_ref
  from odoo_seed.shadow_tasks o
  where o.external_ref is not null and (only_binding is null or o.binding = only_binding)
    and (only_refs is null or o.external_ref = any (only_refs))
  group by o.binding, o.external_ref
  having count(*) > 1;
end
$$;
comment on function odoo_seed.repeated_refs is 'Refs that more than one record in Odoo carries, of what looked_at() says; read from the indexes alone.';

create view odoo_seed.v_duplicate_refs with (security_invoker = true) as
select
  o.binding, 'duplicate' as kind, o.model, o.external_ref, min(o.odoo_id) as odoo_id,
  'x_external_ref' as field, to_jsonb(1) as expected, to_jsonb(array_agg(o.odoo_id order by o.odoo_id)) as actual,
  max(o.odoo_write_at) as odoo_write_at,
  (array_agg(o.odoo_write_by order by o.odoo_write_at desc))[1] as odoo_write_by,
  'undecided' as winner, null::text as reason
from odoo_seed.repeated_refs() r
join odoo_seed.v_observed o
  on o.binding = r.binding and o.model = r.model and o.external_ref = r.external_ref
group by o.binding, o.model, o.external_ref;
comment on view odoo_seed.v_duplicate_refs is 'Refs that more than one record in Odoo carries: a person has to decide which one stays.';

-- One branch a model, so that each is joined by its own keys.
create view odoo_seed.v_sides with (security_invoker = true) as
select
  b.binding, 'project.project' as model, p.external_ref::text as external_ref,
  p.external_ref::text as project_ref, p.program_slug, p.document as seed,
  r.external_ref is not null as duplicated,
  o.odoo_id, o.odoo_write_at, o.odoo_write_by, o.document as observed,
  a.sent, a.echo, a.created_by_us,
  coalesce(a.agreed = odoo_seed.agreement(p.document, o.document, a.sent, a.echo), false) as settled,
  p.sync_error is not null as told
from odoo_seed.projects p
join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
left join odoo_seed.repeated_refs() r
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
left join odoo_seed.repeated_refs() r
  on r.binding = b.binding and r.model = 'project.task' and r.external_ref = t.external_ref
left join odoo_seed.shadow_tasks o
  on o.binding = b.binding and o.external_ref = t.external_ref and r.external_ref is null
left join odoo_seed.applied a
  on a.binding = b.binding and a.model = 'project.task' and a.external_ref = t.external_ref
  and a.odoo_id = o.odoo_id
where b.sync_enabled;
comment on view odoo_seed.v_sides is
  'v_desired, with what Odoo holds and what was last applied beside it. A ref that Odoo holds twice has no other side. told: the last run that wrote had something to tell of it.';

create function odoo_seed.leave_out(p_document jsonb, p_fields text[], p_dependencies jsonb)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return (p_document - p_fields) || case when p_dependencies is null then '{}' else jsonb_build_object('depends_on', (
    select coalesce(jsonb_agg(ref), '[]')
    from jsonb_array_elements(p_document -> 'depends_on') ref
    where not p_dependencies @> ref
  )) end;
end
$$;
comment on function odoo_seed.leave_out is 'A document without these fields and without the dependencies on these refs.';

create function odoo_seed.unresolved()
returns table (
  binding text, model text, external_ref text, fields text[], dependencies jsonb, company_missing boolean, reasons jsonb
)
language sql
stable
rows 100
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
  select
    u.binding, u.model, u.external_ref,
    coalesce(array_agg(distinct field) filter (where field in ('manager', 'assignees', 'parent')), '{}') as fields,
    jsonb_agg(name) filter (where field = 'depends_on') as dependencies,
    bool_or(field = 'company') as company_missing,
    jsonb_object_agg(field || ':' || name, case field
      when 'company' then format('company %s is not in Odoo', ops.quoted(name))
      when 'manager' then format('manager %s %s', ops.quoted(name), why.nobody)
      when 'assignees' then format('assignee %s %s', ops.quoted(name), why.nobody)
      when 'parent' then format('parent %s %s', ops.quoted(name), why.not_there)
      else format('depends on %s, which %s', ops.quoted(name), why.not_there)
    end) as reasons
  from odoo_seed.v_unresolved u
  cross join lateral (
    select
      case when inactive then 'is inactive and not in Odoo' else 'is no seed of this binding' end as not_there,
      case when u.shared_by is null then 'is no active internal user in Odoo'
        else 'is ambiguous: the Odoo users ' || ops.all_quoted(u.shared_by) || ' share this address' end as nobody
  ) why
  group by u.binding, u.model, u.external_ref
$$;
comment on function odoo_seed.unresolved is
  'v_unresolved, one row a seed: the fields to leave out, the dependencies to leave out, and why, by field and name.';

create view odoo_seed.v_records with (security_invoker = true) as
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
  s.settled,
  -- A case keeps the planner from turning the outer joins into inner ones, which it then joined
  -- binding by binding where there were no statistics: over 20 s and not 2.5 s for 100,000 tasks.
  case
    when s.observed is null or s.settled and u.external_ref is null then false
    else u.external_ref is not null or not odoo_seed.agrees(s.seed, s.observed, s.sent, s.echo)
  end as differing,
  s.seed,
  s.told
from odoo_seed.v_sides s
left join odoo_seed.unresolved() u
  on u.binding = s.binding and u.model = s.model and u.external_ref = s.external_ref;
comment on view odoo_seed.v_records is
  'Desired, observed and last applied, one row a seed. Fields whose names lead nowhere are taken out of desired and listed in skipped. wanted: false for an inactive seed that Odoo does not hold, of which nothing follows. settled: found equal before, and nothing moved since. differing: Odoo holds it, and its fields have to be looked at one by one. seed: desired, with all that leads nowhere.';

create function odoo_seed.field_differences(
  p_model text, p_skipped text[], p_desired jsonb, p_observed jsonb, p_sent jsonb, p_echo jsonb, p_created_by_us boolean
)
returns table (field text, policy text, verdict text, desired jsonb, observed jsonb)
language sql
stable
begin atomic
  select f.field, f.policy, v.verdict, f.desired, f.observed
  from (
    select
      p.field, p.policy, p.empty_value,
      coalesce(p_desired -> p.field, p.empty_value) as desired,
      coalesce(p_observed -> p.field, p.empty_value) as observed
    from odoo_seed.field_policies p
    where p.model = p_model and p.field <> all (p_skipped)
  ) f
  cross join lateral (
    -- A stage belongs to its project: Odoo drops it from a task that moves to another one.
    select case
      when f.field = 'stage' and f.policy <> 'ignore' and p_desired ? 'stage'
        and p_desired -> 'project' <> p_observed -> 'project' then 'change'
      when f.desired <> f.observed then odoo_seed.field_verdict(
        f.policy, p_desired -> f.field, p_observed -> f.field, p_sent -> f.field, p_echo -> f.field,
        f.empty_value, coalesce(p_created_by_us, false)
      )
    end as verdict
    -- Else the verdict, which costs most, is found once for each place that names it.
    offset 0
  ) v
  where v.verdict in ('change', 'kept', 'conflict');
end;
comment on function odoo_seed.field_differences is
  'Each field in which a record in Odoo differs from its seed, with the verdict of the field''s policy. Its body is bound at creation and inlined.';

create view odoo_seed.v_field_differences with (security_invoker = true) as
select
  r.binding, r.model, r.external_ref, r.odoo_id, r.odoo_write_at, r.odoo_write_by,
  f.field, f.policy, f.verdict, f.desired, f.observed
from odoo_seed.v_records r
cross join lateral odoo_seed.field_differences(
  r.model, r.skipped, r.desired, r.observed, r.sent, r.echo, r.created_by_us
) f
where r.differing;
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