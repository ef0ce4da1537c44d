-- The engine: work is put once, claimed under a lease, waits, fails, dies and is sent again.
begin;
select plan(64);
delete from ops.work;
delete from ops.reconcile_faults;
insert into ops.work_kinds (kind, at_once, max_attempts, backoff_base, backoff_factor, backoff_cap, outage_survived, lease_seconds)
values ('dig', 2, 3, 5, 4, 300, '30 minutes', 60), ('endless', null, null, 2, 2, 240, null, 60);
insert into ops.work_faults values ('dig', 'broken', 'never'), ('dig', 'away', 'by_itself'), ('endless', 'away', 'by_itself');
create temporary table claims (name text primary key, claim ops.work);
create function pg_temp.claim(p_name text, p_kind text default 'dig', p_key text default null) returns text language sql as $$
  insert into claims select p_name, c from ops.claim_work(p_kind, p_key) c where c.key is not null
  on conflict (name) do update set claim = excluded.claim returning (claim).key $$;
create function pg_temp.token(p_name text) returns uuid language sql as $$ select (claim).lease_token from claims where name = p_name $$;
create function pg_temp.fail(p_name text, p_code text default 'odd') returns text language sql as $$
  select ops.fail_work((claim).kind, (claim).key, (claim).lease_token, jsonb_build_object('code', p_code, 'detail', 'No.')) from claims where name = p_name $$;
create function pg_temp.work(p_key text) returns ops.work language sql as $$ select w from ops.work w where key = p_key $$;
create function pg_temp.pass_time() returns void language sql as $$ update ops.work set run_after = clock_timestamp() where status in ('queued', 'waiting') $$;
create function pg_temp.die() returns void language sql as $$ update ops.work set lease_expires_at = clock_timestamp() where status = 'running' $$;

-- put
create temporary table put as select ops.put_work('dig', 'a', '{"deep": 1}') as id;
select is(ops.put_work('dig', 'a', '{"deep": 2}'), id, 'what is put twice is there once') from put;
select results_eq('select status, payload, max_attempts, attempts from ops.work', $$ values ('queued', '{"deep": 1}'::jsonb, 3, 0) $$, 'as it was put first');
select ok(ops.put_work('endless', 'a') <> id, 'a key is of its kind') from put;
select is(ops.put_work('none', 'a'), null, 'a kind that is none takes no work');
delete from ops.work where kind = 'endless';

-- claim
select is(pg_temp.claim('one'), 'a', 'it is claimed');
select is(pg_temp.claim('two'), null, 'by one');
select results_eq($$ select (claim).status, (claim).attempts, (claim).payload, (claim).lease_expires_at between clock_timestamp() + interval '50 s' and clock_timestamp() + interval '61 s' from claims $$,
  $$ values ('running', 1, '{"deep": 1}'::jsonb, true) $$, 'with all that it needs, for as long as its kind says');
select matches(pg_get_functiondef('ops.claim_work'::regproc), 'for no key update skip locked', 'no worker waits for another''s transaction');
select lives_ok(format('select ops.extend_work(''dig'', ''a'', %L, 600)', pg_temp.token('one')), 'a lease is extended');
select ok((pg_temp.work('a')).lease_expires_at > clock_timestamp() + interval '500 s', 'by as much as is asked');
select throws_ok(format('select ops.extend_work(''dig'', ''a'', %L, 600)', gen_random_uuid()), 'OC002', null, 'not with another token');
select is((ops.lock_work('dig', 'a', pg_temp.token('one'))).key, 'a', 'a token holds its work');

