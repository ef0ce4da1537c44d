-- Driving: the queue, the call to the runner, and the safety net.
begin;
select plan(23);
select tests.tenants();
delete from vault.secrets where name in ('functions_url', 'functions_secret');
select pgmq.purge_queue('operations');
create function pg_temp.calls() returns bigint language sql as $$ select count(*) from net.http_request_queue where url like '%/operations-run' $$;
create function pg_temp.visible_in(p_id uuid) returns numeric language sql as $$
  select extract(epoch from q.vt - clock_timestamp()) from pgmq.q_operations q join control.operations o on o.message_id = q.msg_id where o.id = p_id $$;

create temporary table quiet as select tests.open('acme', 'backup') as id;
select is(pg_temp.calls(), 0::bigint, 'without secrets nobody is called');
select results_eq('select message ->> ''operation_id'' from pgmq.q_operations', 'select id::text from quiet', 'but the message lies in the queue');
select is(tests.work(), 'one, two', 'and the steps can be worked');
select is(control.drain_operations(), 0, 'afterwards');
select is_empty('select * from pgmq.q_operations', 'the message is archived');

select vault.create_secret('http://127.0.0.1:9/functions/v1', 'functions_url');
select tests.open('sub', 'backup');
select is(pg_temp.calls(), 0::bigint, 'one secret is not enough');
select control.cancel_operation(id, tests.actor('platform_owner')) from control.operations where finished_at is null;
select vault.create_secret('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', 'functions_secret');
create temporary table op as select tests.open('acme', 'backup') as id;
select results_eq($$ select q.method::text, q.url, c.path, c.object from net.http_request_queue q join ops.function_calls c on c.request_id = q.id where q.url like '%/operations-run' $$,
  $$ select 'POST', 'http://127.0.0.1:9/functions/v1/operations-run', 'operations-run', id::text from op $$,
  'with both, opening an operation calls the runner at once');
select is(control.drain_operations(), 0, 'which then has time to come');
select ok(pg_temp.visible_in(id) between 3 and 5, 'five seconds of it') from op;
create temporary table claims as select tests.claim() as claim;
select ok(pg_temp.visible_in(id) between 58 and 62, 'a claim keeps the queue quiet for the length of its lease') from op;
select control.extend_step((claim -> 'step' ->> 'id')::uuid, (claim ->> 'token')::uuid, 600) from claims;
select ok(pg_temp.visible_in(id) between 590 and 602, 'a heartbeat for longer') from op;
select tests.finish(claim) from claims;
select ok(pg_temp.visible_in(id) between 3 and 5, 'a finished step for as long as it takes to claim the next') from op;
update claims set claim = tests.claim();
select tests.wait(claim, 30) from claims;
select ok(pg_temp.visible_in(id) between 28 and 30, 'a wait for as long as it is') from op;
select tests.pass_time();
update claims set claim = tests.claim();
select tests.fail(claim, true) from claims;
select ok(pg_temp.visible_in(id) between 0 and 4, 'a failure for its pause') from op;
select pgmq.set_vt('operations', message_id, 0) from control.operations join op using (id);
select is(control.drain_operations(), 0, 'nobody is called before it is over');
select tests.pass_time();
select pgmq.set_vt('operations', message_id, 0) from control.operations join op using (id);
select is(control.tend_operations(), 1, 'then somebody is');
select tests.work();
select control.tend_operations();
select is_empty('select q.* from pgmq.q_operations q join control.operations o on o.message_id = q.msg_id join op on op.id = o.id', 'an ended operation leaves the queue');

-- many
select tests.add_tenant('crowd-' || n, 'platform') from generate_series(1, 60) n;
select tests.open('crowd-' || n, 'decommission') from generate_series(1, 60) n;
select control.drain_operations();
select tests.open('sub', 'backup');
delete from net.http_request_queue;
select pgmq.set_vt('operations', message_id, 0) from control.operations where finished_at is null;
select is(control.drain_operations(), 1, 'what waits for approval, be it many, hides nothing');
select control.cancel_operation(id, tests.actor('platform_owner')) from control.operations where finished_at is null;
delete from net.http_request_queue;

-- approvals
create temporary table waits as select tests.open('acme', 'decommission') as id;
select is(pg_temp.calls(), 0::bigint, 'what waits for approval calls nobody');
select control.approve_operation(id, tests.actor('platform_owner', null, 'bob')) from waits;
select is(pg_temp.calls(), 1::bigint, 'until it is approved');
create temporary table late as select tests.open('sub', 'decommission') as id;
update control.operation_approvals set requested_at = now() - interval '2 days', expires_at = now() - interval '1 s' where operation_id = (select id from late);
select tests.claim(), tests.die();
update control.provisioning_jobs set max_attempts = 1 where status = 'running';
select control.tend_operations();
select is(tests.operation(id), 'cancelled', 'the net ends what nobody approved') from late;
select is(tests.operation(id), 'failed', 'and what a dead worker left in its last attempt') from waits;
select is(tests.tenant('acme'), 'error', 'for all to see');
select * from finish();
rollback;
