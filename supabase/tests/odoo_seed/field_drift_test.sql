-- v_field_drift: all other fields, each with whose value the next run leaves standing.
begin;
select plan(11);
select tests.seed();
update odoo_seed.tasks set assignee_email = 'ann@example.com', tag_names = '{vat}' where external_ref = 'T1';
select tests.sync();

select is_empty('select * from odoo_seed.v_field_drift', 'no field drifts when Odoo holds every seed');
update odoo_seed.shadow_tasks set name = 'Renamed' where external_ref = 'T1';
select is_empty('select * from odoo_seed.v_field_drift', 'a name is not reported here');
update odoo_seed.shadow_tasks set name = 'Task one', tag_names = '{vat,mine}', odoo_write_by = 'ann' where external_ref = 'T1';
select results_eq(
  'select binding, kind, model, external_ref, odoo_id, field, expected, actual, odoo_write_at, odoo_write_by, winner from odoo_seed.v_field_drift',
  $$ values ('default', 'field', 'project.task', 'T1', 101, 'tags', '["vat"]'::jsonb, '["mine", "vat"]'::jsonb, '2026-01-01 00:00Z'::timestamptz, 'ann', 'seed') $$,
  'a tag that people added drifts, and the seed will have its way');
update odoo_seed.shadow_tasks set tag_names = '{vat}', stage_name = 'Done' where external_ref = 'T1';
select results_eq('select field, expected, actual, winner from odoo_seed.v_field_drift', $$ values ('stage', '"To Do"'::jsonb, '"Done"'::jsonb, 'odoo') $$,
  'progress that people made drifts, and stays');
update odoo_seed.tasks set stage_name = 'Review' where external_ref = 'T1';
select results_eq('select field, winner from odoo_seed.v_field_drift', $$ values ('stage', 'undecided') $$, 'a stage that both moved is undecided');
update odoo_seed.shadow_tasks set stage_name = 'Review' where external_ref = 'T1';
select is_empty('select * from odoo_seed.v_field_drift', 'no drift once they meet');

update odoo_seed.shadow_tasks set description = 'people''s', milestone_name = 'M', planned_hours = 3 where external_ref = 'T1';
select is_empty('select * from odoo_seed.v_field_drift', 'what the seed says nothing about does not drift');
update odoo_seed.shadow_tasks set active = false where external_ref = 'T1';
select results_eq('select field, expected, actual, winner from odoo_seed.v_field_drift', $$ values ('active', 'true'::jsonb, 'false'::jsonb, 'seed') $$,
  'a task that people archived drifts');
update odoo_seed.shadow_tasks set active = true where external_ref = 'T1';

update odoo_seed.shadow_projects set visibility = 'portal';
select results_eq('select model, field, winner from odoo_seed.v_field_drift', $$ values ('project.project', 'visibility', 'seed') $$, 'a project''s field drifts');
update odoo_seed.projects set sync_enabled = false;
select is_empty('select * from odoo_seed.v_field_drift', 'a project that is not synchronised does not drift');
update odoo_seed.projects set sync_enabled = true, visibility = 'portal';
select is_empty('select * from odoo_seed.v_field_drift', 'no drift once the seed follows');

select * from finish();
rollback;
