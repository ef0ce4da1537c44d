-- v_plan: projects that cannot be brought across at all, and their tasks with them.
begin;
select plan(15);
select tests.seed();
insert into odoo_seed.projects (external_ref, name, company_name) values ('Q', 'Second', 'Acme');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('Q', 'U1', 'Other');
select tests.sync();
create function pg_temp.plan() returns table (external_ref text, action text, reason text) language sql as
  $$ select external_ref, action, reason from odoo_seed.v_plan order by 1 $$;

update odoo_seed.projects set company_name = 'Nobody Ltd', name = 'New' where external_ref = 'P';
select results_eq('select * from pg_temp.plan()',
  $$ values ('P', 'blocked', 'company "Nobody Ltd" is not in Odoo'),
    ('Q', 'noop', null),
    ('T1', 'blocked', 'project "P" is blocked: company "Nobody Ltd" is not in Odoo'),
    ('T2', 'blocked', 'project "P" is blocked: company "Nobody Ltd" is not in Odoo'),
    ('U1', 'noop', null) $$,
  'a company that Odoo lacks blocks the project and its tasks, and nothing else');
select is(tests.changes('P'), '{}', 'a blocked project is not written at all');
delete from odoo_seed.shadow_projects where external_ref = 'P';
delete from odoo_seed.shadow_tasks where external_ref = 'T1';
select results_eq('select action from pg_temp.plan()', array['blocked', 'noop', 'blocked', 'blocked', 'noop'], 'nor created, nor its tasks');
select results_eq($$ select distinct changes, incomplete from odoo_seed.v_plan where action = 'blocked' $$, $$ values ('{}'::jsonb, false) $$,
  'blocked is told once, as the action');
insert into odoo_seed.shadow_names values ('default', 'company', 'nobody ltd', 7);
select is(tests.action('P'), 'blocked', 'a company is found by its exact name');
insert into odoo_seed.shadow_names values ('default', 'company', 'Nobody Ltd', 8);
select is(tests.action('P'), 'create', 'a company that appeared unblocks it');

-- a binding for one company
update ops.odoo_bindings set company_name = 'Acme';
select is(tests.reason('P'), 'company "Nobody Ltd" is not the one this binding serves ("Acme")', 'a project of another company than the binding''s is blocked');
select is(tests.reason('T1'), 'project "P" is blocked: company "Nobody Ltd" is not the one this binding serves ("Acme")', 'and its tasks');
select is(tests.action('Q'), 'noop', 'one of the binding''s company is not');
update odoo_seed.projects set company_name = 'Acme';
select is_empty($$ select * from pg_temp.plan() where action = 'blocked' $$, 'nothing is blocked once the company is right');

-- a ref on two projects
delete from odoo_seed.shadow_tasks;
delete from odoo_seed.shadow_projects;
delete from odoo_seed.applied;
update odoo_seed.projects set name = 'Project' where external_ref = 'P';
select tests.sync();
insert into odoo_seed.shadow_projects (binding, odoo_id, external_ref, name, company_name, active, odoo_write_at)
values ('default', 99, 'P', 'Copy', 'Acme', true, now());
select results_eq('select * from pg_temp.plan()',
  $$ values ('P', 'conflict', 'its ref is on more than one record in Odoo'),
    ('Q', 'noop', null),
    ('T1', 'blocked', 'project "P" is blocked: its ref is on more than one project in Odoo'),
    ('T2', 'blocked', 'project "P" is blocked: its ref is on more than one project in Odoo'),
    ('U1', 'noop', null) $$,
  'a project ref on two projects blocks the tasks, for nobody knows where they belong');
select is((select count(*) from odoo_seed.v_plan), 5::bigint, 'with one row a seed');
delete from odoo_seed.shadow_projects where odoo_id = 99;
select results_eq('select distinct action from pg_temp.plan()', array['noop'], 'nothing is blocked once one of them is gone');

-- names were never read
update ops.odoo_bindings set company_name = null;
delete from odoo_seed.shadow_names;
update odoo_seed.projects set company_name = 'Nobody Ltd';
select is_empty($$ select * from pg_temp.plan() where action = 'blocked' $$, 'before Odoo''s companies were read, none is missing');
select tests.add_binding('b', 'b');
insert into odoo_seed.shadow_names values ('b', 'company', 'Acme', 1);
select is_empty($$ select * from pg_temp.plan() where action = 'blocked' $$, 'whatever another binding''s Odoo has');

select * from finish();
rollback;
