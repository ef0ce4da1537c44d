-- Seeds as they are stored are compared with the shadow, and the plan is stored.

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

create function odoo_seed.compare_run(p_run odoo_seed.sync_runs)
returns int
language plpgsql
set search_path = ''
as $$
declare
  before constant pg_snapshot := pg_current_snapshot();
  last_empty odoo_seed.empty_plans;
  -- The records to be looked at, null for all; what an empty plan says of the others is still true.
  moved text[];
  to_write int := 0;
begin
  if p_run.run_type = 'seed' then
    perform odoo_seed.note_left_open(p_run);
  end if;
  select * into last_empty from odoo_seed.empty_plan(p_run.binding, p_run.scope);
  if found and not p_run.options ? 'only' then
    moved := odoo_seed.changed_since(last_empty);
  end if;
  if p_run.run_type = 'seed' then
    if p_run.counts is null and moved = '{}' and not p_run.options ? 'plan' then
      perform odoo_seed.take_empty_plan(p_run.id, last_empty);
      return 0;
    elsif p_run.passes_left = 2 then
      perform odoo_seed.refuse_large_prune(p_run.binding, p_run.scope);
    end if;
    perform odoo_seed.record_agreement(p_run.id, moved);
  end if;
  perform odoo_seed.draft_plan(p_run, moved);
  if p_run.counts is null then
    perform odoo_seed.report_plan(p_run.id);
  end if;
  perform odoo_seed.close_earlier_actions(p_run.id);
  if p_run.passes_left = 0 then
    perform odoo_seed.report_not_stored(p_run.id);
  else
    to_write := odoo_seed.store_actions(p_run);
  end if;
  perform odoo_seed.remember_empty_plan(p_run, before, odoo_seed.count_plan(p_run, moved));
  perform odoo_seed.check_saved_plan(p_run);
  return to_write;
end
$$;
comment on function odoo_seed.compare_run is
  'Compares a run''s seeds, as they are stored, with the shadow: plan_run() but for its lock.';

revoke execute on function
  odoo_seed.unplanned_records, odoo_seed.count_plan, odoo_seed.remember_empty_plan,
  odoo_seed.compare_run
from public;
grant execute on function
  odoo_seed.unplanned_records, odoo_seed.count_plan, odoo_seed.remember_empty_plan,
  odoo_seed.compare_run
to service_role;
