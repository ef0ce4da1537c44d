-- Seeds that changed start one run by themselves, which nothing loses, and which is not tried for ever.
begin;
select plan(42);
select tests.seed();
select tests.drive();
select tests.add_binding('b', 'b');
insert into odoo_seed.projects (program_slug, external_ref, name, company_name, account_slug) values ('close', 'Q', 'Other', 'Acme', 'b');
create function pg_temp.waiting() returns text language sql as $$ select string_agg(binding, ',' order by binding) from odoo_seed.v_auto_sync where unsynced_since is not null $$;
create function pg_temp.later(p_time interval default '1 minute') returns int language sql as $$
  update odoo_seed.unsynced set changed_at = changed_at - p_time;
  update odoo_seed.auto_syncs set again_at = again_at - p_time;
  select odoo_seed.begin_auto_syncs() $$;
create function pg_temp.run() returns odoo_seed.sync_runs language sql as $$ select r from odoo_seed.sync_runs r order by started_at desc limit 1 $$;
create function pg_temp.ends(p_status text) returns void language sql as $$
  select odoo_seed.finish_run((pg_temp.run()).id, p_status, null, null, null, 1, case when p_status = 'failed' then '{"code": "odoo_timeout", "detail": "No."}'::jsonb end) $$;

-- what is noted
update odoo_seed.tasks set name = 'Before';
select is_empty('select * from odoo_seed.unsynced', 'nothing is noted for bindings that do not sync by themselves');
update ops.odoo_bindings set auto_sync = true;
select is(pg_temp.waiting(), 'b,default', 'who switches it on has all seeds synced');
delete from odoo_seed.unsynced;
update odoo_seed.tasks set sync_error = 'No.', synced_at = now(), odoo_task_id = 7;
update odoo_seed.projects set sync_error = 'No.', odoo_project_id = 7;
select is(pg_temp.waiting(), null, 'what runs write into seeds is no change');
update odoo_seed.tasks set name = name where false;
select is(pg_temp.waiting(), null, 'nor is what changes no row');
update odoo_seed.tasks set name = 'After' where external_ref = 'T1';
select is(pg_temp.waiting(), 'default', 'a task that changes is, for its binding alone');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) select 'Q', 'Q' || n, 'Task' from generate_series(1, 1000) n;
update odoo_seed.tasks set name = 'Renamed' where project_external_ref = 'Q';
delete from odoo_seed.tasks where external_ref = 'Q1';
select results_eq($$ select binding, count(*)::int from odoo_seed.unsynced group by 1 order by 1 $$, $$ values ('b', 1), ('default', 1) $$, 'a thousand edits of one transaction are one row');
delete from odoo_seed.unsynced;
update odoo_seed.tasks set project_external_ref = 'P' where external_ref = 'Q2';
select is(pg_temp.waiting(), 'b,default', 'a task that moves concerns both');
delete from odoo_seed.unsynced;
update odoo_seed.projects set name = 'Project Q' where external_ref = 'Q';
select is(pg_temp.waiting(), 'b', 'a project concerns its own');
delete from odoo_seed.unsynced;
update odoo_seed.field_policies set policy = 'enforce' where field = 'stage';
select is(pg_temp.waiting(), 'b,default', 'a policy concerns all');
update ops.odoo_bindings set auto_sync = false where name = 'b';
select odoo_seed.begin_auto_syncs();
select results_eq('select distinct binding from odoo_seed.unsynced', $$ values ('default') $$, 'who switches it off is forgotten');

