-- drift_items: what v_drift says, kept by the end of runs, in proportion to what changed.
begin;
select * from no_plan();
select tests.seed();
select tests.sync();
select tests.add_binding('b', 'b');
create function pg_temp.kept() returns text language sql as $$ select string_agg(concat_ws(' ', kind, external_ref, field), ', ' order by external_ref, field) from odoo_seed.drift_items $$;
create function pg_temp.same() returns boolean language sql as $$
  select not exists (select binding, kind, model, external_ref, odoo_id, field, expected, actual, odoo_write_at, odoo_write_by, winner, reason, project_ref from odoo_seed.drift_items where muted_until <= now()
    except all select * from odoo_seed.v_drift)
  and not exists (select * from odoo_seed.v_drift
    except all select binding, kind, model, external_ref, odoo_id, field, expected, actual, odoo_write_at, odoo_write_by, winner, reason, project_ref from odoo_seed.drift_items where muted_until <= now()) $$;
create function pg_temp.refs() returns text[] language sql as $$ select odoo_seed.drift_since(s) from odoo_seed.drift_states s where binding = 'default' $$;
-- A transaction of its own, as far as the change log and the states can tell.
create function pg_temp.next() returns void language sql as $$
  update odoo_seed.change_log set xid = '3'::xid8;
  update odoo_seed.drift_states set xid = '4'::xid8, snapshot = '5:5:'::pg_snapshot where binding = 'default' $$;

select odoo_seed.refresh_drift('default');
select is(pg_temp.kept(), null, 'nothing drifts');
select is((select count(*) from odoo_seed.drift_states where binding = 'default' and as_of > now() - interval '1 minute'), 1::bigint, 'as of now');

-- all of it, as v_drift has it
select pg_temp.next();
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T3', 'Task three'), ('P', 'T4', 'Task four');
insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, tag_names, assignee_emails, depends_on_odoo_ids, active, odoo_write_at)
values ('default', 301, null, 11, 'P', 'Extra', '{}', '{}', '{}', true, now()), ('default', 302, 'T4', 11, 'P', 'Task four', '{}', '{}', '{}', true, now()), ('default', 303, 'T4', 11, 'P', 'Task four', '{}', '{}', '{}', true, now());
update odoo_seed.shadow_tasks set name = 'Renamed', stage_name = 'Done', odoo_write_by = 'ann' where external_ref = 'T1';
insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label) values ('default', 'tag', 7, 'Tax'), ('default', 'tag', 8, 'Tax ');
select ok(odoo_seed.drift_is_stale('default'), 'what changed makes it stale');
select ok(not odoo_seed.drift_is_stale('b'), 'but nothing that was never compared');
select odoo_seed.refresh_drift('default');
select ok(pg_temp.same(), 'the kept drift is the drift');
select is((select count(*) from odoo_seed.drift_items), 6::bigint, 'of every kind');
select results_eq($$ select project_ref, odoo_write_by from odoo_seed.drift_items where external_ref = 'T1' $$, $$ values ('P', 'ann'), ('P', 'ann') $$, 'with its project and who wrote it');
create temporary table known as select id, first_seen, ctid as place from odoo_seed.drift_items;
select odoo_seed.refresh_drift('b');
select is((select count(*) from odoo_seed.drift_items join known using (id, first_seen)), 6::bigint, 'another binding''s refresh touches nothing here');

-- only what changed is compared again, and only what differs is written
select pg_temp.next();
select ok(not odoo_seed.drift_is_stale('default'), 'compared, it is fresh');
select is(pg_temp.refs(), '{}', 'nothing changed');
update odoo_seed.drift_items set reason = 'a witness' where external_ref = 'T3';
select odoo_seed.refresh_drift('default');
select is((select reason from odoo_seed.drift_items where external_ref = 'T3'), 'a witness', 'so no record is compared');
insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label) values ('default', 'tag', 9, 'Pay'), ('default', 'tag', 10, 'Pay ');
select pg_temp.next();
select odoo_seed.refresh_drift('default');
select is((select count(*) from odoo_seed.drift_items where kind = 'look_alike'), 2::bigint, 'but for names, which are not in the change log');
delete from odoo_seed.shadow_labels where odoo_id in (9, 10);
select pg_temp.next();
select odoo_seed.refresh_drift('default');
select is((select string_agg(kind, ' ' order by kind) from odoo_seed.drift_items where kind in ('look_alike', 'orphan', 'duplicate')), 'duplicate look_alike orphan', 'and the others stay as they are');
select pg_temp.next();
update odoo_seed.tasks set name = 'Renamed' where external_ref = 'T1';
select ok(odoo_seed.drift_is_stale('default'), 'a seed that changed makes it stale');
select is(pg_temp.refs(), '{P,T1}', 'there');
select odoo_seed.refresh_drift('default');
select is((select string_agg(field, ' ') from odoo_seed.drift_items where external_ref = 'T1'), 'stage', 'what ended is gone');
select is((select reason from odoo_seed.drift_items where external_ref = 'T3'), 'a witness', 'what did not change is not compared');
select is((select count(*) from odoo_seed.drift_items d join known k using (id) where d.external_ref not in ('T3') and d.ctid = k.place), 4::bigint, 'and not written');
select pg_temp.next();
update odoo_seed.shadow_tasks set stage_name = 'Doing' where external_ref = 'T1';
update odoo_seed.tasks set active = false where external_ref = 'T3';
delete from odoo_seed.shadow_tasks where odoo_id = 301;
select odoo_seed.refresh_drift('default');
select ok(pg_temp.same(), 'in the end it is the drift again');
select is((select count(*) from odoo_seed.drift_items d join known k using (id, first_seen) where d.external_ref = 'T1' and d.actual = '"Doing"'), 1::bigint, 'other values are no new drift');
select pg_temp.next();
update odoo_seed.drift_states set as_of = now() - interval '13 hours' where binding = 'default';
select is(pg_temp.refs(), null, 'after half a day all is compared');
update odoo_seed.drift_items set reason = 'a witness';
select odoo_seed.refresh_drift('default');
select ok(pg_temp.same(), 'so it is');

