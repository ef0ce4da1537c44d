-- How a run stores the tasks that it read in Odoo.

-- Rows are looked up by their keys, whatever the statistics of a table that has just been filled
-- say: with those of an empty one 26 s were seen for 10,000 tasks.
-- Long: one statement, so that its parts see one shadow; a column is a word in each.
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
  run_binding text := odoo_seed.lock_run(p_run_id);
  called jsonb := odoo_seed.in_seeds_words(
    run_binding, odoo_seed.with_known_refs(run_binding, 'project.task', p_rows));
  zone text;
  day_ends time;
begin
  select b.time_zone, b.working_day_ends
  into zone, day_ends
  from ops.odoo_bindings b
  where b.name = run_binding;
  with page as materialized (
    select
      r.odoo_id, r.external_ref, r.project_odoo_id,
      coalesce(p.external_ref, 'project.project,' || r.project_odoo_id) as project_ref,
      r.name, r.description, r.stage_name, r.tag_names, r.assignee_emails, r.planned_hours,
      coalesce(r.date_deadline,
        odoo_seed.end_of_working_day(r.deadline_date, zone, day_ends)) as date_deadline,
      r.sequence, r.milestone_name, r.parent_odoo_id, r.depends_on_odoo_ids, r.state,
      r.active, r.stage_odoo_id, r.milestone_odoo_id,
      coalesce(r.tag_odoo_ids, '{}') as tag_odoo_ids,
      coalesce(r.assignee_odoo_ids, '{}') as assignee_odoo_ids,
      r.odoo_write_uid, r.odoo_write_at, r.odoo_write_by, r.unreadable
    from jsonb_to_recordset(called) as r (
      odoo_id int, external_ref text, project_odoo_id int, name text, description text,
      stage_name text,
      tag_names text[], assignee_emails text[], planned_hours numeric, date_deadline timestamptz,
      deadline_date date, sequence int, milestone_name text, parent_odoo_id int,
      depends_on_odoo_ids int[], state text,
      active boolean, stage_odoo_id int, milestone_odoo_id int, tag_odoo_ids int[],
      assignee_odoo_ids int[],
      odoo_write_uid int, odoo_write_at timestamptz, odoo_write_by text, unreadable jsonb
    )
    left join odoo_seed.shadow_projects p
      on p.binding = run_binding and p.odoo_id = r.project_odoo_id
  ),
  gone as (
    delete from odoo_seed.shadow_tasks s
    where s.binding = run_binding and p_whole
      and (s.odoo_id > p_after_id and s.odoo_id <= p_through_id or s.odoo_id = any (p_ids))
      and s.observed_at <= p_observed_at
      and s.odoo_id not in (select page.odoo_id from page)
    returning s.odoo_id
  ),
  -- Rows that did not change are left out before the insert: it would compute their documents.
  fresh as (
    select p.*
    from page p
    left join odoo_seed.shadow_tasks s on s.binding = run_binding and s.odoo_id = p.odoo_id
    where s.odoo_id is null
      or (
        s.external_ref, s.project_odoo_id, s.project_ref, s.name, s.description, s.stage_name,
        s.tag_names,
        s.assignee_emails, s.planned_hours, s.date_deadline, s.sequence, s.milestone_name,
        s.parent_odoo_id, s.depends_on_odoo_ids, s.state, s.active, s.stage_odoo_id,
        s.milestone_odoo_id,
        s.tag_odoo_ids, s.assignee_odoo_ids, s.odoo_write_uid, s.odoo_write_at, s.odoo_write_by,
        s.unreadable
      ) is distinct from (
        p.external_ref, p.project_odoo_id, p.project_ref, p.name, p.description, p.stage_name,
        p.tag_names,
        p.assignee_emails, p.planned_hours, p.date_deadline, p.sequence, p.milestone_name,
        p.parent_odoo_id, p.depends_on_odoo_ids, p.state, p.active, p.stage_odoo_id,
        p.milestone_odoo_id,
        p.tag_odoo_ids, p.assignee_odoo_ids, p.odoo_write_uid, p.odoo_write_at, p.odoo_write_by,
        p.unreadable
      )
  ),
  stored as (
    insert into odoo_seed.shadow_tasks as s (
      binding, odoo_id, external_ref, project_odoo_id, project_ref, name, description, stage_name,
      tag_names,
      assignee_emails, planned_hours, date_deadline, sequence, milestone_name, parent_odoo_id,
      depends_on_odoo_ids, state, active, stage_odoo_id, milestone_odoo_id, tag_odoo_ids,
      assignee_odoo_ids,
      odoo_write_uid, odoo_write_at, odoo_write_by, unreadable, observed_at
    )
    select run_binding, f.*, p_observed_at from fresh f
    on conflict (binding, odoo_id) do update
    set external_ref = excluded.external_ref, project_odoo_id = excluded.project_odoo_id,
      project_ref = excluded.project_ref, name = excluded.name, description = excluded.description,
      stage_name = excluded.stage_name, tag_names = excluded.tag_names,
      assignee_emails = excluded.assignee_emails, planned_hours = excluded.planned_hours,
      date_deadline = excluded.date_deadline, sequence = excluded.sequence,
      milestone_name = excluded.milestone_name, parent_odoo_id = excluded.parent_odoo_id,
      depends_on_odoo_ids = excluded.depends_on_odoo_ids, state = excluded.state,
      active = excluded.active,
      stage_odoo_id = excluded.stage_odoo_id, milestone_odoo_id = excluded.milestone_odoo_id,
      tag_odoo_ids = excluded.tag_odoo_ids, assignee_odoo_ids = excluded.assignee_odoo_ids,
      odoo_write_uid = excluded.odoo_write_uid, odoo_write_at = excluded.odoo_write_at,
      odoo_write_by = excluded.odoo_write_by,
      unreadable = excluded.unreadable, observed_at = excluded.observed_at
    where s.observed_at <= excluded.observed_at
    returning s.odoo_id
  )
  insert into odoo_seed.shadow_touched (binding, odoo_id)
  select run_binding, odoo_id
  from (select odoo_id from stored union select odoo_id from gone) touched
  on conflict do nothing;

  delete from odoo_seed.shadow_due d
  where d.binding = run_binding
    and (d.odoo_id > p_after_id and d.odoo_id <= p_through_id or d.odoo_id = any (p_ids));
end
$$;
comment on function odoo_seed.observe_tasks is
  'Takes one page of tasks read from Odoo, with the names in their seeds: all tasks with ids '
  'above p_after_id up to p_through_id, or with p_ids. Rows that did not change are not written. '
  'Where an Odoo''s deadlines are days, a deadline_date is the end of that working day. '
  'resolve_task_refs gives parents and dependencies their refs.';

revoke execute on function odoo_seed.observe_tasks from public;
grant execute on function odoo_seed.observe_tasks to service_role;
