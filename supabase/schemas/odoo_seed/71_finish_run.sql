-- The end of a run, and the errors that it writes into the rows of its scope.

create function odoo_seed.record_errors(p_run_id uuid, p_rows jsonb)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.sync_run_errors (run_id, model, external_ref, field, code, message)
  select p_run_id, r.model, r.external_ref, r.field, r.code, r.message
  from jsonb_to_recordset(p_rows) as r (model text, external_ref text, field text, code text,
    message text)
$$;
comment on function odoo_seed.record_errors is
  'Adds [{model, external_ref, field, code, message}] to a run.';

create function odoo_seed.run_messages(p_run_id uuid, p_model text)
returns table (external_ref text, message text)
language sql
stable
set search_path = ''
as $$
  with run as (
    select binding, scope from odoo_seed.sync_runs where id = p_run_id
  ),
  errors as (
    select e.external_ref, string_agg(e.message, '; ' order by e.id) as message
    from odoo_seed.sync_run_errors e
    where e.run_id = p_run_id and e.model = p_model
    group by e.external_ref
  ),
  marked as (
    select p.external_ref, p.external_ref as project_ref
    from odoo_seed.projects p
    where p_model = 'project.project' and p.sync_error is not null
    union all
    select t.external_ref, t.project_external_ref
    from odoo_seed.tasks t
    where p_model = 'project.task' and t.sync_error is not null
  )
  select e.external_ref, e.message from errors e
  union all
  select m.external_ref, null
  from marked m
  where m.external_ref not in (select e.external_ref from errors e)
    and m.project_ref in (
      select s from run cross join lateral odoo_seed.projects_in_scope(run.binding, run.scope) s)
$$;
comment on function odoo_seed.run_messages is
  'The errors of a run in one text for each row of its scope, or null for a row that has an older '
  'error.';

create function odoo_seed.finish_run(
  p_run_id uuid, p_status text, p_projects_synced int, p_tasks_synced int,
  p_counts jsonb, p_rpc_count int, p_error jsonb
)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  finished odoo_seed.sync_runs;
begin
  update odoo_seed.sync_runs
  set status = p_status, projects_synced = coalesce(p_projects_synced, projects_synced),
    tasks_synced = coalesce(p_tasks_synced, tasks_synced), counts = coalesce(p_counts, counts),
    rpc_count = p_rpc_count, error = p_error, finished_at = clock_timestamp()
  where id = p_run_id and status = 'running'
  returning * into finished;
  if not found then
    raise exception 'Cannot finish run %: its lease is lost', p_run_id using errcode = 'OC002';
  end if;

  if finished.run_type <> 'seed' or p_status in ('failed', 'cancelled') then
    return;
  end if;

  update odoo_seed.projects p
  set sync_error = e.message
  from odoo_seed.run_messages(p_run_id, 'project.project') e
  where e.external_ref = p.external_ref and p.sync_error is distinct from e.message;

  update odoo_seed.tasks t
  set sync_error = e.message
  from odoo_seed.run_messages(p_run_id, 'project.task') e
  where e.external_ref = t.external_ref and t.sync_error is distinct from e.message;
end
$$;
comment on function odoo_seed.finish_run is
  'Gives the lease back with the outcome, and writes each row''s error, or null, into the row. '
  'Raises OC002 when the run was taken over.';

revoke execute on function
  odoo_seed.record_errors, odoo_seed.run_messages, odoo_seed.finish_run
from public;
grant execute on function
  odoo_seed.record_errors, odoo_seed.run_messages, odoo_seed.finish_run
to service_role;
