-- A run's plan, kept: what is to be written, in order, so that any slice can go on with what is open.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table odoo_seed.run_actions (
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  pass int not null,
  model text not null,
  external_ref text not null,
  project_ref text not null,
  odoo_id int,
  action text not null,
  changes jsonb not null,
  conflicts jsonb not null,
  reason text,
  incomplete boolean not null,
  step int not null,
  level int not null default 0,
  later boolean not null default false,
  state text not null,
  primary key (run_id, pass, model, external_ref),
  constraint state_must_be_known check (state in ('open', 'done', 'failed', 'told'))
);
comment on table odoo_seed.run_actions is
  'The plan of a run, one row for every record with something to do or to tell; kept for 30 days.';
comment on column odoo_seed.run_actions.step is
  '1 new projects, 2 changed projects, 3 new tasks, 4 changed tasks; each step ends before the next begins.';
comment on column odoo_seed.run_actions.level is 'New tasks: how many others have to be there before, one after the other.';
comment on column odoo_seed.run_actions.state is
  'open (to be written), done, failed (its errors are in sync_run_errors), told (nothing is to be written).';
comment on column odoo_seed.run_actions.later is
  'New tasks that wait for one another, as a parent for its own subtask: their dependencies come in the next pass.';
create index run_actions_open_idx on odoo_seed.run_actions (run_id, pass, step, level, project_ref, external_ref)
where state = 'open';
alter table odoo_seed.run_actions enable row level security;

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
  'Gives each new task of a plan its level: one above the highest of its parent and dependencies that are new as well.';

create function odoo_seed.plan_hash(p_run_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select md5(coalesce(string_agg(
    md5(concat_ws(' ', a.model, a.external_ref, a.odoo_id, a.action, a.changes::text)), ''
    order by a.model, a.external_ref), ''))
  from odoo_seed.sync_runs run
  join odoo_seed.run_actions a on a.run_id = run.id and a.pass = run.pass
  where run.id = p_run_id and a.state <> 'told'
$$;
comment on function odoo_seed.plan_hash is 'Digest of all that a run''s plan would write: equal for equal plans.';

create function odoo_seed.is_of_kept_plan(p_run_id uuid, p_row odoo_seed.v_plan)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from odoo_seed.run_actions a
    where a.run_id = p_run_id and a.pass = 1
      and a.model = p_row.model and a.external_ref = p_row.external_ref
      and not exists (
        select from jsonb_each(p_row.changes) change
        where change.value -> 'to' is distinct from a.changes -> change.key -> 'to')
  )
$$;
comment on function odoo_seed.is_of_kept_plan is
  'Whether a row of a run''s later plan says nothing that its first one did not: a kept plan is applied, and nothing else.';

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
  insert into odoo_seed.settled_plans as s (binding, scope, snapshot, counts, projects_synced, tasks_synced)
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
  'Remembers that the plan of a run''s binding and scope is empty: so many records, all as their seeds say.';

create function odoo_seed.warn_of_midnight(p_run_id uuid, p_refs text[])
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, field, code, message)
  select
    r.id, 'project.task', t.external_ref, 'deadline', 'deadline_at_midnight',
    format(
      'The deadline is %s 00:00 in UTC, %s in %s, as if it were a date: in deadline_date it is the end of that working day.',
      to_char(t.date_deadline at time zone 'UTC', 'YYYY-MM-DD'),
      to_char(t.date_deadline at time zone b.time_zone, 'YYYY-MM-DD HH24:MI'), b.time_zone)
  from odoo_seed.sync_runs r
  join ops.odoo_bindings b on b.name = r.binding
  join odoo_seed.tasks t on t.external_ref = any (p_refs) and t.date_deadline is not null
  where r.id = p_run_id
  on conflict do nothing
$$;
comment on function odoo_seed.warn_of_midnight is
  'Warns of those of the tasks whose deadline is said as a moment and looks like a date, code deadline_at_midnight.';

