-- drain_runs(): the queue asks for slices, leaves runs at work alone, and gives up on those that fail again and again.
begin;
select plan(39);
select tests.seed();
select tests.drive();
select tests.add_binding('b', 'b', 'https://one.example.com'), tests.add_binding('c', 'c', 'https://one.example.com'),
  tests.add_binding('d', 'd', 'https://one.example.com'), tests.add_binding('e', 'e');
create function pg_temp.asked() returns text language sql as $$
  select string_agg(binding, ',' order by q.id) from net.http_request_queue q
  join ops.function_calls c on c.request_id = q.id join odoo_seed.sync_runs r on r.id::text = c.object $$;
create function pg_temp.all_due() returns void language sql as $$
  update pgmq.q_seed_runs set vt = clock_timestamp() - interval '1 s';
  delete from net.http_request_queue $$;
create function pg_temp.wait_of(p_binding text) returns int language sql as $$
  select extract(epoch from vt - clock_timestamp())::int from pgmq.q_seed_runs q join odoo_seed.sync_runs r on r.message_id = q.msg_id where r.binding = p_binding $$;
create function pg_temp.forget_calls() returns void language sql as $$ update odoo_seed.sync_runs set called_at = null $$;
create function pg_temp.expire(p_binding text) returns void language sql as
  $$ update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() - interval '1 s' where binding = p_binding and status = 'running' $$;

select is(odoo_seed.drain_runs(), 0, 'an empty queue asks for nothing');
select tests.open_run('b', p_start => false);
select results_eq($$ select url, c.body ->> 'run_id' = r.id::text from net.http_request_queue q join ops.function_calls c on c.request_id = q.id, odoo_seed.sync_runs r $$,
  $$ values ('http://127.0.0.1:9/functions/v1/seed-odoo-finance/slices', true) $$, 'a waiting run is asked for by its id');
select ok(pg_temp.wait_of('b') between 9 and 10, 'and again in 10 s if nobody comes');
select is(odoo_seed.drain_runs(), 0, 'not earlier');
select pg_temp.all_due();
update odoo_seed.sync_runs set called_at = called_at - interval '11 s';
select is(odoo_seed.drain_runs(), 1, 'but then');

-- at work
select odoo_seed.claim_run(id, 60) from odoo_seed.sync_runs;
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 0, 'a run at work is left alone');
select ok(pg_temp.wait_of('b') between 60 and 61, 'until its lease is over');
select pg_temp.all_due(), pg_temp.expire('b');
select is(odoo_seed.drain_runs(), 1, 'a slice that was cut off is followed by another');
select is(pg_temp.asked(), 'b', 'of the same run');

-- the cap
select pg_temp.forget_calls(), pg_temp.all_due();
select tests.open_run('c', p_start => false), tests.open_run('d', p_start => false), tests.open_run('e', p_start => false);
select is(pg_temp.asked(), 'b,c,e', 'two of one server, and others beside them');
update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() + interval '5 s' where binding = 'd';
select odoo_seed.drain_runs();
select ok((select lease_expires_at > clock_timestamp() + interval '55 s' from odoo_seed.sync_runs where binding = 'd'), 'one that has to wait keeps its binding');
select is(pg_temp.wait_of('d'), 0, 'and its place');
select odoo_seed.claim_run(id, 60) from odoo_seed.sync_runs where binding in ('b', 'c', 'e');
select odoo_seed.drain_runs();
select is(pg_temp.asked(), 'b,c,e', 'while both are at work');
select odoo_seed.end_run(id, slice, false, 1) from odoo_seed.sync_runs where binding = 'c';
select is(pg_temp.asked(), 'b,c,e,d', 'and is asked for as soon as one ends');
update odoo_seed.sync_runs set handed_over = true, called_at = null, lease_expires_at = now() where binding = 'd';
select odoo_seed.claim_run(id, 60) from odoo_seed.sync_runs where binding = 'd';
select is((select count(*) from pgmq.q_seed_runs), 3::bigint, 'one message a run that is under way');

-- dead letters: five slices failed
select pg_temp.expire('b'), pg_temp.expire('e');
update odoo_seed.sync_runs set attempts = 4 where binding = 'e';
update odoo_seed.sync_runs set attempts = 4, handed_over = true, called_at = null, error = '{"code": "odoo_timeout"}' where binding = 'b';
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 1, 'four failures are not five');
select is(pg_temp.asked(), 'b', 'but the one whose slice was cut off has had its fifth');
select results_eq('select binding, attempts, error ->> ''code'' from odoo_seed.v_dead_runs', $$ values ('e', 5, 'cut_off') $$, 'it is a dead run');
update odoo_seed.sync_runs set attempts = 5, called_at = null,
  cursor = jsonb_build_object('settled_at', clock_timestamp() + interval '1 min', 'gives_up', '{"code": "odoo_timeout", "detail": "No answer."}'::jsonb)
