-- cancel_operation() and retry_operation(): operations on operations.
begin;
select plan(57);
select tests.tenants();
create function pg_temp.cancel(p_id uuid, p_actor jsonb default tests.actor('platform_owner')) returns text language sql as $$ select tests.cancel_operation(p_id, p_actor) $$;
create function pg_temp.retry(p_id uuid, p_step text default null) returns uuid language sql as $$ select id from tests.retry_operation(p_id, p_step, tests.actor('platform_owner', null, 'cleo')) $$;

-- nothing has begun
create temporary table early as select tests.open('acme', 'pause') as id;
select matches(tests.refusal(format('select pg_temp.cancel(%L, tests.actor(''owner'', ''acme''))', id)), '^OC103', 'who may not ask may not cancel') from early;
select is(pg_temp.cancel(id), 'cancelled', 'a queued one is cancelled at once') from early;
select is(tests.tenant('acme'), 'active', 'its tenant stays as it was');
select is(tests.walk(id), 'one skipped, two skipped', 'its steps are skipped') from early;
select is_empty('select * from control.v_dead_steps', 'and no letter is dead');
select matches(tests.refusal(format('select pg_temp.cancel(%L)', id)), '^OC108: Cannot cancel operation .*: it is cancelled', 'once is enough') from early;
select matches(tests.refusal($$ select pg_temp.cancel(gen_random_uuid()) $$), '^OC004', 'an unknown one');
select tests.put('acme', 'provisioning');
create temporary table unborn as select tests.open('acme', 'create') as id;
select is(pg_temp.cancel(id), 'cancelled', 'a creation is cancelled too') from unborn;
select is(tests.tenant('acme'), 'error', 'and leaves no tenant that is provisioning for ever');

-- a step is at work
select tests.put('acme', 'active');
create temporary table late as select tests.open('acme', 'pause', tests.steps('one', 'two', 'three')) as id;
select tests.finish(tests.claim());
create temporary table at_work as select tests.claim() as claim;
select is(pg_temp.cancel(id), 'running', 'a step at work is not cut off') from late;
select is(control.extend_step((claim -> 'step' ->> 'id')::uuid, (claim ->> 'token')::uuid, 60), true, 'its heartbeat tells it') from at_work;
select is(pg_temp.cancel(id), 'running', 'asking again changes nothing') from late;
select tests.finish(claim) from at_work;
select is(tests.operation(id), 'compensating', 'once it has ended, what was begun is undone') from late;
select is(tests.work(), 'compensate two, compensate one', 'last first');
select is(tests.operation(id), 'cancelled', 'then it is cancelled') from late;
select is(tests.tenant('acme'), 'active', 'its tenant is as it was, as all is undone');
select matches(tests.refusal(format('select pg_temp.cancel(%L)', id)), '^OC108', 'what is undone is not cancelled again') from late;

-- the worker at work dies; a failure, a wait
select tests.put('acme', 'active');
create temporary table died as select tests.open('acme', 'backup') as id;
select tests.claim(); select pg_temp.cancel(id), tests.die() from died;
select is(tests.claim(), null, 'a dead worker''s step is not begun again');
select is(tests.operation(id), 'cancelled', 'but the operation cancelled') from died;
select tests.put('acme', 'active');
create temporary table fails as select tests.open('acme', 'backup') as id;
create temporary table failing as select tests.claim() as claim;
select pg_temp.cancel(id) from fails;
select is(tests.fail(claim, true), 'failed', 'a failure is not tried again') from failing;
select is(tests.operation(id), 'cancelled', 'it was cancelled') from fails;
select tests.put('acme', 'active');
create temporary table waits as select tests.open('acme', 'backup') as id;
create temporary table waiting as select tests.claim() as claim;
select pg_temp.cancel(id) from waits;
select tests.wait(claim, 30) from waiting;
select is(tests.operation(id), 'cancelled', 'what was started outside is left') from waits;

-- only a step that was skipped: the tenant had moved already
select tests.put('acme', 'active');
create temporary table moved as select tests.open('acme', 'rebuild') as id;
select control.finish_step((c -> 'step' ->> 'id')::uuid, (c ->> 'token')::uuid, null, 'Switched off.') from tests.claim() c;
select is(pg_temp.cancel(id), 'cancelled', 'a rebuild is cancelled after a skipped step') from moved;
select is(tests.tenant('acme'), 'error', 'and the tenant is not left provisioning');

-- retry, from where it failed
select tests.put('acme', 'active');
create temporary table first as select tests.open('acme', 'backup', '[{"name": "one", "exclusive": "x"}, {"name": "two", "max_attempts": 7}, {"name": "three"}]', p_input => '{"to": "s3"}') as id;
select matches(tests.refusal(format('select pg_temp.retry(%L)', id)), '^OC108', 'what is open is not retried') from first;
select tests.finish(tests.claim(), '{"a": 1}'), tests.fail(tests.claim());
select matches(tests.refusal(format('select pg_temp.retry(%L, ''three'')', id)), '^OC108.*steps before it are not done', 'nothing is left out') from first;
select matches(tests.refusal(format('select pg_temp.retry(%L, ''four'')', id)), '^OC108.*no such step', 'nor made up') from first;
create temporary table second as select pg_temp.retry(id) as id from first;
select results_eq('select o.status, o.retry_of = f.id, o.from_step, o.input, o.requested_by::text, o.tenant_status from control.operations o join second using (id), first f',
  $$ values ('queued', true, 'two', '{"to": "s3"}'::jsonb, 'cleo', 'active') $$, 'a retry is a new operation that names the old one');
