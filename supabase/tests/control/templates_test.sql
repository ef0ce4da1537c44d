-- Templates: wanted once, worked on under a lease, ready by their hash, retired, and dropped when nobody copies.
begin;
select * from no_plan();
select tests.tenants();
insert into control.module_bundles (code, name, bundle_type, modules) values ('kit-one', 'Kit', 'kit', array['project']);
create function pg_temp.want(p_country text default 'PH', p_url text default 'http://odoo:8069') returns text language sql as $$ select control.want_template('kit-one', p_country, p_url) $$;
create function pg_temp.host() returns text language sql as $$ select 'odoo:8069' $$;
create function pg_temp.status(p_database text) returns text language sql as $$ select status from control.database_templates where database = p_database $$;
create function pg_temp.token(p_claim jsonb) returns uuid language sql as $$ select (p_claim ->> 'lease_token')::uuid $$;
create function pg_temp.note(p_claim jsonb) returns void language sql as $$
  select control.note_template(pg_temp.host(), p_claim ->> 'database', pg_temp.token(p_claim), gen_random_uuid()::text) $$;
create function pg_temp.mark(p_claim jsonb, p_hash text, p_version text default '19.0') returns text language sql as $$
  select control.mark_template(pg_temp.host(), p_claim ->> 'database', pg_temp.token(p_claim), p_version, p_hash) $$;
create function pg_temp.due() returns text language sql as $$ select string_agg(t.status, ', ' order by t.created_at) from ops.v_due_work d join control.database_templates t on d.key = control.template_key(db_host, database) where d.kind = 'template' $$;
create function pg_temp.pass_time() returns void language sql as $$ update ops.work set run_after = clock_timestamp() where kind = 'template' $$;
create function pg_temp.not_seen_for(p_time interval) returns void language sql as $$
  update control.database_templates set checked_at = checked_at - p_time;
  select control.reconcile_templates() $$;

create temporary table first as select pg_temp.want() as name;
select matches((select name from first), '^template_kit_one_[0-9a-f]{8}$', 'a template is named after its bundle');
select is(pg_temp.want(), (select name from first), 'and wanted once');
select is((select (status, db_host, modules)::text from control.database_templates), '(building,odoo:8069,{project})', 'it is to be built, on the server''s own address');
select isnt(pg_temp.want('US'), (select name from first), 'another country is another one');
select isnt(pg_temp.want('PH', 'http://other'), (select name from first), 'so is another server');
select is(control.want_template('none', 'PH', 'http://odoo:8069'), null, 'a bundle that is none has no template');
delete from control.database_templates where database <> (select name from first);
select throws_ok($$ select control.want_template('kit-one', 'Philippines', 'http://odoo') $$, '23514', null, 'a country is a code');

create temporary table building as select control.claim_template(60) as claim;
select is((select claim ->> 'database' from building), (select name from first), 'a worker takes it');
select is(control.claim_template(60), null, 'nobody else does meanwhile');
select pg_temp.want('US');
select is(control.claim_template(60), null, 'nor another one of the server: one is built at a time');
delete from control.database_templates where country_code = 'US';
select control.extend_template(pg_temp.host(), claim ->> 'database', pg_temp.token(claim), 120) from building;
select ok((select lease_expires_at > clock_timestamp() + interval '100 s' from ops.work), 'a heartbeat keeps the lease');
select throws_ok($$ select control.extend_template('odoo:8069', name, gen_random_uuid(), 60) from first $$, 'OC002', null, 'of whoever holds it');
select control.leave_template(pg_temp.host(), claim ->> 'database', pg_temp.token(claim), 0, '{"code": "odoo_failed"}') from building;
select ok((select due_at > clock_timestamp() + interval '1 s' and attempts = 1 and error is not null from control.v_templates), 'a failed attempt comes back after a pause');
select is(control.claim_template(60), null, 'not before');
select pg_temp.pass_time(), control.claim_template(0);
update building set claim = control.claim_template(60);
select ok((select claim is not null from building), 'what a dead worker held is taken over');
select control.leave_template(pg_temp.host(), claim ->> 'database', pg_temp.token(claim), 0) from building;
create function pg_temp.fail() returns void language sql as $$
  select pg_temp.pass_time();
  update building set claim = control.claim_template(60);
  select control.leave_template(pg_temp.host(), claim ->> 'database', pg_temp.token(claim), 0, '{"code": "odoo_failed", "detail": "No."}') from building $$;
select pg_temp.fail() from generate_series(1, 2);
select is((select count(*) from ops.reconcile_faults), 0::bigint, 'what fails twice in a row may pass');
select pg_temp.fail();
select results_eq('select task, object, code, detail from ops.reconcile_faults', $$ select 'control.leave_template', name, 'odoo_failed', 'No.' from first $$, 'what fails a third time is told to people');
select pg_temp.pass_time();
update building set claim = control.claim_template(60);
select control.leave_template(pg_temp.host(), claim ->> 'database', pg_temp.token(claim), 0) from building;
select ok((select attempts = 1 and error is null and status = 'waiting' from ops.work), 'an attempt that went well starts the count again');
update building set claim = control.claim_template(60);
select throws_ok($$ select pg_temp.mark(claim, 'one') from building $$, '23514', null, 'none is ready of which nobody said that it is ours');
select pg_temp.note(claim) from building;
select is(pg_temp.mark(claim, 'one'), 'ready', 'it is built') from building;
select is(pg_temp.want(), (select name from first), 'no other one is wanted then');
select is((select count(*) from control.database_templates), 1::bigint, 'nor made');
select throws_ok($$ select pg_temp.mark(claim, 'one') from building $$, 'OC002', null, 'an attempt ends once');

