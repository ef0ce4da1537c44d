-- From Odoo into the seeds: accept a drifted value, adopt records that people made, import a whole project.
set lock_timeout = '5s';
set statement_timeout = '60s';

alter table odoo_seed.sync_runs
  drop constraint run_type_must_be_known,
  add constraint run_type_must_be_known check (run_type in ('seed', 'shadow', 'plan', 'adopt', 'import'));

create function odoo_seed.seed_columns(p_fields jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(c.name, c.value), '{}')
  from jsonb_each(p_fields) f
  left join (values
    ('company', 'company_name'), ('manager', 'manager_email'), ('project', 'project_external_ref'),
    ('stage', 'stage_name'), ('tags', 'tag_names'), ('assignees', 'assignee_emails'),
    ('deadline', 'date_deadline'), ('milestone', 'milestone_name'), ('parent', 'parent_external_ref'),
    ('depends_on', 'depends_on_refs')
  ) called (field, name) on called.field = f.key
  cross join lateral (
    select coalesce(called.name, f.key), case f.key
      when 'deadline' then to_jsonb((f.value #>> '{}') || '+00')
      else f.value
    end
    where f.key <> 'dates'
    union all
    select 'date_start', f.value -> 0 where f.key = 'dates'
    union all
    select 'date_end', f.value -> 1 where f.key = 'dates'
    union all
    select 'assignee_email', null where f.key = 'assignees'
    union all
    select 'deadline_date', null where f.key = 'deadline'
    union all
    select 'description_format', '"html"' where f.key = 'description'
  ) c (name, value)
$$;
comment on function odoo_seed.seed_columns is
  'The way back from a document: fields of project_document or task_document as columns of the seed. Several columns of a field are all set: what Odoo holds is HTML, and a moment.';

create function odoo_seed.why_not_a_seed(p_binding text, p_model text, p_field text, p_value jsonb, p_project_active boolean)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when jsonb_typeof(p_value) = 'object' then 'what Odoo holds cannot be read'
    -- How the shadow calls what the bot may not see.
    when p_field in ('company', 'stage', 'milestone', 'tags') and exists (
      select from jsonb_array_elements_text(case jsonb_typeof(p_value) when 'array' then p_value else jsonb_build_array(p_value) end) name
      where name ~ '^(res\.company|project\.(task\.type|milestone|tags)),[0-9]+$'
    ) then format('what %s is called cannot be read', p_value #>> '{}')
    when p_field in ('name', 'company', 'visibility', 'allow_dependencies', 'active')
      and coalesce(odoo_seed.name_key(p_value #>> '{}'), '') = '' then 'Odoo has none, and a seed needs one'
    when p_field = 'active' and p_model = 'project.task' and p_value = 'true' and not p_project_active
      then 'its project is inactive in the seeds'
    when p_field = 'dates' and p_value @> '[null]' then 'Odoo holds half a pair of dates, and a seed needs both'
    when p_field = 'planned_hours' and p_value < '0' then 'it is below zero'
    when p_field = 'planned_hours' and p_value >= '1000000000' then 'it is a billion or more'
    when p_field = 'visibility' and not p_value <@ '["followers", "invited_users", "employees", "portal"]'
      then format('%s is no visibility that a seed knows', ops.quoted(p_value #>> '{}'))
    when p_field in ('company', 'stage', 'milestone') and char_length(p_value #>> '{}') > 255 then 'it is longer than 255 characters'
    when p_field = 'name' and char_length(p_value #>> '{}') > 1000 then 'it is longer than 1,000 characters'
    when p_field = 'description' and char_length(p_value #>> '{}') > 1000000 then 'it is longer than a million characters'
    when p_field = 'tags' and exists (
      select from jsonb_array_elements_text(p_value) tag where char_length(tag) > 255)
      then 'a tag is longer than 255 characters'
    when p_field in ('manager', 'assignees') then (
      select string_agg(format('%s is no active internal user with an address of its own', ops.quoted(person)), ', ' order by person)
      from jsonb_array_elements_text(case jsonb_typeof(p_value)
        when 'array' then p_value when 'string' then jsonb_build_array(p_value) else '[]' end) person
      where person !~ '^[^\s@]+@[^\s@]+$'
        or not exists (
          select from odoo_seed.shadow_names n where n.binding = p_binding and n.kind = 'user' and n.name = person and n.odoo_id is not null)
    )
    when p_field = 'project' and not exists (
      select from odoo_seed.v_project_bindings b where b.binding = p_binding and b.project_ref = p_value #>> '{}'
    ) then format('%s is no project among the seeds of this binding', ops.quoted(p_value #>> '{}'))
    when p_field in ('parent', 'depends_on') then (
      select string_agg(format('%s is no task among the seeds of this binding', ops.quoted(task.ref)), ', ' order by task.ref)
      from jsonb_array_elements_text(case jsonb_typeof(p_value)
        when 'array' then p_value when 'string' then jsonb_build_array(p_value) else '[]' end) task (ref)
      where not exists (
        select from odoo_seed.tasks t
        join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref and b.binding = p_binding
        where t.external_ref = task.ref)
    )
  end
$$;
comment on function odoo_seed.why_not_a_seed is
  'Why a value that Odoo holds cannot be said by a seed; null when it can.';

create function odoo_seed.acceptable(p_binding text, p_refs text[])
returns table (
  model text, external_ref text, odoo_id int, field text, "from" jsonb, "to" jsonb, refusal text
)
language sql
stable
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
  with differing as (
    select v.model, v.external_ref, v.field
    from odoo_seed.v_field_differences v
    where v.binding = p_binding and v.external_ref = any (p_refs)
    union
    select u.model, u.external_ref, u.field
    from odoo_seed.v_unresolved u
    where u.binding = p_binding and u.external_ref = any (p_refs)
  )
  select
    d.model, d.external_ref, o.odoo_id, d.field, said.value, seen.value,
    odoo_seed.why_not_a_seed(p_binding, d.model, d.field, seen.value, coalesce(project.active, true))
  from differing d
  join odoo_seed.v_desired s
    on s.binding = p_binding and s.model = d.model and s.external_ref = d.external_ref
  join odoo_seed.v_observed o
    on o.binding = p_binding and o.model = d.model and o.external_ref = d.external_ref
  join odoo_seed.field_policies p on p.model = d.model and p.field = d.field
  left join odoo_seed.projects project on project.external_ref = s.project_ref
  cross join lateral (select coalesce(s.document -> d.field, p.empty_value)) said (value)
  cross join lateral (select coalesce(o.document -> d.field, p.empty_value)) seen (value)
  where said.value <> seen.value
    and not exists (
      select from odoo_seed.v_duplicate_refs twice
      where twice.binding = p_binding and twice.model = d.model and twice.external_ref = d.external_ref)
$$;
comment on function odoo_seed.acceptable is
  'Every field of these refs that is not as the seed has it, names that lead nowhere among them: "from" in the seed, "to" in Odoo, and a refusal where the seed cannot say it.';

create function odoo_seed.taken_columns(p_fields jsonb)
returns table (model text, external_ref text, odoo_id int, fields jsonb, columns jsonb)
language sql
immutable
set search_path = ''
as $$
  select
    f.model, f.external_ref, f.odoo_id,
    jsonb_object_agg(f.field, f."to"), odoo_seed.seed_columns(jsonb_object_agg(f.field, f."to"))
  from jsonb_to_recordset(p_fields) as f (model text, external_ref text, odoo_id int, field text, "to" jsonb)
  group by f.model, f.external_ref, f.odoo_id
$$;
comment on function odoo_seed.taken_columns is
  '[{model, external_ref, odoo_id, field, to}] as one row a record: its fields, and the columns of the seed that say the same.';

create function odoo_seed.take_from_odoo(p_binding text, p_fields jsonb)
returns void
language sql
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
  update odoo_seed.projects p
  set name = c.name, company_name = c.company_name, manager_email = c.manager_email,
    visibility = c.visibility, allow_dependencies = c.allow_dependencies, description = c.description,
    description_format = c.description_format,
    date_start = c.date_start, date_end = c.date_end, sequence = c.sequence, active = c.active
  from odoo_seed.taken_columns(p_fields) taken
  join odoo_seed.projects own on own.external_ref = taken.external_ref
  cross join lateral jsonb_populate_record(own, taken.columns) c
  where taken.model = 'project.project' and p.id = own.id;

  update odoo_seed.tasks t
  set name = c.name, project_external_ref = c.project_external_ref, description = c.description,
    description_format = c.description_format,
    stage_name = c.stage_name, tag_names = c.tag_names,
    assignee_email = case when one.person then c.assignee_emails[1] else c.assignee_email end,
    assignee_emails = case when not one.person then c.assignee_emails end,
    planned_hours = c.planned_hours, date_deadline = c.date_deadline, deadline_date = c.deadline_date, sequence = c.sequence,
    milestone_name = c.milestone_name, active = c.active
  from odoo_seed.taken_columns(p_fields) taken
  join odoo_seed.tasks own on own.external_ref = taken.external_ref
  cross join lateral jsonb_populate_record(own, taken.columns) c
  -- A seed that names its one assignee in the single column goes on doing so.
  cross join lateral (
    select own.assignee_emails is null and coalesce(cardinality(c.assignee_emails), 0) = 1 as person
  ) one
  where taken.model = 'project.task' and t.id = own.id;

  -- Apart from the rest: naming these columns alone has the search for circles run.
  update odoo_seed.tasks t
  set parent_external_ref = c.parent_external_ref, depends_on_refs = c.depends_on_refs
  from odoo_seed.taken_columns(p_fields) taken
  join odoo_seed.tasks own on own.external_ref = taken.external_ref
  cross join lateral jsonb_populate_record(own, taken.columns) c
  where taken.model = 'project.task' and taken.fields ?| array['parent', 'depends_on'] and t.id = own.id;

  insert into odoo_seed.applied as a (binding, model, external_ref, odoo_id, sent, echo, created_by_us)
  select
    p_binding, t.model, t.external_ref, t.odoo_id,
    jsonb_strip_nulls(coalesce(before.sent, '{}') || t.fields),
    coalesce(before.echo, '{}') - array(select jsonb_object_keys(t.fields)),
    false
  from odoo_seed.taken_columns(p_fields) t
  left join odoo_seed.applied before
    on before.binding = p_binding and before.model = t.model
    and before.external_ref = t.external_ref and before.odoo_id = t.odoo_id
  on conflict (binding, model, external_ref) do update
  set odoo_id = excluded.odoo_id, sent = excluded.sent, echo = excluded.echo,
    created_by_us = a.created_by_us and a.odoo_id = excluded.odoo_id, applied_at = now()
$$;
comment on function odoo_seed.take_from_odoo is
  'Writes [{model, external_ref, odoo_id, field, to}] into the seeds and notes that both sides agree on it.';

create function odoo_seed.accept_missing(p_external_ref text, p_model text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if not exists (
    select from odoo_seed.applied a where a.model = p_model and a.external_ref = p_external_ref
  ) then
    raise exception 'Cannot accept drift of %: it is not in Odoo yet, so nothing was deleted there', ops.quoted(p_external_ref)
      using errcode = 'OC012', hint = 'Run the seeding, or set the seed''s active to false yourself.';
  end if;
  update odoo_seed.projects set active = false where p_model = 'project.project' and external_ref = p_external_ref;
  update odoo_seed.tasks set active = false where p_model = 'project.task' and external_ref = p_external_ref;
end
$$;
comment on function odoo_seed.accept_missing is
  'Accepts that people deleted a record in Odoo: its seed becomes inactive and stays for the record. Raises OC012 when it never was there.';

create function odoo_seed.accept_drift(
  p_external_ref text, p_field text default null, p_binding text default null, p_model text default null
)
returns table (external_ref text, field text, "from" jsonb, "to" jsonb)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  seed record;
  refused text;
  accepted jsonb;
begin
  select d.binding, d.model, count(*) over () as count into seed
  from odoo_seed.v_desired d
  where d.external_ref = p_external_ref
    and (p_binding is null or d.binding = p_binding)
    and (p_model is null or d.model = p_model);
  if seed is null then
    raise exception 'Cannot accept drift of %: it is no seed of %', ops.quoted(p_external_ref), coalesce('binding ' || ops.quoted(p_binding), 'any enabled binding')
      using errcode = 'OC004', hint = 'Records without a seed come in by POST /seed-odoo-finance/import.';
  elsif seed.count > 1 then
    raise exception 'Cannot accept drift of %: a project and a task have this ref', ops.quoted(p_external_ref)
      using errcode = 'OC012', hint = 'Say which: p_model => ''project.project'' or ''project.task''.';
  elsif exists (
    select from odoo_seed.v_duplicate_refs t
    where t.binding = seed.binding and t.model = seed.model and t.external_ref = p_external_ref
  ) then
    raise exception 'Cannot accept drift of %: more than one record in Odoo carries this ref', ops.quoted(p_external_ref)
      using errcode = 'OC012', hint = 'Decide in Odoo which one stays; v_duplicate_refs lists their ids.';
  elsif p_field ~ '^name:' then
    raise exception 'Cannot accept drift of %: its seed speaks another language than %', p_external_ref, substring(p_field from 6)
      using errcode = 'OC012', hint = 'A translation may stay: mute it in drift_mutes. Or change it in Odoo.';
  elsif coalesce(p_field, 'active') = 'active' and exists (
    select from odoo_seed.v_missing_in_odoo m
    where m.binding = seed.binding and m.model = seed.model and m.external_ref = p_external_ref
  ) then
    perform odoo_seed.accept_missing(p_external_ref, seed.model);
    return query select p_external_ref, 'active', 'true'::jsonb, 'false'::jsonb;
    return;
  end if;

  select
    jsonb_agg(to_jsonb(a)),
    string_agg(format('%s: %s', a.field, a.refusal), '; ' order by a.field) filter (where a.refusal is not null)
  into accepted, refused
  from odoo_seed.acceptable(seed.binding, array[p_external_ref]) a
  where a.model = seed.model and (p_field is null or a.field = p_field);
  if accepted is null then
    raise exception 'Cannot accept drift of %: % is as the seed has it', ops.quoted(p_external_ref), coalesce(p_field, 'every field')
      using errcode = 'OC012', hint = 'v_drift lists what differs, as of the last look at Odoo.';
  elsif refused is not null then
    raise exception 'Cannot accept drift of %: %', ops.quoted(p_external_ref), refused
      using errcode = 'OC012', hint = 'Change it in Odoo, or accept the other fields one by one.';
  end if;

  perform odoo_seed.take_from_odoo(seed.binding, accepted);
  return query
  select p_external_ref, a.field, a."from", a."to"
  from jsonb_to_recordset(accepted) as a (field text, "from" jsonb, "to" jsonb)
  order by a.field;
end
$$;
comment on function odoo_seed.accept_drift is
  'Takes what Odoo holds, as last seen, into the seed: one field or all that differ. Returns what changed, "from" in the seed "to" as in Odoo. A record deleted in Odoo makes its seed inactive. Raises OC004 (no such seed), OC012 (nothing differs, or a seed cannot say it).';

create table odoo_seed.adoptions (
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  model text not null,
  external_ref text not null,
  outcome text not null,
  odoo_ids int[] not null,
  odoo_name text,
  rivals text[] not null,
  reconciled_at timestamptz,
  primary key (run_id, model, external_ref),
  constraint outcome_must_be_known check (outcome in ('matched', 'ambiguous', 'unmatched')),
  constraint matched_must_be_one_to_one
    check ((outcome = 'matched') = (cardinality(odoo_ids) = 1 and rivals = '{}')),
  constraint unmatched_must_have_no_record check ((outcome = 'unmatched') = (odoo_ids = '{}'))
);
comment on table odoo_seed.adoptions is
  'What runs that adopt, or dry runs of them, found for each seed that Odoo did not hold under its ref.';
comment on column odoo_seed.adoptions.outcome is
  'matched (one seed, one record: adopted), ambiguous (several of either: left alone), unmatched (no record).';
comment on column odoo_seed.adoptions.rivals is 'Other seeds that match one of the same records.';
comment on column odoo_seed.adoptions.reconciled_at is
  'When the differing fields were dealt with as the request''s "take" says; null until the ref was seen in Odoo.';
alter table odoo_seed.adoptions enable row level security;

create function odoo_seed.match_key(p_value text)
returns text
language sql
immutable
parallel safe
return lower(odoo_seed.name_key(p_value));
comment on function odoo_seed.match_key is 'A name or code as it is compared when records are matched: case and spacing do not count.';

create function odoo_seed.match_candidates(p_run_id uuid, p_model text, p_column text, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
begin
  with candidates as materialized (
    select r.odoo_id, r.name, r.company_name, r.project_odoo_id, odoo_seed.match_key(r.value) as key
    from jsonb_to_recordset(p_rows) as r (
      odoo_id int, name text, value text, company_name text, project_odoo_id int
    )
  ),
  seeds as materialized (
    select
      d.external_ref, d.document ->> 'company' as company_name, at.odoo_id as project_odoo_id,
      odoo_seed.match_key(case p_column
        when 'name' then d.document ->> 'name'
        when 'odoo_id' then coalesce(p.odoo_project_id, t.odoo_task_id)::text
        else d.external_ref
      end) as key
    from odoo_seed.v_missing_in_odoo m
    join odoo_seed.v_desired d
      on d.binding = m.binding and d.model = m.model and d.external_ref = m.external_ref
    left join odoo_seed.projects p on d.model = 'project.project' and p.external_ref = d.external_ref
    left join odoo_seed.tasks t on d.model = 'project.task' and t.external_ref = d.external_ref
    left join odoo_seed.adopting_projects(p_run_id) at on at.external_ref = d.project_ref
    where m.binding = held_binding and m.model = p_model
      and d.project_ref in (
        select s from odoo_seed.sync_runs r cross join lateral odoo_seed.projects_in_scope(r.binding, r.scope) s
        where r.id = p_run_id)
  ),
  pairs as materialized (
    select s.external_ref, c.odoo_id, c.name
    from seeds s
    join candidates c on c.key = s.key
    -- A name says little by itself: it is compared within one company, and within one project.
    where p_column <> 'name'
      or (p_model = 'project.project' and coalesce(odoo_seed.name_key(c.company_name), s.company_name) = s.company_name)
      or (p_model = 'project.task' and c.project_odoo_id = s.project_odoo_id)
  ),
  found as (
    select
      p.external_ref, array_agg(distinct p.odoo_id order by p.odoo_id) as odoo_ids, min(p.name) as odoo_name,
      coalesce(array_agg(distinct r.external_ref order by r.external_ref) filter (where r.external_ref <> p.external_ref), '{}') as rivals
    from pairs p
    join pairs r on r.odoo_id = p.odoo_id
    group by p.external_ref
  )
  insert into odoo_seed.adoptions (run_id, model, external_ref, outcome, odoo_ids, odoo_name, rivals)
  select
    p_run_id, p_model, s.external_ref,
    case
      when f.external_ref is null then 'unmatched'
      when cardinality(f.odoo_ids) = 1 and f.rivals = '{}' then 'matched'
      else 'ambiguous'
    end,
    coalesce(f.odoo_ids, '{}'), f.odoo_name, coalesce(f.rivals, '{}')
  from seeds s
  left join found f on f.external_ref = s.external_ref;
end
$$;
comment on function odoo_seed.match_candidates is
  'Finds, for each active seed of a run''s scope that Odoo does not hold, its record among [{odoo_id, name, value, company_name, project_odoo_id}]: value is compared with the seed''s column (name, external_ref or odoo_id). Projects first, then tasks.';

create function odoo_seed.adopting_projects(p_run_id uuid)
returns table (external_ref text, odoo_id int)
language sql
stable
set search_path = ''
as $$
  select s.external_ref, s.odoo_id
  from odoo_seed.sync_runs r
  join odoo_seed.shadow_projects s on s.binding = r.binding
  where r.id = p_run_id and s.external_ref in (select odoo_seed.projects_in_scope(r.binding, r.scope))
  union
  select a.external_ref, a.odoo_ids[1]
  from odoo_seed.adoptions a
  where a.run_id = p_run_id and a.model = 'project.project' and a.outcome = 'matched'
$$;
comment on function odoo_seed.adopting_projects is
  'The projects of a run''s scope that Odoo holds, or is about to hold once they are adopted: where tasks are looked for.';

create function odoo_seed.reconcile_adoptions(p_run_id uuid, p_take text)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
begin
  -- Also those of an earlier run that died after it had written the refs.
  update odoo_seed.adoptions a
  set reconciled_at = now()
  from odoo_seed.sync_runs r, odoo_seed.v_observed o
  where r.id = a.run_id and r.binding = held_binding and (r.id = p_run_id or r.run_type = 'adopt')
    and a.outcome = 'matched' and a.reconciled_at is null
    and o.binding = held_binding and o.model = a.model and o.external_ref = a.external_ref
    and o.odoo_id = a.odoo_ids[1];

  if p_take = 'odoo' then
    perform odoo_seed.take_from_odoo(held_binding, jsonb_agg(to_jsonb(f)))
    from odoo_seed.acceptable(held_binding, array(select a.external_ref from odoo_seed.adoptions a where a.reconciled_at = now())) f
    join odoo_seed.adoptions a on a.reconciled_at = now() and a.model = f.model and a.external_ref = f.external_ref
    where f.refusal is null
    having count(*) > 0;
    return;
  end if;

  update odoo_seed.applied a
  set sent = a.sent || d.base
  from (
    select v.model, v.external_ref,
      jsonb_object_agg(v.field, case p_take when 'seed' then v.observed else v.desired end) as base
    from odoo_seed.v_field_differences v
    join odoo_seed.adoptions a on a.reconciled_at = now() and a.model = v.model and a.external_ref = v.external_ref
    where v.binding = held_binding and v.verdict = 'conflict'
    group by v.model, v.external_ref
  ) d
  where a.binding = held_binding and a.model = d.model and a.external_ref = d.external_ref;
end
$$;
comment on function odoo_seed.reconcile_adoptions is
  'What follows from the fields of adopted records that differ. policy: as if the seed had been applied and people had moved on since, so merged fields stay as Odoo has them and enforced ones follow the seed; seed: all follow the seed; odoo: all are taken into the seeds. Nothing is written to Odoo.';

create function odoo_seed.number_tasks(p_run_id uuid, p_project_odoo_id int, p_prefix text)
returns table (external_ref text, odoo_id int)
language sql
stable
set search_path = ''
as $$
  with given as (
    select max(substring(known.ref from length(p_prefix) + 1)::bigint) as number
    from (
      select t.external_ref::text as ref from odoo_seed.tasks t
      union all
      select s.external_ref from odoo_seed.shadow_tasks s
      union all
      select a.external_ref from odoo_seed.applied a where a.model = 'project.task'
    ) known
    where left(known.ref, length(p_prefix)) = p_prefix
      and substring(known.ref from length(p_prefix) + 1) ~ '^[0-9]{1,9}$'
  ),
  numbered as (
    select s.odoo_id, coalesce(g.number, 0) + row_number() over (order by s.sequence, s.odoo_id) as number
    from odoo_seed.shadow_tasks s
    join odoo_seed.sync_runs r on r.id = p_run_id and r.binding = s.binding
    cross join given g
    where s.project_odoo_id = p_project_odoo_id and s.external_ref is null
      and not coalesce(s.unreadable ? 'ref', false)
  )
  select p_prefix || lpad(n.number::text, greatest(3, length(n.number::text)), '0'), n.odoo_id
  from numbered n
$$;
comment on function odoo_seed.number_tasks is
  'Refs for the tasks of a project that have none, which is not known of one whose ref cannot be read: the prefix and the next numbers after those ever given, by sequence and id.';

create function odoo_seed.refuse_import(p_run_id uuid, p_project_ref text, p_odoo_id int)
returns void
language plpgsql
set search_path = ''
as $$
declare
  binding ops.odoo_bindings;
  goes_to text;
  held_by int;
begin
  select b.* into binding
  from odoo_seed.sync_runs r join ops.odoo_bindings b on b.name = r.binding
  where r.id = p_run_id;
  goes_to := coalesce(
    (select b.binding from odoo_seed.v_project_bindings b where b.project_ref = p_project_ref),
    (select b.name from ops.resolve_odoo_binding(p_project_ref, binding.account_slug, binding.tenant_slug) b)
  );
  select s.odoo_id into held_by
  from odoo_seed.shadow_projects s
  where s.binding = binding.name and s.external_ref = p_project_ref
  order by s.odoo_id = p_odoo_id
  limit 1;

  if goes_to <> binding.name then
    raise exception 'Cannot import: a project with the ref % goes to binding %, not to %', ops.quoted(p_project_ref), ops.quoted(goes_to), ops.quoted(binding.name)
      using errcode = 'OC011', hint = 'Name that binding, or choose another project_ref.';
  elsif held_by <> p_odoo_id then
    raise exception 'Cannot import: project % in Odoo already has the ref %', held_by, ops.quoted(p_project_ref)
      using errcode = 'OC011', hint = 'Choose another project_ref.';
  elsif held_by is null and exists (select from odoo_seed.projects p where p.external_ref = p_project_ref) then
    raise exception 'Cannot import: the seed % is there already, and Odoo does not hold it', ops.quoted(p_project_ref)
      using errcode = 'OC011', hint = 'Adopt the project to make it that seed''s, or choose another project_ref.';
  end if;
end
$$;
comment on function odoo_seed.refuse_import is
  'Raises OC011 when a project of Odoo cannot come in under a ref: it is taken, or belongs to another binding.';

create function odoo_seed.import_project(p_run_id uuid, p_project_ref text, p_program jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  project_count int;
  task_refs text[];
  refused record;
begin
  insert into odoo_seed.programs (slug, name)
  values (p_program ->> 'slug', coalesce(p_program ->> 'name', p_program ->> 'slug'))
  on conflict (slug) do nothing;

  select f.field, f.reason
  into refused
  from odoo_seed.shadow_projects s
  cross join lateral (
    select field.name as field, odoo_seed.why_not_a_seed(held_binding, 'project.project', field.name, field.value, true) as reason
    from (values
      ('name', to_jsonb(s.name)), ('company', to_jsonb(s.company_name)), ('visibility', to_jsonb(s.visibility))
    ) field (name, value)
  ) f
  where s.binding = held_binding and s.external_ref = p_project_ref and f.reason is not null
  order by f.field
  limit 1;
  if found then
    raise exception 'Cannot import the project: its % is not usable, %', refused.field, refused.reason
      using errcode = 'OC011', hint = 'Give the project another ' || refused.field || ' in Odoo, and repeat the import.';
  end if;

  insert into odoo_seed.projects (
    program_slug, external_ref, name, company_name, manager_email, visibility, allow_dependencies,
    description, date_start, date_end, active, tenant_slug, account_slug, odoo_project_id
  )
  select
    p_program ->> 'slug', s.external_ref, odoo_seed.name_key(s.name), odoo_seed.name_key(s.company_name),
    case when odoo_seed.why_not_a_seed(held_binding, 'project.project', 'manager', to_jsonb(s.manager_email), true) is null
      then s.manager_email end,
    s.visibility, coalesce(s.allow_dependencies, true),
    case when char_length(s.description) <= 1000000 then nullif(s.description, '') end,
    case when s.date_end is not null then s.date_start end, case when s.date_start is not null then s.date_end end,
    s.active, b.tenant_slug, b.account_slug, s.odoo_id
  from odoo_seed.shadow_projects s
  join ops.odoo_bindings b on b.name = s.binding
  where s.binding = held_binding and s.external_ref = p_project_ref
  on conflict (external_ref) do nothing;
  get diagnostics project_count = row_count;

  task_refs := odoo_seed.import_tasks(held_binding, p_project_ref);
  -- What an earlier seed of the same ref said is nothing that this one takes back.
  update odoo_seed.applied a
  set sent = '{}', echo = '{}'
  where a.binding = held_binding
    and ((a.model = 'project.task' and a.external_ref = any (task_refs))
      or (a.model = 'project.project' and a.external_ref = p_project_ref and project_count = 1));

  return jsonb_build_object(
    'projects', project_count,
    'tasks', cardinality(task_refs),
    'notes', (
      select coalesce(jsonb_agg(to_jsonb(n) order by n.model, n.external_ref, n.field), '[]')
      from odoo_seed.left_out_of_import(held_binding, p_project_ref, task_refs, project_count = 1) n)
  );
end
$$;
comment on function odoo_seed.import_project is
  'Writes programme, project and tasks from the shadow into the seeds, where they are not there yet: {"projects", "tasks", "notes": [{model, external_ref, field, code, message}]}. What Odoo has empty the seed says nothing about.';

create function odoo_seed.import_tasks(p_binding text, p_project_ref text)
returns text[]
language plpgsql
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
declare
  imported text[];
begin
  with added as (
    insert into odoo_seed.tasks (
      project_external_ref, external_ref, name, description, stage_name, tag_names, assignee_emails,
      milestone_name, planned_hours, date_deadline, active, odoo_task_id
    )
    select
      p_project_ref, s.external_ref, s.name,
      case when s.description ~ '\S' and char_length(s.description) <= 1000000 then s.description end,
      case when char_length(s.stage_name) <= 255 then odoo_seed.name_key(s.stage_name) end,
      case when s.tag_names <> '{}'
        and odoo_seed.why_not_a_seed(p_binding, 'project.task', 'tags', to_jsonb(s.tag_names), true) is null
        then odoo_seed.name_keys(s.tag_names) end,
      case when s.assignee_emails <> '{}' and odoo_seed.why_not_a_seed(
        p_binding, 'project.task', 'assignees', to_jsonb(s.assignee_emails), true) is null then s.assignee_emails end,
      case when char_length(s.milestone_name) <= 255 then odoo_seed.name_key(s.milestone_name) end,
      case when s.planned_hours > 0 and s.planned_hours < 1000000000 then s.planned_hours end, s.date_deadline, s.active, s.odoo_id
    from odoo_seed.shadow_tasks s
    where s.binding = p_binding and s.project_ref = p_project_ref
      and pg_input_is_valid(s.external_ref, 'odoo_seed.external_ref') and s.name ~ '\S' and char_length(s.name) <= 1000
      and not exists (
        select from odoo_seed.shadow_tasks twin
        where twin.binding = p_binding and twin.external_ref = s.external_ref and twin.odoo_id <> s.odoo_id)
    on conflict (external_ref) do nothing
    returning external_ref
  )
  select coalesce(array_agg(external_ref), '{}') into imported from added;

  -- Only now is it known which tasks there are to refer to.
  with known as materialized (
    select t.external_ref::text as ref
    from odoo_seed.tasks t
    join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref and b.binding = p_binding
  ),
  waiting as (
    select s.external_ref, s.depends_on_refs as refs
    from odoo_seed.shadow_tasks s
    cross join lateral unnest(s.depends_on_refs) before (ref)
    left join known on known.ref = before.ref
    where s.binding = p_binding and s.project_ref = p_project_ref
    group by s.external_ref, s.depends_on_refs
    having bool_and(known.ref is not null)
  )
  update odoo_seed.tasks t
  set parent_external_ref = parent.ref, depends_on_refs = w.refs
  from odoo_seed.shadow_tasks s
  left join known parent on parent.ref = s.parent_ref
  left join waiting w on w.external_ref = s.external_ref
  where s.binding = p_binding and s.project_ref = p_project_ref
    and s.external_ref = t.external_ref and t.external_ref = any (imported)
    and num_nonnulls(parent.ref, w.refs) > 0;
  return imported;
end
$$;
comment on function odoo_seed.import_tasks is
  'Makes seeds of those tasks of a project in the shadow that have a ref and no seed yet; returns their refs.';

create function odoo_seed.left_out_of_import(p_binding text, p_project_ref text, p_task_refs text[], p_project boolean)
returns table (model text, external_ref text, field text, code text, message text)
language sql
stable
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
  select o.model, o.external_ref, f.field, 'not_imported', format('Cannot import %s: %s.', f.field, f.reason)
  from odoo_seed.v_observed o
  join odoo_seed.v_desired d on d.binding = o.binding and d.model = o.model and d.external_ref = o.external_ref
  cross join lateral (
    select field.key as field, odoo_seed.why_not_a_seed(p_binding, o.model, field.key, field.value, true) as reason
    from jsonb_each(o.document - array(select jsonb_object_keys(d.document))) field
    where field.key not in ('name', 'company', 'active')
      -- What cannot be read is told as that: see unreadable_fields().
      and jsonb_typeof(field.value) <> 'object'
  ) f
  where o.binding = p_binding and f.reason is not null
    and (
      (p_project and o.model = 'project.project' and o.external_ref = p_project_ref)
      or (o.model = 'project.task' and o.external_ref = any (p_task_refs))
    )
  union all
  select
    'project.task', coalesce(s.external_ref, 'project.task,' || s.odoo_id), null, 'not_imported',
    'Cannot import the task: it has no name or one of more than 1,000 characters, or its ref is not usable or is on another record or seed, too.'
  from odoo_seed.shadow_tasks s
  left join odoo_seed.tasks t on t.external_ref = s.external_ref and t.odoo_task_id = s.odoo_id
  where s.binding = p_binding and s.project_ref = p_project_ref and t.external_ref is null
$$;
comment on function odoo_seed.left_out_of_import is
  'What of a project in Odoo did not become part of the seeds, and why: fields of the records just imported, and whole tasks.';

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
