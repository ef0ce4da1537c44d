-- Drift: every way in which an Odoo differs from its seeds, one view each, and all of them together.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table odoo_seed.drift_mutes (
  id bigint generated always as identity primary key,
  external_ref text not null,
  field text,
  muted_until timestamptz not null default 'infinity',
  reason text not null,
  created_at timestamptz not null default now(),
  constraint reason_must_not_be_empty check (reason ~ '\S')
);
comment on table odoo_seed.drift_mutes is 'Drift that people know of and accept: left out of v_drift until it ends.';
comment on column odoo_seed.drift_mutes.external_ref is 'As in v_drift; "project.task,<id>", "project.tags,<id>" and the like for a record without a ref.';
comment on column odoo_seed.drift_mutes.field is 'Null mutes every drift of the record.';
create index drift_mutes_external_ref_idx on odoo_seed.drift_mutes (external_ref);

create function odoo_seed.all_reasons(p_reasons jsonb, p_field text default null)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select string_agg(about.value, '; ' order by about.key)
  from jsonb_each_text(p_reasons) about
  where p_field is null or starts_with(about.key, p_field || ':')
$$;
comment on function odoo_seed.all_reasons is 'Why names of a seed lead nowhere, as one text; those of a field alone, if it is said.';

create function odoo_seed.last_refusals(p_model text, p_external_ref text)
returns table (field text, message text)
language sql
stable
rows 1
set search_path = ''
as $$
  with told as (
    select e.id, e.run_id, e.field, e.code, e.message
    from odoo_seed.sync_run_errors e
    join odoo_seed.sync_runs r on r.id = e.run_id and r.run_type = 'seed'
    where e.model = p_model and e.external_ref = p_external_ref
  )
  select t.field, string_agg(t.message, '; ' order by t.id)
  from told t
  where t.run_id = (select last.run_id from told last order by last.id desc limit 1)
    and t.code not in ('unresolved', 'blocked', 'conflict', 'unreadable', 'plan_stale')
  group by t.field
$$;
comment on function odoo_seed.last_refusals is
  'What Odoo did not take, or did not keep, of a seed in the last run that had something to tell of it; without a field, of all of it.';

create view odoo_seed.v_record_drift with (security_invoker = true) as
select
  r.binding, d.kind, r.model, r.external_ref, r.odoo_id, d.field, d.expected, d.actual,
  r.odoo_write_at, r.odoo_write_by, d.winner, nullif(d.reason, '') as reason
from odoo_seed.v_records r
-- Found once, and looked up for what differs alone; a join would ask of every record.
cross join lateral (
  select odoo_seed.why_blocked(r.model, r.project_ref, (
    select jsonb_object_agg(p.binding || ' ' || p.external_ref, p.reason) from odoo_seed.v_blocked_projects p
  ) ->> (r.binding || ' ' || r.project_ref)) as why
  -- Else it is found once for each place that names it.
  offset 0
) blocked
cross join lateral (
  select
    case
      when blocked.why is not null then 'blocked'
      when refused.message is not null then 'refused'
      when known.there then 'missing'
      else 'untried'
    end as kind,
    null::text as field, r.desired -> 'name' as expected, null::jsonb as actual,
    case when blocked.why is null then 'seed' else 'undecided' end as winner,
    concat_ws('; ',
      coalesce(blocked.why, refused.message,
        case when known.there then 'it is not in Odoo any more' else 'no run has brought it to Odoo yet' end),
      case when blocked.why is null then odoo_seed.all_reasons(r.reasons) end) as reason
  from (
    select exists (
      select from odoo_seed.applied a
      where a.binding = r.binding and a.model = r.model and a.external_ref = r.external_ref) as there
  ) known
  left join lateral (
    select string_agg(l.message, '; ') as message
    from odoo_seed.last_refusals(r.model, r.external_ref) l
    where r.told
  ) refused on true
  where r.observed is null and not r.duplicated and r.desired ->> 'active' = 'true'
  union all
  select
    case
      when blocked.why is not null then 'blocked'
      when refused.message is not null then 'refused'
      when f.field = 'name' then 'name'
      else 'field'
    end,
    f.field, f.desired, f.observed,
    case
      when blocked.why is not null then 'undecided'
      when f.verdict = 'change' then 'seed'
      when f.verdict = 'kept' then 'odoo'
      else 'undecided'
    end,
    coalesce(blocked.why, refused.message)
  from odoo_seed.field_differences(
    r.model, r.skipped, r.desired, r.observed, r.sent, r.echo, r.created_by_us
  ) f
  left join lateral (
    select string_agg(l.message, '; ') as message
    from odoo_seed.last_refusals(r.model, r.external_ref) l
    where r.told and f.verdict = 'change' and coalesce(l.field, f.field) = f.field
  ) refused on true
  where r.differing and f.desired <> f.observed
    and (r.reasons is null or not exists (
      select from jsonb_object_keys(r.reasons) about where starts_with(about, f.field || ':')))
  union all
  select 'unresolved', p.field, said.value, seen.value, 'undecided', odoo_seed.all_reasons(r.reasons, p.field)
  from odoo_seed.field_policies p
  cross join lateral (select coalesce(r.seed -> p.field, p.empty_value)) said (value)
  cross join lateral (select coalesce(r.observed -> p.field, p.empty_value)) seen (value)
  where r.differing and r.reasons is not null and p.model = r.model and p.policy in ('enforce', 'merge')
    and said.value <> seen.value
    and exists (select from jsonb_object_keys(r.reasons) about where starts_with(about, p.field || ':'))
) d
where r.observed is null or r.differing;
comment on view odoo_seed.v_record_drift is
  'Whatever an active seed says and Odoo does not hold, whether it can be written or not, in one pass. Whole records: missing (it was there), untried. Fields: name, field, unresolved (a name in it leads nowhere). Either: blocked (its project is), refused (by Odoo, in the last run). reason says why.';

