-- v_missing_in_odoo: active seeds that Odoo does not hold.
begin;
select plan(8);
select tests.seed();
select tests.sync();
create function pg_temp.found() returns setof text language sql as $$ select external_ref from odoo_seed.v_missing_in_odoo order by 1 $$;

select is_empty('select pg_temp.found()', 'nothing is missing when Odoo holds every seed');

delete from odoo_seed.shadow_tasks where external_ref = 'T1';
select results_eq(
  'select binding, kind, model, external_ref, odoo_id, field, expected, actual, winner from odoo_seed.v_missing_in_odoo',
  $$ values ('default', 'missing', 'project.task', 'T1', null::int, null::text, '"Task one"'::jsonb, null::jsonb, 'seed') $$,
  'a task that was deleted in Odoo is missing');
update odoo_seed.tasks set active = false where external_ref = 'T1';
select is_empty('select pg_temp.found()', 'an inactive seed is not missed');
update odoo_seed.tasks set active = true where external_ref = 'T1';

delete from odoo_seed.shadow_projects;
select results_eq('select pg_temp.found()', array['P', 'T1'], 'a project is missed beside its task');
update odoo_seed.projects set active = false;
select is_empty('select pg_temp.found()', 'of an inactive project neither project nor tasks are missed');
update odoo_seed.projects set active = true, sync_enabled = false;
select is_empty('select pg_temp.found()', 'a project that is not to be synchronised is not missed');
update odoo_seed.projects set sync_enabled = true;

update odoo_seed.shadow_tasks set active = false where external_ref = 'T2';
select results_eq('select pg_temp.found()', array['P', 'T1'], 'an archived record is drift, not missing');

delete from odoo_seed.shadow_tasks;
delete from odoo_seed.applied;
select tests.sync();
select is_empty('select pg_temp.found()', 'nothing is missing once all is back');

select * from finish();
rollback;
