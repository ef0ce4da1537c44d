-- v_plan: seeds that Odoo does not hold are created, with all that they say.
begin;
select plan(11);
select tests.seed();
update odoo_seed.projects set manager_email = 'Ann@example.com', sequence = 5;
update odoo_seed.tasks set assignee_emails = '{}', depends_on_refs = '{T2}' where external_ref = 'T1';

select results_eq('select external_ref, action, odoo_id, reason, incomplete, prune, project_ref, program_slug::text from odoo_seed.v_plan order by 1',
  $$ values ('P', 'create', null::int, null::text, false, false, 'P', 'close'),
    ('T1', 'create', null, null, false, false, 'P', 'close'), ('T2', 'create', null, null, false, false, 'P', 'close') $$,
  'before an Odoo was seen, everything is created and nothing is called unresolved');

insert into odoo_seed.shadow_names values ('default', 'company', 'Acme', 1), ('default', 'user', 'ann@example.com', 2);
select is(tests.changes('P'),
  '{"name": {"from": null, "to": "Project"}, "company": {"from": null, "to": "Acme"}, "manager": {"from": null, "to": "ann@example.com"},
    "visibility": {"from": null, "to": "employees"}, "allow_dependencies": {"from": null, "to": true},
    "sequence": {"from": null, "to": 5}, "active": {"from": null, "to": true}}',
  'a project is created with what its seed says');
select is(tests.changes('T1'),
  '{"name": {"from": null, "to": "Task one"}, "project": {"from": null, "to": "P"}, "stage": {"from": null, "to": "To Do"},
    "assignees": {"from": null, "to": []}, "depends_on": {"from": null, "to": ["T2"]}, "active": {"from": null, "to": true}}',
  'a task is created with what its seed says');
update odoo_seed.field_policies set policy = 'initial' where model = 'project.task' and field = 'stage';
select ok(tests.changes('T1') ? 'stage', 'a field of policy initial is set at creation');
update odoo_seed.field_policies set policy = 'ignore' where model = 'project.task' and field = 'stage';
select ok(not tests.changes('T1') ? 'stage', 'a field of policy ignore is not');
update odoo_seed.field_policies set policy = 'merge' where model = 'project.task' and field = 'stage';

update odoo_seed.tasks set active = false where external_ref = 'T2';
select results_eq($$ select action, changes from odoo_seed.v_plan where external_ref = 'T2' $$, $$ values ('noop', '{}'::jsonb) $$,
  'an inactive seed that is not in Odoo is left at that');
update odoo_seed.projects set active = false;
select results_eq('select distinct action from odoo_seed.v_plan', array['noop'], 'and so are an inactive project and all its tasks');
update odoo_seed.projects set active = true;
update odoo_seed.tasks set active = true;

select tests.sync();
select results_eq('select action, changes, conflicts, reason, count(*) from odoo_seed.v_plan group by 1, 2, 3, 4',
  $$ values ('noop', '{}'::jsonb, '{}'::jsonb, null::text, 3::bigint) $$, 'once Odoo holds them, nothing is left to do');
select isnt((select min(odoo_id) from odoo_seed.v_plan), null, 'and each row knows its record');
delete from odoo_seed.shadow_tasks where external_ref = 'T1';
select is(tests.action('T1'), 'create', 'a task that was deleted in Odoo is created again');
update odoo_seed.projects set sync_enabled = false;
select is_empty('select * from odoo_seed.v_plan', 'a project that is not synchronised is in no plan');

select * from finish();
rollback;
