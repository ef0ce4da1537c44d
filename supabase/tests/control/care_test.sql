-- Care of tenants: when it is due, what is late, who is left alone, and what a probe's facts mean.
begin;
select * from no_plan();
select tests.empty();
select tests.tenants();
select tests.let_time_pass();
update ops.schedules set enabled = false;
update control.cares set enabled = true;
create function pg_temp.care(p_slug text, p_care text) returns control.v_care language sql as $$ select v from control.v_care v where slug = p_slug and care = p_care $$;
create function pg_temp.due() returns text language sql as $$ select string_agg(slug || ' ' || care, ', ' order by slug, care) from control.v_care where due_at <= clock_timestamp() $$;
create function pg_temp.put() returns text language sql as $$ select string_agg(t.slug || ' ' || w.kind, ', ' order by t.slug, w.kind) from ops.work w join control.tenants t on t.id::text = w.key $$;

-- due
select is(pg_temp.due(), null, 'a new tenant has time');
select is((select count(*)::int from control.v_care where care = 'restore_drill'), 0, 'without a backup there is nothing to drill');
select tests.pass('11 minutes');
select is(pg_temp.due(), 'acme probe, prov probe, sub probe', 'then it is looked at');
select is(control.take_care(), 3, 'as work');
select is(pg_temp.put(), 'acme probe, prov probe, sub probe', 'of each');
select is(control.take_care(), 0, 'once');
select ok((pg_temp.care('acme', 'backup')).due_at <> (pg_temp.care('sub', 'backup')).due_at, 'they do not all come at once');
select is((pg_temp.care('acme', 'backup')).due_at, (pg_temp.care('acme', 'backup')).due_at, 'and each always at its own time');

