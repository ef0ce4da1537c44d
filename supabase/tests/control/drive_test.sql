-- Driving: a step is put as work, the runner is called for it, and what nobody does happens by itself.
begin;
select plan(21);
select tests.tenants();
delete from vault.secrets where name in ('functions_url', 'functions_secret');
delete from ops.work;
create function pg_temp.calls() returns bigint language sql as $$ select count(*) from net.http_request_queue where url like '%/operations-run' $$;
create function pg_temp.forget() returns void language sql as $$ delete from net.http_request_queue $$;
create function pg_temp.work(p_id uuid) returns text language sql as $$
  select string_agg(j.name || ' ' || w.status, ', ') from ops.work w join control.provisioning_jobs j on j.id::text = w.key where j.operation_id = p_id $$;

create temporary table quiet as select tests.open('acme', 'backup') as id;
select is(pg_temp.calls(), 0::bigint, 'without secrets nobody is called');
select is(pg_temp.work(id), 'one queued', 'but the first step is work') from quiet;
select is(tests.work(), 'one, two', 'and the steps can be worked');
select is_empty('select * from ops.work', 'until none is left');

select vault.create_secret('http://127.0.0.1:9/functions/v1', 'functions_url');
select tests.open('sub', 'backup');
select is(pg_temp.calls(), 0::bigint, 'one secret is not enough');
select tests.cancel_operation(id, tests.actor('platform_owner')) from control.operations where finished_at is null;
select is_empty('select * from ops.work', 'what is cancelled is no work any more');
select vault.create_secret('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', 'functions_secret');
create temporary table op as select tests.open('acme', 'backup') as id;
select results_eq($$ select q.method::text, q.url, c.path, c.object from net.http_request_queue q join ops.function_calls c on c.request_id = q.id where q.url like '%/operations-run' $$,
  $$ select 'POST', 'http://127.0.0.1:9/functions/v1/operations-run', 'operations-run', id::text from op $$,
  'with both, opening an operation calls the runner at once');
create temporary table claims as select tests.claim() as claim;
select pg_temp.forget(), tests.finish(claim) from claims;
select is(pg_temp.calls(), 0::bigint, 'who ended a step claims the next one');
select is(pg_temp.work(id), 'two queued', 'which is work by then') from op;
update ops.work set called_at = called_at - interval '6 s';
select is(ops.drive(), 1, 'should it die between, it is called for');
update claims set claim = tests.claim();
select tests.wait(claim, 30) from claims;
select is(pg_temp.work(id), 'two waiting', 'what was started outside is waited for') from op;
select tests.pass_time();
update claims set claim = tests.claim();
select pg_temp.forget(), tests.fail(claim, true) from claims;
select is(ops.drive(), 0, 'what failed, until its pause is over');
select tests.pass_time();
select is(ops.drive(), 1, 'then somebody is called');
select tests.work();

-- dead letters
create temporary table dead as select tests.open('sub', 'backup', tests.steps('one', 'two')) as id;
select tests.fail(tests.claim());
select results_eq('select kind, object, code from ops.v_dead', $$ select 'step', id::text, 'misconfigured' from dead $$, 'a step that was given up is a dead letter among all others');
select throws_ok('select ops.replay_work(kind, key) from ops.v_dead', 'OC110', null, 'which is sent again with its operation alone');
select tests.retry_operation(id, null, tests.actor('platform_owner')) from dead;
select is_empty('select * from ops.v_dead', 'a retry answers it');
select tests.work();
select pg_temp.forget();

-- approvals
create temporary table waits as select tests.open('acme', 'decommission') as id;
select is(pg_temp.calls(), 0::bigint, 'what waits for approval calls nobody');
select tests.approve_operation(id, tests.actor('platform_owner', null, 'bob')) from waits;
select is(pg_temp.calls(), 1::bigint, 'until it is approved');
create temporary table late as select tests.open('sub', 'decommission') as id;
update control.operation_approvals set requested_at = now() - interval '2 days', expires_at = now() - interval '1 s' where operation_id = (select id from late);
select tests.claim(), tests.die();
update ops.work set max_attempts = 1 where kind = 'step' and status = 'running';
update ops.schedules set next_at = now();
select ops.tick();
select is(tests.operation(id), 'cancelled', 'what nobody approved ends') from late;
select is(tests.operation(id), 'failed', 'and what a dead worker left in its last attempt') from waits;
select is(tests.tenant('acme'), 'error', 'for all to see');
select * from finish();
rollback;
