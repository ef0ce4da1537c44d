-- The steps that carry an operation out.

create table control.provisioning_jobs (
  id uuid primary key default gen_random_uuid(),
  operation_id uuid not null references control.operations,
  position int not null,
  name text not null,
  action text not null default 'apply',
  status text not null default 'queued',
  dangerous boolean not null default false,
  endangers boolean not null default true,
  exclusive text,
  attempts int not null default 0,
  max_attempts int not null default 5,
  outage_attempts int not null default 0,
  outage_since timestamptz,
  attempts_left int not null generated always as (max_attempts - attempts + outage_attempts) stored,
  run_after timestamptz not null default clock_timestamp(),
  leased_by text,
  lease_token uuid,
  lease_expires_at timestamptz,
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
  constraint attempts_must_be_possible
    check (attempts >= 0 and attempts_left >= 0 and max_attempts between 1 and 100),
  constraint outage_attempts_must_be_attempts check (outage_attempts between 0 and attempts),
  constraint output_must_be_an_object check (jsonb_typeof(output) = 'object'),
  constraint lease_belongs_to_running
    check (num_nonnulls(leased_by, lease_token, lease_expires_at) =
      case when status = 'running' then 3 else 0 end),
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
  'The steps of operations: idempotent pieces of work, one at a time and in order.';
comment on column control.provisioning_jobs.action is
  'apply, or compensate: undoing the step of the same name.';
comment on column control.provisioning_jobs.status is
  'waiting: started outside, to be looked at again after run_after. compensated: was done and has '
  'been undone.';
comment on column control.provisioning_jobs.endangers is
  'Whether the tenant may be unwell when the operation fails after this step has begun to change '
  'something.';
comment on column control.provisioning_jobs.changed_at is
  'When it was first about to change something; null: it has only looked, so that nothing is '
  'other than before.';
comment on column control.provisioning_jobs.exclusive is
  'A resource, e.g. "server:<host>", that only one step at a time may use, also while it waits.';
comment on column control.provisioning_jobs.attempts is
  'Tries begun; looking again at what was started outside is none.';
comment on column control.provisioning_jobs.outage_attempts is
  'Of its attempts, those that failed because what the step needs was away: they are no part of '
  'max_attempts.';
comment on column control.provisioning_jobs.outage_since is
  'Since when that has been away; null when it answered the last try.';
comment on column control.provisioning_jobs.lease_token is
  'Who shows it may end the step; a new one with every claim.';
comment on column control.provisioning_jobs.output is
  'What later steps and people need to know; never a secret.';
create unique index one_running_step_an_operation on control.provisioning_jobs (operation_id)
  where status = 'running';
create unique index exclusive_steps_are_serial on control.provisioning_jobs (exclusive)
  where status in ('running', 'waiting');
create index due_steps on control.provisioning_jobs (run_after)
  where status in ('queued', 'running', 'waiting');
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
  'What the steps of an operation have said so far, in one object; later ones win.';

create table control.step_faults (
  code text primary key,
  mends text not null,
  constraint code_must_be_a_word check (code ~ '^[a-z][a-z_]*$'),
  constraint mends_must_be_known check (mends in ('never', 'by_itself'))
);
comment on table control.step_faults is
  'Which faults of a step waiting mends. One that is not here may be over by the next try: it is '
  'tried as often as the step''s max_attempts says.';
comment on column control.step_faults.code is 'As docs/errors.md has them.';
comment on column control.step_faults.mends is
  'never: the step is not tried again. by_itself: what it needs is away, and waited for as long '
  'as settings.outage_survived.';
alter table control.step_faults enable row level security;
grant select, maintain on control.step_faults to service_role;

insert into control.step_faults (code, mends)
select code, 'never'
from unnest(array[
  'misconfigured', 'not_found', 'odoo_database_exists', 'operation_unsupported', 'invalid_request',
  'odoo_access_denied',
  'tenant_tree_refused', 'slug_taken', 'backup_unusable', 'image_not_tested', 'image_not_running',
  'not_ours', 'approval_void'
]) code
union all
select code, 'by_itself'
from unnest(array[
  'database_unreachable', 'odoo_unreachable', 'odoo_timeout', 'odoo_busy', 'storage_unreachable'
]) code;

revoke execute on function control.outputs from public;
grant execute on function control.outputs to service_role;
