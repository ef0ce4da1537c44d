-- What the tenants' panels and the catalog show, by policies that ask the matrix of permissions.

grant select on control.tenant_health, control.tenant_sync to authenticated;

create policy "The caller reads the health of tenants that they read" on control.tenant_health
for select to authenticated
using (
  (select control.reaches_all('tenants.read'))
  or tenant_id in (select control.reach('tenants.read'))
);

create policy "The caller reads the sync of tenants that they read" on control.tenant_sync
for select to authenticated
using (
  (select control.reaches_all('tenants.read'))
  or tenant_id in (select control.reach('tenants.read'))
);
