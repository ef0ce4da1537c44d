-- A run's plan is kept in Postgres before any of it is carried out.

create function odoo_seed.plan_run(p_run_id uuid, p_slice int)
returns int
language plpgsql
set search_path = ''
set enable_nestloop = off
set jit = off
as $$
declare
  run odoo_seed.sync_runs;
  first_time boolean;
  to_write int;
  before pg_snapshot := pg_current_snapshot();
  settled odoo_seed.settled_plans;
  -- The records to be looked at, null for all; what a settled plan says of the others still holds.
  moved text[];
  other_projects int := 0;
  other_tasks int := 0;
  -- Models of which Odoo holds a record without a readable id and ref: it may be any seed's.
  obscure text[] := array(
    select e.model from odoo_seed.sync_run_errors e
    where e.run_id = p_run_id and e.code = 'unreadable' and e.field = 'ref'
      and e.external_ref = e.model || ',?');
begin
  perform odoo_seed.hold_slice(p_run_id, p_slice);
  select * into run from odoo_seed.sync_runs where id = p_run_id;
  first_time := run.counts is null;
  select * into settled from odoo_seed.settled_plan(run.binding, run.scope);
  if found then
    moved := odoo_seed.moved_since(settled);
  end if;
  if first_time and run.run_type = 'seed' and moved = '{}' and not run.options ? 'plan' then
    perform odoo_seed.take_settled_plan(p_run_id, settled);
    return 0;
  end if;
  if run.run_type = 'seed' then
    if run.passes_left = 2 then
      perform odoo_seed.refuse_large_prune(run.binding, run.scope);
    end if;
    perform odoo_seed.record_agreement(p_run_id, moved);
  end if;

  drop table if exists pg_temp.planned;
  create temporary table planned on commit drop as
  select
    p.*,
    d.differs and not d.beyond as writes,
    d.differs and d.beyond as moved,
    p.action = 'blocked' or (p.action = 'conflict' and p.conflicts = '{}') as impossible
  from odoo_seed.plan(run.binding, run.scope, moved) p
  left join (
    select distinct model, external_ref from odoo_seed.sync_run_errors
    where run_id = p_run_id and code <> 'unresolved'
  ) failed on failed.model = p.model and failed.external_ref = p.external_ref
  cross join lateral (
    select
      p.action in ('create', 'update', 'archive', 'unarchive') and failed.external_ref is null
        and not (p.action = 'create' and p.model = any (obscure)) as differs,
      not first_time and run.options ? 'plan'
        and not odoo_seed.is_of_kept_plan(p_run_id, p) as beyond
  ) d;

  if moved is not null then
    select
      r.projects - (select count(*) from planned where model = 'project.project' and not prune),
      r.tasks - (select count(*) from planned where model = 'project.task' and not prune)
    into other_projects, other_tasks
    from odoo_seed.records_in_scope(run.binding, run.scope) r;
  end if;

  if first_time then
    insert into odoo_seed.sync_run_errors (run_id, model, external_ref, field, code, message)
    select p_run_id, p.model, p.external_ref, why.field,
      case when impossible then p.action else 'unresolved' end,
      coalesce(why.message, '')
    from planned p
    cross join lateral odoo_seed.told_of(p.model, p.action, p.prune, p.reason,
      case when not impossible then p.reasons end) why
    where impossible or incomplete
    order by impossible desc, p.model, p.external_ref, why.field;
  end if;
  if first_time
    and exists (select from planned p
      where p.writes and p.changes #>> '{deadline,to}' like '% 00:00:00') then
    perform odoo_seed.warn_of_midnight(p_run_id, array(
      select p.external_ref
      from planned p
      where p.writes and p.changes #>> '{deadline,to}' like '% 00:00:00'));
  end if;

  with moved as (
    update odoo_seed.run_actions a
    set state = 'failed'
    from planned p
    where a.run_id = p_run_id and a.state = 'open' and a.model = p.model
      and a.external_ref = p.external_ref and p.moved
    returning a.model, a.external_ref
  )
  insert into odoo_seed.sync_run_errors (run_id, model, external_ref, code, message)
  select distinct p_run_id, model, external_ref, 'plan_stale',
    'Cannot apply the plan here: the seed or the record has moved since.'
  from moved;
  -- Cut off after Odoo had it, before it could be noted.
  update odoo_seed.run_actions a
  set state = 'done', odoo_id = p.odoo_id
  from planned p
  where a.run_id = p_run_id and a.state = 'open' and a.model = p.model
    and a.external_ref = p.external_ref and p.action = 'noop';

  if run.passes_left = 0 then
    insert into odoo_seed.sync_run_errors (run_id, model, external_ref, field, code, message)
    select p_run_id, p.model, p.external_ref,
      case when p.action <> 'create' then written.fields end, 'not_kept',
      format('Odoo did not keep what was written (%s: %s).', p.action, written.fields)
    from planned p
    cross join lateral (
      select string_agg(key, ', ' order by key) as fields
      from jsonb_object_keys(p.changes) key
      group by case when p.action <> 'create' then key end
    ) written
    where writes;
    to_write := 0;
  else
    insert into odoo_seed.run_actions (
      run_id, pass, model, external_ref, project_ref, odoo_id, action, changes, conflicts, reason,
      incomplete, step, state
    )
    select
      p_run_id, run.pass + 1, p.model, p.external_ref, p.project_ref, p.odoo_id, p.action,
        p.changes,
      p.conflicts, p.reason, p.incomplete,
      case p.model when 'project.project' then 1 else 3 end +
        case p.action when 'create' then 0 else 1 end,
      case when writes then 'open' else 'told' end
    from planned p
    where writes or (first_time and (p.action <> 'noop' or p.incomplete));
    select count(*) into to_write from planned where writes;
    perform odoo_seed.order_new_tasks(p_run_id, run.pass + 1);
  end if;

  update odoo_seed.sync_runs
  set pass = pass + 1, passes_left = greatest(0, passes_left - 1), phase = 'apply', cursor = null,
    counts = coalesce(counts, (
      select coalesce(jsonb_object_agg(c.action, c.n), '{}')
      from (
        select action, sum(n) as n
        from (
          select action, 1 as n from planned
          union all select 'noop', other_projects + other_tasks
          where other_projects + other_tasks > 0
        ) every
        group by action
      ) c)),
    projects_synced = other_projects + (select count(*) from planned
      where model = 'project.project' and action = 'noop' and not incomplete),
    tasks_synced = other_tasks + (select count(*) from planned
      where model = 'project.task' and action = 'noop' and not incomplete)
  where id = p_run_id;

  -- What is taken later stands for an agreement, too, and only seeding notes that.
  if run.run_type = 'seed'
    and not exists (select from planned p where p.action <> 'noop' or p.incomplete) then
    perform odoo_seed.keep_settled_plan(
      p_run_id, before, other_projects + other_tasks + (select count(*) from planned));
  end if;

  if run.run_type = 'plan' then
    update odoo_seed.sync_runs
    set plan_hash = odoo_seed.plan_hash(p_run_id),
      plan_expires_at = clock_timestamp() + interval '1 hour'
    where id = p_run_id;
  elsif first_time and run.options ? 'plan' and odoo_seed.plan_hash(p_run_id) is distinct from (
    select p.plan_hash from odoo_seed.sync_runs p where p.id = (run.options ->> 'plan')::uuid
  ) then
    raise exception 'Cannot apply plan %: Postgres or Odoo has moved since', run.options ->> 'plan'
      using errcode = 'OC007';
  end if;
  return to_write;
end
$$;
comment on function odoo_seed.plan_run is
  'Compares a run''s seeds with the shadow and keeps the plan in run_actions. Returns how many '
  'records are to be written; notes what cannot be done, and after two passes what Odoo did not '
  'keep. Raises OC005 for too large a prune, OC007 when it is not the kept plan that the run is '
  'to apply, OC002 when another slice has taken the run over.';

revoke execute on function odoo_seed.plan_run from public;
grant execute on function odoo_seed.plan_run to service_role;
