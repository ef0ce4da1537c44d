-- The way to a binding's Odoo, with the password out of Vault.
begin;
select plan(6);

select tests.empty();
select tests.add_binding('acme', 'acc');
select is_empty($$ select * from ops.odoo_connection('nobody') $$, 'an unknown binding has no connection');
select results_eq(
  $$ select url, password from ops.odoo_connection('default') $$, 'values (null::text, null::text)',
  'default without an address leaves it to the environment'
);
select results_eq(
  $$ select url, database, username, password, transport, sync_enabled, unique_refs, bulk_action, lang from ops.odoo_connection('acme') $$,
  $$ values ('https://acme.example.com', 'books', 'bot', null::text, 'auto', true, false, false, 'en_US') $$,
  'a secret that Vault lacks is a null password, and the rest is there'
);
select vault.create_secret('another', 'a'), vault.create_secret('open sesame', 'secret'), vault.create_secret('yet another', 'z');
select is((select password from ops.odoo_connection('acme')), 'open sesame', 'the password is the Vault secret of that name');

set local role service_role;
select is((select password from ops.odoo_connection('acme')), 'open sesame', 'the functions'' role reads the password here');
reset role;
set local role authenticated;
select throws_ok($$ select * from ops.odoo_connection('acme') $$, '42501', null, 'a signed-in person does not');
reset role;

select * from finish();
rollback;
