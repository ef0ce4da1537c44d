-- record_applied(): what a batch wrote, kept as last applied and noted beside the seed.
begin;
select plan(20);
select tests.seed();
create temporary table run as select tests.run() as id;
create function pg_temp.applied(p_model text, p_ref text, p_id int, p_sent jsonb, p_created boolean default false) returns void language sql as $$
  select odoo_seed.record_applied(id, p_model,
    jsonb_build_array(jsonb_build_object('external_ref', p_ref, 'odoo_id', p_id, 'sent', p_sent, 'created', p_created))) from run $$;
create function pg_temp.sent() returns jsonb language sql as $$ select sent from odoo_seed.applied where external_ref = 'T1' $$;
create function pg_temp.ours() returns boolean language sql as $$ select created_by_us from odoo_seed.applied where external_ref = 'T1' $$;

update odoo_seed.tasks set sync_error = 'Cannot.';
select pg_temp.applied('project.task', 'T1', 5, '{"name": "Task one", "tags": ["a"], "stage": null}', true);
select results_eq('select binding, model, external_ref, odoo_id, sent, echo, created_by_us from odoo_seed.applied',
  $$ values ('default', 'project.task', 'T1', 5, '{"name": "Task one", "tags": ["a"]}'::jsonb, '{}'::jsonb, true) $$,
  'a created record is kept with what was sent');
select results_eq($$ select odoo_task_id, sync_error, synced_at is not null from odoo_seed.tasks where external_ref = 'T1' $$,
  $$ values (5, null::text, true) $$, 'its seed knows the record, the time, and no error any more');
select results_eq($$ select odoo_task_id, sync_error, synced_at from odoo_seed.tasks where external_ref = 'T2' $$,
  $$ values (null::int, 'Cannot.', null::timestamptz) $$, 'other seeds are not touched');

update odoo_seed.applied set applied_at = '2026-01-01', echo = '{"description": "<p>d</p>"}';
select pg_temp.applied('project.task', 'T1', 5, '{"stage": "Done"}');
select is(pg_temp.sent(), '{"name": "Task one", "tags": ["a"], "stage": "Done"}', 'what was sent before stays');
select is(pg_temp.ours(), true, 'a record that we created stays ours');
select is((select echo from odoo_seed.applied), '{"description": "<p>d</p>"}', 'the echo stays');
select ok((select applied_at > '2026-01-01' from odoo_seed.applied), 'the time is that of the last write');
select pg_temp.applied('project.task', 'T1', 5, '{"stage": null, "tags": []}');
select is(pg_temp.sent(), '{"name": "Task one", "tags": []}', 'a null in sent clears what was sent before, an empty list is kept');

-- the ref moved to another record
select pg_temp.applied('project.task', 'T1', 6, '{"name": "New"}');
select is(pg_temp.sent(), '{"name": "New"}', 'what was sent to another record does not count for this one');
select is((select echo from odoo_seed.applied), '{}', 'nor does its echo');
select is(pg_temp.ours(), false, 'nor that we created it');
select is((select odoo_task_id from odoo_seed.tasks where external_ref = 'T1'), 6, 'the seed knows the new record');
select pg_temp.applied('project.task', 'T1', 7, '{"name": "New"}', true);
select is(pg_temp.ours(), true, 'a record that was created in place of another is ours');

-- projects, many rows, other bindings
select odoo_seed.record_applied(id, 'project.project', '[{"external_ref": "P", "odoo_id": 3, "sent": {"name": "Project"}, "created": true}]') from run;
select results_eq('select odoo_project_id, synced_at is not null from odoo_seed.projects', $$ values (3, true) $$, 'a project''s seed is noted as well');
select odoo_seed.record_applied(id, 'project.task',
  '[{"external_ref": "T1", "odoo_id": 7, "sent": {}, "created": false}, {"external_ref": "T2", "odoo_id": 8, "sent": {}, "created": true}]') from run;
select results_eq('select external_ref::text, odoo_task_id from odoo_seed.tasks order by 1', $$ values ('T1', 7), ('T2', 8) $$, 'a batch is many rows');
select lives_ok($$ select odoo_seed.record_applied(id, 'project.task', '[]') from run $$, 'or none');
select throws_matching($$ select odoo_seed.record_applied(id, 'res.users', '[{"external_ref": "T1", "odoo_id": 7, "sent": {}, "created": false}]') from run $$,
  'model_must_be_known', 'there are no other models');
select tests.add_binding('b', 'b');
insert into odoo_seed.applied (binding, model, external_ref, odoo_id, sent, created_by_us) values ('b', 'project.task', 'T1', 1, '{"x": 1}', false);
select pg_temp.applied('project.task', 'T1', 7, '{"name": "Newer"}');
select is((select sent from odoo_seed.applied where binding = 'b'), '{"x": 1}', 'another binding''s last applied is not touched');
select lives_ok($$ select pg_temp.applied('project.task', 'GONE', 9, '{"active": false}') $$, 'a record whose seed is gone can be noted');

-- together with the plan
delete from odoo_seed.applied;
select tests.sync();
update odoo_seed.tasks set tag_names = '{a}' where external_ref = 'T1';
select pg_temp.applied('project.task', 'T1', 101, '{"tags": ["a"]}');
update odoo_seed.shadow_tasks set tag_names = '{a}' where external_ref = 'T1';
update odoo_seed.tasks set tag_names = null where external_ref = 'T1';
select is(tests.changes('T1'), '{"tags": {"from": ["a"], "to": []}}', 'what was noted here is what a cleared seed clears');

select * from finish();
rollback;
