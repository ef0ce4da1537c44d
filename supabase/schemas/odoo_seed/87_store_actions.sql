-- The actions of a plan: those of earlier passes are closed, and its own are stored in their order.

create function odoo_seed.close_earlier_actions(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
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

  update odoo_seed.run_actions
  set state = 'superseded'
  where run_id = p_run_id and state = 'open';
end
$$;
comment on function odoo_seed.close_earlier_actions is
  'Closes the open actions of earlier passes: those that the new plan shows to be done, those '
  'whose record changed since the saved plan, and those that the new plan supersedes.';

-- Long: one search, level by level over a table of its own.
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
    on b.run_id = p_run_id and b.pass = p_pass and b.wave = 3 and b.external_ref = need.ref
  where a.run_id = p_run_id and a.pass = p_pass and a.wave = 3;
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
      -- A cycle of parents and dependencies; parents alone make none.
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
  'Gives each new task of a plan its level: one above the highest of its parent and dependencies, '
  'as far as these are new.';

create function odoo_seed.store_actions(p_run odoo_seed.sync_runs)
returns int
language plpgsql
set search_path = ''
as $$
declare
  this_pass constant int := p_run.pass + 1;
begin
  insert into odoo_seed.run_actions (
    run_id, pass, model, external_ref, project_ref, odoo_id, action, changes, conflicts, reason,
    incomplete, wave, state
  )
  select
    p_run.id, this_pass, p.model, p.external_ref, p.project_ref, p.odoo_id, p.action, p.changes,
    p.conflicts, p.reason, p.incomplete,
    case p.model when 'project.project' then 1 else 3 end
      + case p.action when 'create' then 0 else 1 end,
    case when p.writes then 'open' else 'reported' end
  from planned p
  where p.writes or (p_run.counts is null and (p.action <> 'noop' or p.incomplete));
  perform odoo_seed.order_new_tasks(p_run.id, this_pass);
  return (select count(*) from planned where writes);
end
$$;
comment on function odoo_seed.store_actions is
  'Stores what a plan writes as the actions of the run''s next pass, and once a run what it only '
  'reports. Returns how many records are to be written.';

revoke execute on function
  odoo_seed.close_earlier_actions, odoo_seed.order_new_tasks, odoo_seed.store_actions
from public;
grant execute on function
  odoo_seed.close_earlier_actions, odoo_seed.order_new_tasks, odoo_seed.store_actions
to service_role;
