-- v_plan: a task that changes its project takes its stage along, for Odoo drops it on the way.
begin;
select plan(8);
select tests.seed();
insert into odoo_seed.projects (external_ref, name, company_name) values ('Q', 'Second', 'Acme');
select tests.sync();

update odoo_seed.tasks set project_external_ref = 'Q' where external_ref = 'T1';
select is(tests.changes('T1'), '{"project": {"from": "P", "to": "Q"}, "stage": {"from": "To Do", "to": "To Do"}}', 'the seed''s stage is written with the project');
select results_eq('select field from odoo_seed.v_field_drift', array['project'], 'a stage that is as the seed has it is no drift');
select is((select project_ref from odoo_seed.v_plan where external_ref = 'T1'), 'Q', 'a run of the new project moves it');
update odoo_seed.tasks set stage_name = 'Done' where external_ref = 'T1';
select is(tests.changes('T1') -> 'stage' ->> 'to', 'Done', 'a new stage goes with it');
update odoo_seed.shadow_tasks set stage_name = 'Doing' where external_ref = 'T1';
select is(tests.action('T1'), 'update', 'a stage that both moved is no conflict on the way');
update odoo_seed.field_policies set policy = 'ignore' where model = 'project.task' and field = 'stage';
select is(tests.changes('T1'), '{"project": {"from": "P", "to": "Q"}}', 'a stage of policy ignore is not written even then');
update odoo_seed.field_policies set policy = 'merge' where model = 'project.task' and field = 'stage';
update odoo_seed.tasks set stage_name = null where external_ref = 'T1';
update odoo_seed.applied set sent = sent - 'stage' where external_ref = 'T1';
select is(tests.changes('T1'), '{"project": {"from": "P", "to": "Q"}}', 'nor is one that the seed does not name');
update odoo_seed.shadow_tasks set project_odoo_id = 12, project_ref = 'Q' where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'and then all is at rest');

select * from finish();
rollback;
