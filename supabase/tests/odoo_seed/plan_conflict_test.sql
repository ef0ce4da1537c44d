-- v_plan: fields that both sides may move. People's change stays unless the seed changes too.
begin;
select plan(17);
select tests.seed();
insert into odoo_seed.shadow_names values ('default', 'user', 'ann@example.com', 2), ('default', 'user', 'bob@example.com', 3);
update odoo_seed.tasks set assignee_email = 'ann@example.com' where external_ref = 'T1';
select tests.sync();

update odoo_seed.shadow_tasks set stage_name = 'Doing' where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'a stage that people moved stays');
update odoo_seed.tasks set name = 'New' where external_ref = 'T1';
select set_eq($$ select jsonb_object_keys(changes) from odoo_seed.v_plan where external_ref = 'T1' $$, array['name'],
  'another change of the seed does not bring the stage back');
update odoo_seed.tasks set name = 'Task one', stage_name = 'Done' where external_ref = 'T1';
select results_eq($$ select action, changes, conflicts, reason from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('conflict', '{}'::jsonb, '{"stage": {"from": "Doing", "to": "Done"}}'::jsonb, 'changed in Odoo as well as in the seed: stage') $$,
  'a stage that both moved is a conflict and stays');
update odoo_seed.tasks set name = 'New' where external_ref = 'T1';
select results_eq($$ select action, changes, conflicts, reason from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('update', '{"name": {"from": "Task one", "to": "New"}}'::jsonb, '{"stage": {"from": "Doing", "to": "Done"}}'::jsonb,
    'changed in Odoo as well as in the seed: stage') $$,
  'what is in no conflict goes through');
update odoo_seed.tasks set name = 'Task one' where external_ref = 'T1';
update odoo_seed.shadow_tasks set assignee_emails = '{bob@example.com}' where external_ref = 'T1';
update odoo_seed.tasks set assignee_email = null, assignee_emails = '{}' where external_ref = 'T1';
select is(tests.reason('T1'), 'changed in Odoo as well as in the seed: assignees, stage', 'all conflicts are told');
update odoo_seed.shadow_tasks set stage_name = 'Done', assignee_emails = '{}' where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'a conflict ends when both hold the same');

update odoo_seed.tasks set stage_name = null where external_ref = 'T2';
update odoo_seed.applied set sent = sent - 'stage' where external_ref = 'T2';
update odoo_seed.shadow_tasks set stage_name = 'Anything' where external_ref = 'T2';
select is(tests.action('T2'), 'noop', 'a seed without a stage leaves it to people');
update odoo_seed.tasks set stage_name = 'To Do' where external_ref = 'T2';
select is(tests.action('T2'), 'conflict', 'a seed that names a stage for the first time does not undo theirs');

update odoo_seed.field_policies set policy = 'enforce' where model = 'project.task' and field = 'stage';
select is(tests.changes('T2'), '{"stage": {"from": "Anything", "to": "To Do"}}', 'with enforce it does');
update odoo_seed.field_policies set policy = 'merge' where model = 'project.task' and field = 'stage';
update odoo_seed.shadow_tasks set stage_name = 'To Do' where external_ref = 'T2';

-- a record that was there before us
delete from odoo_seed.applied where external_ref = 'T2';
select is(tests.action('T2'), 'noop', 'a record found equal is at rest');
update odoo_seed.shadow_tasks set stage_name = 'Theirs', name = 'Theirs' where external_ref = 'T2';
select is(tests.changes('T2'), '{"name": {"from": "Theirs", "to": "Task two"}}', 'a record found different is brought in line');
select is((select conflicts from odoo_seed.v_plan where external_ref = 'T2'), '{"stage": {"from": "Theirs", "to": "To Do"}}', 'but not where people have a say');

-- what Odoo made of what it was sent
update odoo_seed.projects set description = '<b>a & b';
update odoo_seed.shadow_projects set description = '<p><b>a &amp; b</b></p>';
update odoo_seed.applied set sent = sent || '{"description": "<b>a & b"}', echo = '{"description": "<p><b>a &amp; b</b></p>"}' where external_ref = 'P';
select is(tests.action('P'), 'noop', 'a description that Odoo rewrote is the one that was sent');
update odoo_seed.projects set name = 'New';
select set_eq($$ select jsonb_object_keys(changes) from odoo_seed.v_plan where external_ref = 'P' $$, array['name'],
  'and is not sent again with another field');
update odoo_seed.shadow_projects set description = '<p>people''s</p>';
select ok(tests.changes('P') ? 'description', 'a description that people changed is put back');
update odoo_seed.shadow_projects set description = '<p><b>a &amp; b</b></p>';
update odoo_seed.projects set description = '<p><b>a &amp; b</b></p>', name = 'Project';
select is(tests.action('P'), 'noop', 'a seed that takes over Odoo''s wording is at rest');
update odoo_seed.projects set description = 'new';
select is(tests.changes('P') -> 'description' ->> 'to', 'new', 'a new description is sent');

select * from finish();
rollback;