where binding = 'b';
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 1, 'five failures do not end a run for which Odoo may still create something');
select is(pg_temp.asked(), 'b', 'a slice waits for that');
update odoo_seed.sync_runs set error = '{"code": "odoo_busy"}', cursor = cursor || jsonb_build_object('settled_at', clock_timestamp()) where binding = 'b';
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 0, 'five failures are');
select results_eq($$ select status, error ->> 'code' from odoo_seed.sync_runs where binding = 'b' $$, $$ values ('failed', 'odoo_timeout') $$, 'it ends with what it gave up for');
select is((select string_agg(binding, ',' order by binding) from odoo_seed.v_dead_runs), 'b,e', 'and both can be looked at');
select is((select count(*) from pgmq.q_seed_runs), 1::bigint, 'their messages are gone');
update odoo_seed.sync_runs set attempts = 5 where binding = 'c';
select is((select count(*) from odoo_seed.v_dead_runs), 2::bigint, 'a run that came through is none');

-- replayed
create temporary table replayed as select odoo_seed.replay_run(id) as id from odoo_seed.v_dead_runs where binding = 'b';
select results_eq($$ select r.status, r.binding, r.run_type, r.handed_over, r.attempts from odoo_seed.sync_runs r join replayed using (id) $$,
  $$ values ('running', 'b', 'seed', true, 0) $$, 'a dead run can be started again');
select is(pg_temp.asked(), 'b', 'and is asked for');
select throws_ok($$ select odoo_seed.replay_run(id) from replayed $$, 'OC001', null, 'one that runs cannot');
select throws_matching('select odoo_seed.replay_run(gen_random_uuid())', 'there is none$', 'nor one that is not there');

-- messages without a run
delete from odoo_seed.sync_runs where binding in ('b', 'd');
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now() where status = 'running';
select tests.open_run('c', p_start => false);
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now() where status = 'running';
select pgmq.send('seed_runs', '{}');
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 0, 'deleted runs, ended ones and what is no run');
select is_empty('select from pgmq.q_seed_runs', 'leave no message behind');

-- what fails for one run holds up no other
create function tests.hinder() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'Cannot touch run %', old.id using errcode = 'OC999';
end
$$;
select tests.open_run('c', p_start => false), tests.open_run('e', p_start => false);
create trigger hinder before update on odoo_seed.sync_runs for each row when (old.binding = 'c') execute function tests.hinder();
update odoo_seed.sync_runs set called_at = null where binding = 'e';
select pgmq.send('seed_runs', '{"run_id": "none such"}');
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 1, 'a run that cannot be called for');
select is(pg_temp.asked(), 'e', 'holds up no other');
select results_eq($$ select f.task, coalesce(r.binding, f.object), f.code from ops.tending_faults f left join odoo_seed.sync_runs r on r.id::text = f.object order by f.id $$,
  $$ values ('odoo_seed.drain_runs', 'c', 'OC999'), ('odoo_seed.drain_runs', 'none such', '22P02') $$, 'and is told of');
drop trigger hinder on odoo_seed.sync_runs;
delete from pgmq.q_seed_runs;
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now() where status = 'running';

-- another cap
select tests.open_run('b', p_start => false);
update odoo_seed.sync_runs set called_at = null where status = 'running';
create or replace function odoo_seed.runs_per_server() returns int language sql immutable set search_path = '' as $$ select 0 $$;
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 0, 'runs_per_server() can be replaced');
create or replace function odoo_seed.runs_per_server() returns int language sql immutable set search_path = '' as $$ select 1 $$;
select pg_temp.all_due();
select is(odoo_seed.drain_runs(), 1, 'and counts at once');

-- undriven
delete from vault.secrets where name = 'functions_url';
select pg_temp.all_due(), pg_temp.forget_calls();
select is(odoo_seed.drain_runs(), 0, 'without the secrets nothing is asked for');
select ok((select vt < clock_timestamp() from pgmq.q_seed_runs), 'and nothing is touched');
set local role authenticated;
select throws_ok('select odoo_seed.drain_runs()', '42501', null, 'by nobody who is just signed in');
reset role;

select * from finish();
rollback;
