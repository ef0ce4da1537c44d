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

create view control.held_roles with (security_invoker = true) as
select m.user_id, m.role, null::uuid as tenant_id from control.platform_members m
union all
select a.user_id, a.role, a.tenant_id from control.tenant_user_assignments a;
comment on view control.held_roles is
  'The roles of people: on the platform (tenant_id is null) and in tenants.';
revoke all on control.held_roles from public, anon, authenticated;
grant select on control.held_roles to service_role;
