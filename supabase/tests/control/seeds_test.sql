-- The seeds: the tiers, the bundles, and the three first tenants.
begin;
select plan(5);
select set_has('select code::text from control.subscription_plans', $$ values ('starter'), ('professional'), ('enterprise'), ('provider') $$, 'four tiers');
select set_has('select bundle_type from control.module_bundles', $$ values ('finance_ppm'), ('crm'), ('hr'), ('retail') $$, 'four bundles');
select cmp_ok((select cardinality(modules) from control.module_bundles where code = 'finance-ppm'), '>=', 8, 'Finance PPM has eight modules or more');
select set_has('select slug::text, tenant_type, isolation, database, schema from control.tenants',
  $$ values ('platform', 'platform_owner', 'database', 'odoo_platform', 'public'), ('tbwa', 'client', 'database', 'odoo_tbwa', 'tbwa'), ('scout', 'internal', 'schema', 'odoo_platform', 'scout') $$,
  'three tenants; scout shares the platform''s database');
select is_empty($$ select slug from control.tenants where slug in ('platform', 'tbwa', 'scout') and admin_email !~ '@example\.com$' $$, 'none with a real address');
select * from finish();
rollback;
