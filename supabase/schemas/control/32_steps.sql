-- The steps that carry an operation out.

create table control.provisioning_jobs (
  id uuid primary key default gen_random_uuid(),
  operation_id uuid not null references control.operations,
  position int not null,
  name text not null,
  action text not null default 'apply',
  status text not null default 'queued',
  dangerous boolean not null default false,
  disruptive boolean not null default true,
  exclusive text,
  attempts int not null default 0,
  max_attempts int not null default 5,
  leased_by text,
  output jsonb not null default '{}',
  skip_reason text,
  error jsonb,
  started_at timestamptz,
  changed_at timestamptz,
  finished_at timestamptz,
  constraint position_must_not_be_taken unique (operation_id, position),
  constraint step_must_not_be_taken unique (operation_id, action, name),
  constraint name_must_be_a_word check (name ~ '^[a-z][a-z0-9_]*$'),
  constraint action_must_be_known check (action in ('apply', 'compensate')),
  constraint status_must_be_known check (status in (
    'queued', 'running', 'waiting', 'succeeded', 'skipped', 'failed', 'compensated'
  )),
  constraint compensation_is_not_compensated check (action = 'apply' or status <> 'compensated'),
  constraint attempts_must_be_possible check (attempts >= 0 and max_attempts between 1 and 100),
  constraint output_must_be_an_object check (jsonb_typeof(output) = 'object'),
  constraint worker_belongs_to_running check ((leased_by is not null) = (status = 'running')),
  constraint begun_must_have_started
    check (status not in ('running', 'waiting', 'succeeded', 'failed', 'compensated')
      or started_at is not null),
  constraint changing_must_have_started check (changed_at is null or started_at is not null),
  constraint ended_must_say_when
    check ((status in ('succeeded', 'skipped', 'failed', 'compensated'))
      = (finished_at is not null)),
  constraint skipped_must_say_why check ((status = 'skipped') = (skip_reason is not null)),
  constraint failed_must_say_why check (status <> 'failed' or error is not null)
);
comment on table control.provisioning_jobs is
  'The steps of operations: idempotent pieces, one at a time and in order. ops.work, kind step, '
  'has when each is tried, by whom and how often.';
comment on column control.provisioning_jobs.action is
  'apply, or compensate: undoing the step of the same name.';
comment on column control.provisioning_jobs.status is
  'waiting: started outside, to be looked at again later. compensated: was done and has been '
  'undone.';
comment on column control.provisioning_jobs.disruptive is
  'Whether the tenant may be unwell when the operation fails after this step has begun to change '
  'something.';
comment on column control.provisioning_jobs.changed_at is
  'When it was first about to change something; null: it has only looked, so that nothing has '
  'changed.';
comment on column control.provisioning_jobs.exclusive is
  'A resource, e.g. "server:<host>", that only one step at a time may use, also while it waits.';
comment on column control.provisioning_jobs.attempts is
  'Attempts begun; looking again at what was started outside is none.';
comment on column control.provisioning_jobs.output is
  'What later steps and people need to know; never a secret.';
create unique index one_running_step_an_operation on control.provisioning_jobs (operation_id)
  where status = 'running';
create unique index exclusive_steps_are_serial on control.provisioning_jobs (exclusive)
  where status in ('running', 'waiting');
alter table control.provisioning_jobs enable row level security;
grant select, insert, update, delete, maintain on control.provisioning_jobs to service_role;

create function control.outputs(p_operation_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(item.key, item.value order by j.position), '{}')
  from control.provisioning_jobs j
  cross join lateral jsonb_each(j.output) item
  where j.operation_id = p_operation_id
$$;
comment on function control.outputs is
  'The outputs of an operation''s steps so far, in one object; later ones win.';

-- An exclusive resource is a lane.
insert into ops.work_kinds (kind, path, at_once, max_attempts, outage_survived)
values ('step', 'operations-run', 1, 5, '30 minutes');

insert into ops.work_faults (kind, code, mends)
select 'step', code, 'never'
from unnest(array[
  'misconfigured', 'not_found', 'odoo_database_exists', 'operation_unsupported', 'invalid_request',
  'odoo_access_denied',
  'tenant_tree_refused', 'slug_taken', 'backup_unusable', 'image_not_tested', 'image_not_running',
  'not_ours', 'approval_void'
]) code
union all
select 'step', code, 'by_itself'
from unnest(array[
  'database_unreachable', 'odoo_unreachable', 'odoo_timeout', 'odoo_busy', 'storage_unreachable'
]) code;

revoke execute on function control.outputs from public;
grant execute on function control.outputs to service_role;