create function odoo_seed.told_of(p_model text, p_action text, p_prune boolean, p_reason text, p_reasons jsonb)
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
  'What a run tells of a row of its plan that is not simply carried out, field by field: names that lead nowhere, or why nothing of it can be written.';

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
    where e.run_id = p_run_id and e.code = 'unreadable' and e.field = 'ref' and e.external_ref = e.model || ',?');
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
      not first_time and run.options ? 'plan' and not odoo_seed.is_of_kept_plan(p_run_id, p) as beyond
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
    select p_run_id, p.model, p.external_ref, why.field, case when impossible then p.action else 'unresolved' end,
      coalesce(why.message, '')
    from planned p
    cross join lateral odoo_seed.told_of(p.model, p.action, p.prune, p.reason, case when not impossible then p.reasons end) why
    where impossible or incomplete
    order by impossible desc, p.model, p.external_ref, why.field;
  end if;
  if first_time and exists (select from planned p where p.writes and p.changes #>> '{deadline,to}' like '% 00:00:00') then
    perform odoo_seed.warn_of_midnight(p_run_id, array(
      select p.external_ref from planned p where p.writes and p.changes #>> '{deadline,to}' like '% 00:00:00'));
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
    select p_run_id, p.model, p.external_ref, case when p.action <> 'create' then written.fields end, 'not_kept',
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
      p_run_id, run.pass + 1, p.model, p.external_ref, p.project_ref, p.odoo_id, p.action, p.changes,
      p.conflicts, p.reason, p.incomplete,
      case p.model when 'project.project' then 1 else 3 end + case p.action when 'create' then 0 else 1 end,
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
          union all select 'noop', other_projects + other_tasks where other_projects + other_tasks > 0
        ) every
        group by action
      ) c)),
    projects_synced = other_projects + (select count(*) from planned
      where model = 'project.project' and action = 'noop' and not incomplete),
    tasks_synced = other_tasks + (select count(*) from planned
      where model = 'project.task' and action = 'noop' and not incomplete)
  where id = p_run_id;

  -- What is taken later stands for an agreement, too, and only seeding notes that.
  if run.run_type = 'seed' and not exists (select from planned p where p.action <> 'noop' or p.incomplete) then
    perform odoo_seed.keep_settled_plan(
      p_run_id, before, other_projects + other_tasks + (select count(*) from planned));
  end if;

  if run.run_type = 'plan' then
    update odoo_seed.sync_runs
    set plan_hash = odoo_seed.plan_hash(p_run_id), plan_expires_at = clock_timestamp() + interval '1 hour'
    where id = p_run_id;
  elsif first_time and run.options ? 'plan' and odoo_seed.plan_hash(p_run_id) is distinct from (
    select p.plan_hash from odoo_seed.sync_runs p where p.id = (run.options ->> 'plan')::uuid
  ) then
    raise exception 'Cannot apply plan %: Postgres or Odoo has moved since', run.options ->> 'plan' using errcode = 'OC007';
  end if;
  return to_write;
end
$$;
comment on function odoo_seed.plan_run is
  'Compares a run''s seeds with the shadow and keeps the plan in run_actions. Returns how many records are to be written; notes what cannot be done, and after two passes what Odoo did not keep. Raises OC005 for too large a prune, OC007 when it is not the kept plan that the run is to apply, OC002 when another slice has taken the run over.';

create function odoo_seed.next_actions(p_run_id uuid, p_limit int, p_bytes bigint default 8000000)
returns setof odoo_seed.run_actions
language plpgsql
stable
set search_path = ''
as $$
declare
  current_pass int;
  current_step int;
  next odoo_seed.run_actions;
  bytes bigint := 0;
begin
  select pass into current_pass from odoo_seed.sync_runs where id = p_run_id;
  -- Values and not joins: right after planning there are no statistics, and a join took 114 s.
  select min(a.step) into current_step
  from odoo_seed.run_actions a
  where a.run_id = p_run_id and a.pass = current_pass and a.state = 'open';
  for next in
    select a.*
    from odoo_seed.run_actions a
    where a.run_id = p_run_id and a.pass = current_pass and a.step = current_step and a.state = 'open'
    order by a.level, a.project_ref, a.external_ref
    limit p_limit
  loop
    bytes := bytes + octet_length(next.changes::text);
    exit when bytes > p_bytes and bytes > octet_length(next.changes::text);
    return next next;
  end loop;
