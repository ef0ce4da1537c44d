-- Operations: what is asked of a tenant, the steps that carry it out, and a second person's word.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table control.operation_kinds (
  kind text primary key,
  asked_by text[] not null,
  needs_approval boolean not null default false,
  compensates boolean not null default false,
  needs_own_database boolean not null default false,
  takes_database boolean not null default false,
  runbook text not null,
  constraint kind_must_be_a_word check (kind ~ '^[a-z][a-z_]*$'),
  constraint asked_by_must_be_known check (asked_by <@ array['platform_owner', 'platform_operator', 'provider', 'agent']),
  constraint runbook_must_be_a_page check (runbook ~ '^docs/runbooks/[a-z0-9-]+\.md(#[a-z0-9-]+)?$')
);
comment on table control.operation_kinds is 'The things that can be asked of a tenant, and by whom.';
comment on column control.operation_kinds.asked_by is
  'Capacities, see capacity(). provider: the owner or an admin of a provider, for tenants below it. agent: only with a person''s approval.';
comment on column control.operation_kinds.needs_approval is 'Waits for a second person whatever its steps say.';
comment on column control.operation_kinds.compensates is 'A failure undoes the steps that were begun, last first.';
comment on column control.operation_kinds.needs_own_database is
  'Refused for a tenant that shares its parent''s database: it would happen to the parent.';
comment on column control.operation_kinds.takes_database is
  'Shuts the database, throws it away or puts another in its place: refused while other tenants share it.';

insert into control.operation_kinds (kind, asked_by, needs_approval, compensates, needs_own_database, takes_database, runbook)
select v.kind, v.asked_by, v.needs_approval, v.compensates, v.needs_own_database, v.takes_database,
  'docs/runbooks/operation-failed.md#' || replace(v.kind, '_', '-')
from (
  values
    ('create', array['platform_owner', 'provider', 'agent'], false, true, false, false),
    ('clone', array['platform_owner', 'provider', 'agent'], false, true, false, false),
    ('pause', array['platform_owner', 'platform_operator', 'provider', 'agent'], false, true, true, true),
    ('resume', array['platform_owner', 'platform_operator', 'provider', 'agent'], false, true, true, false),
    ('rebuild', array['platform_owner', 'platform_operator', 'agent'], false, false, true, true),
    ('module_apply', array['platform_owner', 'platform_operator', 'provider', 'agent'], false, false, true, false),
    ('upgrade_image', array['platform_owner', 'platform_operator', 'agent'], true, false, true, false),
    ('backup', array['platform_owner', 'platform_operator', 'provider', 'agent'], false, false, true, false),
    ('restore', array['platform_owner', 'platform_operator', 'agent'], true, false, true, true),
    ('upgrade_to_provider', array['platform_owner', 'agent'], false, false, false, false),
    ('decommission', array['platform_owner', 'agent'], true, false, false, true)
) v (kind, asked_by, needs_approval, compensates, needs_own_database, takes_database);

create table control.operations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references control.tenants,
  kind text not null references control.operation_kinds,
  status text not null default 'queued',
  tenant_status text not null,
  requested_by control.actor_name not null,
  on_behalf_of control.actor_name,
  trigger_source text not null default 'api',
  input jsonb not null default '{}',
  stores_tenant boolean not null default false,
  idempotency_key text,
  retry_of uuid references control.operations,
  from_step text,
  error jsonb,
  runbook text,
  logs_url text,
  message_id bigint,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  cancel_requested_at timestamptz,
  finished_at timestamptz,
  constraint status_must_be_known check (status in (
    'waiting_approval', 'queued', 'running', 'compensating', 'succeeded', 'failed', 'cancelled'
  )),
  constraint trigger_source_must_be_known check (trigger_source in ('api', 'ui', 'n8n', 'ai')),
  constraint input_must_be_an_object check (jsonb_typeof(input) = 'object'),
  constraint from_step_is_a_retrys check (from_step is null or retry_of is not null),
  constraint ended_must_say_when check ((status in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)),
  constraint running_must_have_started check (status not in ('running', 'compensating', 'succeeded') or started_at is not null),
  constraint waiting_must_not_have_started check (status not in ('waiting_approval', 'queued') or started_at is null),
  constraint failed_must_say_why check (status <> 'failed' or (error is not null and runbook is not null)),
  constraint cancelled_must_have_been_asked_for check (status <> 'cancelled' or cancel_requested_at is not null),
  constraint succeeded_has_no_error check (status <> 'succeeded' or error is null)
);
create unique index idempotency_key_must_not_be_taken on control.operations (idempotency_key, requested_by, on_behalf_of)
nulls not distinct where idempotency_key is not null;
create unique index one_open_operation_a_tenant on control.operations (tenant_id)
where status in ('waiting_approval', 'queued', 'running', 'compensating');
create index on control.operations (tenant_id, created_at);
create index on control.operations (kind);
create index on control.operations (retry_of);
comment on table control.operations is 'What was asked of a tenant and what became of it. Ended ones never change.';
comment on column control.operations.tenant_status is 'The tenant''s status when it was first asked for; a retry goes back to it.';
comment on column control.operations.input is 'What was asked, as the steps read it; never a secret.';
comment on column control.operations.stores_tenant is
  'The tenant was stored only for this proposal: refused, it gives its names and its place back.';
