-- A run's plan is stored in Postgres before any of it is carried out.

create function odoo_seed.unplanned_records(
  p_run odoo_seed.sync_runs, p_moved text[], out projects int, out tasks int
)
language plpgsql
set search_path = ''
as $$
begin
  select
    r.projects - (select count(*) from planned where model = 'project.project' and not prune),
    r.tasks - (select count(*) from planned where model = 'project.task' and not prune)
  into projects, tasks
  from odoo_seed.records_in_scope(p_run.binding, p_run.scope) r
  where p_moved is not null;
  projects := coalesce(projects, 0);
  tasks := coalesce(tasks, 0);
end
$$;
comment on function odoo_seed.unplanned_records is
  'How many records of a run''s scope are not in planned, because nothing changed there: all of '
  'them are as their seeds say.';

create function odoo_seed.count_plan(p_run odoo_seed.sync_runs, p_moved text[])
returns int
language plpgsql
set search_path = ''
as $$
declare
  unplanned constant record := odoo_seed.unplanned_records(p_run, p_moved);
  unseen constant int := unplanned.projects + unplanned.tasks;
begin
  update odoo_seed.sync_runs
  set pass = pass + 1, passes_left = greatest(0, passes_left - 1), phase = 'apply', cursor = null,
    counts = coalesce(counts, (
      select coalesce(jsonb_object_agg(c.action, c.n), '{}')
      from (
        select action, sum(n) as n
        from (
          select action, 1 as n from planned
          union all
          select 'noop', unseen where unseen > 0
        ) every
        group by action
      ) c)),
    projects_synced = unplanned.projects + (select count(*) from planned
      where model = 'project.project' and action = 'noop' and not incomplete),
    tasks_synced = unplanned.tasks + (select count(*) from planned
      where model = 'project.task' and action = 'noop' and not incomplete)
  where id = p_run.id;
  return unseen;
end
$$;
comment on function odoo_seed.count_plan is
  'Begins a run''s next pass, with how many records are as their seeds say; once a run, with how '
  'many rows the plan has by action. Returns how many records were not looked at, because nothing '
  'changed there.';

create function odoo_seed.remember_empty_plan(
  p_run odoo_seed.sync_runs, p_before pg_snapshot, p_unseen int
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- What is taken later stands for an agreement, too, and only seeding notes that.
  if p_run.run_type = 'seed' and not p_run.options ? 'only'
    and not exists (select from planned p where p.action <> 'noop' or p.incomplete) then
    perform odoo_seed.store_empty_plan(
      p_run.id, p_before, p_unseen + (select count(*) from planned));
  end if;
end
$$;
comment on function odoo_seed.remember_empty_plan is
  'Stores an empty plan, with the snapshot that was taken before it was made.';

-- The settings hold for the functions that it calls, too.
create function odoo_seed.plan_run(p_run_id uuid, p_slice int)
returns int
language plpgsql
set search_path = ''
set enable_nestloop = off
set work_mem = '64MB'
as $$
declare
  run odoo_seed.sync_runs;
  before constant pg_snapshot := pg_current_snapshot();
  last_empty odoo_seed.empty_plans;
  -- The records to be looked at, null for all; what an empty plan says of the others is still true.
  moved text[];
  to_write int := 0;
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  select * into run from odoo_seed.sync_runs where id = p_run_id;
  if run.run_type = 'seed' then
    perform odoo_seed.note_left_open(run);
  end if;
  select * into last_empty from odoo_seed.empty_plan(run.binding, run.scope);
  if found and not run.options ? 'only' then
    moved := odoo_seed.changed_since(last_empty);
  end if;
  if run.run_type = 'seed' then
    if run.counts is null and moved = '{}' and not run.options ? 'plan' then
      perform odoo_seed.take_empty_plan(p_run_id, last_empty);
      return 0;
    elsif run.passes_left = 2 then
      perform odoo_seed.refuse_large_prune(run.binding, run.scope);
    end if;
    perform odoo_seed.record_agreement(p_run_id, moved);
  end if;
  perform odoo_seed.draft_plan(run, moved);
  if run.counts is null then
    perform odoo_seed.report_plan(p_run_id);
  end if;
  perform odoo_seed.close_earlier_actions(p_run_id);
  if run.passes_left = 0 then
    perform odoo_seed.report_not_stored(p_run_id);
  else
    to_write := odoo_seed.store_actions(run);
  end if;
  perform odoo_seed.remember_empty_plan(run, before, odoo_seed.count_plan(run, moved));
  perform odoo_seed.check_saved_plan(run);
  return to_write;
end
$$;
comment on function odoo_seed.plan_run is
  'Compares a run''s seeds with the shadow and stores the plan in run_actions. Returns how many '
  'records are to be written. Notes what cannot be done, and after two passes what Odoo did not '
  'store. Raises OC005 for too large a prune, OC007 when it is not the saved plan that the run is '
  'to apply, OC002 when another slice has taken the run over.';

revoke execute on function
  odoo_seed.unplanned_records, odoo_seed.count_plan, odoo_seed.remember_empty_plan,
  odoo_seed.plan_run
from public;
grant execute on function
  odoo_seed.unplanned_records, odoo_seed.count_plan, odoo_seed.remember_empty_plan,
  odoo_seed.plan_run
to service_role;
