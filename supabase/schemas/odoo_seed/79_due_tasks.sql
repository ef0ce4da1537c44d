-- Tasks that an incremental observation has to read, although Odoo did not touch them.

create function odoo_seed.note_due_written(
  p_run_id uuid, p_ranges tstzmultirange, p_ids int[], p_written_at timestamptz[], p_writers int[]
)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  insert into odoo_seed.shadow_due (binding, odoo_id)
  select distinct run_binding, odoo_id
  from unnest(p_ids, p_written_at, p_writers) theirs (odoo_id, written_at, writer)
  full join (
    select s.odoo_id, s.odoo_write_at, s.odoo_write_uid
    from unnest(p_ranges) r
    join odoo_seed.shadow_tasks s
      on s.binding = run_binding and s.odoo_write_at >= lower(r) and s.odoo_write_at < upper(r)
  ) ours using (odoo_id)
  where (theirs.written_at, theirs.writer)
    is distinct from (ours.odoo_write_at, ours.odoo_write_uid)
  on conflict do nothing;
end
$$;
comment on function odoo_seed.note_due_written is
  'Takes all tasks whose write_date lies in p_ranges; those that differ from the shadow, or are '
  'only there, become due.';

create function odoo_seed.note_due_links(p_run_id uuid, p_kind text, p_links jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  targets int[] := array(select jsonb_object_keys(p_links)::int);
begin
  with ours as materialized (
    select s.odoo_id as task_id, link.odoo_id
    from odoo_seed.shadow_tasks s
    cross join lateral unnest(s.tag_odoo_ids) link (odoo_id)
    where p_kind = 'tag' and s.binding = run_binding and s.tag_odoo_ids && targets
      and link.odoo_id = any (targets)
    union all
    select s.odoo_id, target
    from unnest(targets) target
    join odoo_seed.shadow_tasks s
      on s.binding = run_binding and s.depends_on_odoo_ids <> '{}'
        and s.depends_on_odoo_ids @> array[target]
    where p_kind = 'dependency'
  ),
  theirs as (
    select task.id::int as task_id, link.key::int as odoo_id
    from jsonb_each(p_links) link
    cross join lateral jsonb_array_elements_text(link.value) task (id)
  )
  insert into odoo_seed.shadow_due (binding, odoo_id)
  select distinct run_binding, task_id
  from theirs
  full join ours using (task_id, odoo_id)
  where theirs is null or ours is null
  on conflict do nothing;
end
$$;
comment on function odoo_seed.note_due_links is
  'Takes all tasks that have each of some tags, or dependencies, {"id": [task id]}; those that '
  'differ from the shadow become due.';

create function odoo_seed.prefer_full(p_run_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  is_full boolean;
begin
  select count(*) > 5000 and count(*) * 2 > (
    select count(*) from odoo_seed.shadow_tasks s where s.binding = run_binding
  ) into is_full
  from odoo_seed.shadow_due d
  where d.binding = run_binding;
  if is_full then
    delete from odoo_seed.shadow_due d where d.binding = run_binding;
  end if;
  return is_full;
end
$$;
comment on function odoo_seed.prefer_full is
  'Whether so many tasks are due that reading all is no more work; none is due then.';

create function odoo_seed.due_tasks(p_run_id uuid, p_limit int)
returns setof int
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  return query
  select d.odoo_id
  from odoo_seed.shadow_due d
  where d.binding = run_binding
  order by d.odoo_id
  limit p_limit;
end
$$;
comment on function odoo_seed.due_tasks is 'The next tasks that have to be read again.';

revoke execute on function
  odoo_seed.note_due_written, odoo_seed.note_due_links, odoo_seed.prefer_full, odoo_seed.due_tasks
from public;
grant execute on function
  odoo_seed.note_due_written, odoo_seed.note_due_links, odoo_seed.prefer_full, odoo_seed.due_tasks
to service_role;
