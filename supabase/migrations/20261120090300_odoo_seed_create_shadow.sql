-- Observed state: what each Odoo holds, as last read, and what a run last agreed with it.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table odoo_seed.shadow_projects (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  external_ref text,
  name text not null,
  company_name text,
  manager_email text,
  visibility text,
  allow_dependencies boolean,
  description text,
  date_start date,
  date_end date,
  sequence int,
  active boolean not null,
  odoo_write_at timestamptz not null,
  odoo_write_by text,
  translations jsonb not null default '{}',
  unreadable jsonb,
  observed_at timestamptz not null default now(),
  document jsonb not null generated always as (
    odoo_seed.observed_document(
      odoo_seed.project_document(
        name, company_name, manager_email, visibility, allow_dependencies,
        description, date_start, date_end, sequence, active
      ), unreadable
    )
  ) stored,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_projects is 'project.project as last read from Odoo: every project that carries an x_external_ref.';
comment on column odoo_seed.shadow_projects.translations is
  'What the project is called in the other languages that are active there, {"code": "name"}; name is in that of the seeds.';
comment on column odoo_seed.shadow_projects.odoo_write_by is 'Login of whoever wrote the record last in Odoo.';
comment on column odoo_seed.shadow_projects.unreadable is
  'Fields that could not be read, {"field": why, or {"too_large": why}}: they are empty here, and no value in the document. Null: all could.';
create index shadow_projects_unreadable_idx on odoo_seed.shadow_projects (binding) where unreadable is not null;
create index shadow_projects_external_ref_idx on odoo_seed.shadow_projects (binding, external_ref);

create table odoo_seed.shadow_tasks (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  external_ref text,
  project_odoo_id int,
  project_ref text,
  name text not null,
  description text,
  stage_name text,
  tag_names text[] not null,
  assignee_emails text[] not null,
  planned_hours numeric,
  date_deadline timestamptz,
  sequence int,
  milestone_name text,
  parent_odoo_id int,
  parent_ref text,
  depends_on_odoo_ids int[] not null,
  depends_on_refs text[] not null default '{}',
  state text,
  active boolean not null,
  stage_odoo_id int,
  milestone_odoo_id int,
  tag_odoo_ids int[] not null default '{}',
  assignee_odoo_ids int[] not null default '{}',
  odoo_write_uid int,
  odoo_write_at timestamptz not null,
  odoo_write_by text,
  unreadable jsonb,
  observed_at timestamptz not null default now(),
  document jsonb not null generated always as (
    odoo_seed.observed_document(
      odoo_seed.task_document(
        name, project_ref, description, stage_name, tag_names, assignee_emails, planned_hours,
        date_deadline, sequence, milestone_name, parent_ref, depends_on_refs, active
      ), unreadable
    )
  ) stored,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_tasks is
  'project.task as last read from Odoo: every task that carries an x_external_ref or sits in a project that does.';
comment on column odoo_seed.shadow_tasks.parent_ref is
  'x_external_ref of the parent, or "project.task,<id>" when the parent has none.';
comment on column odoo_seed.shadow_tasks.depends_on_refs is
  'x_external_refs of depends_on_odoo_ids, or "project.task,<id>" where one has none.';
comment on column odoo_seed.shadow_tasks.state is
  'Odoo''s own task state (17 and later); decides whether a task that depends on this one has to wait.';
comment on column odoo_seed.shadow_tasks.unreadable is 'As in shadow_projects.';
create index shadow_tasks_unreadable_idx on odoo_seed.shadow_tasks (binding) where unreadable is not null;
create index shadow_tasks_external_ref_idx on odoo_seed.shadow_tasks (binding, external_ref);
create index shadow_tasks_project_odoo_id_idx on odoo_seed.shadow_tasks (binding, project_odoo_id);
create index shadow_tasks_odoo_write_at_idx on odoo_seed.shadow_tasks (binding, odoo_write_at) include (odoo_id, odoo_write_uid);
create index shadow_tasks_parent_odoo_id_idx on odoo_seed.shadow_tasks (binding, parent_odoo_id) where parent_odoo_id is not null;
create index shadow_tasks_linked_idx on odoo_seed.shadow_tasks (binding, odoo_id)
  where parent_odoo_id is not null or parent_ref is not null or depends_on_odoo_ids <> '{}' or depends_on_refs <> '{}';
create index shadow_tasks_depends_on_odoo_ids_idx on odoo_seed.shadow_tasks using gin (depends_on_odoo_ids)
  where depends_on_odoo_ids <> '{}';

create table odoo_seed.shadow_touched (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_touched is
  'Tasks that changed or went since refs of parents and dependencies were last resolved.';

create table odoo_seed.shadow_names (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  kind text not null,
  name text not null,
  odoo_id int,
  shared_by text[],
  primary key (binding, kind, name),
  constraint kind_must_be_known check (kind in ('company', 'user')),
  constraint name_must_be_of_one_record_or_shared check (num_nonnulls(odoo_id, shared_by) = 1)
);
comment on table odoo_seed.shadow_names is
  'What seeds refer to by name and Odoo must already have: companies by the normal form of their name, and active internal users by lower-case login or address.';
comment on column odoo_seed.shadow_names.shared_by is
  'Logins of the users that one address belongs to: it names none of them, so odoo_id is null.';

create table odoo_seed.shadow_labels (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  kind text not null,
  odoo_id int not null,
  label text not null,
  active boolean not null default true,
  project_odoo_ids int[] not null default '{}',
  others text[] not null default '{}',
  primary key (binding, kind, odoo_id),
  constraint kind_must_be_known check (kind in ('stage', 'milestone', 'tag', 'user', 'company'))
);
comment on table odoo_seed.shadow_labels is
  'What the records that seeds refer to by name are called. A new name changes a task''s shadow without Odoo touching the task.';
comment on column odoo_seed.shadow_labels.others is
  'What it is called in the other active languages, where that is another name, in normal form.';
create index shadow_labels_others_idx on odoo_seed.shadow_labels (binding) where others <> '{}';
comment on column odoo_seed.shadow_labels.project_odoo_ids is
  'The projects, anybody''s, that have the stage or the milestone; empty for tags, users and companies.';

create table odoo_seed.applied (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  model text not null,
  external_ref text not null,
  odoo_id int not null,
  sent jsonb not null,
  echo jsonb not null default '{}',
  created_by_us boolean not null,
  agreed bigint,
  applied_at timestamptz not null default now(),
  primary key (binding, model, external_ref),
  constraint model_must_be_known check (model in ('project.project', 'project.task'))
);
comment on table odoo_seed.applied is
  'Last applied: per record, the fields on which seed and Odoo last agreed. The third side of the comparison.';
comment on column odoo_seed.applied.sent is 'Field values of the seed as last written, or found equal.';
comment on column odoo_seed.applied.echo is
  'What Odoo made of a sent value that it rewrites (sanitised HTML); holding exactly that counts as holding what was sent.';
comment on column odoo_seed.applied.agreed is
  'Digest of seed, Odoo, sent and echo as they were when all of it was found to agree; void as soon as one of them changes.';
comment on column odoo_seed.applied.created_by_us is 'True when a run created the record. Only such records are ever pruned.';

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
  called_at timestamptz,
  message_id bigint,
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
  constraint run_type_must_be_known check (run_type in ('seed', 'shadow', 'plan')),
  constraint status_must_be_known
    check (status in ('running', 'success', 'partial', 'failed', 'cancelled', 'abandoned')),
  constraint phase_must_be_known check (phase in ('observe', 'plan', 'apply')),
  constraint only_running_runs_are_unfinished check ((status = 'running') = (finished_at is null))
);
comment on table odoo_seed.sync_runs is
  'Every seeding, shadowing and planning pass. A running row is also the lease on its binding.';
comment on column odoo_seed.sync_runs.status is
  'running, success, partial (some rows failed), failed (nothing more could be done), cancelled, abandoned (its lease ran out).';
comment on column odoo_seed.sync_runs.options is
  '{"notify": let Odoo mail people, "full": read all of Odoo, "drift": false: do not count it, "plan": the kept plan that is to be applied}.';
comment on column odoo_seed.sync_runs.phase is 'What the next slice begins with: observe, plan or apply.';
comment on column odoo_seed.sync_runs.cursor is 'Where an observation goes on.';
comment on column odoo_seed.sync_runs.pass is 'Number of the plan that is being carried out.';
comment on column odoo_seed.sync_runs.passes_left is 'How many more plans are carried out before what is left counts as not kept.';
comment on column odoo_seed.sync_runs.slice is 'Number of the slice that holds the lease; an earlier one may not write any more.';
comment on column odoo_seed.sync_runs.attempts is 'Slices that failed or were cut off since a record was last written for the first time.';
comment on column odoo_seed.sync_runs.handed_over is 'True while the run waits in the queue seed_runs for its next slice.';
comment on column odoo_seed.sync_runs.called_at is 'When the queue last asked for a slice.';
comment on column odoo_seed.sync_runs.message_id is 'The run''s message in the queue seed_runs.';
comment on column odoo_seed.sync_runs.plan_hash is 'Of a kept plan: digest of all that it would write.';
comment on column odoo_seed.sync_runs.lease_expires_at is 'Pushed forward while the run lives; past it, another run may take the binding.';
comment on column odoo_seed.sync_runs.error is 'The problem that ended a failed run: code, detail, suggestion.';
create unique index sync_runs_one_running_per_binding on odoo_seed.sync_runs (binding) where status = 'running';
create unique index sync_runs_idempotency_key on odoo_seed.sync_runs (idempotency_key);
create index sync_runs_started_at_idx on odoo_seed.sync_runs (binding, started_at desc);

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
comment on table odoo_seed.sync_run_errors is 'One row for every record, or field of one, that a run could not bring across.';
create index sync_run_errors_run_id_idx on odoo_seed.sync_run_errors (run_id);
create index sync_run_errors_external_ref_idx on odoo_seed.sync_run_errors (external_ref, id);

create table odoo_seed.sync_run_warnings (
  id bigint generated always as identity primary key,
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  model text not null,
  external_ref text not null,
  field text,
  code text not null,
  message text not null,
  created_at timestamptz not null default now(),
  constraint warning_must_be_told_once unique nulls not distinct (run_id, model, external_ref, field, code)
);
comment on table odoo_seed.sync_run_warnings is
  'What people should know of records that a run did bring across. Unlike an error, a warning leaves the run a success.';

create index applied_odoo_id_idx on odoo_seed.applied (binding, model, odoo_id);

alter table odoo_seed.shadow_projects enable row level security;
alter table odoo_seed.shadow_tasks enable row level security;
alter table odoo_seed.shadow_touched enable row level security;
alter table odoo_seed.shadow_names enable row level security;
alter table odoo_seed.shadow_labels enable row level security;
alter table odoo_seed.applied enable row level security;
alter table odoo_seed.sync_runs enable row level security;
alter table odoo_seed.sync_run_errors enable row level security;
alter table odoo_seed.sync_run_warnings enable row level security;

grant all on all tables in schema odoo_seed to service_role;
