-- Observing: how a run stores what it read in Odoo.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function odoo_seed.other_names(p_name text, p_translations jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_object_agg(t.key, t.value)
  from jsonb_each_text(p_translations) t
  where odoo_seed.name_key(t.value) <> odoo_seed.name_key(p_name)
$$;
comment on function odoo_seed.other_names is 'Those of {"language": "name"} that are another name; null when none is.';

create function odoo_seed.seeds_word(p_binding text, p_kind text, p_id jsonb, p_name text)
returns text
language sql
stable
set search_path = ''
as $$
  select p_name
  from odoo_seed.shadow_labels l
  where l.binding = p_binding and l.kind = p_kind and l.odoo_id = (p_id #>> '{}')::int
    and odoo_seed.name_key(p_name) = any (l.others)
$$;
comment on function odoo_seed.seeds_word is 'A seed''s name for a stage, milestone or tag where it is the record''s name in another active language; else null.';

create function odoo_seed.in_seeds_words(p_binding text, p_rows jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from odoo_seed.shadow_labels l where l.binding = p_binding and l.others <> '{}') then
    return p_rows;
  end if;
  return (
    select coalesce(jsonb_agg(r.task || jsonb_strip_nulls(jsonb_build_object(
      'stage_name', odoo_seed.seeds_word(p_binding, 'stage', r.task -> 'stage_odoo_id', t.stage_name),
      'milestone_name', odoo_seed.seeds_word(p_binding, 'milestone', r.task -> 'milestone_odoo_id', t.milestone_name),
      'tag_names', case when t.tag_names <> '{}' then (
        select jsonb_agg(coalesce(word.name, called.name) order by called.position)
        from rows from (
          jsonb_array_elements(r.task -> 'tag_odoo_ids'), jsonb_array_elements_text(r.task -> 'tag_names')
        ) with ordinality called (id, name, position)
        left join unnest(t.tag_names) word (name)
          on odoo_seed.name_key(word.name) = odoo_seed.name_key(called.name)
          or odoo_seed.seeds_word(p_binding, 'tag', called.id, word.name) is not null
      ) end
    ))), '[]')
    from jsonb_array_elements(p_rows) r (task)
    left join odoo_seed.tasks t on t.external_ref = r.task ->> 'external_ref'
  );
end
$$;
comment on function odoo_seed.in_seeds_words is
  'Tasks as read from Odoo, with stages, milestones and tags called as their seeds call them, where that is their name in another active language. Nothing is looked at where all have one name.';

create function odoo_seed.with_known_refs(p_binding text, p_model text, p_rows jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if not p_rows @? '$[*].unreadable.ref' then
    return p_rows;
  end if;
  return (
    select jsonb_agg(
      case when r.value #> '{unreadable,ref}' is null then r.value
        else r.value || jsonb_build_object('external_ref', (
          select a.external_ref
          from odoo_seed.applied a
          where a.binding = p_binding and a.model = p_model and a.odoo_id = (r.value ->> 'odoo_id')::int
          order by a.applied_at desc
          limit 1)) end
      order by r.position)
    from jsonb_array_elements(p_rows) with ordinality r (value, position)
  );
end
$$;
comment on function odoo_seed.with_known_refs is
  'Rows as read, in which a record whose ref could not be read has the one under which it was last applied: else its seed would be created anew.';

create function odoo_seed.observe_projects(
  p_run_id uuid, p_observed_at timestamptz, p_after_id int, p_through_id int, p_rows jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  renamed int[];
begin
  p_rows := odoo_seed.with_known_refs(held_binding, 'project.project', p_rows);
  select array_agg(coalesce(s.odoo_id, r.odoo_id)) into renamed
  from jsonb_to_recordset(p_rows) as r (odoo_id int, external_ref text)
  full join (
    select h.odoo_id, h.external_ref, h.odoo_id > p_after_id and h.odoo_id <= p_through_id as covered
    from odoo_seed.shadow_projects h
    where h.binding = held_binding and h.observed_at <= p_observed_at
  ) s on s.odoo_id = r.odoo_id
  where s.external_ref is distinct from r.external_ref and (s.covered or r.odoo_id is not null);

  with page as materialized (
    select
      r.odoo_id, r.external_ref, r.name, r.company_name, r.manager_email, r.visibility, r.allow_dependencies,
      r.description, r.date_start, r.date_end, r.sequence, r.active, r.odoo_write_at, r.odoo_write_by,
      coalesce(odoo_seed.other_names(r.name, r.translations), '{}') as translations, r.unreadable
    from jsonb_to_recordset(p_rows) as r (
      odoo_id int, external_ref text, name text, company_name text, manager_email text, visibility text,
      allow_dependencies boolean, description text, date_start date, date_end date, sequence int,
      active boolean, odoo_write_at timestamptz, odoo_write_by text, translations jsonb, unreadable jsonb
    )
  ),
  gone as (
    delete from odoo_seed.shadow_projects s
    where s.binding = held_binding and s.odoo_id > p_after_id and s.odoo_id <= p_through_id
      and s.observed_at <= p_observed_at
      and s.odoo_id not in (select page.odoo_id from page)
  ),
  held as (
    select
      s.odoo_id, s.external_ref, s.name, s.company_name, s.manager_email, s.visibility, s.allow_dependencies,
      s.description, s.date_start, s.date_end, s.sequence, s.active, s.odoo_write_at, s.odoo_write_by,
      s.translations, s.unreadable
    from odoo_seed.shadow_projects s
    where s.binding = held_binding
  )
  insert into odoo_seed.shadow_projects as s (
    binding, odoo_id, external_ref, name, company_name, manager_email, visibility, allow_dependencies,
    description, date_start, date_end, sequence, active, odoo_write_at, odoo_write_by, translations, unreadable, observed_at
  )
  select held_binding, c.*, p_observed_at
  from (select * from page except select * from held) c
  on conflict (binding, odoo_id) do update
  set external_ref = excluded.external_ref, name = excluded.name, company_name = excluded.company_name,
    manager_email = excluded.manager_email, visibility = excluded.visibility,
    allow_dependencies = excluded.allow_dependencies, description = excluded.description,
    date_start = excluded.date_start, date_end = excluded.date_end, sequence = excluded.sequence,
    active = excluded.active, odoo_write_at = excluded.odoo_write_at,
    odoo_write_by = excluded.odoo_write_by, translations = excluded.translations,
    unreadable = excluded.unreadable,
    observed_at = excluded.observed_at
  where s.observed_at <= excluded.observed_at;

  update odoo_seed.shadow_tasks t
  set project_ref = coalesce(
    (select p.external_ref from odoo_seed.shadow_projects p where p.binding = held_binding and p.odoo_id = t.project_odoo_id),
    'project.project,' || t.project_odoo_id)
  where t.binding = held_binding and t.project_odoo_id = any (renamed);
end
$$;
comment on function odoo_seed.observe_projects is
  'Takes one page of projects read from Odoo: the whole truth about ids above p_after_id up to p_through_id. Rows that did not change are not written. Tasks follow a project''s new ref.';

-- Rows are looked up by their keys, whatever the statistics of a table that has just been filled say:
-- with those of an empty one 26 s were seen for 10,000 tasks.
create function odoo_seed.observe_tasks(
  p_run_id uuid, p_observed_at timestamptz, p_after_id int, p_through_id int, p_rows jsonb,
  p_ids int[] default '{}', p_whole boolean default true
)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  called jsonb := odoo_seed.in_seeds_words(
    held_binding, odoo_seed.with_known_refs(held_binding, 'project.task', p_rows));
  zone text;
  day_ends time;
begin
  select b.time_zone, b.working_day_ends into zone, day_ends from ops.odoo_bindings b where b.name = held_binding;
  with page as materialized (
    select
      r.odoo_id, r.external_ref, r.project_odoo_id,
      coalesce(p.external_ref, 'project.project,' || r.project_odoo_id) as project_ref,
      r.name, r.description, r.stage_name, r.tag_names, r.assignee_emails, r.planned_hours,
      coalesce(r.date_deadline, odoo_seed.end_of_working_day(r.deadline_date, zone, day_ends)) as date_deadline,
      r.sequence, r.milestone_name, r.parent_odoo_id, r.depends_on_odoo_ids, r.state,
      r.active, r.stage_odoo_id, r.milestone_odoo_id,
      coalesce(r.tag_odoo_ids, '{}') as tag_odoo_ids, coalesce(r.assignee_odoo_ids, '{}') as assignee_odoo_ids,
      r.odoo_write_uid, r.odoo_write_at, r.odoo_write_by, r.unreadable
    from jsonb_to_recordset(called) as r (
      odoo_id int, external_ref text, project_odoo_id int, name text, description text, stage_name text,
      tag_names text[], assignee_emails text[], planned_hours numeric, date_deadline timestamptz,
      deadline_date date, sequence int, milestone_name text, parent_odoo_id int, depends_on_odoo_ids int[], state text,
      active boolean, stage_odoo_id int, milestone_odoo_id int, tag_odoo_ids int[], assignee_odoo_ids int[],
      odoo_write_uid int, odoo_write_at timestamptz, odoo_write_by text, unreadable jsonb
    )
    left join odoo_seed.shadow_projects p on p.binding = held_binding and p.odoo_id = r.project_odoo_id
  ),
  gone as (
    delete from odoo_seed.shadow_tasks s
    where s.binding = held_binding and p_whole
      and (s.odoo_id > p_after_id and s.odoo_id <= p_through_id or s.odoo_id = any (p_ids))
      and s.observed_at <= p_observed_at
      and s.odoo_id not in (select page.odoo_id from page)
    returning s.odoo_id
  ),
  -- Rows that did not change are left out before the insert: it would compute their documents.
  fresh as (
    select p.*
    from page p
    left join odoo_seed.shadow_tasks s on s.binding = held_binding and s.odoo_id = p.odoo_id
    where s.odoo_id is null
      or (
        s.external_ref, s.project_odoo_id, s.project_ref, s.name, s.description, s.stage_name, s.tag_names,
        s.assignee_emails, s.planned_hours, s.date_deadline, s.sequence, s.milestone_name,
        s.parent_odoo_id, s.depends_on_odoo_ids, s.state, s.active, s.stage_odoo_id, s.milestone_odoo_id,
        s.tag_odoo_ids, s.assignee_odoo_ids, s.odoo_write_uid, s.odoo_write_at, s.odoo_write_by, s.unreadable
      ) is distinct from (
        p.external_ref, p.project_odoo_id, p.project_ref, p.name, p.description, p.stage_name, p.tag_names,
        p.assignee_emails, p.planned_hours, p.date_deadline, p.sequence, p.milestone_name,
        p.parent_odoo_id, p.depends_on_odoo_ids, p.state, p.active, p.stage_odoo_id, p.milestone_odoo_id,
        p.tag_odoo_ids, p.assignee_odoo_ids, p.odoo_write_uid, p.odoo_write_at, p.odoo_write_by, p.unreadable
      )
  ),
  stored as (
    insert into odoo_seed.shadow_tasks as s (
      binding, odoo_id, external_ref, project_odoo_id, project_ref, name, description, stage_name, tag_names,
      assignee_emails, planned_hours, date_deadline, sequence, milestone_name, parent_odoo_id,
      depends_on_odoo_ids, state, active, stage_odoo_id, milestone_odoo_id, tag_odoo_ids, assignee_odoo_ids,
      odoo_write_uid, odoo_write_at, odoo_write_by, unreadable, observed_at
    )
    select held_binding, f.*, p_observed_at from fresh f
    on conflict (binding, odoo_id) do update
    set external_ref = excluded.external_ref, project_odoo_id = excluded.project_odoo_id,
      project_ref = excluded.project_ref, name = excluded.name, description = excluded.description,
      stage_name = excluded.stage_name, tag_names = excluded.tag_names,
      assignee_emails = excluded.assignee_emails, planned_hours = excluded.planned_hours,
      date_deadline = excluded.date_deadline, sequence = excluded.sequence,
      milestone_name = excluded.milestone_name, parent_odoo_id = excluded.parent_odoo_id,
      depends_on_odoo_ids = excluded.depends_on_odoo_ids, state = excluded.state, active = excluded.active,
      stage_odoo_id = excluded.stage_odoo_id, milestone_odoo_id = excluded.milestone_odoo_id,
      tag_odoo_ids = excluded.tag_odoo_ids, assignee_odoo_ids = excluded.assignee_odoo_ids,
      odoo_write_uid = excluded.odoo_write_uid, odoo_write_at = excluded.odoo_write_at, odoo_write_by = excluded.odoo_write_by,
      unreadable = excluded.unreadable, observed_at = excluded.observed_at
    where s.observed_at <= excluded.observed_at
    returning s.odoo_id
  )
  insert into odoo_seed.shadow_touched (binding, odoo_id)
  select held_binding, odoo_id from (select odoo_id from stored union select odoo_id from gone) touched
  on conflict do nothing;

  delete from odoo_seed.shadow_due d
  where d.binding = held_binding
    and (d.odoo_id > p_after_id and d.odoo_id <= p_through_id or d.odoo_id = any (p_ids));
end
$$;
comment on function odoo_seed.observe_tasks is
  'Takes one page of tasks read from Odoo, in their seeds'' words: the whole truth about ids above p_after_id up to p_through_id, and about p_ids. Rows that did not change are not written. A deadline_date, of an Odoo whose deadlines are days, is the end of that working day. Parents and dependencies get their refs from resolve_task_refs.';

create function odoo_seed.resolve_task_refs(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = on
set plan_cache_mode = force_custom_plan
set jit = off
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  touched constant int := (select count(*) from odoo_seed.shadow_touched t where t.binding = held_binding);
begin
  -- Statistics know nothing of a binding that is new: its tasks were taken for one, and joined in 26 s.
  if touched > 100 then
    perform set_config('enable_nestloop', 'off', true);
  end if;
  if touched <= 1000 then
    insert into odoo_seed.shadow_touched (binding, odoo_id)
    select held_binding, s.odoo_id
    from odoo_seed.shadow_touched t
    join odoo_seed.shadow_tasks s
      on s.binding = held_binding and s.parent_odoo_id is not null and s.parent_odoo_id = t.odoo_id
    where t.binding = held_binding
    union
    select held_binding, s.odoo_id
    from odoo_seed.shadow_touched t
    join odoo_seed.shadow_tasks s
      on s.binding = t.binding and s.depends_on_odoo_ids <> '{}' and s.depends_on_odoo_ids @> array[t.odoo_id]
    where t.binding = held_binding
    on conflict do nothing;
  else
    insert into odoo_seed.shadow_touched (binding, odoo_id)
    select held_binding, s.odoo_id
    from odoo_seed.shadow_tasks s
    where s.binding = held_binding and (s.parent_odoo_id is not null or s.depends_on_odoo_ids <> '{}')
    on conflict do nothing;
  end if;

  with related as materialized (
    select s.odoo_id, s.parent_odoo_id, s.depends_on_odoo_ids
    from odoo_seed.shadow_touched x
    join odoo_seed.shadow_tasks s on s.binding = held_binding and s.odoo_id = x.odoo_id
    where x.binding = held_binding
      and (s.parent_odoo_id is not null or s.parent_ref is not null
        or s.depends_on_odoo_ids <> '{}' or s.depends_on_refs <> '{}')
  ),
  dependencies as (
    select
      r.odoo_id,
      array_agg(coalesce(before.external_ref, 'project.task,' || link.odoo_id) order by link.position) as refs
    from related r
    cross join lateral unnest(r.depends_on_odoo_ids) with ordinality link (odoo_id, position)
    left join odoo_seed.shadow_tasks before on before.binding = held_binding and before.odoo_id = link.odoo_id
    group by r.odoo_id
  ),
  linked as (
    select
      r.odoo_id,
      coalesce(d.refs, '{}') as depends_on_refs,
      case when r.parent_odoo_id is not null
        then coalesce(parent.external_ref, 'project.task,' || r.parent_odoo_id) end as parent_ref
    from related r
    left join dependencies d on d.odoo_id = r.odoo_id
    left join odoo_seed.shadow_tasks parent on parent.binding = held_binding and parent.odoo_id = r.parent_odoo_id
  )
  update odoo_seed.shadow_tasks t
  set parent_ref = l.parent_ref, depends_on_refs = l.depends_on_refs
  from linked l
  where t.binding = held_binding and t.odoo_id = l.odoo_id
    and (t.parent_ref, t.depends_on_refs) is distinct from (l.parent_ref, l.depends_on_refs);

  delete from odoo_seed.shadow_touched t where t.binding = held_binding;
end
$$;
comment on function odoo_seed.resolve_task_refs is
  'After the last page: gives parents and dependencies, read as ids, their refs, where either side changed.';

create function odoo_seed.observe_names(p_run_id uuid, p_kind text, p_names jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
begin
  delete from odoo_seed.shadow_names n
  where n.binding = held_binding and n.kind = p_kind
    and n.name not in (select odoo_seed.name_key(name.key) from jsonb_each(p_names) name);

  insert into odoo_seed.shadow_names as n (binding, kind, name, odoo_id, shared_by)
  select
    held_binding, p_kind, odoo_seed.name_key(name.key),
    min(case jsonb_typeof(name.value) when 'number' then name.value::int end),
    max(case jsonb_typeof(name.value) when 'array' then array(
      select jsonb_array_elements_text(name.value) login order by login) end)
  from jsonb_each(p_names) name
  group by odoo_seed.name_key(name.key)
  on conflict (binding, kind, name) do update
  set odoo_id = excluded.odoo_id, shared_by = excluded.shared_by
  where (n.odoo_id, n.shared_by) is distinct from (excluded.odoo_id, excluded.shared_by);
end
$$;
comment on function odoo_seed.observe_names is
  'Takes all companies, or all active internal users, of an Odoo: {"name": id}, or {"address": [logins]} of one that several users share. Those not in it are forgotten. Of two names with one normal form the older record counts.';

create function odoo_seed.addresses_in_seeds(p_binding text, p_addresses text[])
returns setof text
language sql
stable
set search_path = ''
set enable_nestloop = off
as $$
  select address
  from (
    select p.manager_email as one, null::text[] as others
    from odoo_seed.projects p
    join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
    where b.binding = p_binding and b.sync_enabled and lower(p.manager_email) = any (p_addresses)
    union all
    select t.assignee_email, t.assignee_emails
    from odoo_seed.tasks t
    join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref
    where b.binding = p_binding and b.sync_enabled
      and (lower(t.assignee_email) = any (p_addresses) or lower(t.assignee_emails::text)::text[] && p_addresses)
  ) named
  cross join lateral unnest(odoo_seed.assignee_set(named.one, named.others)) address
  where address = any (p_addresses)
  group by address
$$;
comment on function odoo_seed.addresses_in_seeds is
  'Which of these addresses, in small letters, the seeds of a binding name. A user of Odoo is called by the one of its login and address that is among them.';

revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;