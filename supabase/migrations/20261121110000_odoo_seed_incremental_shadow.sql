-- Incremental shadow: what was seen when, and which tasks have to be read again.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table odoo_seed.shadow_state (
  binding text primary key references ops.odoo_bindings (name) on update cascade on delete cascade,
  full_at timestamptz,
  odoo_clock timestamptz,
  odoo_ahead interval,
  begun_at timestamptz,
  next_clock timestamptz,
  page_rows int
);
comment on table odoo_seed.shadow_state is 'How far the shadow of a binding is complete.';
comment on column odoo_seed.shadow_state.full_at is 'When every task was last read. Null: never.';
comment on column odoo_seed.shadow_state.odoo_clock is
  'What Odoo''s own clock showed, at the least, when the last observation began.';
comment on column odoo_seed.shadow_state.odoo_ahead is
  'So much, at the least, is Odoo''s clock ahead of ours; mostly negative: what it wrote was seen so much later.';
comment on column odoo_seed.shadow_state.begun_at is 'When the observation under way, or the last one, began.';
comment on column odoo_seed.shadow_state.next_clock is 'odoo_clock once the observation under way is complete.';
comment on column odoo_seed.shadow_state.page_rows is
  'So many tasks came whole in one answer where more did not. Null: as many as a page ever has.';