select is(tests.walk(id), 'one skipped, two queued, three queued', 'what was done counts as done') from second;
select results_eq('select max_attempts, exclusive from control.provisioning_jobs join second on operation_id = second.id order by position',
  $$ values (5, 'x'), (7, null), (5, null) $$, 'steps are as they were');
select is_empty('select * from control.v_dead_steps where operation_id = (select id from first)', 'the dead letter is answered');
select is(tests.walk(id), 'one succeeded, two failed, three skipped', 'the first one''s history stays') from first;
create temporary table again as select tests.claim() as claim;
select is(claim -> 'outputs', '{"a": 1}', 'what the first one''s steps said is known') from again;
select is(tests.tenant('acme'), 'active', 'the tenant is where it was before');
select tests.fail(claim) from again;
create function pg_temp.keyed(p_id uuid, p_key text, p_step text default null) returns text language sql as $$
  select tests.refusal(format('select tests.retry_operation(%L, %L, %L, %L)', p_id, p_step, tests.actor('platform_owner', null, 'cleo'), p_key)) $$;
create temporary table third as select r.id from second s, tests.retry_operation(s.id, null, tests.actor('platform_owner', null, 'cleo'), 'key-3') r;
select results_eq($$ select r.id = third.id, r.existing from second s, third, tests.retry_operation(s.id, null, tests.actor('platform_owner', null, 'cleo'), 'key-3') r $$,
  $$ values (true, true) $$, 'the same key finds the same retry');
select is(pg_temp.keyed(id, 'key-3', 'two'), 'fine', 'also when the step is named that it began at') from second;
select matches(pg_temp.keyed(id, 'key-3', 'one'), '^OC006', 'another step is another request') from second;
select matches(pg_temp.keyed(id, 'key-3'), '^OC006', 'and so is another operation') from first;
select matches(tests.refusal($$ select tests.open('acme', 'pause', p_actor => tests.actor('platform_owner', null, 'cleo'), p_key => 'key-3') $$), '^OC006', 'or another kind');
select matches(tests.refusal(format('select tests.retry_operation(%L, null, %L, ''key-3'')', id, tests.actor('viewer', 'acme', 'cleo'))), '^OC103', 'a viewer who repeats it is refused') from second;
select matches(tests.refusal(format('select tests.retry_operation(%L, null, %L, ''key-3'')', id, tests.actor('platform_owner', null, 'dan'))), '^OC108', 'and another''s key is not dan''s') from second;
select matches(pg_temp.keyed(id, 'key-4'), '^OC108: .*it is queued$', 'what is under way is not retried') from third;
select matches(pg_temp.keyed(gen_random_uuid(), 'key-4'), '^OC004', 'nor what is not there');
select is(from_step, 'two', 'a retry of a retry goes on at the same place') from control.operations join third using (id);
select is(tests.work(), 'two, three', 'and can succeed');
select is(tests.tenant('acme'), 'active', 'the tenant is active');
select matches(tests.refusal(format('select pg_temp.retry(%L)', first.id)), '^OC108.*not the latest', 'only the latest is retried') from first;
select matches(tests.refusal(format('select pg_temp.retry(%L)', third.id)), '^OC108', 'and not what has succeeded') from third;

-- retry of what was undone begins at the beginning; a backup of a paused tenant goes back to that
select tests.put('acme', 'provisioning');
create temporary table born as select tests.open('acme', 'create', tests.steps('one', 'two')) as id;
select tests.finish(tests.claim()), tests.fail(tests.claim()), tests.work();
select is(from_step, 'one', 'what was undone is done again') from control.operations where id = (select pg_temp.retry(id) from born);
select is(tests.work(), 'one, two', 'from the first step on');
select is(tests.tenant('acme'), 'active', 'and the tenant comes to life');
select tests.put('acme', 'paused');
create temporary table paused as select tests.open('acme', 'backup') as id;
select tests.fail(tests.claim());
select pg_temp.retry(id) from paused;
select tests.work();
select is(tests.tenant('acme'), 'paused', 'a paused tenant is paused again');
select matches(tests.refusal(format('update control.operations set error = null where id = %L', id)), '^OC110', 'what has ended never changes') from paused;
select matches(tests.refusal(format('update control.provisioning_jobs set attempts = 0 where operation_id = %L', id)), '^OC110', 'nor do its steps') from paused;
select matches(tests.refusal(format('delete from control.%I', t)), '^OC110', 'nobody deletes ' || t) from unnest(array['operations', 'provisioning_jobs']) t;

-- what has come below a tenant since is not left behind
update control.tenants set status = 'decommissioned' where slug = 'sub';
create temporary table leaves as select tests.open('prov', 'decommission') as id;
select tests.approve_operation(id, tests.actor('platform_owner', null, 'bob')) from leaves;
select tests.fail(tests.claim());
select is(tests.tenant('prov'), 'error', 'a tenant that could not go');
select tests.add_tenant('late', 'prov');
select matches(tests.refusal(format('select tests.retry_operation(%L, null, %L)', id, tests.actor('platform_owner'))),
  '^OC106: Cannot decommission tenant "prov": below it there is "late"', 'does not go as long as there is one below it') from leaves;
select * from finish();
rollback;
