-- open_run(): a durable run starts, at work or in the queue, and a key answers with the run that it started before.
begin;
select plan(27);
select tests.seed();
select tests.drive();
select tests.add_binding('b', 'b', 'https://one.example.com'), tests.add_binding('c', 'c', 'https://one.example.com'),
  tests.add_binding('d', 'd', 'https://one.example.com'), tests.add_binding('e', 'e');
create temporary table opened (name text, id uuid, existing boolean, started boolean);
create function pg_temp.open(p_name text, p_binding text default 'default', p_key text default null, p_start boolean default true,
  p_type text default 'seed', p_scope jsonb default '{}', p_options jsonb default '{}') returns void language sql as $$
  insert into opened select p_name, o.* from odoo_seed.open_run(p_binding, p_type, p_scope, p_options, p_key, p_start, 60) o $$;
create function pg_temp.run(p_name text) returns odoo_seed.sync_runs language sql as $$
  select r.* from odoo_seed.sync_runs r join opened using (id) where name = p_name $$;
create function pg_temp.wait_of(p_name text) returns int language sql as $$
  select extract(epoch from due_at - clock_timestamp())::int from ops.work where kind = 'run' and key = (pg_temp.run(p_name)).id::text $$;
create function pg_temp.asked() returns text language sql as $$
  select string_agg(name, ',' order by q.id) from net.http_request_queue q
  join ops.function_calls c on c.request_id = q.id and c.path = 'seed-odoo-finance/slices' join opened o on o.id::text = c.body ->> 'run_id' $$;

-- the caller works it
select pg_temp.open('one', p_key => 'k1', p_scope => '{"projects": ["P"]}', p_options => '{"notify": true}');
select results_eq($$ select existing, started from opened $$, 'values (false, true)', 'a run starts with its caller');
select results_eq($$ select binding, run_type, scope, options, idempotency_key, phase, slice, handed_over, attempts, passes_left from pg_temp.run('one') $$,
  $$ values ('default', 'seed', '{"projects": ["P"]}'::jsonb, '{"notify": true}'::jsonb, 'k1', 'observe', 1, false, 0, 2) $$, 'with all that was asked');
select is((select payload from ops.work), jsonb_build_object('run_id', id), 'as work it names itself and nothing else') from opened;
select ok(pg_temp.wait_of('one') between 58 and 60, 'and is due when the lease is over');
select is(pg_temp.asked(), null, 'nobody else is asked');

-- keys
select pg_temp.open('again', p_key => 'k1', p_scope => '{"projects": ["P"]}', p_options => '{"notify": true}');
select results_eq($$ select o.id = one.id, o.existing, o.started from opened o, opened one where o.name = 'again' and one.name = 'one' $$,
  'values (true, true, false)', 'its key answers with the run that it started');
select throws_ok($$ select pg_temp.open('x', p_key => 'k1') $$, 'OC006', 'Cannot start a run: its Idempotency-Key was used for another request', 'not for another scope');
select throws_ok($$ select pg_temp.open('x', p_key => 'k1', p_scope => '{"projects": ["P"]}') $$, 'OC006', null, 'other options');
select throws_ok($$ select pg_temp.open('x', p_key => 'k1', p_scope => '{"projects": ["P"]}', p_options => '{"notify": true}', p_type => 'plan') $$, 'OC006', null, 'another type');
select throws_ok($$ select pg_temp.open('x', 'b', 'k1', p_scope => '{"projects": ["P"]}', p_options => '{"notify": true}') $$, 'OC006', null, 'or another binding');
select throws_ok($$ select pg_temp.open('x', p_key => 'k2') $$, 'OC001', null, 'a new key is a new run, and the binding is taken');
update odoo_seed.sync_runs set status = 'failed', finished_at = now();
select pg_temp.open('ended', p_key => 'k1', p_scope => '{"projects": ["P"]}', p_options => '{"notify": true}');
select ok(existing, 'a run that has ended is answered with, too') from opened where name = 'ended';
select pg_temp.open('other');
select is((select count(*) from odoo_seed.sync_runs), 2::bigint, 'without a key every request is a new run');

-- at most two at work on a server
select pg_temp.open('b', 'b');
select pg_temp.open('c', 'c', p_start => false);
select is(pg_temp.asked(), 'c', 'who does not wait: the queue asks for the first slice');
select results_eq($$ select handed_over, slice from pg_temp.run('c') $$, 'values (true, 0)', 'which nobody has yet');
select pg_temp.open('d', 'd');
select ok(not started, 'a third has to wait in the queue') from opened where name = 'd';
select is(pg_temp.asked(), 'c', 'and is not asked for');
select is(pg_temp.wait_of('d'), 0, 'but due');
select pg_temp.open('e', 'e');
select ok(started, 'another server is not concerned') from opened where name = 'e';

-- refused
delete from odoo_seed.sync_runs;
select throws_ok($$ select pg_temp.open('x', 'nowhere') $$, 'OC004', null, 'as start_run');
select throws_ok($$ select pg_temp.open('x', p_options => '{"plan": "11111111-1111-4111-8111-111111111111"}') $$, 'OC004', null, 'a plan that is not there');
delete from vault.secrets where name = 'functions_secret';
select ok(not ops.functions_are_callable(), 'without a secret nobody is called');
select throws_ok($$ select pg_temp.open('x', p_start => false) $$, 'OC004', 'Cannot start a run without waiting: Vault has no functions_url or no functions_secret', 'so nobody may leave');
select is_empty('select from odoo_seed.sync_runs', 'a refused run leaves no row');
select pg_temp.open('u1', 'b'), pg_temp.open('u2', 'c');
select pg_temp.open('u3', 'd');
select ok(started, 'and who waits always starts') from opened where name = 'u3';
set local role service_role;
select lives_ok($$ select odoo_seed.open_run('e', 'shadow', '{}', '{}', null, true, 60) $$, 'the service role may');
set local role authenticated;
select throws_ok($$ select odoo_seed.open_run('e', 'shadow', '{}', '{}', null, true, 60) $$, '42501', null, 'a signed-in person may not');
reset role;

select * from finish();
rollback;
