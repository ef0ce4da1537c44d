-- Roles of users in tenants.

create table control.tenant_user_assignments (
  tenant_id uuid not null references control.tenants,
  user_id uuid not null references auth.users on delete cascade,
  role text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id),
  constraint role_must_be_known check (role in ('owner', 'admin', 'manager', 'member', 'viewer'))
);
comment on table control.tenant_user_assignments is 'The roles of users in tenants.';
create index on control.tenant_user_assignments (user_id);
alter table control.tenant_user_assignments enable row level security;
grant select, insert, update, delete, maintain on control.tenant_user_assignments to service_role;
create trigger write_audit after insert or delete on control.tenant_user_assignments
for each row execute function control.audit_change('tenant_id', 'user_id');
create trigger write_audit_update after update on control.tenant_user_assignments
for each row when (old.* is distinct from new.*)
execute function control.audit_change('tenant_id', 'user_id');
