-- Tending: what fails for one row is noted where an operator sees it, and the others are gone on
-- with.

create table ops.tending_faults (
  id bigint primary key generated always as identity,
  task text not null,
  object text,
  code text not null,
  detail text not null,
  at timestamptz not null default clock_timestamp()
);
comment on table ops.tending_faults is
  'What kept a task from tending one row, while it went on with the others. The same is noted '
  'every ten minutes as long as it lasts.';
comment on column ops.tending_faults.task is
  'The function that tends, e.g. control.expire_approvals.';
comment on column ops.tending_faults.object is
  'What it could not tend: the id of an operation or a run, the name of a template.';
comment on column ops.tending_faults.code is
  'SQLSTATE, or the code of an error that a function met, e.g. odoo_failed.';
create index on ops.tending_faults (task, object, at);
alter table ops.tending_faults enable row level security;
grant select on ops.tending_faults to service_role;

create function ops.note_fault(p_task text, p_object text, p_code text, p_detail text)
returns void
language sql
security definer
set search_path = ''
as $$
  -- Rows are only added: whoever tends holds locks already and must wait for nobody here.
  insert into ops.tending_faults (task, object, code, detail)
  select p_task, p_object, p_code, p_detail
  where not exists (
    select from ops.tending_faults f
    where (f.task, f.code, f.detail) = (p_task, p_code, p_detail)
      and f.object is not distinct from p_object
      and f.at > clock_timestamp() - interval '10 minutes'
  )
$$;
comment on function ops.note_fault is
  'Keeps what kept a task from tending one row, at most every ten minutes.';

create function ops.forget_tending_faults()
returns void
language sql
set search_path = ''
as $$
  delete from ops.tending_faults where at < now() - interval '30 days'
$$;
comment on function ops.forget_tending_faults is 'Faults are kept for 30 days.';

create function ops.forget_job_runs()
returns void
language sql
set search_path = ''
as $$
  -- A row of a job that a restart cut off has no end.
  delete from cron.job_run_details where start_time < now() - interval '2 days'
$$;
comment on function ops.forget_job_runs is
  'pg_cron keeps a row of every job that it ran, for ever unless they are removed: two days of '
  'them are kept.';

insert into ops.schedules (name, cadence, runs, late_after)
values
  ('ops-forget-tending-faults', '31 * * * *', 'ops.forget_tending_faults', '3 hours'),
  ('ops-forget-job-runs', '27 * * * *', 'ops.forget_job_runs', '3 hours');

revoke execute on function ops.note_fault, ops.forget_tending_faults, ops.forget_job_runs
from public;
grant execute on function ops.note_fault to service_role;
