-- Slices: who holds a run, where the next one begins, and what one that was taken over can no longer do.
begin;
select plan(52);
select tests.seed();
select tests.drive();
create temporary table run as select tests.open_run() as id;
create function pg_temp.run() returns odoo_seed.sync_runs language sql as $$ select r from odoo_seed.sync_runs r join run using (id) $$;
create function pg_temp.claim() returns odoo_seed.sync_runs language sql as $$ select tests.runs_due(); select odoo_seed.claim_run(id, 60) from run $$;
create function pg_temp.expire() returns void language sql as $$ select tests.expire_run(id) from odoo_seed.sync_runs $$;
create function pg_temp.wait() returns int language sql as $$
  select extract(epoch from run_after - clock_timestamp())::int from ops.work where kind = 'run' and key = (pg_temp.run()).id::text $$;
create function pg_temp.place() returns text language sql as $$
  select concat_ws(' ', phase, cursor::text, passes_left, 'slice', slice, 'attempts', attempts, case when handed_over then 'waits' end) from pg_temp.run() $$;

-- checkpoints
select is(odoo_seed.advance_run(id, 1, 'observe', '{"afterId": 7}'), false, 'a checkpoint says to go on') from run;
update odoo_seed.sync_runs set attempts = 2;
select is(odoo_seed.advance_run(id, 1, 'plan', null), false, 'again') from run;
select is(pg_temp.place(), 'plan 2 slice 1 attempts 2', 'and keeps the place; it alone is no progress');

-- what became of a create is not known
update odoo_seed.sync_runs set passes_left = 0;
select is(odoo_seed.advance_run(id, 1, 'observe', '{"unconfirmed_until": "2026-11-20T12:00:00Z"}'), false, 'a run may have to wait until a lost create is over') from run;
select is(pg_temp.place(), 'observe {"unconfirmed_until": "2026-11-20T12:00:00Z"} 2 slice 1 attempts 3', 'which counts as an attempt, and whose rows are planned again');
select is(odoo_seed.advance_run(id, 1, 'observe', '{"unconfirmed_until": "2026-11-20T12:00:00Z"}'), false, 'it may wait over several slices') from run;
select is(pg_temp.place(), 'observe {"unconfirmed_until": "2026-11-20T12:00:00Z"} 2 slice 1 attempts 3', 'and that counts once');
update odoo_seed.sync_runs set attempts = 2, phase = 'plan', cursor = null;
select throws_ok('select pg_temp.claim()', 'OC001', format('Cannot go on with run %s: a slice of it is at work', id), 'a run at work is nobody else''s') from run;

-- handed over
select is(odoo_seed.hand_over_run(id, 1, 12, 60), true, 'a slice gives its run to a queue that is driven') from run;
select results_eq('select r.rpc_count, r.handed_over, w.called_at is not null from odoo_seed.sync_runs r join ops.work w on w.key = r.id::text', 'values (12, true, true)', 'which asks for the next at once');
select throws_ok('select odoo_seed.lock_slice(id, 1) from run', 'OC002', null, 'the slice itself holds it no more');
select is(slice, 2, 'the next one takes it') from pg_temp.claim();
select is(pg_temp.place(), 'plan 2 slice 2 attempts 2', 'and goes on where the other stopped');
select ok((pg_temp.run()).lease_expires_at > clock_timestamp() + interval '55 s', 'with a lease of its own');
select throws_ok('select pg_temp.claim()', 'OC001', null, 'which nobody else gets');

-- a slice that was taken over
create function pg_temp.fenced(p_call text) returns text language sql as
  $$ select throws_ok(format('select odoo_seed.%s', replace(p_call, 'RUN', (pg_temp.run()).id::text)), 'OC002', null, 'an earlier slice: ' || p_call) $$;
select pg_temp.fenced($$lock_slice('RUN', 1)$$);
select pg_temp.fenced($$advance_run('RUN', 1, 'apply', null)$$);
select pg_temp.fenced($$hand_over_run('RUN', 1, 1, 60)$$);
select pg_temp.fenced($$fail_slice('RUN', 1, '{}', 1)$$);
select pg_temp.fenced($$fail_run('RUN', 1, '{}', 1)$$);
select pg_temp.fenced($$end_run('RUN', 1, false, 1)$$);
select pg_temp.fenced($$plan_run('RUN', 1)$$);
select pg_temp.fenced($$close_actions('RUN', 1, '[]', '[]')$$);
select is(pg_temp.place(), 'plan 2 slice 2 attempts 2', 'changes nothing');