select is(pg_temp.due(), null, 'a fresh one needs no look');
select pg_temp.not_seen_for('6 minutes');
select is(pg_temp.due(), 'ready', 'one that was not looked at for long does');
update building set claim = control.claim_template(60);
select is(pg_temp.mark(claim, 'one'), 'ready', 'what is as it was stays') from building;
select is(pg_temp.due(), null, 'until the next look');
select pg_temp.not_seen_for('6 minutes');
update building set claim = control.claim_template(60);
select is(pg_temp.mark(claim, 'two'), 'stale', 'another hash makes it stale') from building;
select is((select string_agg(status, ', ' order by status) from control.database_templates), 'building, stale', 'and another one is built');
select throws_ok($$ select control.leave_template('odoo:8069', claim ->> 'database', pg_temp.token(claim), 0) from building $$, 'OC002', null, 'nobody holds a stale one on');

update control.tenants set odoo_url = 'http://odoo:8069' where slug = 'sub';
create temporary table installing as select tests.open('sub', 'rebuild', tests.steps('modules', 'after')) as id;
select tests.wait(tests.claim(), 0);
select is(pg_temp.due(), 'stale', 'tenants first: while one is installed there, no template is built');
select tests.finish(tests.claim());
select is(pg_temp.due(), 'stale, building', 'after it, it is');
select tests.finish(tests.claim());
create temporary table copying as select tests.open('acme', 'rebuild', '[{"name": "database", "exclusive": "copies:odoo:8069"}]') as id;
select tests.claim();
update control.provisioning_jobs set started_at = clock_timestamp() - interval '1 minute' where operation_id = (select id from copying);
select is(pg_temp.due(), 'building', 'while a copy from before is under way, the stale one stays');
update control.provisioning_jobs set started_at = clock_timestamp() + interval '1 minute' where operation_id = (select id from copying);
select is(pg_temp.due(), 'stale, building', 'a later copy is none of it');
select control.keep_secret('template/' || name || '/odoo_bot', 'x') from first;
update building set claim = control.claim_template(60);
select is((select claim ->> 'status' from building), 'stale', 'clearing up goes first');
select control.forget_template(pg_temp.host(), claim ->> 'database', pg_temp.token(claim)) from building;
select is((select count(*) from control.database_templates where status = 'stale'), 0::bigint, 'its row goes');
select is((select count(*) from vault.secrets where name like 'template/%'), 0::bigint, 'and its secrets');

update building set claim = control.claim_template(60);
select pg_temp.note(claim) from building;
select pg_temp.mark(claim, 'two') from building;
update control.module_bundles set modules = array['project', 'crm'] where code = 'kit-one';
select control.reconcile_templates();
select is((select string_agg(status || modules::text, ' ' order by status) from control.database_templates), 'building{project,crm} stale{project}', 'a changed bundle makes its template stale');
select control.reconcile_templates();
select is((select count(*) from control.database_templates), 2::bigint, 'once');
update building set claim = control.claim_template(60);
select control.forget_template(pg_temp.host(), claim ->> 'database', pg_temp.token(claim)) from building;
update building set claim = control.claim_template(60);
update control.module_bundles set modules = array['crm'] where code = 'kit-one';
select control.reconcile_templates();
select ok((select due_at > clock_timestamp() + interval '2 minutes' from control.v_templates where status = 'stale'), 'what Odoo may still be building is dropped later');

delete from control.database_templates;
insert into control.database_templates (database, db_host, bundle_code, odoo_version, closure_hash, status, checked_at)
values ('template_own', pg_temp.host(), 'kit-one', '19.0', 'x', 'ready', '2020-01-01');
select control.reconcile_templates();
select is(pg_temp.due(), null, 'an operator''s own is never worked on');
select is(pg_temp.status('template_own'), 'ready', 'whatever its bundle becomes');
select control.retire_template(pg_temp.host(), 'template_own');
select is((select string_agg(status, ', ') from control.database_templates), 'stale', 'once gone it is copied no more, and none of ours takes its place by itself');
select is(pg_temp.due(), null, 'nor is it dropped');

select tests.drive();
select is(control.hand_over(), 0, 'nothing due, nobody is called');
create temporary table due as select tests.open('sub', 'rebuild') as id;
delete from net.http_request_queue;
select is(control.hand_over(), 1, 'a runner that has to stop has another one called');
select results_eq('select c.path, c.object from net.http_request_queue q join ops.function_calls c on c.request_id = q.id', 'select ''operations-run'', id::text from due', 'for what is due');
select * from finish();
rollback;
