-- fail_step() and what is away: waited for as long as work_kinds.outage_survived, whatever max_attempts says; other faults are not.
begin;
select plan(25);
select tests.tenants();
create function pg_temp.job(p_operation uuid) returns ops.work language sql as $$ select tests.step_work(p_operation) $$;
create function pg_temp.attempts(p_operation uuid) returns int language sql as $$
  select attempts from control.provisioning_jobs where operation_id = p_operation and name = 'one' and action = 'apply' $$;

-- An outage: every try fails until it is over; pauses are waited. Returns how many seconds it took to give up, null when it is survived.
create function pg_temp.outage(p_operation uuid, p_code text, p_seconds numeric) returns numeric language plpgsql as $$
declare
  gone numeric := 0;
  claim jsonb;
begin
  for try in 1..200 loop
    claim := tests.claim();
    if gone >= p_seconds then
      perform tests.finish(claim);
      return null;
    elsif tests.fail_with(claim, p_code) = 'failed' then
      return gone;
    end if;
    gone := gone + extract(epoch from (pg_temp.job(p_operation)).run_after - clock_timestamp());
    perform tests.wait_pauses();
  end loop;
end
$$;

create temporary table op as select code, tests.open('acme', 'backup', tests.steps('one')) as id from unnest(array['odoo_unreachable']) code;
select is(pg_temp.outage(id, code, 15 * 60), null, 'fifteen minutes are survived') from op;
select is(tests.operation(id), 'succeeded', 'the operation goes on by itself') from op;
select ok(pg_temp.attempts(id) between 10 and 16, 'after few tries: the pauses grow') from op;
select is(tests.tenant('acme'), 'active', 'and the tenant never was in error');
create function pg_temp.survives(p_code text, p_minutes int) returns boolean language sql as $$
  select tests.after(format('create temporary table o as select tests.open(''acme'', ''backup'', tests.steps(''one'')) as id'),
    format('select pg_temp.outage(id, %L, %s * 60) is null from o', p_code, p_minutes))::boolean $$;
select ok(pg_temp.survives(code, 29), code || ' for 29 minutes') from ops.work_faults where kind = 'step' and mends = 'by_itself';
select ok(not pg_temp.survives('odoo_failed', 1), 'what need not pass is not waited for that long');
select ok(not pg_temp.survives('odoo_unreachable', 60), 'nor is an hour');
update ops.work_kinds set outage_survived = '2 hours' where kind = 'step';
select ok(pg_temp.survives('odoo_unreachable', 60), 'unless its kind says so');
update ops.work_kinds set outage_survived = '30 minutes' where kind = 'step';

-- it ends
create temporary table lost as select tests.open('acme', 'backup', tests.steps('one', 'two')) as id;
create temporary table waited as select pg_temp.outage(id, 'odoo_unreachable', 100000) as seconds from lost;
select ok(seconds between 30 * 60 and 36 * 60, 'one that does not end is given up after half an hour') from waited;
select is(tests.operation(id), 'failed', 'as failed') from lost;
select is((select error ->> 'code' from control.v_dead_steps where operation_id = lost.id), 'odoo_unreachable', 'with a dead letter that says who is away') from lost;

-- faults of several kinds
select tests.put('acme', 'active');
create temporary table mixed as select tests.open('acme', 'backup', '[{"name": "one", "max_attempts": 2}]') as id;
select is(tests.fail_with(tests.claim(), code), 'queued', code) from unnest(array['odoo_timeout']) code;
select tests.wait_pauses();
select is(tests.fail_with(tests.claim(), 'odoo_failed'), 'queued', 'a fault after an outage is the first that counts');
select is((pg_temp.job(id)).outage_since, null, 'the outage is over with it') from mixed;
select tests.wait_pauses();
select is(tests.fail_with(tests.claim(), 'database_unreachable'), 'queued', 'another outage has a half hour of its own');
select ok((pg_temp.job(id)).outage_since > clock_timestamp() - interval '1 minute', 'from its own beginning') from mixed;
select tests.wait_pauses();
select tests.die(), control.claim_step('w', 60);
select is((pg_temp.job(id)).attempts_left, 0, 'the second that counts is the last') from mixed;
select tests.wait_pauses(), tests.die();
select is(tests.claim(), null, 'a worker who is cut off in it has had it');
select is(tests.operation(id), 'failed', 'so that it ends') from mixed;
select tests.put('acme', 'active');
create temporary table hopeless as select tests.open('acme', 'backup') as id;
select is(tests.fail_with(tests.claim(), 'misconfigured'), 'failed', 'what waiting does not mend fails at once');
select tests.put('acme', 'active');
create temporary table stopped as select tests.open('acme', 'backup') as id;
select tests.fail_with(tests.claim(), 'odoo_unreachable');
select is(tests.cancel_operation(id, tests.actor('platform_owner')), 'cancelled', 'what waits for somebody away can be cancelled') from stopped;
select * from finish();
rollback;
