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

grant select on control.bundle_versions, control.modules to authenticated;

create policy "Who has the catalog reads what bundles were" on control.bundle_versions
for select to authenticated using ((select control.has_anywhere('catalog.read')));

create policy "Who has the catalog reads the modules of bundles, and the platform's people all"
on control.modules for select to authenticated
using (
  (select control.reaches_all('catalog.read'))
  or exists (select from control.module_bundles b where modules.name = any (b.modules))
);
