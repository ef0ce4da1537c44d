-- A finance team's calendar: the programmes and their three projects. Re-loading changes nothing.
insert into odoo_seed.programs (slug, name, program_type, parent_slug, description)
values
  ('finance-calendar', 'Finance calendar', 'ppm', null,
    'All that finance has to deliver around a month end, with owners and deadlines.'),
  ('finance-compliance', 'Tax and audit', 'ppm', 'finance-calendar',
    'What authorities and auditors are owed once the books are closed.')
on conflict (slug) do nothing;

-- The month that is closed is the present one: the work peaks in the first days of the next.
insert into odoo_seed.projects (
  program_slug, external_ref, name, company_name, manager_email, visibility,
  description, date_start, date_end, sequence
)
select
  p.program_slug, p.external_ref, p.name, p.company_name, p.manager || '@example.com', 'employees',
  p.description, month.first_day + p.starts, month.next_first_day + p.ends, p.sequence
from (
  values
    ('finance-calendar', 'month-end-close', 'Month-end close', 'Northwind Finance', 'manager',
      '<p>Closes the books of the group within eight working days.</p>', 0, 13, 10),
    ('finance-compliance', 'tax-compliance', 'Tax compliance', 'Northwind Retail', 'erin.walsh',
      '<p>Returns, payments and the tax provision, each with its proof.</p>', 14, 34, 20),
    ('finance-compliance', 'audit-readiness', 'Audit readiness', 'TBWA\SMP', 'farid.nasser',
      '<p>Everything the auditors ask for, prepared before they ask.</p>', 0, 44, 30)
) p (program_slug, external_ref, name, company_name, manager, description, starts, ends, sequence)
cross join lateral (
  select
    date_trunc('month', now() at time zone 'UTC')::date as first_day,
    (date_trunc('month', now() at time zone 'UTC') + interval '1 month')::date as next_first_day
) month
on conflict (external_ref) do nothing;
