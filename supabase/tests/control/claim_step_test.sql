-- claim_step(): the next due step, once, under a lease; order, exclusion, and workers that die.
begin;
select plan(43);
select tests.tenants();
create temporary table claims (name text, claim jsonb);
create function pg_temp.claim(p_name text) returns text language sql as $$
  insert into claims values (p_name, tests.claim(p_name)) returning claim -> 'step' ->> 'name' $$;
create function pg_temp.held(p_name text) returns jsonb language sql as $$ select claim from claims where name = p_name $$;

select is(tests.claim(), null, 'nothing is due when nothing was asked');
create temporary table op as select tests.open('acme', 'backup', p_input => '{"to": "s3"}') as id;
select is(pg_temp.claim('w1'), 'one', 'the first step is');
select is(pg_temp.claim('w2'), null, 'and one a tenant at a time');
select is(pg_temp.held('w1') -> 'tenant' ->> 'database', 'odoo_acme', 'the worker is told the tenant');
select is(pg_temp.held('w1') -> 'operation' -> 'input', '{"to": "s3"}', 'the operation and its input');
select is(pg_temp.held('w1') -> 'operation' ->> 'status', 'running', 'which runs now');
select is(pg_temp.held('w1') -> 'outputs', '{}', 'that no step has said anything');
select is((pg_temp.held('w1') -> 'step' ->> 'attempts')::int, 1, 'that this is the first attempt');
select ok((select lease_expires_at from ops.work where kind = 'step' and lease_token::text = pg_temp.held('w1') ->> 'token') between clock_timestamp() + interval '50 s' and clock_timestamp() + interval '60 s', 'and until when');
select results_eq('select status, leased_by, started_at is not null from control.provisioning_jobs where position = 1', $$ values ('running', 'w1', true) $$, 'the row says so too');
select throws_ok($$ update control.provisioning_jobs set status = 'running', leased_by = 'x', started_at = now() where position = 2 $$,
  '23505', null, 'two running steps of one operation cannot be stored');

-- the lease
select is(control.extend_step((pg_temp.held('w1') -> 'step' ->> 'id')::uuid, (pg_temp.held('w1') ->> 'token')::uuid, 600), false, 'it can be extended');
select ok(lease_expires_at > clock_timestamp() + interval '500 s', 'by as long as is asked') from ops.work where kind = 'step' and status = 'running';
select throws_ok($$ select control.extend_step((pg_temp.held('w1') -> 'step' ->> 'id')::uuid, gen_random_uuid(), 60) $$, 'OC002', null, 'but not with another token');
select tests.die();
select is(pg_temp.claim('w3'), 'one', 'a dead worker''s step is due again');
select is((pg_temp.held('w3') -> 'step' ->> 'attempts')::int, 2, 'as another attempt');
select throws_ok($$ select tests.finish(pg_temp.held('w1')) $$, 'OC002', null, 'the dead one may no longer finish it');
select throws_ok($$ select tests.fail(pg_temp.held('w1')) $$, 'OC002', null, 'nor fail it');
select throws_ok($$ select tests.wait(pg_temp.held('w1'), 1) $$, 'OC002', null, 'nor let it wait');
select lives_ok($$ select tests.finish(pg_temp.held('w3'), '{"file": "a", "size": 1}') $$, 'the new one may');
select is(pg_temp.claim('w4'), 'two', 'then comes the second step');
select is(pg_temp.held('w4') -> 'outputs', '{"file": "a", "size": 1}', 'which reads what the first one said');

-- started outside, looked at again
select tests.wait(pg_temp.held('w4'), 30, '{"job": 7}');
select is(tests.claim(), null, 'a step that waits is not due');
select tests.pass_time();
select is(pg_temp.claim('w5'), 'two', 'until its time has come');
select is((pg_temp.held('w5') -> 'step' ->> 'attempts')::int, 1, 'looking again is no attempt');
select is(pg_temp.held('w5') -> 'step' -> 'output', '{"job": 7}', 'and it reads what it kept');
select tests.finish(pg_temp.held('w5'), '{"size": 2}');
select is(control.outputs(id), '{"file": "a", "size": 2, "job": 7}', 'later words win') from op;
select is(tests.operation(id), 'succeeded', 'after the last step it has succeeded') from op;
select is(tests.claim(), null, 'and nothing is due');

-- exclusive resources
select tests.open('acme', 'backup', '[{"name": "copy", "exclusive": "server:a"}, {"name": "after"}]');
select tests.open('sub', 'backup', '[{"name": "copy", "exclusive": "server:a"}]');
select tests.open('prov', 'backup', '[{"name": "copy", "exclusive": "server:b"}]');
select is(pg_temp.claim('e1'), 'copy', 'a server is taken');
select pg_temp.claim('e2');
select is(pg_temp.held('e2') -> 'tenant' ->> 'slug', 'prov', 'so the next one is another server''s');
select is(tests.claim(), null, 'and the third has to wait');
select tests.wait(pg_temp.held('e1'), 30);
select is(tests.claim(), null, 'also while the copy goes on outside');
select throws_ok($$ update control.provisioning_jobs set status = 'waiting', started_at = now() where exclusive = 'server:a' and status = 'queued' $$, '23505', null, 'two holders cannot be stored');
select tests.pass_time();
select pg_temp.claim('e3');
select is(pg_temp.held('e3') -> 'tenant' ->> 'slug', 'acme', 'its own worker goes on');
select tests.fail(pg_temp.held('e3'), true);
select pg_temp.claim('e4');
select is(pg_temp.held('e4') -> 'tenant' ->> 'slug', 'sub', 'a pause after a failure frees the server');
select tests.finish(pg_temp.held('e4'));
select tests.finish(pg_temp.held('e2'));
select tests.pass_time();
select is(tests.work(), 'copy, after', 'and in the end all is done');

-- how it is read: no worker waits for another one's transaction
select matches(pg_get_functiondef('control.claim_step'::regproc), 'for no key update skip locked', 'rows that others hold are passed over');

-- the last attempt dies
create temporary table dead as select tests.open('acme', 'backup', '[{"name": "copy", "max_attempts": 2}]') as id;
select pg_temp.claim('d1'), tests.die(), pg_temp.claim('d2');
select tests.die();
select is_empty('select v.* from control.v_due_steps v join dead on dead.id = v.operation_id', 'it is not due again, even before it is given up');
select is(tests.claim(), null, 'no third attempt follows');
select is(tests.operation(id), 'failed', 'the operation has failed') from dead;
select is(error ->> 'code', 'cut_off', 'and says why') from control.operations join dead using (id);
select is(tests.tenant('acme'), 'active', 'and its tenant, which no backup can harm, is as it was');
select * from finish();
rollback;
