-- Names and refs in seeds that do not exist.

-- Long: one query, whose parts share the projects that they look at.
create function odoo_seed.unresolved_names(
  p_binding text default null, p_refs text[] default null
)
returns table (
  binding text, model text, external_ref text, field text, name text, inactive boolean,
  shared_by text[]
)
language plpgsql
stable
rows 100
set search_path = ''
set enable_nestloop = off
set enable_seqscan = on
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  perform odoo_seed.look_up_few(p_refs);
  return query
  with seeding as materialized (
    select b.binding, b.project_ref, p.active, p.document
    from odoo_seed.v_project_bindings b
    join odoo_seed.projects p on p.external_ref = b.project_ref
    where b.sync_enabled and (p_binding is null or b.binding = p_binding)
  ),
  asked as (
    select s.binding, s.project_ref as external_ref, 'company' as field, 'company' as kind,
      s.document ->> 'company' as name
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
      select shared.binding,
        odoo_seed.text_set(odoo_seed.assignee_set(shared.assignee_email,
          shared.assignee_emails)) as assignees
      from (
        select distinct s.binding, t.assignee_email, t.assignee_emails
        from odoo_seed.tasks t
        join seeding s on s.project_ref = t.project_external_ref
        where p_refs is null or t.external_ref = any (p_refs)
      ) shared
      group by 1, 2
    ) list
    cross join lateral jsonb_array_elements_text(list.assignees) assignee (email)
    left join odoo_seed.shadow_names n
      on n.binding = list.binding and n.kind = 'user' and n.name = assignee.email
    where n.odoo_id is null
  ),
  -- Materialized: taken for few, the links were followed through all tasks one by one.
  links as materialized (
    select s.binding, t.external_ref,
      case link.position when 1 then 'parent' else 'depends_on' end as field, link.ref
    from odoo_seed.tasks t
    join seeding s on s.project_ref = t.project_external_ref
    cross join lateral unnest(array_prepend(t.parent_external_ref, t.depends_on_refs))
      with ordinality link (ref, position)
    where link.ref is not null and (t.parent_external_ref is not null or t.depends_on_refs <> '{}')
      and (p_refs is null or t.external_ref = any (p_refs))
  ),
  referred as (
    select l.*, there.project_ref is not null as seeded, other.active and there.active as active
    from links l
    left join odoo_seed.tasks other on other.external_ref = l.ref
    left join seeding there
      on there.project_ref = other.project_external_ref and there.binding = l.binding
  )
  select a.binding, 'project.project', a.external_ref::text, a.field, a.name, false, n.shared_by
  from asked a
  left join odoo_seed.shadow_names n
    on n.binding = a.binding and n.kind = a.kind and n.name = a.name
  where n.odoo_id is null
    and a.binding in (select o.binding from odoo_seed.shadow_names o where o.kind = 'company')
  union all
  select m.binding, 'project.task', t.external_ref::text, 'assignees', m.email, false, m.shared_by
  from missing_people m
  join odoo_seed.tasks t on t.document -> 'assignees' = m.assignees
  join seeding s on s.project_ref = t.project_external_ref and s.binding = m.binding
  where m.binding in (select o.binding from odoo_seed.shadow_names o where o.kind = 'company')
    and (p_refs is null or t.external_ref = any (p_refs))
  union all
  select r.binding, 'project.task', r.external_ref::text, r.field, r.ref, r.seeded, null
  from referred r
  where not r.seeded
    or (not r.active and not exists (
      select from odoo_seed.shadow_tasks o where o.binding = r.binding and o.external_ref = r.ref));
end
$$;
comment on function odoo_seed.unresolved_names is
  'v_unresolved of one binding, with the tasks of these refs; null for all.';

create view odoo_seed.v_unresolved with (security_invoker = true) as
select * from odoo_seed.unresolved_names();
comment on view odoo_seed.v_unresolved is
  'Names and refs in seeds that do not exist: companies and users that Odoo lacks; tasks without '
  'a seed in the binding, or with an inactive one that was never created; and addresses that '
  'several users share.';
grant select, insert, update, delete, maintain on odoo_seed.v_unresolved to service_role;

revoke execute on function odoo_seed.unresolved_names from public;
grant execute on function odoo_seed.unresolved_names to service_role;