end
$$;
comment on function odoo_seed.next_actions is
  'The next open rows of a run''s plan, all of one step, lower levels first: as many as p_limit says and p_bytes of changes hold, and one at the least.';

create function odoo_seed.settle_actions(p_run_id uuid, p_slice int, p_rows jsonb, p_errors jsonb)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
begin
  perform odoo_seed.hold_slice(p_run_id, p_slice);
  perform odoo_seed.record_errors(p_run_id, p_errors);
  with settled as (
    update odoo_seed.run_actions a
    set state = case when r.done then 'done' else 'failed' end, odoo_id = coalesce(r.odoo_id, a.odoo_id)
    from odoo_seed.sync_runs run,
      jsonb_to_recordset(p_rows) as r (model text, external_ref text, odoo_id int, done boolean)
    where run.id = p_run_id and a.run_id = p_run_id and a.pass = run.pass
      and a.model = r.model and a.external_ref = r.external_ref
    returning a.model, a.external_ref, a.state
  )
  -- What is done for the first time is progress; a slice that fails after the same again and again makes none.
  update odoo_seed.sync_runs
  set attempts = 0
  where id = p_run_id and attempts > 0 and exists (
    select from settled s
    where s.state = 'done' and not exists (
      select from odoo_seed.run_actions a
      where a.run_id = p_run_id and a.model = s.model and a.external_ref = s.external_ref and a.state = 'done')
  );
end
$$;
comment on function odoo_seed.settle_actions is
  'Closes rows of a run''s plan, [{model, external_ref, odoo_id, done}], along with what went wrong, as in record_errors. Raises OC002.';

create function odoo_seed.unreadable_fields(p_run_id uuid, p_scope jsonb)
returns table (model text, external_ref text, field text, code text, message text)
language sql
stable
set search_path = ''
as $$
  with run as (
    select r.* from odoo_seed.sync_runs r where r.id = p_run_id
  ),
  scope as materialized (
    select s as project_ref from run cross join lateral odoo_seed.projects_in_scope(run.binding, p_scope) s
    where p_scope ?| array['program', 'projects']
  ),
  observed as (
    select p.binding, 'project.project' as model, p.odoo_id, p.external_ref, p.external_ref as project_ref, p.unreadable
    from odoo_seed.shadow_projects p
    where p.unreadable is not null
    union all
    select t.binding, 'project.task', t.odoo_id, t.external_ref, t.project_ref, t.unreadable
    from odoo_seed.shadow_tasks t
    where t.unreadable is not null
  )
  select
    o.model, coalesce(o.external_ref, format('%s,%s', o.model, o.odoo_id)), field.key, 'unreadable',
    format('Cannot read %s of %s %s%s in Odoo: %s.', field.key, o.model, o.odoo_id, ' (' || o.external_ref || ')',
      coalesce(field.value ->> 'too_large', field.value #>> '{}'))
  from run
  join observed o on o.binding = run.binding
  cross join lateral jsonb_each(o.unreadable) field
  where (not p_scope ?| array['program', 'projects'] or o.project_ref in (select s.project_ref from scope s))
    -- A dry run shows what a run would leave behind: what it writes can be read then.
    and not (run.run_type = 'plan' and exists (
      select from odoo_seed.run_actions a
      where a.run_id = run.id and a.model = o.model and a.external_ref = o.external_ref and a.changes ? field.key))
  order by o.model, o.odoo_id, field.key
$$;
comment on function odoo_seed.unreadable_fields is
  'Each field in a scope that could not be read in the Odoo of a run: the record, the field and what stands there.';

create function odoo_seed.tell_unreadable(p_run_id uuid)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.sync_run_errors (run_id, model, external_ref, field, code, message)
  select r.id, u.model, u.external_ref, u.field, u.code, u.message
  from odoo_seed.sync_runs r
  cross join lateral odoo_seed.unreadable_fields(r.id, r.scope) u
  where r.id = p_run_id
$$;
comment on function odoo_seed.tell_unreadable is 'Notes each field in a run''s scope that could not be read in Odoo.';

select cron.schedule('odoo-seed-forget-plans', '17 3 * * *',
  $$delete from odoo_seed.run_actions a using odoo_seed.sync_runs r
    where r.id = a.run_id and r.finished_at < now() - interval '30 days'$$);

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
