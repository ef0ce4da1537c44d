-- v_name_drift: names in Odoo that are not the seeds'.
begin;
select plan(7);
select tests.seed();
select tests.sync();

select is_empty('select * from odoo_seed.v_name_drift', 'no name drifts when Odoo holds every seed');
update odoo_seed.shadow_tasks set name = 'Renamed', odoo_write_by = 'ann', odoo_write_at = '2026-02-02 00:00Z' where external_ref = 'T1';
select results_eq(
  'select * from odoo_seed.v_name_drift',
  $$ values ('default', 'name', 'project.task', 'T1', 101, 'name', '"Task one"'::jsonb, '"Renamed"'::jsonb, '2026-02-02 00:00Z'::timestamptz, 'ann', 'seed', null::text, 'P') $$,
  'a task that was renamed in Odoo drifts, with who did it and when');
update odoo_seed.field_policies set policy = 'merge' where model = 'project.task' and field = 'name';
select results_eq('select winner from odoo_seed.v_name_drift', $$ values ('odoo') $$, 'with merge the people''s name stays');
update odoo_seed.tasks set name = 'Other' where external_ref = 'T1';
select results_eq('select winner from odoo_seed.v_name_drift', $$ values ('undecided') $$, 'with merge two new names are undecided');
update odoo_seed.shadow_tasks set name = 'Other' where external_ref = 'T1';
select is_empty('select * from odoo_seed.v_name_drift', 'no drift once they hold the same');
update odoo_seed.projects set name = 'New project';
select results_eq('select model, expected, actual, winner from odoo_seed.v_name_drift',
  $$ values ('project.project', '"New project"'::jsonb, '"Project"'::jsonb, 'seed') $$, 'a project whose seed was renamed drifts');
update odoo_seed.shadow_projects set name = 'New project';
select is_empty('select * from odoo_seed.v_name_drift', 'no drift once it is renamed in Odoo');

select * from finish();
rollback;
