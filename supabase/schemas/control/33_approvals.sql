-- The approval of a second person, and the modules that operations left installed.

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
  constraint decision_must_be_whole_or_absent
    check (num_nonnulls(decision, decided_by, decided_at) in (0, 3)),
  constraint approver_must_be_another_person check (
    decision is distinct from 'approved'
    or (decided_by <> requested_by and decided_by is distinct from on_behalf_of)
  ),
  constraint approval_must_be_in_time
    check (decision is distinct from 'approved' or decided_at <= expires_at),
  constraint expiry_must_follow_the_request check (expires_at > requested_at),
  constraint target_must_say_which_database check (target ? 'database' and target ? 'backup')
);
comment on table control.operation_approvals is
  'Operations that wait, or waited, for a second person.';
comment on column control.operation_approvals.target is
  'What the operation is to destroy, as it was at the request: {"database", "uuid", "bytes", '
  '"why", "backup": {"id", "taken_at", "bytes"}}. Null: nothing. The approval is void once the '
  'target has changed.';
alter table control.operation_approvals enable row level security;
grant select, insert, update, delete, maintain on control.operation_approvals to service_role;
create trigger write_audit after insert or delete on control.operation_approvals
for each row execute function control.audit_change('operation_id');
create trigger write_audit_update after update on control.operation_approvals
for each row when (old.* is distinct from new.*)
execute function control.audit_change('operation_id');

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
comment on table control.tenant_module_states is
  'The modules of a tenant''s Odoo, as operations left them.';
create index on control.tenant_module_states (last_operation_id);
alter table control.tenant_module_states enable row level security;
grant select, insert, update, delete, maintain on control.tenant_module_states to service_role;