create view odoo_seed.v_missing_in_odoo with (security_invoker = true) as
select * from odoo_seed.v_record_drift where field is null;
comment on view odoo_seed.v_missing_in_odoo is 'Active seeds that Odoo does not hold: not tried yet, refused, blocked, or deleted there.';

create view odoo_seed.v_orphan_in_odoo with (security_invoker = true) as
select
  o.binding, 'orphan' as kind, o.model,
  coalesce(o.external_ref, format('%s,%s', o.model, o.odoo_id)) as external_ref, o.odoo_id,
  null::text as field, null::jsonb as expected, to_jsonb(o.name) as actual,
  o.odoo_write_at, o.odoo_write_by, 'undecided' as winner, null::text as reason
from odoo_seed.v_unseeded o;
comment on view odoo_seed.v_orphan_in_odoo is
  'Active records in Odoo that no seed asks for: their seed is gone, or people added them to a seeded project.';

create view odoo_seed.v_name_drift with (security_invoker = true) as
select * from odoo_seed.v_record_drift where field = 'name';
comment on view odoo_seed.v_name_drift is 'Records whose name in Odoo is not the seed''s.';

create view odoo_seed.v_field_drift with (security_invoker = true) as
select * from odoo_seed.v_record_drift where field <> 'name';
comment on view odoo_seed.v_field_drift is 'Fields other than the name that are not as the seed has them.';

