-- v_plan: active and inactive seeds, records and projects.
begin;
select plan(19);
select tests.seed();
select tests.sync();

update odoo_seed.tasks set active = false where external_ref = 'T1';
select results_eq($$ select action, changes from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('archive', '{"active": {"from": true, "to": false}}'::jsonb) $$, 'an inactive seed archives its record');
update odoo_seed.tasks set name = 'New' where external_ref = 'T1';
select results_eq($$ select action, changes ? 'name' from odoo_seed.v_plan where external_ref = 'T1' $$, $$ values ('archive', true) $$,
  'what else changed goes with it');
update odoo_seed.shadow_tasks set active = false, name = 'New' where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'an archived record of an inactive seed is at rest');
update odoo_seed.tasks set name = 'Newer' where external_ref = 'T1';
select is(tests.action('T1'), 'update', 'it can still be updated');
update odoo_seed.tasks set name = 'New', active = true where external_ref = 'T1';
select results_eq($$ select action, changes from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('unarchive', '{"active": {"from": false, "to": true}}'::jsonb) $$, 'a seed that is active again unarchives it');
update odoo_seed.shadow_tasks set active = true where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'and then is at rest');
update odoo_seed.shadow_tasks set active = false where external_ref = 'T2';
select is(tests.action('T2'), 'unarchive', 'a record that people archived is unarchived while its seed is active');
update odoo_seed.shadow_tasks set active = true where external_ref = 'T2';

update odoo_seed.projects set active = false;
select results_eq('select external_ref, action from odoo_seed.v_plan order by 1', $$ values ('P', 'archive'), ('T1', 'archive'), ('T2', 'archive') $$,
  'an inactive project archives itself and its tasks');
update odoo_seed.shadow_projects set active = false;
update odoo_seed.shadow_tasks set active = false;
select results_eq('select distinct action from odoo_seed.v_plan', array['noop'], 'and then all is at rest, as Odoo has it');
select is((select document ->> 'active' from odoo_seed.tasks where external_ref = 'T1'), 'true', 'the tasks'' own seeds stay active');
update odoo_seed.tasks set active = false where external_ref = 'T2';
update odoo_seed.projects set active = true;
select results_eq('select external_ref, action from odoo_seed.v_plan order by 1', $$ values ('P', 'unarchive'), ('T1', 'unarchive'), ('T2', 'noop') $$,
  'the project''s return brings back those tasks only that are active themselves');

-- An inactive seed that is not in Odoo asks for nothing, so nothing it says can be wrong.
update odoo_seed.shadow_projects set active = true;
delete from odoo_seed.shadow_tasks where external_ref = 'T2';
select is(tests.action('T2'), 'noop', 'an inactive seed that is not in Odoo stays away');
update odoo_seed.tasks set assignee_email = 'nobody@example.com', depends_on_refs = '{T9}' where external_ref = 'T2';
select results_eq($$ select action, incomplete, reason from odoo_seed.v_plan where external_ref = 'T2' $$, $$ values ('noop', false, null::text) $$,
  'whom it names does not matter');
delete from odoo_seed.shadow_projects;
delete from odoo_seed.shadow_tasks;
update odoo_seed.projects set active = false, company_name = 'Nobody Ltd';
select results_eq('select distinct action, incomplete from odoo_seed.v_plan', $$ values ('noop', false) $$,
  'an inactive project that is not in Odoo is not blocked by its company, nor are its tasks');
update odoo_seed.projects set active = true;
select results_eq('select external_ref, action from odoo_seed.v_plan order by 1', $$ values ('P', 'blocked'), ('T1', 'blocked'), ('T2', 'noop') $$,
  'an active one is, with its active tasks');
update odoo_seed.projects set company_name = 'Acme';

-- archived by another hand, with another policy
delete from odoo_seed.applied;
select tests.sync();
update odoo_seed.field_policies set policy = 'merge' where model = 'project.task' and field = 'active';
update odoo_seed.shadow_tasks set active = false where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'with merge, a record that people archived stays archived');
update odoo_seed.shadow_tasks set active = true where external_ref = 'T1';
update odoo_seed.tasks set active = false where external_ref = 'T1';
select is(tests.action('T1'), 'archive', 'with merge, the seed can still archive it');
update odoo_seed.field_policies set policy = 'initial' where model = 'project.task' and field = 'active';
select is(tests.action('T1'), 'noop', 'with initial, it cannot');
update odoo_seed.field_policies set policy = 'enforce' where model = 'project.task' and field = 'active';
select is(tests.action('T1'), 'archive', 'with enforce, it can');

select * from finish();
rollback;
