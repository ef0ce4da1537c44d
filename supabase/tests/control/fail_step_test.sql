-- fail_step(): growing pauses, then the end: what was done is undone, the tenant is in error if it may be unwell, letters are dead.
begin;
select plan(38);
select tests.tenants();
create function pg_temp.pauses(p_attempts int) returns setof numeric language sql as $$ select extract(epoch from ops.backoff('step', p_attempts)) from generate_series(1, 200) $$;
select ok(min(p) >= 2 ^ n * 0.75 and max(p) <= 2 ^ n * 1.25, format('after attempt %s the pause is about %s s', n, 2 ^ n)) from generate_series(1, 7) n, pg_temp.pauses(n) p group by n;
select ok(count(distinct p) > 100, 'never twice the same') from pg_temp.pauses(3) p;
select ok(max(p) <= 300 and min(p) >= 180, 'and at most five minutes') from pg_temp.pauses(50) p;
select ok(count(distinct p) > 100, 'nor then all at the same moment') from pg_temp.pauses(50) p;

create temporary table op as select tests.open('acme', 'backup', '[{"name": "copy", "max_attempts": 3}, {"name": "after"}]') as id;
create temporary table claims (n int, claim jsonb, pause interval);
create function pg_temp.try(p_n int) returns text language plpgsql as $$
declare
  claim jsonb := tests.claim();
  outcome text := tests.fail(claim, true);
begin
  insert into claims select p_n, claim, run_after - clock_timestamp() from ops.work where kind = 'step' and key = claim -> 'step' ->> 'id';
  return outcome;
end
$$;
select is(pg_temp.try(1), 'queued', 'a failure is tried again');
select is(tests.claim(), null, 'after a pause');
select results_eq($$ select status, attempts, error ->> 'code', leased_by, finished_at from control.provisioning_jobs where name = 'copy' $$,
  $$ values ('queued', 1, 'odoo_failed', null::text, null::timestamptz) $$, 'until then the row tells why');
select is(tests.tenant('acme'), 'active', 'and the tenant is as it was');
select tests.pass_time();
select is(pg_temp.try(2), 'queued', 'again');
select ok((select pause from claims where n = 2) > (select pause from claims where n = 1), 'after a longer pause');
select tests.pass_time();
select is(pg_temp.try(3), 'failed', 'three attempts are all it has');
select is(tests.operation(id), 'failed', 'the operation has failed') from op;
select results_eq('select error ->> ''code'', error ->> ''step'', runbook, finished_at is not null from control.operations join op using (id)',
  $$ values ('odoo_failed', 'copy', 'docs/runbooks/backups.md#take', true) $$, 'and says why, where, and what to read');
select is(tests.tenant('acme'), 'active', 'the tenant is as it was: a backup cannot harm it');
select is(tests.walk(id), 'copy failed, after skipped', 'the later step was skipped') from op;
select results_eq('select tenant_slug::text, kind, name, attempts, error ->> ''code'', runbook from control.v_dead_steps where operation_id = (select id from op)',
  $$ values ('acme', 'backup', 'copy', 3, 'odoo_failed', 'docs/runbooks/backups.md#take') $$, 'a dead letter lies there');

-- without retry, and undone
select tests.put('acme', 'provisioning');
create temporary table made as select tests.open('acme', 'create', tests.steps('role', 'database', 'modules', 'welcome')) as id;
select tests.finish(tests.claim(), '{"role": "r"}');
select tests.finish(tests.claim());
select is(tests.fail(tests.claim()), 'failed', 'what cannot succeed is not tried again');
select is(tests.operation(id), 'compensating', 'what was begun is undone') from made;
select is(tests.tenant('acme'), 'provisioning', 'and until then nothing is said of the tenant');
select is(tests.walk(id), 'role succeeded, database succeeded, modules failed, welcome skipped, compensate modules queued, compensate database queued, compensate role queued', 'last first, with the step that failed half-way') from made;
create temporary table undo as select tests.claim() as claim;
select is(claim -> 'step' ->> 'action', 'compensate', 'the worker is told to undo') from undo;
select is(claim -> 'outputs', '{"role": "r"}', 'with all that the steps said') from undo;
select is(tests.fail(claim, true), 'queued', 'undoing is tried again as well') from undo;
select tests.pass_time();
select is(tests.fail(tests.claim()), 'failed', 'and may fail for good');
select is(tests.work(), 'compensate database, compensate role', 'the others go on');
select is(tests.walk(id), 'role compensated, database compensated, modules failed, welcome skipped, compensate modules failed, compensate database succeeded, compensate role succeeded', 'each step tells what became of it') from made;
select is(tests.operation(id), 'failed', 'then it has failed') from made;
select is(tests.tenant('acme'), 'error', 'and its tenant is in error');
select set_eq('select name || '' '' || action from control.v_dead_steps where operation_id = (select id from made)', array['modules apply', 'modules compensate'], 'with its dead letters');

-- one that does not undo
select tests.put('acme', 'active');
select tests.open('acme', 'rebuild');
select tests.finish(tests.claim()), tests.fail(tests.claim());
select is((select count(*) from control.v_due_steps), 0::bigint, 'a rebuild leaves what it did');
select results_eq($$ select status from control.operations where kind = 'rebuild' $$, $$ values ('failed') $$, 'and has failed');
select is(tests.tenant('acme'), 'error', 'its tenant too');
select * from finish();
rollback;
