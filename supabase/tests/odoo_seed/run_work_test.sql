-- Runs as work: slices are called for, as many at a time as a server takes, and five failures in a row are the end.
begin;
select plan(40);
select tests.seed();
select tests.drive();
select tests.add_binding('b', 'b', 'https://one.example.com'), tests.add_binding('c', 'c', 'https://one.example.com'),
  tests.add_binding('d', 'd', 'https://one.example.com'), tests.add_binding('e', 'e');
create function pg_temp.asked() returns text language sql as $$
  select string_agg(binding, ',' order by q.id) from net.http_request_queue q
  join ops.function_calls c on c.request_id = q.id join odoo_seed.sync_runs r on r.id::text = c.object $$;
create function pg_temp.later() returns void language sql as $$
  select tests.runs_due();
  delete from net.http_request_queue $$;
create function pg_temp.work(p_binding text) returns ops.work language sql as $$
  select w from ops.work w join odoo_seed.sync_runs r on r.id::text = w.key where r.binding = p_binding and r.status = 'running' $$;
create function pg_temp.claim(p_binding text) returns odoo_seed.sync_runs language sql as $$
  select c.* from odoo_seed.sync_runs r cross join lateral odoo_seed.claim_run(r.id, 60) c where r.binding = p_binding and r.status = 'running' $$;
create function pg_temp.expire(p_binding text) returns void language sql as $$ select tests.expire_run(id) from odoo_seed.sync_runs where binding = p_binding and status = 'running' $$;
create function pg_temp.fail(p_binding text, p_code text default 'odoo_timeout') returns text language sql as $$
  select odoo_seed.fail_slice(id, slice, jsonb_build_object('code', p_code, 'detail', 'No.'), 1) from odoo_seed.sync_runs where binding = p_binding and status = 'running';
  select status || ' ' || attempts from odoo_seed.sync_runs where binding = p_binding order by started_at desc limit 1 $$;
-- So many slices fail; the next is at work.
create function pg_temp.fail_often(p_binding text, p_times int) returns void language plpgsql as $$
begin
  for n in 1..p_times loop
    perform pg_temp.fail(p_binding);
    perform tests.runs_due();
    perform pg_temp.claim(p_binding);
  end loop;
end
$$;

select tests.open_run('b', p_start => false);
select results_eq($$ select url, c.body ->> 'run_id' = r.id::text from net.http_request_queue q join ops.function_calls c on c.request_id = q.id, odoo_seed.sync_runs r $$,
  $$ values ('http://127.0.0.1:9/functions/v1/seed-odoo-finance/slices', true) $$, 'a run that waits is called for by its id');
select is(ops.drive(), 0, 'once');
update ops.work set called_at = called_at - interval '9 s';
select is(ops.drive(), 0, 'for ten seconds');
update ops.work set called_at = called_at - interval '2 s';
select is(ops.drive(), 1, 'then again, if nobody comes');

-- at work
select pg_temp.claim('b');
select is(ops.drive(), 0, 'a run at work is left alone');
select pg_temp.expire('b');
select pg_temp.later();
select is(ops.drive(), 1, 'a slice that was cut off is followed by another');
select is(pg_temp.asked(), 'b', 'of the same run');

-- a server's places
select tests.open_run('c', p_start => false), tests.open_run('d', p_start => false), tests.open_run('e', p_start => false);
select is(pg_temp.asked(), 'b,c,e', 'two of one server, and others beside them');
update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() + interval '5 s' where binding in ('c', 'd');
select is(odoo_seed.keep_waiting_runs(), 1, 'one that has to wait');
select results_eq($$ select binding from odoo_seed.sync_runs where binding in ('c', 'd') and lease_expires_at > clock_timestamp() + interval '55 s' $$, $$ values ('d') $$, 'keeps its binding; one that was called for does not');
select pg_temp.claim(binding) from unnest(array['b', 'c', 'e']) binding;
select ops.drive();
select is(pg_temp.asked(), 'b,c,e', 'it waits while both are at work');
select odoo_seed.end_run(id, slice, false, 1) from odoo_seed.sync_runs where binding = 'c';
select is(pg_temp.asked(), 'b,c,e,d', 'and is called for as soon as one ends');
select pg_temp.claim('d');
select is((select count(*) from ops.work), 3::bigint, 'what has ended is no work any more');
select odoo_seed.hand_over_run(id, slice, 1, 60) from odoo_seed.sync_runs where binding = 'd';
select is((select run_after <= clock_timestamp() and called_at is not null from pg_temp.work('d')), true, 'a run that is handed over is called for at once');
select pg_temp.claim('d');
select is((pg_temp.work('d')).attempts, 1, 'which is no new attempt');

