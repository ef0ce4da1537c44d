-- request_run() and the schedule: runs that SQL asks for.
begin;
select plan(17);
delete from ops.work;
delete from vault.secrets where name in ('functions_url', 'functions_secret');

select throws_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, 'OC004', 'Cannot request a run: Vault has no functions_url or no functions_secret',
  'without an address it is refused');
select vault.create_secret('http://127.0.0.1:9/functions/v1', 'functions_url');
select throws_matching($$ select odoo_seed.request_run('seed-odoo-finance') $$, 'no functions_secret', 'without a secret too');
select vault.create_secret('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', 'functions_secret');
select throws_ok($$ select odoo_seed.request_run('tenant-create') $$, 'OC004', 'Cannot request a run: "tenant-create" is not a seeding function', 'only seeding functions can be asked');
select throws_ok($$ select odoo_seed.request_run('seed-odoo-finance/slices') $$, 'OC004', null, 'and slices by the queue alone');
select throws_ok($$ select odoo_seed.request_run(null) $$, null, null, 'and a function has to be named');

create temporary table asked as select odoo_seed.request_run('seed-odoo-finance', '{"program": "close"}') as id;
select results_eq(
  $$ select q.url, q.body = '{}', c.path, c.body from net.http_request_queue q
    join ops.function_calls c on c.request_id = q.id join asked on asked.id = c.id $$,
  $$ values ('http://127.0.0.1:9/functions/v1/seed-odoo-finance', true, 'seed-odoo-finance', '{"program": "close"}'::jsonb) $$,
  'a request waits for pg_net, and what is asked does not leave the database');
select ok(odoo_seed.request_run('shadow-odoo-finance') is not null, 'the answer is the call''s id');
select results_eq($$ select body, taken_at from ops.function_calls where path = 'shadow-odoo-finance' $$,
  $$ values ('{}'::jsonb, null::timestamptz) $$, 'without a body all is asked for');

set local role service_role;
select lives_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, 'the service role may ask');
select is((select count(*) from ops.function_calls where path = 'seed-odoo-finance'), 2::bigint, 'and sees what became of it');
set local role authenticated;
select throws_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, '42501', null, 'a signed-in person may not');
set local role anon;
select throws_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, '42501', null, 'nor may anybody else');
reset role;

-- a request outlives pg_net's tables, which a crash empties
delete from net.http_request_queue;
update ops.work set called_at = called_at - interval '11 s';
select ops.tick();
select is((select count(*) from net.http_request_queue q join ops.function_calls c on c.request_id = q.id join asked on asked.id = c.id), 1::bigint, 'what was lost is asked for again');
select ops.take_call(id, 'seed-odoo-finance'), ops.end_call(id, 'the run', null) from asked;
select is((select object from ops.function_calls join asked using (id)), 'the run', 'until it is taken; then it leads to its run');
select is((select count(*) from ops.work), 2::bigint, 'and is asked for no more');

-- runs that nobody gets on with
select tests.seed();
select tests.run();
update odoo_seed.sync_runs set lease_expires_at = now() - interval '9 minutes';
select ops.run_schedule('odoo-seed-abandon-expired-runs');
select is((select status from odoo_seed.sync_runs), 'running', 'a run that was left is closed');
update odoo_seed.sync_runs set lease_expires_at = now() - interval '11 minutes';
select ops.run_schedule('odoo-seed-abandon-expired-runs');
select is((select status from odoo_seed.sync_runs), 'abandoned', 'ten minutes after its lease');

select * from finish();
rollback;