-- a lost worker
select pg_temp.die();
select is(pg_temp.claim('two'), 'a', 'what a lost worker had is due again');
select is((pg_temp.work('a')).attempts, 2, 'as a further attempt');
select throws_ok(format('select ops.%s', replace(call, 'TOKEN', quote_literal(pg_temp.token('one')))), 'OC002', 'Cannot go on with dig a: its lease is lost', 'a late answer: ' || call)
from unnest(array['finish_work(''dig'', ''a'', TOKEN)', 'wait_work(''dig'', ''a'', TOKEN)', 'fail_work(''dig'', ''a'', TOKEN, ''{"code": "odd"}'')', 'lock_work(''dig'', ''a'', TOKEN)']) call;
select is((pg_temp.work('a')).lease_token, pg_temp.token('two'), 'changes nothing');

-- waiting
select ops.wait_work('dig', 'a', pg_temp.token('two'), 30);
select is(pg_temp.claim('three'), null, 'what waits is not due');
select pg_temp.pass_time();
select is(pg_temp.claim('three'), 'a', 'until its time has come');
select is((pg_temp.work('a')).attempts, 2, 'going on is no attempt');

-- done
select ops.finish_work('dig', 'a', pg_temp.token('three'));
select is_empty('select from ops.work', 'what is done leaves the table');
select throws_ok(format('select ops.finish_work(''dig'', ''a'', %L)', pg_temp.token('three')), 'OC002', null, 'once');

-- back-off
select ok(min(p) >= expected * 0.75 and max(p) <= expected * 1.25 and count(distinct p) > 100, format('after attempt %s a pause is about %s s, and never twice the same', n, expected))
from (values (1, 5), (2, 20), (3, 80), (4, 300), (50, 300)) v (n, expected),
  lateral (select extract(epoch from ops.backoff('dig', n)) as p from generate_series(1, 200)) p group by n, expected;

-- failed, dead
select ops.put_work('dig', 'b');
select pg_temp.claim('b');
select is(pg_temp.fail('b'), 'queued', 'a failure is tried again');
select results_eq('select status, error ->> ''code'', called_at, run_after - clock_timestamp() between interval ''3 s'' and interval ''7 s'' from ops.work',
  $$ values ('queued', 'odd', null::timestamptz, true) $$, 'after a pause, until which it says why');
select is(pg_temp.claim('b'), null, 'not earlier');
select pg_temp.pass_time(), pg_temp.claim('b');
select is(pg_temp.fail('b'), 'queued', 'again');
select pg_temp.pass_time(), pg_temp.claim('b');
select is(pg_temp.fail('b'), 'dead', 'three attempts are all it has');
select results_eq('select kind, key, attempts, code, detail, died_at is not null from ops.v_dead', $$ values ('dig', 'b', 3, 'odd', 'No.', true) $$, 'it is a dead letter');
select pg_temp.pass_time();
select is(pg_temp.claim('b'), null, 'which nobody gets');
select ops.put_work('dig', 'b');
select is((pg_temp.work('b')).status, 'dead', 'nor is it put anew');

-- replayed
select throws_ok('select ops.replay_work(''dig'', ''none'')', 'OC004', 'Cannot replay dig "none": it is not dead', 'only dead work is sent again');
select ops.replay_work('dig', 'b');
select results_eq('select status, attempts, attempts_left, error, died_at from ops.work', $$ values ('queued', 0, 3, null::jsonb, null::timestamptz) $$, 'with all its attempts');
select is(pg_temp.claim('b'), 'b', 'and is claimed');

-- faults that time mends, or never
select is(pg_temp.fail('b', 'away'), 'queued', 'what is away is waited for');
update ops.work set max_attempts = 1;
select pg_temp.pass_time(), pg_temp.claim('b');
select is(pg_temp.fail('b', 'away'), 'queued', 'at the cost of no attempt');
select is((pg_temp.work('b')).attempts_left, 1, 'which it still has');
update ops.work set outage_since = clock_timestamp() - interval '31 minutes';
select pg_temp.pass_time(), pg_temp.claim('b');
select is(pg_temp.fail('b', 'away'), 'dead', 'but not for ever');
select ops.replay_work('dig', 'b');
select pg_temp.claim('b');
select is(pg_temp.fail('b', 'broken'), 'dead', 'what waiting never mends is dead at once');
select ops.put_work('endless', 'e');
select pg_temp.claim('e', 'endless');
select is(pg_temp.fail('e', 'away'), 'queued', 'a kind that survives no outage counts it as any fault');
update ops.work set attempts = 1000 where key = 'e';
select pg_temp.pass_time(), pg_temp.claim('e', 'endless');
select is(pg_temp.fail('e'), 'queued', 'and one without a limit is tried for ever');

