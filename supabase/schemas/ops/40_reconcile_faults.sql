-- Faults of reconciling: one row that fails is noted for operators, and the others go on.

create table ops.reconcile_faults (
  id bigint primary key generated always as identity,
  task text not null,
  object text,
  code text not null,
  detail text not null,
  at timestamptz not null default clock_timestamp()
);
comment on table ops.reconcile_faults is
  'What kept a task from reconciling one row, while it went on with the others. The same fault is '
  'noted every ten minutes while it lasts.';
comment on column ops.reconcile_faults.task is
  'The function that reconciles, e.g. control.expire_approvals.';
comment on column ops.reconcile_faults.object is
  'What it could not reconcile: the id of an operation or a run, the name of a template.';
comment on column ops.reconcile_faults.code is
  'SQLSTATE, or the code of an error that a function met, e.g. odoo_failed.';
create index on ops.reconcile_faults (task, object, at);
alter table ops.reconcile_faults enable row level security;
grant select on ops.reconcile_faults to service_role;

create function ops.note_fault(p_task text, p_object text, p_code text, p_detail text)
returns void
language sql
security definer
set search_path = ''
as $$
  -- Rows are only added: the caller holds locks and must wait for nobody here.
  insert into ops.reconcile_faults (task, object, code, detail)
  select p_task, p_object, p_code, p_detail
  where not exists (
    select from ops.reconcile_faults f
    where (f.task, f.code, f.detail) = (p_task, p_code, p_detail)
      and f.object is not distinct from p_object
      and f.at > clock_timestamp() - interval '10 minutes'
  )
$$;
comment on function ops.note_fault is
  'Stores what kept a task from reconciling one row, at most every ten minutes.';

create function ops.forget_reconcile_faults()
returns void
language sql
set search_path = ''
as $$
  delete from ops.reconcile_faults where at < ops.kept_since('faults')
$$;
comment on function ops.forget_reconcile_faults is
  'Deletes faults that are older than ops.retentions has it.';

create function ops.forget_job_runs()
returns void
language sql
set search_path = ''
as $$
  -- A row of a job that a restart cut off has no end.
  delete from cron.job_run_details where start_time < ops.kept_since('job_runs')
$$;
comment on function ops.forget_job_runs is
  'pg_cron stores a row of every job that it ran, for ever unless they are deleted: deletes those '
  'that are older than ops.retentions has it.';

insert into ops.schedules (name, cadence, runs, late_after)
values
  ('ops-forget-reconcile-faults', '31 * * * *', 'ops.forget_reconcile_faults', '3 hours'),
  ('ops-forget-job-runs', '27 * * * *', 'ops.forget_job_runs', '3 hours');

revoke execute on function ops.note_fault, ops.forget_reconcile_faults, ops.forget_job_runs
from public;
grant execute on function ops.note_fault to service_role;
