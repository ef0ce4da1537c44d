-- Roles of people on the platform.

create table control.platform_members (
  user_id uuid not null references auth.users on delete cascade,
  role text not null,
  created_at timestamptz not null default now(),
  primary key (user_id, role),
  constraint role_must_be_a_platforms
    check (role in ('platform_owner', 'platform_operator', 'finance_owner'))
);
comment on table control.platform_members is
  'The roles of users on the platform as a whole. Those in single tenants are in '
  'tenant_user_assignments.';
alter table control.platform_members enable row level security;
grant select, insert, update, delete, maintain on control.platform_members to service_role;
create trigger write_audit after insert or delete on control.platform_members
for each row execute function control.audit_change('user_id', 'role');
create trigger write_audit_update after update on control.platform_members
for each row when (old.* is distinct from new.*)
execute function control.audit_change('user_id', 'role');
