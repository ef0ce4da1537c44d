-- request_run() and the schedule: runs that SQL asks for.
begin;
select plan(11);
delete from vault.secrets where name in ('functions_url', 'seed_run_token');

select throws_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, 'OC004', 'Cannot request a run: Vault has no functions_url or no seed_run_token',
  'without an address it is refused');
select vault.create_secret('http://127.0.0.1:9/functions/v1', 'functions_url');
select throws_matching($$ select odoo_seed.request_run('seed-odoo-finance') $$, 'no seed_run_token', 'without a token too');
select vault.create_secret('a token', 'seed_run_token');
select throws_ok($$ select odoo_seed.request_run('tenant-create') $$, 'OC004', 'Cannot request a run: "tenant-create" is not a seeding function', 'only seeding functions can be asked');
select throws_ok($$ select odoo_seed.request_run(null) $$, null, null, 'and a function has to be named');

create temporary table asked as select odoo_seed.request_run('seed-odoo-finance', '{"program": "close"}') as id;
select results_eq(
  $$ select method::text, url, convert_from(body, 'UTF8')::jsonb, headers ->> 'Authorization', timeout_milliseconds
    from net.http_request_queue join asked using (id) $$,
  $$ values ('POST', 'http://127.0.0.1:9/functions/v1/seed-odoo-finance', '{"program": "close"}'::jsonb, 'Bearer a token', 150000) $$,
  'a request waits for pg_net, with the body and the token');
select ok(odoo_seed.request_run('shadow-odoo-finance') > 0, 'the answer is the request''s id');
select results_eq(
  $$ select convert_from(body, 'UTF8')::jsonb, headers ->> 'Content-Type' from net.http_request_queue where url like '%/shadow-odoo-finance' $$,
  $$ values ('{}'::jsonb, 'application/json') $$, 'without a body all is asked for');

set local role service_role;
select lives_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, 'the service role may ask');
set local role authenticated;
select throws_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, '42501', null, 'a signed-in person may not');
set local role anon;
select throws_ok($$ select odoo_seed.request_run('seed-odoo-finance') $$, '42501', null, 'nor may anybody else');
reset role;

select results_eq($$ select schedule, command, active from cron.job where jobname = 'odoo-seed-abandon-expired-runs' $$,
  $$ values ('* * * * *', 'select odoo_seed.abandon_expired_runs(p_grace => ''10 minutes'')', true) $$, 'dead runs are closed every minute');

select * from finish();
rollback;
