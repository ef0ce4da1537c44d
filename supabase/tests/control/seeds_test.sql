-- The seeds: the tiers, the bundles, and the three first tenants.
begin;
select plan(8);
select set_has('select code::text from control.subscription_plans', $$ values ('starter'), ('professional'), ('enterprise'), ('provider') $$, 'four tiers');
select set_has('select bundle_type from control.module_bundles', $$ values ('finance_ppm'), ('crm'), ('hr'), ('retail') $$, 'four bundles');
select cmp_ok((select cardinality(modules) from control.module_bundles where code = 'finance-ppm'), '>=', 8, 'Finance PPM has eight modules or more');
select set_has('select slug::text, tenant_type, isolation, database, schema from control.tenants',
  $$ values ('platform', 'platform_owner', 'database', 'odoo_platform', 'public'), ('tbwa', 'client', 'database', 'odoo_tbwa', 'tbwa'), ('scout', 'internal', 'schema', 'odoo_platform', 'scout') $$,
  'three tenants; scout shares the platform''s database');
select is_empty($$ select slug from control.tenants where slug in ('platform', 'tbwa', 'scout') and admin_email !~ '@example\.com$' $$, 'none with a real address');

-- what is stored and not created yet
create function pg_temp.ask(p_slug text) returns text language sql as $$
  select tests.refusal(format('select tests.open(%L, ''create'')', p_slug)) $$;
select results_eq($$ select slug::text, pg_temp.ask(slug) from control.tenants where slug in ('platform', 'tbwa', 'scout') order by slug $$,
  $$ values ('platform', 'OC101: Cannot create tenant "platform": it is active'), ('scout', 'fine'), ('tbwa', 'fine') $$,
  'the platform runs; the others can be asked to be created');
select is_empty($$ select o.id from control.operations o join control.tenants t on t.id = o.tenant_id where t.slug in ('tbwa', 'scout') $$, 'nobody has asked for it yet');
select tests.put('platform', 'paused');
select is(pg_temp.ask('scout'), 'OC106: Cannot create tenant "scout": its parent "platform" is paused', 'below a paused platform nobody is created');
select * from finish();
rollback;
