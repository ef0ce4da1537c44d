-- Whose a template's database is: what an attempt noted is ours. What has the name and is not ours stays, and another one is built.
begin;
select plan(17);
select tests.tenants();
delete from ops.reconcile_faults;
insert into control.module_bundles (code, name, bundle_type, modules) values ('kit-one', 'Kit', 'kit', array['project']);
create temporary table attempt as select control.want_template('kit-one', 'PH', 'http://odoo:8069') as database, null::jsonb as claim;
create function pg_temp.template() returns control.database_templates language sql as $$
  select t from control.database_templates t where database = (select claim ->> 'database' from attempt) $$;
create function pg_temp.token() returns uuid language sql as $$ select (claim ->> 'lease_token')::uuid from attempt $$;
create function pg_temp.name() returns text language sql as $$ select claim ->> 'database' from attempt $$;

update attempt set claim = control.claim_template(60);
select results_eq('select claim -> ''uuid'', claim -> ''build_claimed_at'' from attempt', $$ values ('null'::jsonb, 'null'::jsonb) $$, 'of one that is only wanted nothing is ours');
select throws_ok($$ select control.claim_template_build('odoo:8069', pg_temp.name(), gen_random_uuid()) $$, 'OC002', null, 'only who holds the attempt says what is ours');
select throws_ok($$ select control.note_template('odoo:8069', pg_temp.name(), gen_random_uuid(), gen_random_uuid()::text) $$, 'OC002', null, 'or which one it is');
select control.claim_template_build('odoo:8069', pg_temp.name(), pg_temp.token());
create temporary table since as select (pg_temp.template()).build_claimed_at as at;
select isnt((select at from since), null, 'a name that was found free is ours');
select control.claim_template_build('odoo:8069', pg_temp.name(), pg_temp.token());
select is((pg_temp.template()).build_claimed_at, (select at from since), 'since then, however often it is said');
select throws_ok($$ select control.note_template('odoo:8069', pg_temp.name(), pg_temp.token(), 'odoo') $$, '23514', null, 'a uuid is one');
select control.note_template('odoo:8069', pg_temp.name(), pg_temp.token(), repeat('1', 8) || '-0000-4000-8000-000000000000');
select is((pg_temp.template()).uuid, '11111111-0000-4000-8000-000000000000', 'it is noted before the name is given');
select is(control.mark_template('odoo:8069', pg_temp.name(), pg_temp.token(), '19.0', 'one'), 'ready', 'then it can become ready');
select throws_ok($$ update control.database_templates set uuid = null where database = pg_temp.name() $$, '23514', null, 'and stays known');

-- somebody took the name
update control.database_templates set checked_at = '2020-01-01';
select control.reconcile_templates();
update attempt set claim = control.claim_template(60);
select control.keep_secret('template/' || pg_temp.name() || '/odoo_bot', 'x');
select vault.create_secret('y', 'template/' || pg_temp.name() || '/odoo_admin');
select throws_ok($$ select control.disown_template('odoo:8069', pg_temp.name(), gen_random_uuid(), 'why') $$, 'OC002', null, 'only who looked tells that it is foreign');
select control.disown_template('odoo:8069', pg_temp.name(), pg_temp.token(), 'Its uuid is another one.');
select results_eq('select status, database <> pg_temp.name() from control.database_templates', $$ values ('building', true) $$, 'nothing will drop it, and another one is built');
select is((select string_agg(split_part(name, '/', 3), ' ') from vault.secrets where name like 'template/%'), 'odoo_admin', 'the keys of ours are of no use any more; what somebody else keeps stays');
select results_eq('select task, object, code, detail from ops.reconcile_faults', $$ select 'control.disown_template', pg_temp.name(), 'OC131', 'Its uuid is another one.' $$, 'people are told why');

-- a stale one, whose name somebody took
update attempt set claim = control.claim_template(60);
select control.leave_template('odoo:8069', pg_temp.name(), pg_temp.token(), 0);
select control.retire_template('odoo:8069', pg_temp.name());
update attempt set claim = control.claim_template(60);
select is((select claim ->> 'status' from attempt), 'stale', 'one is to be dropped');
create temporary table next as select database from control.database_templates where database <> pg_temp.name();
select control.disown_template('odoo:8069', pg_temp.name(), pg_temp.token(), 'It was there before.');
select set_eq('select database from control.database_templates', 'select database from next', 'it is forgotten, and no further one is wanted');
select is((select count(*)::int from ops.reconcile_faults), 2, 'and told of, too');
select ok(not has_function_privilege('authenticated', 'control.disown_template(text, text, uuid, text)', 'execute'), 'people do not say so through the API');
select * from finish();
rollback;