-- failures
select is(pg_temp.fail('d'), 'running 1', 'a slice that failed comes back');
select tests.runs_due(), pg_temp.claim('d');
select pg_temp.fail_often('d', 3);
select is((pg_temp.work('d')).attempts_left, 0, 'four failures are not five');
select is(pg_temp.fail('d'), 'failed 5', 'five are the end');
select results_eq('select kind, key, attempts, code from ops.v_dead', $$ select 'run', id::text, 5, 'odoo_timeout' from odoo_seed.sync_runs where binding = 'd' $$, 'and a dead letter');
select pg_temp.fail_often('e', 4), pg_temp.expire('e');
select ops.tick();
select results_eq($$ select d.attempts, d.code from ops.v_dead d join odoo_seed.sync_runs r on r.id::text = d.key where r.binding = 'e' $$, $$ values (5, 'odoo_timeout') $$, 'so is one whose fifth slice was cut off');
update odoo_seed.sync_runs set attempts = 5 where binding = 'c';
select is((select count(*) from ops.v_dead), 2::bigint, 'one that came through is none');
select pg_temp.fail('b', 'plan_stale');
select results_eq($$ select status, error ->> 'code' from odoo_seed.sync_runs where binding = 'b' $$, $$ values ('failed', 'plan_stale') $$, 'what waiting does not mend fails at once');
select is((select count(*) from ops.v_dead), 2::bigint, 'as no dead letter: a replay would fail as well');

-- progress
delete from odoo_seed.sync_runs where binding = 'b';
select tests.open_run('b');
select pg_temp.fail_often('b', 4);
insert into odoo_seed.run_actions (run_id, pass, model, external_ref, project_ref, action, changes, conflicts, incomplete, wave, state)
select id, pass, 'project.project', 'P', 'P', 'create', '{}', '[]', false, 1, 'open' from odoo_seed.sync_runs where binding = 'b';
select odoo_seed.close_actions(id, slice, '[{"model": "project.project", "external_ref": "P", "odoo_id": 1, "done": true}]', '[]') from odoo_seed.sync_runs where binding = 'b';
select is(pg_temp.fail('b'), 'running 1', 'what is written for the first time starts the count again');
select is((pg_temp.work('b')).attempts_left, 4, 'of the work, too');

-- Odoo may still create something
select tests.runs_due(), pg_temp.claim('b');
select pg_temp.fail_often('b', 3);
create function pg_temp.unconfirmed(p_after interval) returns void language sql as $$
  update odoo_seed.sync_runs set cursor = jsonb_build_object('unconfirmed_until', clock_timestamp() + p_after, 'gives_up', '{"code": "odoo_busy", "detail": "No answer."}'::jsonb) where binding = 'b' $$;
select pg_temp.unconfirmed('1 minute'), pg_temp.expire('b');
select pg_temp.later(), ops.tick();
select is((select attempts_left from pg_temp.work('b')), 1, 'five failures do not end a run for which Odoo may still create something');
select is(pg_temp.asked(), 'b', 'a slice waits for that');
select pg_temp.claim('b');
select is(pg_temp.fail('b'), 'running 6', 'also when it fails');
select tests.runs_due(), pg_temp.claim('b');
select pg_temp.unconfirmed('-1 s'), pg_temp.expire('b');
select ops.tick();
select results_eq($$ select status, error ->> 'code' from odoo_seed.sync_runs where binding = 'b' $$, $$ values ('failed', 'odoo_busy') $$, 'then it ends with what it gave up for');

-- replayed
select pg_temp.later();
create temporary table replayed as select odoo_seed.replay_run(id) as id from odoo_seed.sync_runs where binding = 'd' and status = 'failed';
select results_eq($$ select r.status, r.binding, r.run_type, r.handed_over, r.attempts from odoo_seed.sync_runs r join replayed using (id) $$,
  $$ values ('running', 'd', 'seed', true, 0) $$, 'a run that was given up can be started again');
select is(pg_temp.asked(), 'd', 'and is called for');
select is((select count(*) from ops.v_dead), 2::bigint, 'its dead letter is answered');
select ops.replay_work(w.kind, w.key) from ops.work w join odoo_seed.sync_runs r on r.id::text = w.key where r.binding = 'e' and w.status = 'dead';
select is(pg_temp.asked(), 'd,e', 'as any dead letter is');
select throws_ok($$ select odoo_seed.replay_run(id) from replayed $$, 'OC001', null, 'one that runs cannot');
select throws_matching('select odoo_seed.replay_run(gen_random_uuid())', 'there is none$', 'nor one that is not there');

-- work without a run
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now() where status = 'running';
select is_empty('select from ops.work where status <> ''dead''', 'runs that end, however, are no work');
delete from odoo_seed.sync_runs;
select is_empty('select from ops.work', 'nor are deleted ones');

-- another number of places
update ops.work_kinds set at_once = 0 where kind = 'run';
select tests.open_run('b', p_start => false);
select is(ops.drive(), 0, 'a server may be closed');
update ops.work_kinds set at_once = 1 where kind = 'run';
select is(ops.drive(), 1, 'and opened at once');
delete from vault.secrets where name = 'functions_url';
select tests.runs_due();
select is(ops.drive(), 0, 'without the secrets nobody is called');

select * from finish();
rollback;