comment on column control.operations.from_step is 'A retry begins here; the steps before are taken as done.';
comment on column control.operations.error is '{"code", "detail", "step"}: why it failed.';
comment on column control.operations.runbook is 'What to read when it failed.';
comment on column control.operations.message_id is 'Its message in the queue "operations".';

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
  constraint attempts_must_be_possible check (attempts >= 0 and attempts_left >= 0 and max_attempts between 1 and 100),
  constraint outage_attempts_must_be_attempts check (outage_attempts between 0 and attempts),
  constraint output_must_be_an_object check (jsonb_typeof(output) = 'object'),
  constraint lease_belongs_to_running
    check (num_nonnulls(leased_by, lease_token, lease_expires_at) = case when status = 'running' then 3 else 0 end),
  constraint begun_must_have_started check (status not in ('running', 'waiting', 'succeeded', 'failed', 'compensated') or started_at is not null),
  constraint changing_must_have_started check (changed_at is null or started_at is not null),
  constraint ended_must_say_when check ((status in ('succeeded', 'skipped', 'failed', 'compensated')) = (finished_at is not null)),
  constraint skipped_must_say_why check ((status = 'skipped') = (skip_reason is not null)),
  constraint failed_must_say_why check (status <> 'failed' or error is not null)
);
create unique index one_running_step_an_operation on control.provisioning_jobs (operation_id) where status = 'running';
create unique index exclusive_steps_are_serial on control.provisioning_jobs (exclusive) where status in ('running', 'waiting');
create index due_steps on control.provisioning_jobs (run_after) where status in ('queued', 'running', 'waiting');
comment on table control.provisioning_jobs is 'The steps of operations: idempotent pieces of work, one at a time and in order.';
comment on column control.provisioning_jobs.action is 'apply, or compensate: undoing the step of the same name.';
comment on column control.provisioning_jobs.status is
  'waiting: started outside, to be looked at again after run_after. compensated: was done and has been undone.';
comment on column control.provisioning_jobs.endangers is
  'Whether the tenant may be unwell when the operation fails after this step has begun to change something.';
comment on column control.provisioning_jobs.changed_at is
  'When it was first about to change something; null: it has only looked, so that nothing is other than before.';
comment on column control.provisioning_jobs.exclusive is
  'A resource, e.g. "server:<host>", that only one step at a time may use, also while it waits.';
comment on column control.provisioning_jobs.attempts is 'Tries begun; looking again at what was started outside is none.';
comment on column control.provisioning_jobs.outage_attempts is
  'Of its attempts, those that failed because what the step needs was away: they are no part of max_attempts.';
comment on column control.provisioning_jobs.outage_since is 'Since when that has been away; null when it answered the last try.';
comment on column control.provisioning_jobs.lease_token is 'Who shows it may end the step; a new one with every claim.';
comment on column control.provisioning_jobs.output is 'What later steps and people need to know; never a secret.';

create table control.step_faults (
  code text primary key,
  mends text not null,
  constraint code_must_be_a_word check (code ~ '^[a-z][a-z_]*$'),
  constraint mends_must_be_known check (mends in ('never', 'by_itself'))
);
comment on table control.step_faults is
  'Which faults of a step waiting mends. One that is not here may be over by the next try: it is tried as often as the step''s max_attempts says.';
comment on column control.step_faults.code is 'As docs/errors.md has them.';
comment on column control.step_faults.mends is
  'never: the step is not tried again. by_itself: what it needs is away, and waited for as long as settings.outage_survived.';
insert into control.step_faults (code, mends)
select code, 'never'
from unnest(array[
  'misconfigured', 'not_found', 'odoo_database_exists', 'operation_unsupported', 'invalid_request', 'odoo_access_denied',
  'tenant_tree_refused', 'slug_taken', 'backup_unusable', 'image_not_tested', 'image_not_running', 'not_ours', 'approval_void'
]) code
union all
select code, 'by_itself'
from unnest(array[
  'database_unreachable', 'odoo_unreachable', 'odoo_timeout', 'odoo_busy', 'storage_unreachable'
]) code;

create table control.operation_approvals (
  operation_id uuid primary key references control.operations,
  requested_by control.actor_name not null,
  on_behalf_of control.actor_name,
  requested_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  target jsonb,
  decision text,
  decided_by control.actor_name,
  decided_at timestamptz,
  reason text,
  constraint decision_must_be_known check (decision in ('approved', 'refused')),
  constraint decision_must_be_whole_or_absent check (num_nonnulls(decision, decided_by, decided_at) in (0, 3)),
  constraint approver_must_be_another_person check (
    decision is distinct from 'approved'
    or (decided_by <> requested_by and decided_by is distinct from on_behalf_of)
  ),
  constraint approval_must_be_in_time check (decision is distinct from 'approved' or decided_at <= expires_at),
  constraint expiry_must_follow_the_request check (expires_at > requested_at),
  constraint target_must_say_which_database check (target ? 'database' and target ? 'backup')
);
comment on table control.operation_approvals is 'Operations that wait, or waited, for a second person.';
comment on column control.operation_approvals.target is
  'What the operation is to destroy, as it was when it was asked for: {"database", "uuid", "bytes", "why", "backup": {"id", "taken_at", "bytes"}}. Null: nothing. The approval is void once it has changed.';

create table control.tenant_module_states (
  tenant_id uuid not null references control.tenants,
  module_name text not null,
  source text not null default 'core',
  state text not null,
  last_operation_id uuid references control.operations,
  primary key (tenant_id, module_name),
  constraint module_name_must_be_technical check (module_name ~ '^[a-z][a-z0-9_]{0,99}$'),
  constraint source_must_be_known check (source in ('core', 'oca', 'ipai')),
  constraint state_must_be_known check (state in ('installed', 'removed', 'pending'))
);
create index on control.tenant_module_states (last_operation_id);
comment on table control.tenant_module_states is 'The modules of a tenant''s Odoo, as operations left them.';

alter table control.operation_kinds enable row level security;
alter table control.operations enable row level security;
alter table control.provisioning_jobs enable row level security;
alter table control.step_faults enable row level security;
alter table control.operation_approvals enable row level security;
alter table control.tenant_module_states enable row level security;
