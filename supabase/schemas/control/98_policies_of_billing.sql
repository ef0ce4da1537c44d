-- Who reads what tenants pay, by policies that ask the matrix of permissions.

grant select on
  control.subscriptions, control.plan_proposals, control.usage_records, control.invoices,
  control.invoice_lines
to authenticated;

create policy "The caller reads the subscriptions of tenants whose billing they may"
on control.subscriptions for select to authenticated
using (
  (select control.reaches_all('billing.read'))
  or tenant_id in (select control.reach('billing.read'))
);

create policy "The caller reads the proposals for tenants whose billing they may"
on control.plan_proposals for select to authenticated
using (
  (select control.reaches_all('billing.read'))
  or tenant_id in (select control.reach('billing.read'))
);

create policy "The caller reads the usage of tenants whose billing they may"
on control.usage_records for select to authenticated
using (
  (select control.reaches_all('billing.read'))
  or tenant_id in (select control.reach('billing.read'))
);

create policy "The caller reads the invoices of tenants whose billing they may"
on control.invoices for select to authenticated
using (
  (select control.reaches_all('billing.read'))
  or tenant_id in (select control.reach('billing.read'))
);

create policy "The caller reads the lines of invoices that they read"
on control.invoice_lines for select to authenticated
using (exists (select from control.invoices i where i.id = invoice_id));
