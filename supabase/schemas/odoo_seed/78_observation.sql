-- An incremental observation: from where it reads on, and how it is completed.

create function odoo_seed.begin_observation(p_run_id uuid, p_full boolean)
returns table (is_full boolean, since timestamptz)
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  -- Odoo ends a call after 120 s, and a write_date is when its transaction began.
  longest_transaction constant interval := '300 s';
  state odoo_seed.shadow_state;
begin
  insert into odoo_seed.shadow_state (binding) values (run_binding) on conflict do nothing;
  select s.* into state from odoo_seed.shadow_state s where s.binding = run_binding;
  select p_full or state.full_at is null
    or state.full_at <= clock_timestamp() - make_interval(secs => b.full_shadow_hours::float * 3600)
  into is_full
  from ops.odoo_bindings b
  where b.name = run_binding;

  if is_full then
    delete from odoo_seed.shadow_due d where d.binding = run_binding;
  else
    since := coalesce(date_trunc('second', state.odoo_clock - longest_transaction), 'epoch');
    -- Seen in the very second of its writing, a task may have been written once more in it. So what
    -- a run wrote is read once more by the next one: a twentieth of what writing it took.
    insert into odoo_seed.shadow_due (binding, odoo_id)
    select run_binding, s.odoo_id
    from odoo_seed.shadow_tasks s
    where s.binding = run_binding and s.odoo_write_at >= date_trunc('second', state.odoo_clock)
    on conflict do nothing;
  end if;
  return next;
end
$$;
comment on function odoo_seed.begin_observation is
  'Returns whether every task is to be read, and otherwise the write_date from which tasks may '
  'have changed unnoticed.';

create function odoo_seed.note_clock(p_run_id uuid, p_full boolean, p_newest timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  seen_at constant timestamptz := clock_timestamp();
begin
  -- No clock is an hour ahead: written past Odoo itself, such a date says nothing of the time
  -- there.
  update odoo_seed.shadow_state s
  set odoo_ahead = case when p_newest < seen_at + interval '1 hour' then
    greatest(p_newest - seen_at, case when not p_full then s.odoo_ahead end) end
  where s.binding = run_binding;
  update odoo_seed.shadow_state s
  set begun_at = seen_at, next_clock = seen_at + s.odoo_ahead
  where s.binding = run_binding;
end
$$;
comment on function odoo_seed.note_clock is
  'Takes the newest write_date, as seen before tasks are read. Odoo''s clock has reached it, and '
  'is taken to run as fast as ours.';

create function odoo_seed.note_written(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  update odoo_seed.shadow_state s
  set odoo_ahead = greatest(s.odoo_ahead, written.newest - clock_timestamp())
  from (
    select max(t.odoo_write_at) as newest
    from odoo_seed.shadow_tasks t
    where t.binding = run_binding and t.odoo_write_at < clock_timestamp() + interval '1 hour'
  ) written
  where s.binding = run_binding;
end
$$;
comment on function odoo_seed.note_written is
  'After a run has read back what it wrote: Odoo''s clock has reached it, so the next observation '
  'can tell that this second is over.';

create function odoo_seed.learn_page_rows(p_run_id uuid, p_rows int)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  insert into odoo_seed.shadow_state as s (binding, page_rows)
  values (run_binding, p_rows)
  on conflict (binding) do update set page_rows = excluded.page_rows;
end
$$;
comment on function odoo_seed.learn_page_rows is
  'Stores how many tasks of a binding fit into one answer, so that the next slice and the next '
  'run begin with that; null for no limit.';

create function odoo_seed.complete_observation(p_run_id uuid, p_full boolean)
returns void
language sql
set search_path = ''
as $$
  update odoo_seed.shadow_state s
  set odoo_clock = s.next_clock, next_clock = null,
    full_at = case when p_full then s.begun_at else s.full_at end
  where s.binding = odoo_seed.lock_run(p_run_id)
$$;
comment on function odoo_seed.complete_observation is
  'The shadow is complete up to the clock of note_clock: moves the watermark.';

create function odoo_seed.differing_buckets(
  p_run_id uuid, p_grain text, p_ranges tstzmultirange, p_buckets jsonb
)
returns table (ranges tstzmultirange, tasks int, is_coarse boolean)
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  many constant int := 20000;
  span constant interval := '1 ' || p_grain;
begin
  with theirs as (
    select b.at, b.count, b.ids, b.writers
    from jsonb_to_recordset(p_buckets) as b (at timestamptz, count bigint, ids bigint,
      writers bigint)
  ),
  ours as (
    select
      date_bin(span, s.odoo_write_at, '1970-01-01Z') as at, count(*) as count,
        sum(s.odoo_id)::bigint as ids,
      coalesce(sum(s.odoo_write_uid), 0)::bigint as writers
    from unnest(p_ranges) r
    join odoo_seed.shadow_tasks s
      on s.binding = run_binding and s.odoo_write_at >= lower(r) and s.odoo_write_at < upper(r)
    group by 1
  )
  select
    range_agg(tstzrange(at, at + span)) * p_ranges,
    sum(greatest(theirs.count, ours.count))
  into ranges, tasks
  from theirs
  full join ours using (at)
  where (theirs.count, theirs.ids, theirs.writers)
    is distinct from (ours.count, ours.ids, ours.writers);

  if ranges is null or isempty(ranges) then
    return;
  end if;
  is_coarse := tasks > many and (
    select count(distinct s.odoo_write_at) * 10 < tasks
    from unnest(ranges) r
    join odoo_seed.shadow_tasks s
      on s.binding = run_binding and s.odoo_write_at >= lower(r) and s.odoo_write_at < upper(r)
  );
  return next;
end
$$;
comment on function odoo_seed.differing_buckets is
  'Compares digests [{at, count, ids, writers}] of the write_dates in p_ranges with the shadow, '
  'and returns the parts that differ. is_coarse: many tasks of few moments, so that a finer grain '
  'saves work.';

revoke execute on function
  odoo_seed.begin_observation, odoo_seed.note_clock, odoo_seed.note_written,
  odoo_seed.learn_page_rows, odoo_seed.complete_observation, odoo_seed.differing_buckets
from public;
grant execute on function
  odoo_seed.begin_observation, odoo_seed.note_clock, odoo_seed.note_written,
  odoo_seed.learn_page_rows, odoo_seed.complete_observation, odoo_seed.differing_buckets
to service_role;
