-- v_drift: what the seeds say and Odoo does not hold, whether or not a run can write it, with field and reason.
begin;
select plan(17);
select tests.seed();
select tests.sync();
create function pg_temp.found() returns setof text language sql as $$
  select concat_ws(' ', kind, external_ref, field, winner) from odoo_seed.v_drift order by 1 $$;
create function pg_temp.reason(p_ref text, p_field text default null) returns text language sql as $$
  select reason from odoo_seed.v_drift where external_ref = p_ref and field is not distinct from p_field $$;
-- A finished run that wrote, with what it had to tell of T1.
create function pg_temp.told(p_field text, p_code text, p_message text) returns void language sql as $$
  update odoo_seed.sync_runs set status = 'abandoned', finished_at = now() where status = 'running';
  select odoo_seed.record_errors(run.id, jsonb_build_array(jsonb_build_object('model', 'project.task', 'external_ref', 'T1',
    'field', p_field, 'code', p_code, 'message', p_message))) from (select tests.run() as id) run;
  select odoo_seed.finish_run(id, 'partial', 0, 0, '{}', 1, null) from odoo_seed.sync_runs where status = 'running' $$;

-- not yet tried
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T3', 'Task three');
select results_eq('select pg_temp.found()', array['untried T3 seed'], 'a seed that no run has brought to Odoo is drift');
select is(pg_temp.reason('T3'), 'no run has brought it to Odoo yet', 'with that as the reason');
delete from odoo_seed.tasks where external_ref = 'T3';
delete from odoo_seed.shadow_tasks where external_ref = 'T2';
select results_eq('select pg_temp.found()', array['missing T2 seed'], 'one that was there is missing');
select is(pg_temp.reason('T2'), 'it is not in Odoo any more', 'with another reason');

-- refused
update odoo_seed.tasks set name = 'New', planned_hours = 3 where external_ref = 'T1';
select pg_temp.told('planned_hours', 'unwritable', 'No hours here.');
select results_eq('select pg_temp.found()', array['missing T2 seed', 'name T1 name seed', 'refused T1 planned_hours seed'],
  'a field that the last run could not bring across is told apart from those that wait');
select is(pg_temp.reason('T1', 'planned_hours'), 'No hours here.', 'in the words in which it was refused');
select pg_temp.told(null, 'odoo_refused', 'Not on a Sunday.');
select results_eq('select pg_temp.found()', array['missing T2 seed', 'refused T1 name seed', 'refused T1 planned_hours seed'],
  'of a record that was refused, every field that differs is');
select pg_temp.told('assignees', 'unresolved', 'assignee "x" is nobody');
select results_eq('select pg_temp.found()', array['field T1 planned_hours seed', 'missing T2 seed', 'name T1 name seed'],
  'what a later run does not tell any more is not');
delete from odoo_seed.shadow_tasks where external_ref = 'T1';
select pg_temp.told(null, 'odoo_refused', 'Not on a Sunday.');
select is((select kind || ': ' || reason from odoo_seed.v_drift where external_ref = 'T1'), 'refused: Not on a Sunday.',
  'a record that Odoo refused to create is refused');

-- blocked
delete from odoo_seed.shadow_tasks;
delete from odoo_seed.shadow_projects;
delete from odoo_seed.applied;
update odoo_seed.tasks set name = 'Task one', planned_hours = null, sync_error = null where external_ref = 'T1';
select tests.sync();
update odoo_seed.shadow_tasks set planned_hours = 7, name = 'Other' where external_ref = 'T1';
update odoo_seed.tasks set planned_hours = 5 where external_ref = 'T1';
delete from odoo_seed.shadow_tasks where external_ref = 'T2';
delete from odoo_seed.shadow_names where kind = 'company';
insert into odoo_seed.shadow_names values ('default', 'company', 'Other', 9);
select results_eq('select pg_temp.found()',
  array['blocked T1 name undecided', 'blocked T1 planned_hours undecided', 'blocked T2 undecided'],
  'what cannot be written because its project is blocked is drift, which no run will mend');
select is(pg_temp.reason('T1', 'name'), 'project "P" is blocked: company "Acme" is not in Odoo', 'with the reason, field by field');
select is(pg_temp.reason('T2'), pg_temp.reason('T1', 'name'), 'and for what is missing');
update odoo_seed.shadow_projects set company_name = 'Elsewhere';
select is((select kind || ': ' || reason from odoo_seed.v_drift where external_ref = 'P'), 'unresolved: company "Acme" is not in Odoo',
  'as is a company that is not there');
delete from odoo_seed.shadow_projects;
select is((select kind || ': ' || reason from odoo_seed.v_drift where external_ref = 'P'), 'blocked: company "Acme" is not in Odoo',
  'or a project that waits for it');

-- dependencies
delete from odoo_seed.shadow_tasks;
delete from odoo_seed.applied;
update odoo_seed.tasks set planned_hours = null where external_ref = 'T1';
select tests.sync();
update odoo_seed.tasks set depends_on_refs = '{T2,T9}' where external_ref = 'T1';
select results_eq($$ select kind, field, expected, actual, reason from odoo_seed.v_drift $$,
  $$ values ('unresolved', 'depends_on', '["T2", "T9"]'::jsonb, '[]'::jsonb, 'depends on "T9", which is no seed of this binding') $$,
  'dependencies of which one leads nowhere are one finding');
update odoo_seed.field_policies set policy = 'ignore' where model = 'project.task' and field = 'depends_on';
select is_empty('select pg_temp.found()', 'a field that is never looked at is none');
update odoo_seed.field_policies set policy = 'enforce' where model = 'project.task' and field = 'depends_on';
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T9', 'Task nine');
select results_eq('select pg_temp.found()', array['field T1 depends_on seed', 'untried T9 seed'], 'once it leads somewhere, it only waits');

select * from finish();
rollback;
