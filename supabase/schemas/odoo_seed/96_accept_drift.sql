-- Accept: the seed takes Odoo's value of a drift.

-- Long: a statement for each place where a value is kept.
create function odoo_seed.take_from_odoo(p_binding text, p_fields jsonb)
returns void
language sql
set search_path = ''
set enable_nestloop = off
as $$
  select odoo_seed.remember_taken(p_fields);

  update odoo_seed.projects p
  set name = c.name, company_name = c.company_name, manager_email = c.manager_email,
    visibility = c.visibility, allow_dependencies = c.allow_dependencies,
    description = c.description,
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
    assignee_email = c.assignee_email, assignee_emails = c.assignee_emails,
    planned_hours = c.planned_hours, date_deadline = c.date_deadline,
    deadline_date = c.deadline_date, sequence = c.sequence,
    milestone_name = c.milestone_name, active = c.active
  from odoo_seed.taken_columns(p_fields) taken
  join odoo_seed.tasks own on own.external_ref = taken.external_ref
  cross join lateral odoo_seed.taken_task(own, taken.columns) c
  where taken.model = 'project.task' and t.id = own.id;

  -- Apart from the rest: naming these columns alone has the search for cycles run.
  update odoo_seed.tasks t
  set parent_external_ref = c.parent_external_ref, depends_on_refs = c.depends_on_refs
  from odoo_seed.taken_columns(p_fields) taken
  join odoo_seed.tasks own on own.external_ref = taken.external_ref
  cross join lateral jsonb_populate_record(own, taken.columns) c
  where taken.model = 'project.task' and taken.fields ?| array['parent', 'depends_on']
    and t.id = own.id;

  insert into odoo_seed.applied as a (binding, model, external_ref, odoo_id, sent, echo,
    created_by_us)
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
  'Writes [{model, external_ref, odoo_id, field, to}] into the seeds and notes that both sides '
  'agree on it.';

create function odoo_seed.accept_missing(p_external_ref text, p_model text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if not exists (
    select from odoo_seed.applied a where a.model = p_model and a.external_ref = p_external_ref
  ) then
    raise exception 'Cannot accept drift of %: it is not in Odoo yet, so nothing was deleted there',
      ops.quoted(p_external_ref)
      using errcode = 'OC012',
        hint = 'Run the seeding, or set the seed''s active to false yourself.';
  end if;
  perform odoo_seed.remember_accepted(
    case p_model when 'project.task' then 'tasks' else 'projects' end, p_external_ref,
    '{"active": true}', '{"active": false}', array['active']);
  update odoo_seed.projects
  set active = false
  where p_model = 'project.project' and external_ref = p_external_ref;
  update odoo_seed.tasks
  set active = false
  where p_model = 'project.task' and external_ref = p_external_ref;
end
$$;
comment on function odoo_seed.accept_missing is
  'Accepts that people deleted a record in Odoo: its seed becomes inactive, and its row stays. '
  'Raises OC012 when the record never was there.';

-- Long: one list of refusals, each with what to do.
create function odoo_seed.accept_drift(
  p_external_ref text, p_field text default null, p_binding text default null,
  p_model text default null
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
    raise exception 'Cannot accept drift of %: it is no seed of %', ops.quoted(p_external_ref),
      coalesce('binding ' || ops.quoted(p_binding), 'any enabled binding')
      using errcode = 'OC004',
        hint = 'Records without a seed come in by POST /seed-odoo-finance/import.';
  elsif seed.count > 1 then
    raise exception 'Cannot accept drift of %: a project and a task have this ref',
      ops.quoted(p_external_ref)
      using errcode = 'OC012',
        hint = 'Say which: p_model => ''project.project'' or ''project.task''.';
  elsif exists (
    select from odoo_seed.v_duplicate_refs t
    where t.binding = seed.binding and t.model = seed.model and t.external_ref = p_external_ref
  ) then
    raise exception 'Cannot accept drift of %: more than one record in Odoo carries this ref',
      ops.quoted(p_external_ref)
      using errcode = 'OC012',
        hint = 'Decide in Odoo which one stays; v_duplicate_refs lists their ids.';
  elsif p_field ~ '^name:' then
    raise exception 'Cannot accept drift of %: its seed speaks another language than %',
      p_external_ref, substring(p_field from 6)
      using errcode = 'OC012',
        hint = 'A translation may stay: mute it in drift_mutes. Or change it in Odoo.';
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
    string_agg(format('%s: %s', a.field, a.refusal), '; ' order by a.field)
      filter (where a.refusal is not null)
  into accepted, refused
  from odoo_seed.acceptable(seed.binding, array[p_external_ref]) a
  where a.model = seed.model and (p_field is null or a.field = p_field);
  if accepted is null then
    raise exception 'Cannot accept drift of %: % is as the seed has it', ops.quoted(p_external_ref),
      coalesce(p_field, 'every field')
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
  'Takes what Odoo holds, as last seen, into the seed: one field, or all that differ. Returns '
  'what changed, "from" in the seed, "to" in Odoo. The seed of a record that was deleted in Odoo '
  'becomes inactive. Raises OC004 (no such seed), OC012 (nothing differs, or a seed cannot have '
  'the value).';

revoke execute on function
  odoo_seed.take_from_odoo, odoo_seed.accept_missing, odoo_seed.accept_drift
from public;
grant execute on function
  odoo_seed.take_from_odoo, odoo_seed.accept_missing, odoo_seed.accept_drift
to service_role;
