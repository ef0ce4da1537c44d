-- Runs, with their errors and warnings.

create table odoo_seed.sync_runs (
  id uuid primary key default gen_random_uuid(),
  binding text not null references ops.odoo_bindings (name) on update cascade,
  run_type text not null,
  status text not null default 'running',
  scope jsonb not null default '{}',
  options jsonb not null default '{}',
  phase text not null default 'observe',
  cursor jsonb,
  pass int not null default 0,
  passes_left int not null default 2,
  slice int not null default 1,
  attempts int not null default 0,
  handed_over boolean not null default false,
  idempotency_key text,
  cancel_requested_at timestamptz,
  plan_hash text,
  plan_expires_at timestamptz,
  projects_synced int,
  tasks_synced int,
  counts jsonb,
  rpc_count int,
  error jsonb,
  started_at timestamptz not null default clock_timestamp(),
  lease_expires_at timestamptz not null,
  finished_at timestamptz,
  -- As control.act_as() has set them.
  requested_by text
    default ops.actor() ->> 'user',
  on_behalf_of text
    default ops.actor() ->> 'on_behalf_of',
  asked_by uuid
    default (ops.actor() ->> 'person')::uuid,
  request_id text
    default ops.actor() ->> 'request_id',
  retry_of uuid references odoo_seed.sync_runs (id) on delete set null,
  cause text not null default 'asked',
  constraint cause_must_be_known check (cause in ('asked', 'auto_sync', 'self_heal')),
  constraint run_type_must_be_known
    check (run_type in ('seed', 'shadow', 'plan', 'adopt', 'import')),
  constraint status_must_be_known
    check (status in ('running', 'success', 'partial', 'failed', 'cancelled', 'abandoned')),
  constraint phase_must_be_known check (phase in ('observe', 'plan', 'apply')),
  constraint only_running_runs_are_unfinished check ((status = 'running') = (finished_at is null))
);
comment on table odoo_seed.sync_runs is
  'Runs: every seeding, shadow, dry run, adoption and import. A running row is also the lease on '
  'its binding.';
comment on column odoo_seed.sync_runs.status is
  'running, success, partial (some rows failed), failed (an error ended it), cancelled, abandoned '
  '(its lease ran out).';
comment on column odoo_seed.sync_runs.options is
  '{"notify": let Odoo mail people, "full": read all of Odoo, "drift": false: do not count the '
  'drift, "plan": the saved plan that is to be applied, "only": {"projects", "models", "refs", '
  '"actions"}, which part of it, "upload": the staged rows that it plans as if they were stored}.';
comment on column odoo_seed.sync_runs.phase is
  'What the next slice begins with: observe, plan or apply.';
comment on column odoo_seed.sync_runs.cursor is
  'Where an observation goes on; or, as unconfirmed_until, how long Odoo may still be working on '
  'a create.';
comment on column odoo_seed.sync_runs.pass is 'Number of the plan that is being carried out.';
comment on column odoo_seed.sync_runs.passes_left is
  'How many more plans are carried out before what is left counts as not stored.';
comment on column odoo_seed.sync_runs.slice is
  'Number of the slice that has the lease; an earlier one may not write any more.';
comment on column odoo_seed.sync_runs.attempts is
  'Slices that failed or were cut off since a record was last written for the first time.';
comment on column odoo_seed.sync_runs.handed_over is
  'True while the run waits for its next slice, as work of the kind run.';
comment on column odoo_seed.sync_runs.plan_hash is
  'Of a saved plan: digest of everything that it would write.';
comment on column odoo_seed.sync_runs.lease_expires_at is
  'Extended while the run lives. After it another run may take the binding.';
comment on column odoo_seed.sync_runs.requested_by is
  'Who asked for it through the API; null for a call with SEED_RUN_TOKEN.';
comment on column odoo_seed.sync_runs.cause is
  'asked: somebody asked for it. auto_sync: its seeds changed. self_heal: a shadow found drift.';
comment on column odoo_seed.sync_runs.error is
  'The problem that ended a failed run: code, detail, suggestion.';
-- Without a slice yet, a run waits for its window, and others read meanwhile.
create unique index sync_runs_one_running_per_binding on odoo_seed.sync_runs (binding)
  where status = 'running' and slice > 0;
create index sync_runs_running_idx on odoo_seed.sync_runs (binding) where status = 'running';
create index sync_runs_by_itself_idx on odoo_seed.sync_runs (binding, started_at desc)
where cause <> 'asked';
create unique index sync_runs_idempotency_key on odoo_seed.sync_runs (idempotency_key);
create index sync_runs_started_at_idx on odoo_seed.sync_runs (binding, started_at desc);
create index sync_runs_all_started_at_idx on odoo_seed.sync_runs (started_at desc, id);
create index sync_runs_status_idx on odoo_seed.sync_runs (status, started_at desc, id);
create index sync_runs_plans_idx on odoo_seed.sync_runs (started_at desc, id)
where run_type = 'plan';
create index sync_runs_applied_plan_idx on odoo_seed.sync_runs ((options ->> 'plan'))
where options ? 'plan';
create index sync_runs_retry_of_idx on odoo_seed.sync_runs (retry_of);
alter table odoo_seed.sync_runs enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.sync_runs to service_role;

create table odoo_seed.sync_run_errors (
  id bigint generated always as identity primary key,
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  model text not null,
  external_ref text not null,
  field text,
  code text not null,
  message text not null,
  created_at timestamptz not null default now()
);
comment on table odoo_seed.sync_run_errors is
  'One row for every record, or field of one, that a run could not write.';
create index sync_run_errors_run_id_idx on odoo_seed.sync_run_errors (run_id);
create index sync_run_errors_external_ref_idx on odoo_seed.sync_run_errors (external_ref, id);
alter table odoo_seed.sync_run_errors enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.sync_run_errors to service_role;

create table odoo_seed.sync_run_warnings (
  id bigint generated always as identity primary key,
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  model text not null,
  external_ref text not null,
  field text,
  code text not null,
  message text not null,
  created_at timestamptz not null default now(),
  constraint warning_must_be_reported_once
    unique nulls not distinct (run_id, model, external_ref, field, code)
);
comment on table odoo_seed.sync_run_warnings is
  'What people should know about records that a run did write. Unlike an error, a warning leaves '
  'the run a success.';
alter table odoo_seed.sync_run_warnings enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.sync_run_warnings to service_role;