-- lost in the last attempt
delete from ops.work;
select ops.put_work('dig', 'c', p_max_attempts => 1);
select pg_temp.claim('c'), pg_temp.die();
select is(pg_temp.claim('c'), null, 'no attempt follows the last');
select is(ops.give_up_lost_work(), 1, 'it is given up');
select results_eq('select key, code from ops.v_dead', $$ values ('c', 'cut_off') $$, 'and says why');
create function ops.bury(p_key text, p_error jsonb) returns void language sql as $$ select ops.forget_work('dig', p_key) $$;
update ops.work_kinds set gives_up = 'ops.bury' where kind = 'dig';
select ops.put_work('dig', 'd', p_max_attempts => 1);
select pg_temp.claim('d'), pg_temp.die(), ops.give_up_lost_work();
select is_empty('select from ops.work where key = ''d''', 'or its kind is told');
update ops.work_kinds set gives_up = 'ops.none_such' where kind = 'dig';
select ops.put_work('dig', 'd', p_max_attempts => 1);
select pg_temp.claim('d'), pg_temp.die();
select is(ops.give_up_lost_work(), 0, 'a kind that cannot be told');
select results_eq($$ select object, code from ops.reconcile_faults where task = 'ops.give_up_lost_work' $$, $$ values ('d', '42883') $$, 'is noted');

-- lanes
delete from ops.work;
select ops.put_work('dig', key, p_lane => lane) from (values ('l1', 'x'), ('l2', 'x'), ('l3', 'x'), ('l4', 'y'), ('l5', null), ('l6', null), ('l7', null)) v (key, lane);
select is(string_agg(pg_temp.claim(n::text), ','), 'l1,l2,l4,l5,l6,l7', 'two of a lane, and others beside them') from generate_series(1, 8) n;
select is(pg_temp.claim('l3', 'dig', 'l3'), null, 'nor does the third get in by its key');
select ops.wait_work('dig', 'l1', pg_temp.token('1'), 30, true);
select is(pg_temp.claim('l3'), null, 'what waits for what it began keeps its place');
select pg_temp.pass_time();
select is(pg_temp.claim('1'), 'l1', 'and goes on before others');
select ops.wait_work('dig', 'l1', pg_temp.token('1'), 30);
select is(pg_temp.claim('l3'), 'l3', 'what only goes on later gives it away');
update ops.work set run_after = clock_timestamp() where key = 'l1';
select is(pg_temp.claim('l1'), null, 'and has to wait for another');
select pg_temp.fail('2');
select is(pg_temp.claim('l1'), 'l1', 'which a failure leaves, too');

-- a kind that is paused, or says no
select ops.finish_work('dig', 'l4', pg_temp.token('3'));
update ops.work_kinds set paused = true where kind = 'dig';
select ops.put_work('dig', 'p');
select is(pg_temp.claim('p'), null, 'nothing of a paused kind begins');
select lives_ok(format('select ops.finish_work(''dig'', ''l5'', %L)', pg_temp.token('4')), 'what is at work goes on');
create function ops.no(p_key text) returns boolean language sql as $$ select p_key <> 'p' $$;
update ops.work_kinds set paused = false, may_begin = 'ops.no' where kind = 'dig';
select is(pg_temp.claim('p'), null, 'nor what its kind does not let begin');
select ops.put_work('dig', 'q');
select is(pg_temp.claim('q'), 'q', 'which holds up no other');

select * from finish();
rollback;
