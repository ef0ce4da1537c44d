-- The actions of a plan are handed out in batches, and closed.

create function odoo_seed.next_actions(p_run_id uuid, p_limit int, p_bytes bigint default 8000000)
returns setof odoo_seed.run_actions
language plpgsql
stable
set search_path = ''
as $$
declare
  current_pass int;
  current_wave int;
  next odoo_seed.run_actions;
  bytes bigint := 0;
begin
  select pass into current_pass from odoo_seed.sync_runs where id = p_run_id;
  -- Values and not joins: right after planning there are no statistics, and a join took 114 s.
  select min(a.wave) into current_wave
  from odoo_seed.run_actions a
  where a.run_id = p_run_id and a.pass = current_pass and a.state = 'open';
  for next in
    select a.*
    from odoo_seed.run_actions a
    where a.run_id = p_run_id and a.pass = current_pass and a.wave = current_wave
      and a.state = 'open'
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
  'The next open rows of a run''s plan, all of one wave, lower levels first: at most p_limit, and '
  'p_bytes of changes, but one at least.';

create function odoo_seed.close_actions(p_run_id uuid, p_slice int, p_rows jsonb, p_errors jsonb)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  perform odoo_seed.record_errors(p_run_id, p_errors);
  with closed as (
    update odoo_seed.run_actions a
    set state = case when r.done then 'done' else 'failed' end,
      odoo_id = coalesce(r.odoo_id, a.odoo_id)
    from odoo_seed.sync_runs run,
      jsonb_to_recordset(p_rows) as r (model text, external_ref text, odoo_id int, done boolean)
    where run.id = p_run_id and a.run_id = p_run_id and a.pass = run.pass
      and a.model = r.model and a.external_ref = r.external_ref
    returning a.model, a.external_ref, a.state
  )
  -- What is done for the first time is progress; a slice that fails after the same again and again
  -- makes none.
  update odoo_seed.sync_runs
  set attempts = 0
  where id = p_run_id and attempts > 0 and exists (
    select from closed s
    where s.state = 'done' and not exists (
      select from odoo_seed.run_actions a
      where a.run_id = p_run_id and a.model = s.model and a.external_ref = s.external_ref
        and a.state = 'done')
  );
  if found and odoo_seed.run_token(p_run_id) is not null then
    perform ops.note_progress('run', p_run_id::text, odoo_seed.run_token(p_run_id));
  end if;
end
$$;
comment on function odoo_seed.close_actions is
  'Closes rows of a run''s plan, [{model, external_ref, odoo_id, done}], with their errors, as in '
  'record_errors. Raises OC002.';

create function odoo_seed.run_progress(p_run_id uuid)
returns jsonb
language sql
stable
set search_path = ''
-- Statistics know one run as large as the largest.
set enable_seqscan = off
as $$
  select coalesce(jsonb_object_agg(c.action,
    jsonb_build_object('total', c.total, 'done', c.done, 'failed', c.failed)), '{}')
  from (
    select a.action, count(distinct (a.model, a.external_ref)) as total,
      count(distinct (a.model, a.external_ref)) filter (where a.state = 'done') as done,
      count(distinct (a.model, a.external_ref)) filter (where a.state = 'failed') as failed
    from odoo_seed.run_actions a
    where a.run_id = p_run_id and a.state <> 'reported'
    group by a.action
  ) c
$$;
comment on function odoo_seed.run_progress is
  '{"create": {"total", "done", "failed"}, …}: how far a run''s plan is carried out.';

revoke execute on function
  odoo_seed.next_actions, odoo_seed.close_actions, odoo_seed.run_progress
from public;
grant execute on function
  odoo_seed.next_actions, odoo_seed.close_actions, odoo_seed.run_progress
to service_role;
