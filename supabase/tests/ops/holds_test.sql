-- Holds: of a binding, a tenant or all; what they hold back, until when, and who is told.
begin;
select plan(28);
select tests.seed();
select tests.drive();
select tests.add_binding('b', 'b');
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('t', 'shop', 'https://t.example.com', 'd', 'u', 's');
create function pg_temp.at_work(p_binding text) returns boolean language sql as $$
  select exists (select from ops.v_due_work w join odoo_seed.sync_runs r on r.id::text = w.key where r.binding = p_binding) $$;

-- scopes
select is_empty($$ select ops.hold_on('b', null) $$, 'nothing is held');
select ops.put_hold('b', null, 'Odoo moves.', now() + interval '1 hour');
select is((select h.reason from ops.hold_on('b', null) h), 'Odoo moves.', 'a binding is');
select is_empty($$ select ops.hold_on('default', null) union all select ops.hold_on('t', null) union all select ops.hold_on(null, 'shop') $$, 'others are not');
select ops.put_hold(null, 'shop', 'Inventory.');
select is((select array[ops.scope_of(h), ops.scope_of(o)] from ops.hold_on('t', null) h, ops.hold_on(null, 'shop') o), array['tenant shop', 'tenant shop'], 'a tenant, with its bindings and its operations');
select is_empty($$ select ops.hold_on(null, 'other') $$, 'and no other');
select ops.put_hold(null, null, 'Freeze.');
select is((select ops.scope_of(h) from ops.hold_on(name, null) h), 'everything', 'all of them: ' || name) from ops.odoo_bindings order by name;
select is((select ops.told_hold(h) - 'hold' from ops.hold_on(null, 'other') h), jsonb_build_object('code', 'on_hold', 'detail', session_user || ' held everything: Freeze.', 'suggestion', 'Wait, or have the hold lifted.', 'until', null), 'who waits is told by whom and why');

-- once a scope
select ops.put_hold('b', null, 'It moves further.');
select results_eq($$ select reason, until from ops.holds where binding = 'b' $$, $$ values ('It moves further.', null::timestamptz) $$, 'a hold that is there gets the new reason and end');
select throws_ok($$ select ops.put_hold('b', 'shop', 'Both.') $$, '23514', null, 'a hold has one scope');
select throws_ok($$ select ops.put_hold('b', null, ' ') $$, '23514', null, 'and a reason');
select throws_ok($$ select ops.put_hold('b', null, 'Late.', now() - interval '1 hour') $$, '23514', null, 'and does not end before it begins');
select throws_ok($$ select ops.lift_hold(gen_random_uuid()) $$, 'OC004', null, 'what is not there is not lifted');

-- runs
select tests.open_run('b', p_start => false);
select is(pg_temp.at_work('b'), false, 'a run of what is held does not begin');
select throws_ok($$ select odoo_seed.claim_run(id, 60) from odoo_seed.sync_runs $$, 'OC001', null, 'nor for who is called');
update ops.work set run_after = clock_timestamp() - interval '1 hour';
select is_empty('select * from ops.v_late', 'and is not late');
update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() + interval '5 s';
select is(odoo_seed.keep_waiting_runs(), 1, 'it keeps its binding');
delete from net.http_request_queue;
select ops.lift_hold(id) from ops.holds where num_nonnulls(binding, tenant) = 0;
select is(pg_temp.at_work('b'), false, 'a wider hold that is lifted leaves a narrower one');
select ops.lift_hold(id) from ops.holds where binding = 'b';
select is((select count(*)::int from net.http_request_queue), 1, 'what waited is called for at once');
select odoo_seed.claim_run(id, 60) from odoo_seed.sync_runs;
select is(odoo_seed.is_held(id), false, 'a run at work goes on') from odoo_seed.sync_runs;
select ops.put_hold('b', null, 'Again.', clock_timestamp() + interval '1 minute');
select is(odoo_seed.is_held(id), true, 'to its next checkpoint') from odoo_seed.sync_runs;
update ops.holds set put_at = put_at - interval '2 minutes', until = until - interval '2 minutes' where binding = 'b' and lifted_at is null;
select is(odoo_seed.is_held(id), false, 'a hold whose time is over holds nothing') from odoo_seed.sync_runs;
select is(ops.lift_expired_holds(), 1, 'which is noted');
select is((select lifted_by from ops.holds where binding = 'b' order by lifted_at desc limit 1), 'time', 'as lifted by time');

-- told
select results_eq($$ select type, count(*)::int from ops.events where type like 'hold.%' group by type order by type $$, $$ values ('hold.lifted', 3), ('hold.put', 5) $$, 'events tell of all of it');
select ok(exists (select from control.audit_logs where action = 'holds.update'), 'and the audit log');
select is_empty($$ select from ops.events where type = 'hold.put' and data ->> 'reason' is null $$, 'with the reason');

select * from finish();
rollback;