create table odoo_seed.shadow_due (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_due is 'Tasks that have to be read again before the shadow is complete.';

create function odoo_seed.begin_observation(p_run_id uuid, p_full boolean)
returns table (is_full boolean, since timestamptz)
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  -- Odoo ends a call after 120 s, and a write_date is when its transaction began.
  longest_transaction constant interval := '300 s';
  state odoo_seed.shadow_state;
begin
  insert into odoo_seed.shadow_state (binding) values (held_binding) on conflict do nothing;
  select s.* into state from odoo_seed.shadow_state s where s.binding = held_binding;
  select p_full or state.full_at is null
    or state.full_at <= clock_timestamp() - make_interval(secs => b.full_shadow_hours::float * 3600)
  into is_full
  from ops.odoo_bindings b
  where b.name = held_binding;

  if is_full then
    delete from odoo_seed.shadow_due d where d.binding = held_binding;
  else
    since := coalesce(date_trunc('second', state.odoo_clock - longest_transaction), 'epoch');
    -- Seen in the very second of its writing, a task may have been written once more in it. So what a
    -- run wrote is read once more by the next one: a twentieth of what writing it took.
    insert into odoo_seed.shadow_due (binding, odoo_id)
    select held_binding, s.odoo_id
    from odoo_seed.shadow_tasks s
    where s.binding = held_binding and s.odoo_write_at >= date_trunc('second', state.odoo_clock)
    on conflict do nothing;
  end if;
  return next;
end
$$;
comment on function odoo_seed.begin_observation is
  'Says whether every task is to be read, and otherwise from which write_date on tasks may have changed unnoticed.';

create function odoo_seed.note_clock(p_run_id uuid, p_full boolean, p_newest timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  seen_at constant timestamptz := clock_timestamp();
begin
  -- No clock is an hour ahead: written past Odoo itself, such a date says nothing of the time there.
  update odoo_seed.shadow_state s
  set odoo_ahead = case when p_newest < seen_at + interval '1 hour' then
    greatest(p_newest - seen_at, case when not p_full then s.odoo_ahead end) end
  where s.binding = held_binding;
  update odoo_seed.shadow_state s
  set begun_at = seen_at, next_clock = seen_at + s.odoo_ahead
  where s.binding = held_binding;
end
$$;
comment on function odoo_seed.note_clock is
  'Takes the newest write_date, as seen before tasks are read. Odoo''s clock has reached it, and runs as long as ours does.';

create function odoo_seed.note_written(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
begin
  update odoo_seed.shadow_state s
  set odoo_ahead = greatest(s.odoo_ahead, written.newest - clock_timestamp())
  from (
    select max(t.odoo_write_at) as newest
    from odoo_seed.shadow_tasks t
    where t.binding = held_binding and t.odoo_write_at < clock_timestamp() + interval '1 hour'
  ) written
  where s.binding = held_binding;
end
$$;
comment on function odoo_seed.note_written is
  'After what was written has been read back: Odoo''s clock has reached it, so the next observation can tell that second to be over.';

create function odoo_seed.learn_page_rows(p_run_id uuid, p_rows int)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
begin
  insert into odoo_seed.shadow_state as s (binding, page_rows)
  values (held_binding, p_rows)
  on conflict (binding) do update set page_rows = excluded.page_rows;
end
$$;
comment on function odoo_seed.learn_page_rows is
  'Keeps how many tasks of a binding fit into one answer, so that the next slice and the next run begin with that; null for no limit.';

create function odoo_seed.complete_observation(p_run_id uuid, p_full boolean)
returns void
language sql
set search_path = ''
as $$
  update odoo_seed.shadow_state s
  set odoo_clock = s.next_clock, next_clock = null, full_at = case when p_full then s.begun_at else s.full_at end
  where s.binding = odoo_seed.hold_lease(p_run_id)
$$;
comment on function odoo_seed.complete_observation is 'The shadow holds all that note_clock stands for: moves the watermark.';

create function odoo_seed.differing_buckets(
  p_run_id uuid, p_grain text, p_ranges tstzmultirange, p_buckets jsonb
)
returns table (ranges tstzmultirange, tasks int, is_coarse boolean)
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  many constant int := 20000;
  span constant interval := '1 ' || p_grain;
begin
  with theirs as (
    select b.at, b.count, b.ids, b.writers
    from jsonb_to_recordset(p_buckets) as b (at timestamptz, count bigint, ids bigint, writers bigint)
  ),
  ours as (
    select
      date_bin(span, s.odoo_write_at, '1970-01-01Z') as at, count(*) as count, sum(s.odoo_id)::bigint as ids,
      coalesce(sum(s.odoo_write_uid), 0)::bigint as writers
    from unnest(p_ranges) r
    join odoo_seed.shadow_tasks s
      on s.binding = held_binding and s.odoo_write_at >= lower(r) and s.odoo_write_at < upper(r)
    group by 1
  )
  select
    range_agg(tstzrange(at, at + span)) * p_ranges,
    sum(greatest(theirs.count, ours.count))
  into ranges, tasks
  from theirs
  full join ours using (at)
  where (theirs.count, theirs.ids, theirs.writers) is distinct from (ours.count, ours.ids, ours.writers);

  if ranges is null or isempty(ranges) then
    return;
  end if;
  is_coarse := tasks > many and (
    select count(distinct s.odoo_write_at) * 10 < tasks
    from unnest(ranges) r
    join odoo_seed.shadow_tasks s
      on s.binding = held_binding and s.odoo_write_at >= lower(r) and s.odoo_write_at < upper(r)
  );
  return next;
end
$$;
comment on function odoo_seed.differing_buckets is
  'Compares digests [{at, count, ids, writers}] of the write_dates in p_ranges with the shadow: the parts that differ, none if nothing does. is_coarse: many tasks of few moments, so that a finer grain pays.';

create function odoo_seed.note_due_written(
  p_run_id uuid, p_ranges tstzmultirange, p_ids int[], p_written_at timestamptz[], p_writers int[]
)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
begin
  insert into odoo_seed.shadow_due (binding, odoo_id)
  select distinct held_binding, odoo_id
  from unnest(p_ids, p_written_at, p_writers) theirs (odoo_id, written_at, writer)
  full join (
    select s.odoo_id, s.odoo_write_at, s.odoo_write_uid
    from unnest(p_ranges) r
    join odoo_seed.shadow_tasks s
      on s.binding = held_binding and s.odoo_write_at >= lower(r) and s.odoo_write_at < upper(r)
  ) ours using (odoo_id)
  where (theirs.written_at, theirs.writer) is distinct from (ours.odoo_write_at, ours.odoo_write_uid)
  on conflict do nothing;
end
$$;
comment on function odoo_seed.note_due_written is
  'Takes all tasks whose write_date lies in p_ranges; those that the shadow knows otherwise, or only it, have to be read.';

create function odoo_seed.note_due_links(p_run_id uuid, p_kind text, p_links jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  targets int[] := array(select jsonb_object_keys(p_links)::int);
begin
  with ours as materialized (
    select s.odoo_id as task_id, link.odoo_id
    from odoo_seed.shadow_tasks s
    cross join lateral unnest(s.tag_odoo_ids) link (odoo_id)
    where p_kind = 'tag' and s.binding = held_binding and s.tag_odoo_ids && targets and link.odoo_id = any (targets)
    union all
    select s.odoo_id, target
    from unnest(targets) target
    join odoo_seed.shadow_tasks s
      on s.binding = held_binding and s.depends_on_odoo_ids <> '{}' and s.depends_on_odoo_ids @> array[target]
    where p_kind = 'dependency'
  ),
  theirs as (
    select task.id::int as task_id, link.key::int as odoo_id
    from jsonb_each(p_links) link
    cross join lateral jsonb_array_elements_text(link.value) task (id)
  )
  insert into odoo_seed.shadow_due (binding, odoo_id)
  select distinct held_binding, task_id
  from theirs
  full join ours using (task_id, odoo_id)
  where theirs is null or ours is null
  on conflict do nothing;
end
$$;
comment on function odoo_seed.note_due_links is
  'Takes all tasks that have each of some tags, or dependencies, {"id": [task id]}; those that the shadow knows otherwise have to be read.';

create function odoo_seed.labels_of(p_labels jsonb)
returns table (odoo_id int, label text, active boolean, project_odoo_ids int[], others text[])
language sql
immutable
set search_path = ''
as $$
  select
    l.odoo_id, l.label, coalesce(l.active, true),
    coalesce((select array_agg(project order by project) from unnest(l.projects) project), '{}'),
    coalesce((
      select array_agg(distinct odoo_seed.name_key(other) order by odoo_seed.name_key(other))
      from unnest(l.others) other
      where odoo_seed.name_key(other) <> odoo_seed.name_key(l.label)), '{}')
  from jsonb_to_recordset(p_labels) as l (odoo_id int, label text, active boolean, projects int[], others text[])
$$;
comment on function odoo_seed.labels_of is
  '[{odoo_id, label, active, projects: [id], others: [name]}] as rows of shadow_labels; the last three may be left out.';

create function odoo_seed.observe_labels(p_run_id uuid, p_kind text, p_labels jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  changed int[];
  renamed int[];
begin
  select
    array_agg(coalesce(fresh.odoo_id, l.odoo_id)),
    array_agg(coalesce(fresh.odoo_id, l.odoo_id)) filter (
      where (fresh.label, fresh.others) is distinct from (l.label, l.others))
  into changed, renamed
  from odoo_seed.labels_of(p_labels) fresh
  full join (
    select k.odoo_id, k.label, k.active, k.project_odoo_ids, k.others
    from odoo_seed.shadow_labels k where k.binding = held_binding and k.kind = p_kind
  ) l on l.odoo_id = fresh.odoo_id
  where (fresh.label, fresh.active, fresh.project_odoo_ids, fresh.others)
    is distinct from (l.label, l.active, l.project_odoo_ids, l.others);
  if changed is null then
    return;
  end if;

  insert into odoo_seed.shadow_due (binding, odoo_id)
  select held_binding, s.odoo_id
  from odoo_seed.shadow_tasks s
  where s.binding = held_binding and case p_kind
    when 'stage' then s.stage_odoo_id = any (renamed)
    when 'milestone' then s.milestone_odoo_id = any (renamed)
    when 'tag' then s.tag_odoo_ids && renamed
    when 'user' then s.assignee_odoo_ids && renamed or s.odoo_write_uid = any (renamed)
  end
  on conflict do nothing;

  delete from odoo_seed.shadow_labels l
  where l.binding = held_binding and l.kind = p_kind and l.odoo_id = any (changed);
  insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label, active, project_odoo_ids, others)
  select held_binding, p_kind, fresh.odoo_id, fresh.label, fresh.active, fresh.project_odoo_ids, fresh.others
  from odoo_seed.labels_of(p_labels) fresh
  where fresh.odoo_id = any (changed);
end
$$;
comment on function odoo_seed.observe_labels is
  'Takes what all stages, milestones, tags, users or companies are called, as labels_of() reads it. Tasks that refer to one that is called otherwise, or gone, have to be read.';

create function odoo_seed.prefer_full(p_run_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
  is_full boolean;
begin
  select count(*) > 5000 and count(*) * 2 > (
    select count(*) from odoo_seed.shadow_tasks s where s.binding = held_binding
  ) into is_full
  from odoo_seed.shadow_due d
  where d.binding = held_binding;
  if is_full then
    delete from odoo_seed.shadow_due d where d.binding = held_binding;
  end if;
  return is_full;
end
$$;
comment on function odoo_seed.prefer_full is
  'Whether so much is due that reading every task is no more work; nothing is due then.';

create function odoo_seed.due_tasks(p_run_id uuid, p_limit int)
returns setof int
language plpgsql
set search_path = ''
as $$
declare
  held_binding text := odoo_seed.hold_lease(p_run_id);
begin
  return query
  select d.odoo_id
  from odoo_seed.shadow_due d
  where d.binding = held_binding
  order by d.odoo_id
  limit p_limit;
end
$$;
comment on function odoo_seed.due_tasks is 'The next tasks that have to be read.';

alter table odoo_seed.shadow_state enable row level security;
alter table odoo_seed.shadow_due enable row level security;
grant all on odoo_seed.shadow_state, odoo_seed.shadow_due to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
