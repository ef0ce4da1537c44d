-- refuse_large_prune(): a run that would take too much, or everything, is a mistake.
begin;
select plan(10);
select tests.seed();
insert into odoo_seed.tasks (project_external_ref, external_ref, name) select 'P', 'N' || n, 'Task' from generate_series(1, 17) n;
select tests.sync();  -- 20 records of ours: 4 are a fifth
create function pg_temp.prune(p_scope jsonb default '{"prune": "archive"}') returns void language sql as
  $$ select odoo_seed.refuse_large_prune('default', p_scope) $$;

select lives_ok('select pg_temp.prune()', 'nothing to prune is fine');
delete from odoo_seed.tasks where external_ref in ('N1', 'N2', 'N3', 'N4');
select lives_ok('select pg_temp.prune()', 'exactly the share is allowed');
delete from odoo_seed.tasks where external_ref = 'N5';
select throws_ok('select pg_temp.prune()', 'OC005', 'Cannot prune: 5 of our 20 records would be archived, and binding "default" allows 4', 'one more is refused');
select lives_ok($$ select pg_temp.prune('{}') $$, 'a run that does not prune is not concerned');
update odoo_seed.shadow_tasks set active = false where external_ref in ('N16', 'N17');
select throws_matching('select pg_temp.prune()', 'of our 18 records would be archived, and binding "default" allows 3', 'archived records do not widen the share');
update ops.odoo_bindings set prune_share = 1;
select lives_ok('select pg_temp.prune()', 'the binding''s share counts');
update ops.odoo_bindings set prune_share = 0.01;
delete from odoo_seed.shadow_tasks where external_ref in ('N1', 'N2', 'N3', 'N4');
select lives_ok('select pg_temp.prune()', 'a small share of few records is one record');
update ops.odoo_bindings set prune_share = 0;
select throws_ok('select pg_temp.prune()', 'OC005', null, 'no share is no record');
update ops.odoo_bindings set prune_share = 1;
delete from odoo_seed.tasks;
delete from odoo_seed.projects;
select throws_ok('select pg_temp.prune()', 'OC005', 'Cannot prune: binding "default" has no seeds at all, which looks like a mistake', 'no seeds at all are refused, whatever the share');
delete from odoo_seed.applied;
select lives_ok('select pg_temp.prune()', 'unless there is nothing of ours');

select * from finish();
rollback;
