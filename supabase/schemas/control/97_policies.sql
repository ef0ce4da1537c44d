-- What people and machines read through the API, by policies that ask the matrix of permissions.

grant usage on schema control to authenticated;

grant select on
  control.tenants, control.tenant_user_assignments, control.tenant_module_states, control.backups,
  control.operations, control.provisioning_jobs, control.operation_approvals,
  control.operation_events,
  control.subscription_plans, control.module_bundles, control.infra_templates,
  control.tested_images, control.operation_kinds, control.tenant_transitions, control.permissions,
  control.platform_members, control.api_tokens, control.settings, control.audit_logs
to authenticated;

create policy "The caller reads the tenants that their roles reach" on control.tenants
for select to authenticated
using (
  (select control.reaches_all('tenants.read'))
  or id in (select control.reach('tenants.read'))
);

create policy "The caller reads their own roles and the members of tenants that they may"
on control.tenant_user_assignments for select to authenticated
using (
  user_id = (select auth.uid())
  or (select control.reaches_all('members.read'))
  or tenant_id in (select control.reach('members.read'))
);

grant select on control.waiting_members to authenticated;
create policy "The caller reads who is waited for in tenants whose members they may"
on control.waiting_members for select to authenticated
using (
  (select control.reaches_all('members.read'))
  or tenant_id in (select control.reach('members.read'))
);

create policy "The caller reads their own roles, and the platform's people those of all"
on control.platform_members for select to authenticated
using (user_id = (select auth.uid()) or (select control.reaches_all('members.read')));

create policy "The caller reads the modules of tenants that they may"
on control.tenant_module_states for select to authenticated
using (
  (select control.reaches_all('modules.read'))
  or tenant_id in (select control.reach('modules.read'))
);

create policy "The caller reads the backups of tenants that they may" on control.backups
for select to authenticated
using (
  (select control.reaches_all('backups.read'))
  or tenant_id in (select control.reach('backups.read'))
);

create policy "The caller reads the operations of tenants that they may" on control.operations
for select to authenticated
using (
  (select control.reaches_all('operations.read'))
  or tenant_id in (select control.reach('operations.read'))
);

create policy "The caller reads the events of tenants that they may" on control.operation_events
for select to authenticated
using (
  (select control.reaches_all('operations.read'))
  or tenant_id in (select control.reach('operations.read'))
);

create policy "The caller reads the steps of operations that they read"
on control.provisioning_jobs for select to authenticated
using (exists (select from control.operations o where o.id = operation_id));

create policy "The caller reads the approvals of operations that they read"
on control.operation_approvals for select to authenticated
using (exists (select from control.operations o where o.id = operation_id));

create policy "The platform's people read its tokens" on control.api_tokens
for select to authenticated using ((select control.reaches_all('tokens.read')));

create policy "The platform's people read its settings" on control.settings
for select to authenticated using ((select control.reaches_all('settings.read')));

create policy "The platform's people read the audit log" on control.audit_logs
for select to authenticated using ((select control.reaches_all('audit.read')));

create policy "Who has the catalog reads the plans" on control.subscription_plans
for select to authenticated using ((select control.has_anywhere('catalog.read')));

create policy "Who has the catalog reads the bundles" on control.module_bundles
for select to authenticated using ((select control.has_anywhere('catalog.read')));

create policy "Who has the catalog reads the templates" on control.infra_templates
for select to authenticated using ((select control.has_anywhere('catalog.read')));

create policy "Who has the catalog reads the tested images" on control.tested_images
for select to authenticated using ((select control.has_anywhere('catalog.read')));

create policy "Everybody who signed in reads the kinds of operations" on control.operation_kinds
for select to authenticated using (true);

create policy "Everybody who signed in reads the transitions" on control.tenant_transitions
for select to authenticated using (true);

create policy "Everybody who signed in reads the matrix" on control.permissions
for select to authenticated using (true);
