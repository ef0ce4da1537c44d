-- What is told: of schedules, runs, drift, operations and tenants.
begin;
select * from no_plan();
select tests.seed();
delete from ops.subscriptions;
create function pg_temp.told(p_like text default '%') returns setof text language sql as $$
  with told as (delete from ops.events where type like p_like returning type, position) select type from told order by position $$;
select pg_temp.told();

-- schedules
create function ops.break() returns void language plpgsql set search_path = '' as $$ begin raise exception 'Cannot do it' using errcode = 'OC999'; end $$;
create function ops.mend() returns void language sql set search_path = '' as $$ select $$;
insert into ops.schedules (name, cadence, runs, late_after) values ('note', '10 minutes', 'ops.break', '1 hour');
select ops.run_schedule('note'), ops.run_schedule('note');
select results_eq('select pg_temp.told()', array['schedule.failed'], 'a schedule that begins to fail is told of once');
update ops.schedules set changed_at = now() - interval '2 hours' where name = 'note';
select is(ops.tell_late_schedules() + ops.tell_late_schedules(), 1, 'one that is late, too');
select results_eq('select pg_temp.told()', array['schedule.late'], 'once');
update ops.schedules set runs = 'ops.mend' where name = 'note';
select ops.run_schedule('note'), ops.run_schedule('note');
select results_eq('select pg_temp.told()', array['schedule.recovered'], 'and that it succeeds again');
select is_empty('select from ops.late_schedules where name = ''note''', 'after which it may be late again');

-- runs
create temporary table run as select tests.open_run() as id;
select results_eq('select pg_temp.told()', array['run.started'], 'a run that begins');
update odoo_seed.sync_runs set lease_expires_at = now() + interval '1 hour';
select is_empty('select pg_temp.told()', 'a heartbeat is nothing');
update odoo_seed.sync_runs set status = s, finished_at = now() from (values ('partial')) v (s);
select is(data - 'finished_at' - 'started_at', jsonb_build_object('id', run.id, 'binding', 'default', 'type', 'seed', 'status', 'partial', 'error', '{}'::jsonb), 'it says which run') from ops.events, run where type = 'run.partly_failed';
select results_eq('select pg_temp.told()', array['run.partly_failed'], 'and how it ends');

-- drift: one event a comparison
select tests.sync();
select odoo_seed.refresh_drift('default');
select pg_temp.told();
update odoo_seed.shadow_tasks set name = name || '?';
select odoo_seed.refresh_drift('default');
select is(data -> 'count', '2', 'how much drift is new') from ops.events where type = 'drift.found';
select is(data #>> '{first,0,external_ref}', 'T1', 'and the first of it') from ops.events where type = 'drift.found';
select is(data -> 'kinds', '{"name": 2}', 'by kind') from ops.events where type = 'drift.found';
select results_eq('select pg_temp.told()', array['drift.found'], 'is told in one event');
select odoo_seed.refresh_drift('default');
select is_empty('select pg_temp.told()', 'what is known is not told again');
update odoo_seed.shadow_tasks set name = left(name, -1) where external_ref = 'T1';
select odoo_seed.refresh_drift('default');
select results_eq('select pg_temp.told()', array['drift.gone'], 'what is gone is');
insert into odoo_seed.drift_mutes (external_ref, reason) values ('T1', 'Known.');
update odoo_seed.shadow_tasks set name = name || '?' where external_ref = 'T1';
select odoo_seed.refresh_drift('default');
select is_empty('select pg_temp.told()', 'what is muted is not');

-- tenants and operations
select tests.tenants();
select pg_temp.told();
select tests.add_tenant('new', 'platform');
select results_eq('select pg_temp.told(''tenant.c%'')', array['tenant.created'], 'a tenant that is stored');
create temporary table op as select tests.open('new', 'pause') as id;
select results_eq('select pg_temp.told(''operation.%'')', array['operation.requested'], 'an operation that is asked for');
update control.operations set status = 'running', started_at = now() where id = (select id from op);
update control.operations set status = 'failed', finished_at = now(), error = '{"code": "odoo_busy", "detail": "Cannot.", "secret": "x"}', runbook = 'x' where id = (select id from op);
select is(array[subject, tenant, data -> 'error' #>> '{}'], array['operations/' || op.id, 'new', '{"code": "odoo_busy", "detail": "Cannot."}'], 'of which tenant, and why it failed') from ops.events, op where type = 'operation.failed';
select results_eq('select pg_temp.told(''operation.%'')', array['operation.started', 'operation.failed'], 'and what became of it');
select pg_temp.told();
update control.tenants set name = 'Newer', updated_at = now() where slug = 'new';
select is(data -> 'changed', '["name"]', 'what of a tenant changed') from ops.events where type = 'tenant.changed';
select pg_temp.told();
update control.tenants set updated_at = now() where slug = 'new';
select is_empty('select pg_temp.told()', 'and nothing if nothing did');
select control.record_health(id, 'healthy', 'Seen.') from control.tenants where slug = 'new';
select control.record_health(id, 'healthy', 'Seen again.') from control.tenants where slug = 'new';
select control.record_health(id, 'unreachable', 'Not seen.') from control.tenants where slug = 'new';
select results_eq($$ select data ->> 'state', data ->> 'before' from ops.events where type = 'tenant.health_changed' order by position $$, $$ values ('healthy', 'degraded'), ('unreachable', 'healthy') $$, 'its health, when it changes');

-- all of it or nothing
select is_empty($$ select type from ops.event_types where description !~ '\.$' $$, 'each type says what it means');
select * from finish();
rollback;
