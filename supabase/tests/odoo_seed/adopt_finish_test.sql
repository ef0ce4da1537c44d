-- finish_adoptions(): what follows from the fields of adopted records that differ.
begin;
select plan(15);
select tests.seed();
update odoo_seed.tasks set planned_hours = 2, assignee_email = 'ann@example.com' where external_ref in ('T1', 'T2');
select tests.sync();
delete from odoo_seed.applied;
update odoo_seed.shadow_tasks set stage_name = 'Done', planned_hours = 5 where external_ref in ('T1', 'T2');
create temporary table run as select tests.run('default', 'adopt') as id;
insert into odoo_seed.adoptions (run_id, model, external_ref, outcome, odoo_ids, rivals)
select run.id, 'project.task', 'T1', 'matched', array[odoo_id], '{}' from run, odoo_seed.shadow_tasks where external_ref = 'T1';
select odoo_seed.record_agreement(id) from run;
create function pg_temp.finished(p_take text, p_question text) returns text language sql as
  $$ select tests.after(format('select odoo_seed.finish_adoptions(id, %L) from run', p_take), p_question) $$;

select is(tests.action('T1'), 'update', 'before, enforced fields would follow the seed');
select ok(tests.reason('T1') ~ 'stage', 'and a merged one is in conflict');
select is(pg_temp.finished('policy', $$ select tests.changes('T1')::text $$), '{"planned_hours": {"to": 2, "from": 5}}', 'policy: enforced fields follow the seed');
select is(pg_temp.finished('policy', $$ select tests.reason('T1') $$), null, 'and no conflict is left');
select is(pg_temp.finished('policy', $$ select winner from odoo_seed.v_drift where external_ref = 'T1' and field = 'stage' $$), 'odoo', 'people''s progress stays');
select is(pg_temp.finished('policy', $$ select verdict from odoo_seed.v_field_differences where external_ref = 'T2' and field = 'stage' $$), 'conflict', 'other records are not concerned');
select is(pg_temp.finished('seed', $$ select tests.changes('T1') ->> 'stage' $$), '{"to": "To Do", "from": "Done"}', 'seed: merged fields follow, too');
select is(pg_temp.finished('seed', $$ select count(*)::text from odoo_seed.tasks where stage_name = 'Done' $$), '0', 'and seeds stay as they are');
select is(pg_temp.finished('odoo', $$ select tests.action('T1') $$), 'noop', 'odoo: nothing is left to do');
select is(pg_temp.finished('odoo', $$ select stage_name || ' ' || planned_hours from odoo_seed.tasks where external_ref = 'T1' $$), 'Done 5', 'the seed says what Odoo holds');
update odoo_seed.shadow_tasks set planned_hours = -1 where external_ref = 'T1';
select is(pg_temp.finished('odoo', $$ select tests.changes('T1')::text || stage_name from odoo_seed.tasks where external_ref = 'T1' $$), '{"planned_hours": {"to": 2, "from": -1}}Done', 'but for what no seed can say');
update odoo_seed.shadow_tasks set stage_name = null where external_ref = 'T1';
select is(pg_temp.finished('seed', $$ select tests.changes('T1') ->> 'stage' $$), '{"to": "To Do", "from": null}', 'seed: an empty stage follows as well');

-- a run that died after it had written the refs
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now();
truncate run;
insert into run select tests.run('default', 'adopt');
select is(pg_temp.finished('policy', $$ select count(finished_at)::text from odoo_seed.adoptions $$), '1', 'the next one finishes what it left');
update odoo_seed.sync_runs set run_type = 'plan' where status = 'abandoned';
select is(pg_temp.finished('policy', $$ select count(finished_at)::text from odoo_seed.adoptions $$), '0', 'but not what a dry run had found');
update odoo_seed.sync_runs set run_type = 'adopt';
update odoo_seed.adoptions set odoo_ids = '{12345}';
select is(pg_temp.finished('policy', $$ select count(finished_at)::text from odoo_seed.adoptions $$), '0', 'nor what Odoo does not hold as it was found');

select * from finish();
rollback;
