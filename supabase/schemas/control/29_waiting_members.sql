-- Roles in tenants that wait for people who have not signed up.

create table control.waiting_members (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references control.tenants,
  address text not null,
  role text not null,
  created_at timestamptz not null default now(),
  constraint role_must_be_known check (role in ('owner', 'admin', 'manager', 'member', 'viewer')),
  constraint address_must_be_an_address
    check (address ~ '^[^@\s]+@[^@\s]+$' and char_length(address) <= 255),
  constraint address_must_be_in_small_letters check (address = lower(address)),
  constraint address_must_wait_once unique (tenant_id, address)
);
comment on table control.waiting_members is
  'Roles for addresses with which nobody has signed up: whoever gives one is not told so. They '
  'are given within a minute of signing up, and forgotten after 90 days.';
alter table control.waiting_members enable row level security;
grant select, insert, update, delete, maintain on control.waiting_members to service_role;
create trigger write_audit after insert or delete on control.waiting_members
for each row execute function control.audit_change('tenant_id', 'id');
create trigger write_audit_update after update on control.waiting_members
for each row when (old.* is distinct from new.*)
execute function control.audit_change('tenant_id', 'id');