create view odoo_seed.v_look_alikes with (security_invoker = true) as
with called as (
  select l.binding, l.kind, l.odoo_id, l.active, l.project_odoo_ids, odoo_seed.name_key(l.label) as name, false as translated
  from odoo_seed.shadow_labels l
  union all
  select l.binding, l.kind, l.odoo_id, l.active, l.project_odoo_ids, other.name, true
  from odoo_seed.shadow_labels l
  cross join lateral unnest(l.others) other (name)
  where l.others <> '{}'
),
named as (
  select
    l.binding, case l.kind when 'tag' then 'project.tags' else 'res.company' end as model, l.odoo_id, l.name, l.translated,
    null::int as project_odoo_id, null::text as project_ref
  from called l
  where l.kind in ('tag', 'company')
  union all
  select
    l.binding, case l.kind when 'stage' then 'project.task.type' else 'project.milestone' end, l.odoo_id, l.name, l.translated,
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
  jsonb_strip_nulls(jsonb_build_object('odoo_ids', a.odoo_ids, 'projects', jsonb_agg(distinct a.project_ref)
    filter (where a.project_ref is not null))) as actual,
  null::timestamptz as odoo_write_at, null::text as odoo_write_by, 'undecided' as winner,
  null::text as reason
from alike a
group by a.binding, a.model, a.odoo_ids;
comment on view odoo_seed.v_look_alikes is
  'Stages and milestones of one of our projects, tags, and companies, whose names have one normal form, in whichever active language: people take them for one, and seeds find the oldest. actual: {"odoo_ids", "projects"}.';

create view odoo_seed.v_translation_drift with (security_invoker = true) as
select
  b.binding, 'translation' as kind, 'project.project' as model, p.external_ref::text as external_ref, s.odoo_id,
  'name:' || translation.lang as field, p.document -> 'name' as expected, to_jsonb(translation.name) as actual,
  s.odoo_write_at, s.odoo_write_by, 'odoo' as winner, null::text as reason
from odoo_seed.projects p
join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
join odoo_seed.shadow_projects s on s.binding = b.binding and s.external_ref = p.external_ref
cross join lateral jsonb_each_text(s.translations) translation (lang, name)
where b.sync_enabled and s.translations <> '{}'
  and odoo_seed.name_key(translation.name) <> p.document ->> 'name';
comment on view odoo_seed.v_translation_drift is
  'Projects that people see under another name than the seed''s in a language that the seeds do not speak: field "name:<language>". No run writes it.';

-- A function and not part of the view: mostly there is none, and no task has to be looked at; joined in the view, all were.
create function odoo_seed.archived_stages()
returns table (binding text, odoo_id int, tasks bigint)
language plpgsql
stable
rows 10
set search_path = ''
set enable_nestloop = on
set jit = off
as $$
#variable_conflict use_column
declare
  archived int[] := array(select distinct l.odoo_id from odoo_seed.shadow_labels l where l.kind = 'stage' and not l.active);
begin
  if archived = '{}' then
    return;
  end if;
  return query
  with inside as materialized (
    select s.binding, s.stage_odoo_id, s.external_ref
    from odoo_seed.shadow_tasks s
    where s.stage_odoo_id = any (archived) and s.external_ref is not null
  )
  select i.binding, i.stage_odoo_id, count(*)
  from inside i
  join odoo_seed.shadow_labels l on l.binding = i.binding and l.kind = 'stage' and l.odoo_id = i.stage_odoo_id and not l.active
  join odoo_seed.tasks t on t.external_ref = i.external_ref and t.active
  join odoo_seed.projects p on p.external_ref = t.project_external_ref and p.active
  join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref and b.binding = i.binding and b.sync_enabled
  group by i.binding, i.stage_odoo_id;
end
$$;
comment on function odoo_seed.archived_stages is 'Archived stages with tasks of active seeds in them, and how many.';

create view odoo_seed.v_archived_stages with (security_invoker = true) as
select
  u.binding, 'archived_stage' as kind, 'project.task.type' as model, 'project.task.type,' || u.odoo_id as external_ref,
  u.odoo_id, 'active' as field, to_jsonb(true) as expected,
  jsonb_build_object('name', l.label, 'tasks', u.tasks, 'projects', (
    select coalesce(jsonb_agg(coalesce(p.external_ref, 'project.project,' || project.odoo_id) order by project.odoo_id), '[]')
    from unnest(l.project_odoo_ids) project (odoo_id)
    left join odoo_seed.shadow_projects p on p.binding = u.binding and p.odoo_id = project.odoo_id
  )) as actual,
  null::timestamptz as odoo_write_at, null::text as odoo_write_by, 'undecided' as winner,
  null::text as reason
from odoo_seed.archived_stages() u
join odoo_seed.shadow_labels l on l.binding = u.binding and l.kind = 'stage' and l.odoo_id = u.odoo_id;
comment on view odoo_seed.v_archived_stages is
  'Stages that are archived in Odoo, and their columns with them, while active seeds have tasks in them. actual: {"name", "tasks": how many of the seeds'', "projects": all that have the stage, ours by ref and others'' by id}. No run archives a stage, or brings one back: whoever else has it would be hit.';

create view odoo_seed.v_drift with (security_invoker = true) as
select d.*
from (
  select * from odoo_seed.v_record_drift
  union all
  select * from odoo_seed.v_orphan_in_odoo
  union all
  select * from odoo_seed.v_duplicate_refs
  union all
  select * from odoo_seed.v_look_alikes
  union all
  select * from odoo_seed.v_translation_drift
  union all
  select * from odoo_seed.v_archived_stages
) d
where not exists (
  select from odoo_seed.drift_mutes m
  where m.external_ref = d.external_ref
    and (m.field is null or m.field = d.field)
    and m.muted_until > now()
);
comment on view odoo_seed.v_drift is
  'All drift that nobody muted, with who wrote the record last in Odoo and when. winner: whose value the next run leaves standing (seed, odoo, or undecided: a person has to say). reason: why a run has not put it right.';

create function odoo_seed.count_drift(p_binding text)
returns table (kind text, count int)
language plpgsql
stable
set search_path = ''
set enable_nestloop = off
set work_mem = '64MB'
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select d.kind, count(*)::int from odoo_seed.v_drift d where d.binding = p_binding group by d.kind;
end
$$;
comment on function odoo_seed.count_drift is 'Unmuted drift of a binding by kind.';

alter table odoo_seed.drift_mutes enable row level security;
grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
