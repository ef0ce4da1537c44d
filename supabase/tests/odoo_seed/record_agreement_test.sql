-- record_agreement(): where seed and Odoo hold the same, the next one to move is the one who changed it.
begin;
select plan(20);
select tests.seed();
update odoo_seed.tasks set tag_names = '{vat}' where external_ref = 'T1';
select tests.sync();
delete from odoo_seed.applied;
create temporary table run as select tests.run() as id;
create function pg_temp.agree() returns void language sql as $$ select odoo_seed.record_agreement(id) from run $$;
create function pg_temp.sent(p_ref text default 'T1') returns jsonb language sql as $$ select sent from odoo_seed.applied where external_ref = p_ref $$;

-- records that were there before us
update odoo_seed.shadow_tasks set stage_name = 'Theirs' where external_ref = 'T1';
select pg_temp.agree();
select is(pg_temp.sent(), '{"name": "Task one", "project": "P", "tags": ["vat"], "active": true}', 'fields that are equal are agreed, others are not');
select results_eq('select external_ref, created_by_us from odoo_seed.applied order by 1', $$ values ('P', false), ('T1', false), ('T2', false) $$,
  'a record that was found is not ours');
select results_eq('select odoo_project_id from odoo_seed.projects', 'select odoo_id from odoo_seed.shadow_projects', 'the project''s seed knows its record');
select results_eq('select odoo_task_id from odoo_seed.tasks order by 1', 'select odoo_id from odoo_seed.shadow_tasks order by 1', 'so do the tasks''');
select is(tests.action('T1'), 'conflict', 'a stage that never was agreed is in conflict');
update odoo_seed.shadow_tasks set stage_name = 'To Do' where external_ref = 'T1';
select pg_temp.agree();
select is(pg_temp.sent() ->> 'stage', 'To Do', 'once people move it to where the seed has it, it is agreed');
update odoo_seed.shadow_tasks set stage_name = 'Done' where external_ref = 'T1';
select pg_temp.agree();
select is(pg_temp.sent() ->> 'stage', 'To Do', 'people''s next move does not undo the agreement');
select is(tests.action('T1'), 'noop', 'and their move stays');

-- nothing new to note
create temporary table before as select external_ref, ctid as place from odoo_seed.applied;
select pg_temp.agree();
select results_eq('select external_ref, ctid from odoo_seed.applied order by 1', 'select external_ref, place from before order by 1',
  'an agreement that is known is not written again');

-- the seed follows people
update odoo_seed.tasks set stage_name = 'Done' where external_ref = 'T1';
select pg_temp.agree();
select is(pg_temp.sent() ->> 'stage', 'Done', 'a seed that follows people''s move agrees with it');
update odoo_seed.tasks set stage_name = 'Zulu' where external_ref = 'T1';
update odoo_seed.shadow_tasks set stage_name = 'Zulu' where external_ref = 'T1';
select pg_temp.agree();
select is(pg_temp.sent() ->> 'stage', 'Zulu', 'when both move to the same, that is agreed');
update odoo_seed.tasks set stage_name = 'Alpha' where external_ref = 'T1';
update odoo_seed.shadow_tasks set stage_name = 'Alpha' where external_ref = 'T1';
select pg_temp.agree();
select is(pg_temp.sent() ->> 'stage', 'Alpha', 'whichever of the values sorts first');

-- cleared on both sides
update odoo_seed.tasks set stage_name = null, tag_names = null where external_ref = 'T1';
update odoo_seed.shadow_tasks set stage_name = null, tag_names = '{}' where external_ref = 'T1';
select pg_temp.agree();
update odoo_seed.shadow_tasks set stage_name = 'Theirs' where external_ref = 'T1';
select is(tests.changes('T1'), '{}', 'a stage that was cleared on both sides is people''s from then on');
update odoo_seed.shadow_tasks set tag_names = '{theirs}' where external_ref = 'T1';
select is(tests.changes('T1'), '{}', 'and so are tags, which Odoo holds as an empty list');
update odoo_seed.tasks set tag_names = '{vat}' where external_ref = 'T1';
update odoo_seed.shadow_tasks set tag_names = '{vat}' where external_ref = 'T1';
select pg_temp.agree();
update odoo_seed.tasks set tag_names = null where external_ref = 'T1';
select pg_temp.agree();
select is(tests.changes('T1'), '{"tags": {"from": ["vat"], "to": []}}', 'what only the seed cleared is still to be cleared in Odoo');

-- another record of the same ref, other bindings
update odoo_seed.applied set created_by_us = true, echo = '{"description": "x"}', sent = '{"stage": "Old"}' where external_ref = 'T2';
update odoo_seed.shadow_tasks set odoo_id = 777 where external_ref = 'T2';
select pg_temp.agree();
select results_eq($$ select odoo_id, sent, echo, created_by_us from odoo_seed.applied where external_ref = 'T2' $$,
  $$ values (777, '{"name": "Task two", "project": "P", "stage": "To Do", "active": true}'::jsonb, '{}'::jsonb, false) $$,
  'a record that took another''s ref starts anew, and is not ours');
select is((select odoo_task_id from odoo_seed.tasks where external_ref = 'T2'), 777, 'its seed knows it');

select tests.add_binding('b', 'b');
insert into odoo_seed.projects (external_ref, name, company_name, account_slug) values ('Q', 'Q', 'Acme', 'b');
select tests.sync('b');
delete from odoo_seed.applied where binding = 'b';
select pg_temp.agree();
select is_empty($$ select * from odoo_seed.applied where binding = 'b' $$, 'another binding''s records are not concerned');
update odoo_seed.tasks set assignee_email = 'nobody@example.com' where external_ref = 'T2';
select pg_temp.agree();
select ok(not pg_temp.sent('T2') ? 'assignees', 'whom Odoo does not have is not agreed on');
delete from odoo_seed.shadow_tasks where external_ref = 'T2';
select lives_ok('select pg_temp.agree()', 'a record that is gone is left at that');

select * from finish();
rollback;
