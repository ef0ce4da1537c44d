-- What a run's plan is put together from.

create function odoo_seed.order_new_tasks(p_run_id uuid, p_pass int)
returns void
language plpgsql
set search_path = ''
as $$
declare
  reached int := 0;
  freed text[];
begin
  drop table if exists pg_temp.needs;
  create temporary table needs on commit drop as
  select a.external_ref as ref, need.ref as needed, need.parent
  from odoo_seed.run_actions a
  cross join lateral (
    select a.changes #>> '{parent,to}' as ref, true as parent
    union all
    select jsonb_array_elements_text(coalesce(a.changes #> '{depends_on,to}', '[]')), false
  ) need
  join odoo_seed.run_actions b
    on b.run_id = p_run_id and b.pass = p_pass and b.step = 3 and b.external_ref = need.ref
  where a.run_id = p_run_id and a.pass = p_pass and a.step = 3;
  analyze needs;

  while exists (select from needs) loop
    reached := reached + 1;
    with met as (
      delete from needs n
      where not exists (select from needs m where m.ref = n.needed)
      returning n.ref
    )
    select array_agg(distinct ref) into freed from met;
    if freed is null then
      -- A circle of parents and dependencies; parents alone make none.
      with put_off as (
        delete from needs where not parent returning ref
      )
      update odoo_seed.run_actions a
      set later = true
      where a.run_id = p_run_id and a.pass = p_pass and a.model = 'project.task'
        and a.external_ref in (select ref from put_off);
      exit when not found;
      freed := array(
        select a.external_ref from odoo_seed.run_actions a
        where a.run_id = p_run_id and a.pass = p_pass and a.model = 'project.task' and a.later);
    end if;
    update odoo_seed.run_actions a
    set level = reached
    where a.run_id = p_run_id and a.pass = p_pass and a.model = 'project.task'
      and a.external_ref = any (freed);
  end loop;
end
$$;
comment on function odoo_seed.order_new_tasks is
  'Gives each new task of a plan its level: one above the highest of its parent and dependencies '
  'that are new as well.';

create function odoo_seed.take_settled_plan(p_run_id uuid, p_settled odoo_seed.settled_plans)
returns void
language sql
set search_path = ''
as $$
  update odoo_seed.sync_runs r
  set pass = r.pass + 1, phase = 'apply', cursor = null, counts = p_settled.counts,
    projects_synced = p_settled.projects_synced, tasks_synced = p_settled.tasks_synced
  where r.id = p_run_id
$$;
comment on function odoo_seed.take_settled_plan is
  'Ends the planning of a run over what nobody has touched since its last plan was empty.';

create function odoo_seed.records_in_scope(p_binding text, p_scope jsonb)
returns table (projects int, tasks int)
language sql
stable
set search_path = ''
as $$
  select count(*)::int, coalesce(sum(below.tasks), 0)::int
  from odoo_seed.v_project_bindings b
  -- One look into the index a project: the tasks themselves are not read.
  cross join lateral (
    select count(*) as tasks from odoo_seed.tasks t where t.project_external_ref = b.project_ref
  ) below
  where b.binding = p_binding and b.sync_enabled
    and b.project_ref in (select odoo_seed.projects_in_scope(p_binding, p_scope))
$$;
comment on function odoo_seed.records_in_scope is 'How many seeds a run of this scope looks at.';

create function odoo_seed.keep_settled_plan(p_run_id uuid, p_snapshot pg_snapshot, p_records bigint)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.settled_plans as s (binding, scope, snapshot, counts, projects_synced,
    tasks_synced)
  select r.binding, r.scope, p_snapshot,
    case when p_records = 0 then '{}' else jsonb_build_object('noop', p_records) end,
    r.projects_synced, r.tasks_synced
  from odoo_seed.sync_runs r
  where r.id = p_run_id
  on conflict (binding, scope) do update
  set snapshot = excluded.snapshot, xid = excluded.xid, counts = excluded.counts,
    projects_synced = excluded.projects_synced, tasks_synced = excluded.tasks_synced,
    settled_at = excluded.settled_at
$$;
comment on function odoo_seed.keep_settled_plan is
  'Remembers that the plan of a run''s binding and scope is empty: so many records, all as their '
  'seeds say.';

create function odoo_seed.warn_of_midnight(p_run_id uuid, p_refs text[])
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, field, code, message)
  select
    r.id, 'project.task', t.external_ref, 'deadline', 'deadline_at_midnight',
    format(
      'The deadline is %s 00:00 in UTC, %s in %s, as if it were a date: in deadline_date it is the '
        'end of that working day.',
      to_char(t.date_deadline at time zone 'UTC', 'YYYY-MM-DD'),
      to_char(t.date_deadline at time zone b.time_zone, 'YYYY-MM-DD HH24:MI'), b.time_zone)
  from odoo_seed.sync_runs r
  join ops.odoo_bindings b on b.name = r.binding
  join odoo_seed.tasks t on t.external_ref = any (p_refs) and t.date_deadline is not null
  where r.id = p_run_id
  on conflict do nothing
$$;
comment on function odoo_seed.warn_of_midnight is
  'Warns of those of the tasks whose deadline is said as a moment and looks like a date, code '
  'deadline_at_midnight.';

create function odoo_seed.told_of(p_model text, p_action text, p_prune boolean, p_reason text,
  p_reasons jsonb)
returns table (field text, message text)
language sql
immutable
set search_path = ''
as $$
  select split_part(about.key, ':', 1), string_agg(about.value, '; ' order by about.key)
  from jsonb_each_text(p_reasons) about
  group by 1
  union all
  select
    case
      when p_prune then 'active'
      when p_action = 'conflict' then 'x_external_ref'
      when p_model = 'project.task' then 'project'
      else 'company'
    end,
    p_reason
  where p_reasons is null
$$;
comment on function odoo_seed.told_of is
  'What a run tells of a row of its plan that is not simply carried out, field by field: names '
  'that lead nowhere, or why nothing of it can be written.';

revoke execute on function
  odoo_seed.order_new_tasks, odoo_seed.take_settled_plan, odoo_seed.records_in_scope,
  odoo_seed.keep_settled_plan, odoo_seed.warn_of_midnight, odoo_seed.told_of
from public;
grant execute on function
  odoo_seed.order_new_tasks, odoo_seed.take_settled_plan, odoo_seed.records_in_scope,
  odoo_seed.keep_settled_plan, odoo_seed.warn_of_midnight, odoo_seed.told_of
to service_role;
