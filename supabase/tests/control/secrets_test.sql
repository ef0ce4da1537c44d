-- Secrets of tenants and templates: kept once, replaced on purpose, and nobody else's in reach.
begin;
select plan(27);
insert into control.tenants (slug, name, tenant_type, parent_id, admin_email, plan_code)
select slug, slug, 'client', (select id from control.tenants where tenant_type = 'platform_owner'), 'ann@example.com', 'starter'
from unnest(array['acme', 'acme-two']) slug;
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

select control.keep_secret('tenant/acme/odoo_bot_next', 'next key');
select ok(control.move_secret('tenant/acme/odoo_bot_next', 'tenant/acme/odoo_bot'), 'a key is put in the place of another');
select is(control.read_secret('tenant/acme/odoo_bot'), 'next key', 'as it is');
select is(control.read_secret('tenant/acme/odoo_bot_next'), null, 'and is in one place');
select ok(not control.move_secret('tenant/acme/odoo_bot_next', 'tenant/acme/odoo_bot'), 'moved once');
select throws_ok($$select control.move_secret('tenant/acme/odoo_bot', 'tenant/acme-two/odoo_admin')$$, 'OC131', null, 'never over somebody else''s');
select throws_ok($$select control.keep_secret('tenant/nobody/odoo_admin', 'x')$$, 'OC004', null, 'nothing is kept for nobody');
select is(control.read_secret('tenant/acme-two/odoo_admin'), null, 'what somebody else keeps is not read');
select throws_ok(format('select control.%s', call), 'OC131', null, call || ' leaves alone what somebody else keeps')
from unnest(array[$$keep_secret('tenant/acme-two/odoo_admin', 'x')$$, $$replace_secret('tenant/acme-two/odoo_admin', 'x')$$]) call;
select is(control.take_secret('tenant/acme-two/odoo_admin'), null, 'nor is it shown');
select is(control.forget_secrets('tenant/acme-two'), 0, 'nor forgotten');
select ok(control.has_foreign_secrets('acme-two') and not control.has_foreign_secrets('acme'), 'that it is there can be told');
select is(
  (select decrypted_secret from vault.decrypted_secrets where name = 'tenant/acme-two/odoo_admin'), 'theirs', 'and it is as it was');

select throws_ok(format('select control.%s', call), '23514', null, call || ' reaches no other secret')
from unnest(array[$$read_secret('seed_secret')$$, $$keep_secret('seed_secret', 'x')$$, $$replace_secret('seed_secret', 'x')$$, $$read_secret('tenant/../seed_secret')$$]) call;

select is(control.forget_secrets('tenant/acme'), 2, 'all of a tenant''s are forgotten');
select is(control.forget_secrets('tenant/%'), 0, 'a pattern is no slug');
select is((select count(*) from vault.secrets where name in ('seed_secret', 'tenant/acme-two/odoo_admin')), 2::bigint, 'and nobody else''s');

select * from finish();
rollback;
