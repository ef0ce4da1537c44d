-- order_new_tasks(): every new task comes after its parent and dependencies, and cycles of both do not hold it up.
begin;
select plan(11);
select tests.seed();
select tests.sync();
delete from odoo_seed.tasks;
create function pg_temp.task(p_ref text, p_parent text default null, p_needs text[] default '{}') returns void language sql as $$
  insert into odoo_seed.tasks (project_external_ref, external_ref, name, parent_external_ref, depends_on_refs) values ('P', p_ref, p_ref, p_parent, p_needs) $$;
create function pg_temp.levels() returns text language plpgsql as $$
declare
  run uuid;
begin
  delete from odoo_seed.sync_runs;
  run := tests.run();
  perform odoo_seed.plan_run(run, 1);
  return (select string_agg(external_ref || level || case when later then '!' else '' end, ' ' order by level, external_ref)
    from odoo_seed.run_actions where run_id = run and wave = 3);
end
$$;

select pg_temp.task('A');
select is(pg_temp.levels(), 'A0', 'a task that needs nothing is on level 0');
select pg_temp.task('B', 'A'), pg_temp.task('C', null, '{A}');
select is(pg_temp.levels(), 'A0 B1 C1', 'parents and dependencies come before');
select pg_temp.task('D', 'A', '{B,C}'), pg_temp.task('E', 'D', '{A}');
select is(pg_temp.levels(), 'A0 B1 C1 D2 E3', 'a task is one above the highest that it needs');
select pg_temp.task('T1'), pg_temp.task('F', 'T1', '{T1}'), pg_temp.task('G', 'A', '{A}');
select is(pg_temp.levels(), 'A0 F0 B1 C1 G1 D2 E3', 'what Odoo has is there; a parent that is a dependency as well counts once');
select pg_temp.task('H', null, '{NONE}');
select is(pg_temp.levels(), 'A0 F0 H0 B1 C1 G1 D2 E3', 'nor does it wait for what is no seed');

-- cycles
delete from odoo_seed.tasks;
select pg_temp.task('A', null, '{B,C}'), pg_temp.task('B', 'A'), pg_temp.task('C', 'A', '{B}');
select is(pg_temp.levels(), 'A1! B2 C2!', 'a parent that waits for its own subtasks comes first and waits later');
select pg_temp.task('X'), pg_temp.task('Y', 'X', '{A}'), pg_temp.task('Z', 'Y');
select is(pg_temp.levels(), 'X0 A2! Y2! B3 C3! Z3', 'what comes after a cycle waits later, too');
select is((select count(*) from odoo_seed.run_actions where changes ? 'depends_on' and later), 3::bigint, 'but the plan says all');
select is((select string_agg(external_ref, '' order by external_ref) from odoo_seed.next_actions((select id from odoo_seed.sync_runs), 3)), 'AXY', 'lower levels come first');

-- a long chain
delete from odoo_seed.tasks;
select pg_temp.task('N0');
insert into odoo_seed.tasks (project_external_ref, external_ref, name, depends_on_refs)
select 'P', 'N' || n, 'N', array['N' || n - 1] from generate_series(1, 60) n;
select ok(pg_temp.levels() like 'N00 N11 N22 %N6060', 'a chain is as deep as it is long');
update odoo_seed.tasks set depends_on_refs = '{}', parent_external_ref = 'N0' where external_ref <> 'N0';
update odoo_seed.tasks set depends_on_refs = (select array_agg(external_ref) from odoo_seed.tasks where external_ref <> 'N0') where external_ref = 'N0';
select alike(pg_temp.levels(), 'N01! N12 N102 N112 %', 'and a cycle of many takes one search');

select * from finish();
rollback;
