-- Operations: what is asked of a tenant, and what became of it.

create table control.operations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references control.tenants,
  kind text not null references control.operation_kinds,
  status text not null default 'queued',
  tenant_status text not null,
  requested_by control.actor_name not null,
  on_behalf_of control.actor_name,
  asked_by uuid default (ops.actor() ->> 'person')::uuid,
  trigger_source text not null default 'api',
  input jsonb not null default '{}',
  stores_tenant boolean not null default false,
  idempotency_key text,
  retry_of uuid references control.operations,
  from_step text,
  error jsonb,
  runbook text,
  logs_url text,
  request_id text default ops.actor() ->> 'request_id',
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  cancel_requested_at timestamptz,
  finished_at timestamptz,
  constraint status_must_be_known check (status in (
    'waiting_approval', 'queued', 'running', 'compensating', 'succeeded', 'failed', 'cancelled'
  )),
  constraint trigger_source_must_be_known
    check (trigger_source in ('api', 'ui', 'n8n', 'ai', 'schedule')),
  constraint input_must_be_an_object check (jsonb_typeof(input) = 'object'),
  constraint from_step_is_a_retrys check (from_step is null or retry_of is not null),
  constraint ended_must_say_when
    check ((status in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)),
  constraint running_must_have_started
    check (status not in ('running', 'compensating', 'succeeded') or started_at is not null),
  constraint waiting_must_not_have_started
    check (status not in ('waiting_approval', 'queued') or started_at is null),
  constraint failed_must_say_why
    check (status <> 'failed' or (error is not null and runbook is not null)),
  constraint cancelled_must_have_been_asked_for
    check (status <> 'cancelled' or cancel_requested_at is not null),
  constraint succeeded_has_no_error check (status <> 'succeeded' or error is null)
);
comment on table control.operations is
  'What was asked of a tenant and what became of it. An ended operation never changes.';
comment on column control.operations.tenant_status is
  'The tenant''s status when the operation was first requested; a retry goes back to it.';
comment on column control.operations.input is
  'What was asked, as the steps read it; never a secret.';
comment on column control.operations.stores_tenant is
  'The tenant was stored only for this proposal. If that is refused, the tenant gives its names '
  'and its place back.';
comment on column control.operations.from_step is
  'The step at which a retry begins; the steps before count as done.';
comment on column control.operations.error is '{"code", "detail", "step"}: why it failed.';
comment on column control.operations.runbook is 'The page to read when it failed.';
comment on column control.operations.asked_by is
  'The person who asked, or for whom; a name may change.';
comment on column control.operations.request_id is
  'Of the request that asked for it: what is done for it has the same in logs and audit log.';
create unique index idempotency_key_must_not_be_taken
  on control.operations (idempotency_key, requested_by, on_behalf_of)
nulls not distinct where idempotency_key is not null;
create unique index one_open_operation_a_tenant on control.operations (tenant_id)
where status in ('waiting_approval', 'queued', 'running', 'compensating');
create index on control.operations (tenant_id, created_at);
create index on control.operations (created_at desc, id);
create index on control.operations (kind, created_at desc);
create index on control.operations (retry_of);
alter table control.operations enable row level security;
grant select, insert, update, delete, maintain on control.operations to service_role;
create trigger write_audit after insert or delete on control.operations
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on control.operations
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');