-- drift that comes back has the id that it had, and is new
create temporary table before as select id, first_seen from odoo_seed.drift_items where external_ref = 'T1';
select pg_temp.next();
update odoo_seed.shadow_tasks set stage_name = 'To Do' where external_ref = 'T1';
select odoo_seed.refresh_drift('default');
select is((select count(*) from odoo_seed.drift_items where external_ref = 'T1'), 0::bigint, 'repaired');
select pg_temp.next();
update odoo_seed.shadow_tasks set stage_name = 'Done' where external_ref = 'T1';
select odoo_seed.refresh_drift('default');
select ok(d.id = b.id and d.first_seen > b.first_seen, 'and back, as new') from before b, odoo_seed.drift_items d where d.external_ref = 'T1';

-- mutes, whoever makes them
create function pg_temp.muted() returns text language sql as $$ select string_agg(external_ref, ' ' order by external_ref) from odoo_seed.drift_items where muted_until > now() $$;
insert into odoo_seed.drift_mutes (external_ref, field, reason) values ('T1', 'stage', 'known');
select is(pg_temp.muted(), 'T1', 'a mute is noted');
select ok(pg_temp.same(), 'as v_drift has it');
select is(tests.after($$ update odoo_seed.drift_mutes set field = 'name' $$, 'select pg_temp.muted()'), null, 'of that field');
select is(tests.after($$ update odoo_seed.drift_mutes set binding = 'b' $$, 'select pg_temp.muted()'), null, 'and that binding');
select is(tests.after($$ update odoo_seed.drift_mutes set muted_until = now() $$, 'select pg_temp.muted()'), null, 'until its end');
select is(tests.after($$ delete from odoo_seed.drift_mutes $$, 'select pg_temp.muted()'), null, 'or until somebody ends it');
delete from odoo_seed.drift_items;
delete from odoo_seed.drift_states;
select odoo_seed.refresh_drift('default');
select is(pg_temp.muted(), 'T1', 'drift that comes later is muted, too');
select set_eq($$ select kind, count from odoo_seed.count_drift('default') $$, $$ values ('duplicate', 1), ('look_alike', 1) $$, 'what is muted is not counted');

-- the ends of runs keep it
select tests.drive();
delete from odoo_seed.drift_states;
delete from odoo_seed.drift_items;
create temporary table run as select tests.open_run('default', 'shadow', '{"drift": false}') as id;
select odoo_seed.end_run(id, 1, false, 1) from run;
select is((select count(*) from odoo_seed.drift_states), 0::bigint, 'not of a shadow that is not asked for drift');
update run set id = tests.open_run('default', 'shadow');
select odoo_seed.end_run(id, 1, false, 1) from run;
select is((select counts from odoo_seed.sync_runs join run using (id)), '{"duplicate": 1, "look_alike": 1}', 'a shadow counts what it keeps');
select is((select count(*) from odoo_seed.drift_items), 3::bigint, 'with what is muted');
select pg_temp.next();
update run set id = tests.open_run('default', 'seed');
insert into odoo_seed.run_actions (run_id, pass, model, external_ref, project_ref, action, changes, conflicts, incomplete, wave, state) select id, 1, 'project.task', 'T2', 'P', 'update', '{}', '{}', false, 4, 'done' from run;
update odoo_seed.shadow_tasks set name = 'Theirs' where external_ref = 'T2';
select odoo_seed.record_errors(id, '[{"model": "project.task", "external_ref": "T2", "field": "name", "code": "refused", "message": "No."}]') from run;
select odoo_seed.end_run(id, 1, false, 1) from run;
select results_eq($$ select kind, reason from odoo_seed.drift_items where external_ref = 'T2' $$, $$ values ('refused', 'No.') $$, 'a seeding, too, with what it has just been refused');
delete from ops.odoo_bindings where name = 'b';
select is((select count(*) from odoo_seed.drift_states where binding = 'b'), 0::bigint, 'it goes with its binding');
select * from finish();
rollback;
