-- Names that people take for one, and names in other languages.

create view odoo_seed.v_look_alikes with (security_invoker = true) as
with called as (
  select l.binding, l.kind, l.odoo_id, l.active, l.project_odoo_ids,
    odoo_seed.name_key(l.label) as name, false as translated
  from odoo_seed.shadow_labels l
  union all
  select l.binding, l.kind, l.odoo_id, l.active, l.project_odoo_ids, other.name, true
  from odoo_seed.shadow_labels l
  cross join lateral unnest(l.others) other (name)
  where l.others <> '{}'
),
named as (
  select
    l.binding, case l.kind when 'tag' then 'project.tags' else 'res.company' end as model,
      l.odoo_id, l.name, l.translated,
    null::int as project_odoo_id, null::text as project_ref
  from called l
  where l.kind in ('tag', 'company')
  union all
  select
    l.binding, case l.kind when 'stage' then 'project.task.type' else 'project.milestone' end,
      l.odoo_id, l.name, l.translated,
    p.odoo_id, p.external_ref
  from called l
  cross join lateral unnest(l.project_odoo_ids) having_it (odoo_id)
  join odoo_seed.shadow_projects p on p.binding = l.binding and p.odoo_id = having_it.odoo_id
  where l.kind in ('stage', 'milestone') and l.active
),
alike as (
  select
    n.binding, n.model, n.name, bool_and(n.translated) as translated,
    array_agg(distinct n.odoo_id order by n.odoo_id) as odoo_ids, n.project_ref
  from named n
  group by n.binding, n.model, n.name, n.project_odoo_id, n.project_ref
  having count(distinct n.odoo_id) > 1
)
select
  a.binding, 'look_alike' as kind, a.model, format('%s,%s', a.model, a.odoo_ids[1]) as external_ref,
  a.odoo_ids[1] as odoo_id, 'name' as field,
  to_jsonb((array_agg(a.name order by a.translated, a.name))[1]) as expected,
  jsonb_strip_nulls(jsonb_build_object('odoo_ids', a.odoo_ids, 'projects',
    jsonb_agg(distinct a.project_ref)
    filter (where a.project_ref is not null))) as actual,
  null::timestamptz as odoo_write_at, null::text as odoo_write_by, 'undecided' as winner,
  null::text as reason, min(a.project_ref) as project_ref
from alike a
group by a.binding, a.model, a.odoo_ids;
comment on view odoo_seed.v_look_alikes is
  'Stages and milestones of one of our projects, tags, and companies, whose names have one normal '
  'form, in whichever active language: people take them for one, and seeds find the oldest. '
  'actual: {"odoo_ids", "projects"}.';
grant select, insert, update, delete, maintain on odoo_seed.v_look_alikes to service_role;

create view odoo_seed.v_translation_drift with (security_invoker = true) as
select
  b.binding, 'translation' as kind, 'project.project' as model,
    p.external_ref::text as external_ref, s.odoo_id,
  'name:' || translation.lang as field, p.document -> 'name' as expected,
  to_jsonb(translation.name) as actual,
  s.odoo_write_at, s.odoo_write_by, 'odoo' as winner, null::text as reason,
  p.external_ref::text as project_ref
from odoo_seed.projects p
join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
join odoo_seed.shadow_projects s on s.binding = b.binding and s.external_ref = p.external_ref
cross join lateral jsonb_each_text(s.translations) translation (lang, name)
where b.sync_enabled and s.translations <> '{}'
  and odoo_seed.name_key(translation.name) <> p.document ->> 'name';
comment on view odoo_seed.v_translation_drift is
  'Projects that people see under another name than the seed''s in a language that is not the '
  'seeds'': field "name:<language>". No run writes it.';
grant select, insert, update, delete, maintain on odoo_seed.v_translation_drift to service_role;
