-- The driver: a call is a wake-up, at once and until somebody comes; what is done hangs on the claim.
begin;
select plan(34);
delete from ops.work;
select tests.drive();
insert into ops.work_kinds (kind, path, at_once, call_again_after, late_after) values
  ('dig', 'digger/holes', 2, '10 seconds', '1 minute'), ('pulled', null, null, '5 seconds', '1 minute');
insert into ops.work_kinds (kind, path, taken_is_done) values ('ask', 'digger', true);
create function pg_temp.asked() returns text language sql as $$
  select string_agg(c.object, ',' order by q.id) from net.http_request_queue q join ops.function_calls c on c.request_id = q.id $$;
create function pg_temp.lose() returns void language sql as $$ delete from net.http_request_queue $$;
create function pg_temp.later() returns void language sql as $$ update ops.work set called_at = called_at - interval '11 s' $$;
create function pg_temp.claim(p_key text) returns uuid language sql as $$ select (ops.claim_work('dig', p_key)).lease_token $$;
create temporary table tokens (key text, token uuid);

select is(ops.drive(), 0, 'where nothing is due nobody is called');
select ops.put_work('pulled', 'p');
select is(pg_temp.asked(), null, 'nor for a kind whose workers come by themselves');
select ops.put_work('dig', 'a', '{"deep": 1}');
select results_eq($$ select q.url, c.body, c.object from net.http_request_queue q join ops.function_calls c on c.request_id = q.id $$,
  $$ values ('http://127.0.0.1:9/functions/v1/digger/holes', '{"deep": 1}'::jsonb, 'a') $$, 'work that is put is called for at once');
select is(ops.drive(), 0, 'which then has time to come');

-- lost
select pg_temp.lose(), pg_temp.later();
select is(ops.drive(), 1, 'a wake-up that was lost is repeated');
select is(pg_temp.asked(), 'a', 'for the same work');
select pg_temp.later();
select is(ops.drive(), 1, 'as long as nobody comes');

-- doubled, late
insert into tokens values ('a', pg_temp.claim('a'));
select is(pg_temp.claim('a'), null, 'a wake-up that is doubled finds nothing to do');
select pg_temp.lose(), pg_temp.later();
select is(ops.drive(), 0, 'nobody is called for what is at work');
update ops.work set lease_expires_at = clock_timestamp() where key = 'a';
select is(ops.drive(), 1, 'but once its worker is lost');
update tokens set token = pg_temp.claim('a');
select ops.finish_work('dig', 'a', token) from tokens;
select is(pg_temp.claim('a'), null, 'a wake-up that is late finds nothing, either');
delete from tokens;

-- lanes
select pg_temp.lose();
select ops.put_work('dig', 'l' || n, p_lane => 'x', p_object => 'o' || n) from generate_series(1, 4) n;
select is(pg_temp.asked(), 'o1,o2', 'as many of a lane are called for as it has places, for whose sake they are');
insert into tokens select key, pg_temp.claim(key) from unnest(array['l1', 'l2']) key;
select ops.drive();
select is(pg_temp.asked(), 'o1,o2', 'while it is full nobody is');
select ops.finish_work('dig', 'l1', token) from tokens where key = 'l1';
select is(pg_temp.asked(), 'o1,o2,o3', 'what ends calls the next');
select ops.fail_work('dig', 'l2', token, '{"code": "odd"}') from tokens where key = 'l2';
select is(pg_temp.asked(), 'o1,o2,o3,o4', 'what fails does, too');
insert into tokens select key, pg_temp.claim(key) from unnest(array['l3', 'l4']) key;
select ops.put_work('dig', 'l5', p_lane => 'x', p_object => 'o5');
select ops.wait_work('dig', 'l3', token, 30, true) from tokens where key = 'l3';
select is(pg_temp.asked(), 'o1,o2,o3,o4', 'what waits and keeps its place does not');
select ops.wait_work('dig', 'l4', token, 30) from tokens where key = 'l4';
select is(pg_temp.asked(), 'o1,o2,o3,o4,o5', 'what gives it away does');
select ops.put_work('dig', 'l6', p_lane => 'x', p_object => 'o6');
select ops.forget_work('dig', 'l3');
select is(pg_temp.asked(), 'o1,o2,o3,o4,o5,o6', 'and what nobody needs any more');

-- what goes on at once is called for at once
delete from ops.work;
select pg_temp.lose();
select ops.put_work('dig', 'next');
insert into tokens select 'next', pg_temp.claim('next');
select ops.wait_work('dig', 'next', token) from tokens where key = 'next';
select is(pg_temp.asked(), 'next,next', 'the next claim of the same work');

-- a call that is the work
delete from ops.work;
select pg_temp.lose();
create temporary table asking as select ops.put_work('ask', 'once', '{"q": 1}') as id;
select is((select array_agg(c.id) from net.http_request_queue q join ops.function_calls c on c.request_id = q.id), array[id], 'a call that is all the work has its id') from asking;
select pg_temp.lose(), pg_temp.later();
select is(ops.drive(), 1, 'lost in a crash, as pg_net''s tables are, it is made again');
select is((select array_agg(c.id) from net.http_request_queue q join ops.function_calls c on c.request_id = q.id), array[id], 'under the same id') from asking;
select pg_temp.later(), ops.drive();
select is((select count(*) from net.http_request_queue), 2::bigint, 'or twice');
select is(ops.take_call(id, 'digger'), '{"q": 1}', 'it is taken') from asking;
select throws_ok(format('select ops.take_call(%L, ''digger'')', id), 'OC031', null, 'once') from asking;
select is_empty('select from ops.work', 'and then done');

-- late, paused, undriven
select ops.put_work('dig', 'late');
update ops.work set run_after = clock_timestamp() - interval '2 minutes';
select results_eq('select kind, key, status from ops.v_late', $$ values ('dig', 'late', 'queued') $$, 'work for which nobody comes is late');
update ops.function_calls set fault = '{"detail": "Nobody."}', called_at = clock_timestamp() where object = 'late';
select is((select call_fault from ops.v_late), 'Nobody.', 'and says why');
insert into tokens values ('late', pg_temp.claim('late'));
select is_empty('select from ops.v_late', 'until somebody does');
select pg_temp.lose();
update ops.work_kinds set paused = true where kind = 'dig';
select ops.put_work('dig', 'paused');
select is(pg_temp.asked(), null, 'for a paused kind nobody is called');
update ops.work set run_after = clock_timestamp() - interval '2 minutes' where key = 'paused';
select is((select key from ops.v_late), 'paused', 'but its work is late');
update ops.work_kinds set paused = false where kind = 'dig';
delete from vault.secrets where name = 'functions_url';
select is(ops.drive(), 0, 'without the secrets nobody is called');
select is((pg_temp.work).called_at, null, 'and nothing is touched') from (select w as work from ops.work w where key = 'paused') pg_temp;
set local role authenticated;
select throws_ok('select ops.drive()', '42501', null, 'nor by somebody who is just signed in');
reset role;
select * from finish();
rollback;