-- left alone
select tests.open('acme', 'module_apply');
select tests.put('sub', 'paused');
create temporary table claim as select control.claim_care(60) as c;
select is(c #>> '{tenant,slug}' || ' ' || (c ->> 'care'), 'prov probe', 'a tenant that an operation is at work on, or that is paused, is left alone') from claim;
select is((c -> 'params') ? 'slow_seconds', true, 'with what is told of how') from claim;
select is(control.claim_care(60), null, 'there is no other');
select is(pg_temp.put(), 'prov probe', 'what was not to be done is gone');
select is(control.finish_probe((c #>> '{tenant,id}')::uuid, (c ->> 'token')::uuid, (c ->> 'claimed_at')::timestamptz, '{"ms": 120, "version": "19.0"}'), 'healthy', 'it is well') from claim;
select is((select detail from control.tenant_health h join control.tenants t on t.id = h.tenant_id where slug = 'prov'), 'The probe: all well, Odoo 19.0, answered in 0.1 s.', 'as is told');
select ok((pg_temp.care('prov', 'probe')).due_at between clock_timestamp() + interval '4 minutes' and clock_timestamp() + interval '6 minutes', 'and is due again');
select tests.work();
update control.tenant_health set state = 'unknown' where true;
select control.take_care();
create temporary table second as select control.claim_care(60) as c;
select tests.open('acme', 'module_apply');
select tests.work();
select is(control.finish_probe((c #>> '{tenant,id}')::uuid, (c ->> 'token')::uuid, (c ->> 'claimed_at')::timestamptz, '{"ms": 1, "version": "19.0"}'), null, 'an operation that was at work meanwhile knows better') from second;
select throws_ok(format('select control.finish_probe(%L, gen_random_uuid(), now(), ''{}'')', id), 'OC002', null, 'nor does one finish what another has') from control.tenants where slug = 'acme';

-- judged
create function pg_temp.judged(p_facts jsonb) returns text language sql as $$ select state || ' ' || detail from control.judge_probe(p_facts, '{"slow_seconds": 10, "mail_minutes": 60, "cron_minutes": 60}') $$;
select matches(pg_temp.judged(facts::jsonb), expected, facts) from (values
  ('{"fault": {"at": "http", "code": "odoo_unreachable", "detail": "No answer."}}', '^unreachable .*cannot be reached: No answer'),
  ('{"ms": 5, "fault": {"at": "log_in", "code": "odoo_auth_failed", "detail": "Wrong key."}}', '^degraded .*does not get in: Wrong key'),
  ('{"ms": 5, "fault": {"at": "log_in", "code": "odoo_database_missing", "detail": "None."}}', '^unreachable '),
  ('{"ms": 5, "fault": {"at": "read", "code": "odoo_access_denied", "detail": "No."}}', '^degraded .*does not tell'),
  ('{"ms": 12000, "version": "19.0"}', '^degraded .*took 12.0 s'),
  ('{"ms": 5, "mails_failed": 2, "mails_waiting": 0, "late_actions": []}', '^degraded .*2 mails could not be sent'),
  ('{"ms": 5, "mails_failed": 0, "mails_waiting": 3, "late_actions": []}', '^degraded .*3 mails have waited for over 60'),
  ('{"ms": 5, "mails_failed": 1, "mails_waiting": 0, "late_actions": ["Send it", "Other"]}', '^degraded .*1 mails.*2 scheduled actions are over 60 minutes late, first of them "Send it"'),
  ('{"ms": 5, "version": "19.0", "mails_failed": 0, "mails_waiting": 0, "late_actions": []}', '^healthy ')) v (facts, expected);

-- what a run says of it
select control.record_health(id, 'degraded', 'The probe: mails.', 'probe') from control.tenants where slug = 'acme';
select control.record_health(id, 'healthy', 'The run has ended.', 'run') from control.tenants where slug = 'acme';
select is((select state from control.tenant_health h join control.tenants t on t.id = h.tenant_id where slug = 'acme'), 'degraded', 'a run that worked says nothing of mail');
select control.record_health(id, 'healthy', 'The probe: well.', 'probe') from control.tenants where slug = 'acme';
select is((select array_agg(data ->> 'state' order by position) from ops.events where type = 'tenant.health_changed' and tenant = 'acme') @> '{degraded,healthy}', true, 'who wants to know is told when it changes');

-- backups
update ops.work set run_after = clock_timestamp() + interval '1 day' where kind in ('probe', 'measure');
select tests.put('sub', 'active');
select tests.pass('5 hours');
update control.cares set at_once = 1 where care = 'backup';
select control.take_care();
select is((select string_agg(o.kind || ' ' || o.trigger_source || ' ' || o.requested_by, ', ') from control.operations o where o.finished_at is null), 'backup schedule schedule', 'one backup at a time on a server');
select is((select count(*)::int from control.provisioning_jobs j join control.operations o on o.id = j.operation_id where o.finished_at is null), 2, 'with its steps');
create temporary table backed as select t.slug, o.id from control.operations o join control.tenants t on t.id = o.tenant_id where o.finished_at is null;
select tests.fail(tests.claim());
select is((select status from control.operations where id = backed.id), 'failed', 'it fails') from backed;
select ok((pg_temp.care(slug, 'backup')).due_at > clock_timestamp() + interval '9 minutes', 'and is tried again after a pause') from backed;
select is((pg_temp.care(slug, 'backup')).failures, 1, 'of which is told how often') from backed;
select control.take_care();
select isnt((select t.slug from control.operations o join control.tenants t on t.id = o.tenant_id where o.finished_at is null), slug, 'another has its turn') from backed;
select is((pg_temp.care(slug, 'backup')).late, false, 'it is not late yet') from backed;
select tests.pass('3 days');
select is((pg_temp.care(slug, 'backup')).late, true, 'until it is') from backed;
select matches((select title from control.v_suggestions where rule = 'stale_backup' and tenant = slug), 'has no backup', 'as is suggested') from backed;
select tests.add_backup(slug) from backed;
select is((pg_temp.care(slug, 'backup')).late, false, 'a backup mends it') from backed;
select isnt_empty(format('select from control.v_care where slug = %L and care = ''restore_drill''', slug), 'and it can be drilled') from backed;

-- each tenant at least once a month
select ok(due_at <= clock_timestamp() + interval '28 days', 'a drill within a month') from control.v_care where care = 'restore_drill';
update control.subscription_plans set backup_hours = 6 where code = 'starter';
select is((pg_temp.care(slug, 'backup')).every, interval '6 hours', 'the plan says how often') from backed;
update control.cares set enabled = false where care = 'probe';
select is_empty('select from control.v_care where care = ''probe''', 'what is switched off is not due');
select is((select actor is not null from control.audit_logs where object = 'cares:probe' order by position desc limit 1), true, 'and who did it is known');

-- keys: both are valid for as long as its row says, and no tenant is without one
select is_empty('select from control.v_care where care = ''retire_key''', 'none is retired that was not rotated');
create temporary table keyed as select id, slug from control.tenants where slug = 'prov';
create function pg_temp.done(p_kind text) returns void language plpgsql as $$
begin
  perform control.open_by_itself((select id from keyed), p_kind);
  perform tests.work();
end $$;
select tests.work();
select ok((pg_temp.care('prov', 'rotate_key')).due_at > clock_timestamp(), 'the first is rotated in time');
select pg_temp.done('rotate_key');
select ok((pg_temp.care('prov', 'rotate_key')).due_at > clock_timestamp() + interval '40 days', 'the next one is weeks away');
select ok((pg_temp.care('prov', 'retire_key')).due_at between clock_timestamp() + interval '50 minutes' and clock_timestamp() + interval '1 hour', 'the old key is valid for as long as its row says');
update control.cares set every = '6 hours' where care = 'retire_key';
select ok((pg_temp.care('prov', 'retire_key')).due_at > clock_timestamp() + interval '5 hours', 'which is data');
select tests.pass('7 hours');
select is((pg_temp.care('prov', 'retire_key')).late, false, 'it is due, and not late');
select pg_temp.done('retire_key');
select is_empty('select from control.v_care where slug = ''prov'' and care = ''retire_key''', 'and is retired once');
select tests.pass('70 days');
select ok((pg_temp.care('prov', 'rotate_key')).due_at < clock_timestamp(), 'then it begins anew');
select pg_temp.done('rotate_key');
select isnt_empty('select from control.v_care where slug = ''prov'' and care = ''retire_key''', 'with another to retire');

-- measured
select tests.work();
delete from ops.work where kind in ('probe', 'measure');
insert into ops.work (kind, key) (select 'measure', id::text from control.tenants where control.may_be_cared_for(id) order by slug limit 1) on conflict (kind, key) do update set run_after = clock_timestamp();
create temporary table measured as select control.claim_care(60) as c;
select is(control.finish_measure((c #>> '{tenant,id}')::uuid, (c ->> 'token')::uuid, '{"users": 3, "database_bytes": 12345678, "records.res.partner": 9}'), 3, 'what it holds is kept') from measured;
select is((select value from control.tenant_metrics where metric = 'users'), 3::numeric, 'by the day');
select tests.pass('900 days');
select is(control.forget_metrics(), 3, 'and for so long');
select * from finish();
rollback;
