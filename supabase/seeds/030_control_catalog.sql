-- The catalog: pricing tiers, bundles of real CE modules, one infra template. Re-loading changes nothing.
insert into control.subscription_plans (code, name, monthly_price, currency, max_users, backup_days)
values
  ('starter', 'Starter', 49, 'USD', 10, 14),
  ('professional', 'Professional', 199, 'USD', 50, 30),
  ('enterprise', 'Enterprise', null, 'USD', null, 90),
  ('provider', 'Provider', null, 'USD', null, 90)
on conflict (code) do nothing;

insert into control.module_bundles (code, name, bundle_type, description, modules)
values
  ('finance-ppm', 'Finance PPM', 'finance_ppm', 'Month-end work as projects, with timesheets, expenses and invoicing.',
    array['project', 'account', 'hr', 'hr_timesheet', 'hr_expense', 'purchase', 'sale_management', 'crm', 'contacts', 'calendar']),
  ('crm-sales', 'CRM and sales', 'crm', 'From the lead to the invoice.',
    array['crm', 'sale_management', 'sale_crm', 'account', 'contacts', 'calendar', 'mass_mailing', 'utm']),
  ('hr-timesheets', 'HR and timesheets', 'hr', 'People, their absences and the hours they work.',
    array['hr', 'hr_timesheet', 'hr_holidays', 'hr_attendance', 'hr_expense', 'hr_recruitment', 'project', 'project_timesheet_holidays']),
  ('retail', 'Retail', 'retail', 'Shops, stock and purchasing.',
    array['point_of_sale', 'stock', 'purchase', 'sale_management', 'account', 'loyalty', 'pos_loyalty', 'contacts'])
on conflict (code) do nothing;

insert into control.infra_templates (code, name, docker_image_odoo, docker_image_pg)
values ('standard', 'Standard', 'odoo:18.0', 'postgres:17')
on conflict (code) do nothing;

insert into control.tested_images (infra_template_code, image_tag, odoo_version)
values ('standard', '18.0', '18.0')
on conflict do nothing;
