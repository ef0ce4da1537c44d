-- v_archived_stages: columns that nobody sees, with tasks of ours in them.
begin;
select plan(11);
select tests.seed();
select tests.sync();
update odoo_seed.shadow_tasks set stage_odoo_id = 4;
insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label, project_odoo_ids) values ('default', 'stage', 4, 'To Do', '{11,99}');

select is_empty('select * from odoo_seed.v_archived_stages', 'a stage in use is no finding');
update odoo_seed.shadow_labels set active = false;
select results_eq('select * from odoo_seed.v_archived_stages',
  $$ values ('default', 'archived_stage', 'project.task.type', 'project.task.type,4', 4, 'active', 'true'::jsonb,
    '{"name": "To Do", "tasks": 2, "projects": ["P", "project.project,99"]}'::jsonb, null::timestamptz, null::text, 'undecided', null::text, null::text) $$,
  'an archived one is, with how many of our tasks are in it and who has it, others'' projects among them');
select results_eq('select kind from odoo_seed.v_drift', array['archived_stage'], 'it is drift');
select odoo_seed.refresh_drift('default');
select results_eq($$ select kind, count from odoo_seed.count_drift('default') $$, $$ values ('archived_stage', 1) $$, 'and counted');
select is(tests.action('T1'), 'noop', 'no run does anything about it');
update odoo_seed.shadow_tasks set active = false;
select is((select actual -> 'tasks' from odoo_seed.v_archived_stages), '2', 'tasks that were archived along with it count');
select is(tests.after($$ update odoo_seed.tasks set active = false where external_ref = 'T1' $$, 'select actual -> ''tasks'' from odoo_seed.v_archived_stages'),
  '1', 'those of inactive seeds do not');
select is(tests.after('update odoo_seed.projects set active = false', 'select count(*) from odoo_seed.v_archived_stages'), '0', 'nor those of an inactive project');
select is(tests.after('update odoo_seed.projects set sync_enabled = false', 'select count(*) from odoo_seed.v_archived_stages'), '0',
  'nor those of a project that goes nowhere');
select is(tests.after('update odoo_seed.shadow_tasks set external_ref = null', 'select count(*) from odoo_seed.v_archived_stages'), '0', 'people''s tasks are their business');
update odoo_seed.shadow_labels set active = true;
select is_empty('select * from odoo_seed.v_archived_stages', 'none once the stage is back');

select * from finish();
rollback;
