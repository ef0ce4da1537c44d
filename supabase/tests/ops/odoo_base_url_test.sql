-- A URL of an Odoo is cut to its base wherever it is stored.
begin;
select plan(14);

select is(ops.odoo_base_url(copied), base, format('"%s" is cut to its base', copied))
from (values
  ('  HTTPS://Odoo.Example.com:443/odoo/action-12/4?debug=1#top ', 'https://odoo.example.com'),
  ('http://odoo.example.com:8069/web#action=5&model=project.task', 'http://odoo.example.com:8069'),
  ('http://odoo.example.com/web?q=ben@example.com', 'http://odoo.example.com'),
  ('https://example.com/ERP/web/login', 'https://example.com/ERP'),
  ('https://example.com/odoo-test/', 'https://example.com/odoo-test'),
  ('https://example.com/fr/web/login', 'https://example.com'),
  ('https://example.com/erp/pt_BR/my/tasks/3', 'https://example.com/erp'),
  ('https://example.com/fr/webshop', 'https://example.com/fr/webshop')
) as url (copied, base);
select is(ops.odoo_base_url('odoo.example.com/web'), 'odoo.example.com/web', 'what is no URL is left to the constraint');
select is(ops.odoo_base_url(null), null, 'no URL stays none');

select tests.empty();
select tests.add_binding('acme', 'acme', 'https://Odoo.example.com/web?db=acme#menu');
select is((select url from ops.odoo_bindings where name = 'acme'), 'https://odoo.example.com', 'a new binding holds the base alone');
update ops.odoo_bindings set url = 'https://erp.example.com/odoo/project' where name = 'acme';
select is((select url from ops.odoo_bindings where name = 'acme'), 'https://erp.example.com', 'so does a changed one');
select throws_ok(
  $$update ops.odoo_bindings set url = 'https://ben:word@erp.example.com/odoo' where name = 'acme'$$,
  '23514', null, 'a URL with credentials is refused as before');

select tests.tenants();
update control.tenants set odoo_url = 'http://Odoo.example.com/odoo?debug=1' where slug = 'platform';
select is(
  (select odoo_url from control.tenants where slug = 'platform'), 'http://odoo.example.com',
  'a tenant''s odoo_url is cut likewise');
select * from finish();
rollback;