-- one run, once they are left alone
delete from odoo_seed.unsynced;
update odoo_seed.tasks set name = 'One' where external_ref = 'T1';
select is(odoo_seed.begin_auto_syncs(), 0, 'fresh changes wait');
select is(pg_temp.later('9 s'), 0, 'for ten seconds');
insert into odoo_seed.unsynced (binding, xid) values ('default', '7');
select is(pg_temp.later('8 s'), 0, 'since the last');
select is(pg_temp.later('3 s'), 1, 'then one run begins');
select is((select array[r.run_type, r.cause, r.status, r.binding] from pg_temp.run() r), array['seed', 'auto_sync', 'running', 'default'], 'a seeding that nobody asked for');
select is(pg_temp.waiting(), null, 'of all that changed');
update odoo_seed.tasks set name = 'Two' where external_ref = 'T1';
select is(pg_temp.later(), 0, 'what changes meanwhile waits for its end');
select pg_temp.ends('success');
select is(pg_temp.later(), 1, 'and has a run of its own');
select pg_temp.ends('success');
select is(pg_temp.later(), 0, 'after which there is nothing to do');
insert into odoo_seed.unsynced (binding, xid, changed_at) select 'default', n::text::xid8, now() - make_interval(secs => 9 * n) from generate_series(1, 12) n;
select is(odoo_seed.begin_auto_syncs(), 1, 'seeds that never rest wait ten times as long at most');
select pg_temp.ends('success');

-- a run that fails
update odoo_seed.tasks set name = 'Three' where external_ref = 'T1';
select pg_temp.later();
select pg_temp.ends('failed');
select is(odoo_seed.begin_auto_syncs(), 0, 'a run that failed is not tried again at once');
select is(pg_temp.later('31 s'), 1, 'but after half a minute');
select pg_temp.ends('failed');
select is(pg_temp.later('31 s'), 0, 'then later');
select is(pg_temp.later('90 s'), 1, 'each time');
select pg_temp.ends('failed'), pg_temp.later('10 minutes'), pg_temp.ends('failed'), pg_temp.later('1 hour'), pg_temp.ends('failed');
select is(pg_temp.later('1 day'), 0, 'and after five times no more');
select results_eq($$ select subject = 'runs/' || (pg_temp.run()).id, data ->> 'binding', data ->> 'error' from ops.events where type = 'sync.stopped' $$, $$ values (true, 'default', 'No.') $$, 'of which an event tells');
update odoo_seed.tasks set name = 'Four' where external_ref = 'T1';
select is(pg_temp.later(), 1, 'seeds that change are another matter');
select pg_temp.ends('failed');
select is((select failures from odoo_seed.auto_syncs), 1, 'and are counted anew');
select pg_temp.later(), pg_temp.ends('partial');
select is(pg_temp.later('1 day'), 0, 'rows that Odoo refuses are not sent again');
select isnt((select stopped_at from odoo_seed.auto_syncs), null, 'until the seeds change');
select tests.run(), pg_temp.ends('success');
select is((select stopped_at from odoo_seed.auto_syncs), null, 'or somebody''s own run has done it');
update odoo_seed.tasks set name = 'Five' where external_ref = 'T1';
select pg_temp.later(), odoo_seed.cancel_run((pg_temp.run()).id);
select is(pg_temp.later('1 day'), 0, 'a run that somebody cancelled is not tried again');

-- what keeps it waiting
update odoo_seed.tasks set name = 'Six' where external_ref = 'T1';
select ops.put_hold('default', null, 'Freeze.');
select is(pg_temp.later(), 0, 'a hold keeps it waiting');
select is(odoo_seed.why_auto_waits('default') ->> 'code', 'on_hold', 'which it says');
select ops.lift_hold(id) from ops.holds where lifted_at is null;
insert into ops.sync_windows (kind, cron, lasts) values ('deny', '0 0 * * *', '1 day');
select is(pg_temp.later(), 0, 'so does a window');
select is(odoo_seed.why_auto_waits('default') ->> 'code', 'outside_window', 'which it says');
select isnt(tests.run(p_type => 'shadow'), null, 'others run meanwhile');
select pg_temp.ends('success');
update ops.odoo_bindings set plans_need_approval = true;
delete from ops.sync_windows;
select is(pg_temp.later(), 1, 'where plans need approval');
select is((pg_temp.run()).run_type, 'plan', 'it makes a plan');
select pg_temp.ends('success');
select is(pg_temp.later('1 day'), 0, 'and leaves it to people');

-- where nobody can be called
delete from vault.secrets where name = 'functions_secret';
update odoo_seed.tasks set name = 'Seven' where external_ref = 'T1';
select is(pg_temp.later(), 0, 'without a way to call functions nothing begins');
select is(pg_temp.waiting(), 'default', 'and nothing is lost');

select * from finish();
rollback;
