-- v_plan: records that we created and that no seed names any more. Only a run that is asked to prune takes them.
begin;
select plan(21);
select tests.seed();
insert into odoo_seed.projects (external_ref, name, company_name) values ('Q', 'Second', 'Acme');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('Q', 'U1', 'Other');
select tests.sync();
create function pg_temp.prunes(p_scope jsonb default '{"prune": "archive"}') returns setof text language sql as
  $$ select action || ' ' || external_ref from odoo_seed.plan('default', p_scope) where prune order by 1 $$;

select is_empty('select * from odoo_seed.v_plan where prune', 'nothing is to prune while each record has its seed');
delete from odoo_seed.tasks where external_ref = 'T1';
select results_eq($$ select binding, model, external_ref, odoo_id, action, changes, incomplete, project_ref from odoo_seed.v_plan where prune $$,
  $$ values ('default', 'project.task', 'T1', 101, 'archive', '{"active": {"from": true, "to": false}}'::jsonb, false, 'P') $$,
  'a task without its seed is archived, never deleted');

-- who asks
select results_eq('select pg_temp.prunes()', array['archive T1'], 'a run that is to prune sees it');
select is_empty($$ select pg_temp.prunes('{}') $$, 'a run that says nothing of pruning does not');
select is_empty($$ select pg_temp.prunes('{"prune": "never"}') $$, 'nor does a run that is never to prune');
select results_eq($$ select pg_temp.prunes('{"prune": "archive", "projects": ["P"]}') $$, array['archive T1'], 'a run of its project sees it');
select is_empty($$ select pg_temp.prunes('{"prune": "archive", "projects": ["Q"]}') $$, 'a run of another project does not');
select results_eq($$ select pg_temp.prunes('{"prune": "archive", "program": "close"}') $$, array['archive T1'], 'a run of its programme sees it');

-- whose it is
update odoo_seed.shadow_tasks set active = false where external_ref = 'T1';
select is_empty('select pg_temp.prunes()', 'an archived record is done with');
update odoo_seed.shadow_tasks set active = true, external_ref = null where external_ref = 'T1';
select is_empty('select pg_temp.prunes()', 'a record whose ref people took away is theirs');
update odoo_seed.shadow_tasks set external_ref = 'T1' where odoo_id = 101;
update odoo_seed.applied set created_by_us = false where external_ref = 'T1';
select is_empty('select pg_temp.prunes()', 'a record that was there before us is never taken');
update odoo_seed.applied set created_by_us = true, odoo_id = 999 where external_ref = 'T1';
select is_empty('select pg_temp.prunes()', 'nor is another record of the same ref than the one we created');
update odoo_seed.applied set odoo_id = 101 where external_ref = 'T1';
update odoo_seed.projects set sync_enabled = false where external_ref = 'Q';
select results_eq('select pg_temp.prunes()', array['archive T1'], 'a project that is not synchronised keeps its records');
update odoo_seed.projects set sync_enabled = true;

-- whole projects
delete from odoo_seed.tasks where project_external_ref = 'Q';
delete from odoo_seed.projects where external_ref = 'Q';
select results_eq('select pg_temp.prunes()', array['archive Q', 'archive T1', 'archive U1'], 'a project without its seed goes with its tasks');
insert into odoo_seed.shadow_tasks (binding, odoo_id, project_odoo_id, project_ref, name, tag_names, assignee_emails, depends_on_odoo_ids, active, odoo_write_at)
values ('default', 500, 12, 'Q', 'Theirs', '{}', '{}', '{}', true, now());
select results_eq('select pg_temp.prunes()', array['archive T1', 'archive U1', 'conflict Q'], 'unless people have tasks in it');
select results_eq($$ select changes, reason from odoo_seed.v_plan where external_ref = 'Q' $$,
  $$ values ('{}'::jsonb, 'no seed has this ref any more, but the project holds tasks that are not ours') $$, 'and then a person has to decide');
update odoo_seed.shadow_tasks set active = false where odoo_id = 500;
select results_eq('select pg_temp.prunes()', array['archive Q', 'archive T1', 'archive U1'], 'their archived tasks do not keep it');
select is_empty($$ select p from pg_temp.prunes('{"prune": "archive", "projects": ["P"]}') p where p in ('archive Q', 'archive U1') $$,
  'a run of one project does not take another');

-- another binding
select tests.add_binding('b', 'b');
update odoo_seed.projects set account_slug = 'b';
select results_eq('select pg_temp.prunes()', array['archive P', 'archive Q', 'archive T1', 'archive T2', 'archive U1'],
  'a project that moved to another Odoo leaves records to prune');
update ops.odoo_bindings set url = 'https://b.example.com', database = 'books', username = 'u', password_secret = 's' where name = 'default';
select results_eq('select pg_temp.prunes()', array['archive Q', 'archive T1', 'archive U1'],
  'one that moved to another binding of the same Odoo leaves none');
update odoo_seed.projects set account_slug = null;
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T1', 'Task one');
select results_eq('select pg_temp.prunes()', array['archive Q', 'archive U1'], 'a seed that is back keeps its record');

select * from finish();
rollback;
