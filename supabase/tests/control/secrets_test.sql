-- Secrets of tenants and templates: kept once, replaced on purpose, and nobody else's in reach.
begin;
select plan(14);
select vault.create_secret('not yours', 'seed_secret');
select vault.create_secret('theirs', 'tenant/acme-two/odoo_admin');

select is(control.read_secret('tenant/acme/odoo_admin'), null, 'there is none yet');
select is(control.keep_secret('tenant/acme/odoo_admin', 'first'), 'first', 'the first is kept');
select is(control.keep_secret('tenant/acme/odoo_admin', 'second'), 'first', 'and stays when somebody comes again');
select is(control.read_secret('tenant/acme/odoo_admin'), 'first', 'as can be read');
select control.replace_secret('tenant/acme/odoo_bot', 'key');
select control.replace_secret('tenant/acme/odoo_bot', 'new key');
select is(control.read_secret('tenant/acme/odoo_bot'), 'new key', 'a key is replaced on purpose');
select is((select count(*) from vault.secrets where name like 'tenant/acme/%'), 2::bigint, 'nothing is kept twice');
select is(control.keep_secret('template/template_project/odoo_admin', 'x'), 'x', 'templates have secrets, too');

select throws_ok(format('select control.%s', call), '23514', null, call || ' reaches no other secret')
from unnest(array[$$read_secret('seed_secret')$$, $$keep_secret('seed_secret', 'x')$$, $$replace_secret('seed_secret', 'x')$$, $$read_secret('tenant/../seed_secret')$$]) call;

select is(control.forget_secrets('acme'), 2, 'all of a tenant''s are forgotten');
select is(control.forget_secrets('%'), 0, 'a pattern is no slug');
select is((select count(*) from vault.secrets where name in ('seed_secret', 'tenant/acme-two/odoo_admin')), 2::bigint, 'and nobody else''s');

select * from finish();
rollback;