-- cut off
update odoo_seed.sync_runs set phase = 'apply', passes_left = 0, cursor = '{}', attempts = 0;
select pg_temp.expire();
select is(slice, 3, 'a slice that was cut off is followed by another') from pg_temp.claim();
select is(pg_temp.place(), 'observe 2 slice 3 attempts 1', 'that looks at Odoo first, with all its passes');
select pg_temp.fenced($$lock_slice('RUN', 2)$$);
update odoo_seed.sync_runs set cursor = '{"unconfirmed_until": "3000-01-01T00:00:00Z"}';
select pg_temp.expire();
select is(slice, 4, 'one that was cut off while it waited for a create') from pg_temp.claim();
select is(pg_temp.place(), 'observe {"unconfirmed_until": "3000-01-01T00:00:00Z"} 2 slice 4 attempts 2', 'is followed by one that waits for it');

-- failed
select odoo_seed.fail_slice(id, slice, '{"code": "internal"}', 20) from pg_temp.run();
select throws_ok('select odoo_seed.claim_run(id, 60) from run', 'OC001', format('Cannot go on with run %s: its pause is not over', id), 'a slice that failed is followed by none before its pause is over') from run;
select is(pg_temp.place(), 'observe {"unconfirmed_until": "3000-01-01T00:00:00Z"} 2 slice 4 attempts 3 waits', 'and so is one that failed');
update odoo_seed.sync_runs set slice = 2, cursor = null;
select is(slice, 3, 'a slice that waits for nothing') from pg_temp.claim();
update odoo_seed.sync_runs set phase = 'apply', passes_left = 0, cursor = '{}', attempts = 0;
update ops.work set attempts = 1, max_attempts = 50;
create function pg_temp.fail() returns int language sql as $$
  select odoo_seed.fail_slice(id, slice, '{"code": "odoo_timeout"}', 20) from pg_temp.run();
  select pg_temp.wait() $$;
select ok(int4range(3, 7, '[]') @> pg_temp.fail(), 'a run whose slice failed comes back');
select is(pg_temp.place(), 'observe 2 slice 3 attempts 1 waits', 'to look at Odoo first');
select results_eq('select error ->> ''code'', rpc_count, status from odoo_seed.sync_runs', $$ values ('odoo_timeout', 20, 'running') $$, 'what was wrong can be seen');
select ok((pg_temp.run()).lease_expires_at > clock_timestamp() + interval '60 s', 'no other run takes its binding meanwhile');
select is(slice, 4, 'the next slice') from pg_temp.claim();
select ok(int4range(14, 25, '[]') @> pg_temp.fail(), 'waits longer when it fails as well');
select is(slice, 5, 'and so on') from pg_temp.claim();
select ok(int4range(59, 100, '[]') @> pg_temp.fail(), 'and longer');
update odoo_seed.sync_runs set attempts = 20;
update ops.work set attempts = 20;
select is(slice, 6, 'a') from pg_temp.claim();
select ok(int4range(224, 375, '[]') @> pg_temp.fail(), 'but never more than a few minutes');

-- ended
select is(slice, 7, 'a last slice') from pg_temp.claim();
select is(odoo_seed.end_run(id, 7, false, 30), 'success', 'ends it') from run;
select results_eq('select status, rpc_count, error from odoo_seed.sync_runs', $$ values ('success', 30, null::jsonb) $$, 'for good, and earlier failures are forgotten');
select is_empty('select from ops.work', 'and it is no work any more');
select throws_ok('select pg_temp.claim()', 'OC004', format('Cannot go on with run %s: it has ended (success)', id), 'there is no next slice') from run;
select throws_matching('select odoo_seed.claim_run(gen_random_uuid(), 60)', 'there is none$', 'nor one of a run that is not there');

-- runs in one go have no slices
select tests.run();
select pg_temp.expire() from odoo_seed.sync_runs where status = 'running';
select throws_ok($$ select odoo_seed.claim_run(id, 60) from odoo_seed.sync_runs where status = 'running' $$, 'OC001', null, 'a run that is not of the queue is left alone');
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now() where status = 'running';

-- the server is busy
delete from run;
insert into run select tests.open_run();
update ops.work_kinds set at_once = 0 where kind = 'run';
select odoo_seed.hand_over_run(id, 1, 1, 60) from run;
select is((select called_at from ops.work), null, 'a run that has to wait is not called for');
update ops.work_kinds set at_once = 2 where kind = 'run';
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now() where status = 'running';

-- nothing drives the queue
delete from run;
insert into run select tests.open_run();
delete from vault.secrets where name = 'functions_url';
select is(odoo_seed.hand_over_run(id, 1, 1, 60), false, 'a queue that nothing drives leaves the run to its caller') from run;
select is(slice, 2, 'who goes on') from pg_temp.claim();

select * from finish();
rollback;
