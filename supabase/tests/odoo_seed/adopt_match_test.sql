-- match_candidates(): one seed and one record that mean the same find each other; in doubt both are left alone.
begin;
select plan(19);
select tests.seed();
insert into odoo_seed.programs (slug, name) values ('other', 'Other');
insert into odoo_seed.projects (program_slug, external_ref, name, company_name) values ('other', 'Q', 'Second', 'Acme');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('Q', 'Q1', 'Task one');
insert into odoo_seed.shadow_names values ('default', 'company', 'Acme', 1);
create temporary table run as select tests.run('default', 'adopt') as id;
create function pg_temp.match(p_model text, p_column text, variadic p_rows text[]) returns void language sql as $$
  delete from odoo_seed.adoptions where model = p_model;
  select odoo_seed.match_candidates(id, p_model, p_column, (
    select coalesce(jsonb_agg(jsonb_build_object('odoo_id', split_part(r, '|', 1)::int, 'name', split_part(r, '|', 2), 'value', split_part(r, '|', 2),
      'company_name', nullif(split_part(r, '|', 3), ''), 'project_odoo_id', nullif(split_part(r, '|', 4), '')::int)), '[]')
    from unnest(p_rows) r where r <> '')) from run $$;
create function pg_temp.found(p_ref text) returns text language sql as
  $$ select outcome || ' ' || array_to_string(odoo_ids, ',') || coalesce(' ' || array_to_string(nullif(rivals, '{}'), ','), '') from odoo_seed.adoptions where external_ref = p_ref $$;

-- projects, by name
select pg_temp.match('project.project', 'name', '10|Project|Acme|', '11|Else|Acme|');
select is(pg_temp.found('P'), 'matched 10', 'a project of the same name');
select is(pg_temp.found('Q'), 'unmatched ', 'and one that nobody has');
select is((select odoo_name from odoo_seed.adoptions where external_ref = 'P'), 'Project', 'with the name it has in Odoo');
select pg_temp.match('project.project', 'name', '10|  PROJECT  |Acme|');
select is(pg_temp.found('P'), 'matched 10', 'case and spacing do not count');
select pg_temp.match('project.project', 'name', '10|Project|Beta|');
select is(pg_temp.found('P'), 'unmatched ', 'a project of another company is another project');
select pg_temp.match('project.project', 'name', '10|Project||');
select is(pg_temp.found('P'), 'matched 10', 'one that is shared by all companies may be it');
select pg_temp.match('project.project', 'name', '10|Project|Acme|', '12|Project||');
select is(pg_temp.found('P'), 'ambiguous 10,12', 'two records for one seed');
update odoo_seed.projects set name = 'Project' where external_ref = 'Q';
select pg_temp.match('project.project', 'name', '10|Project|Acme|');
select is(pg_temp.found('P'), 'ambiguous 10 Q', 'two seeds for one record');
select is(pg_temp.found('Q'), 'ambiguous 10 P', 'told to both');
update odoo_seed.projects set name = 'Second' where external_ref = 'Q';

-- tasks, by name in their project
select pg_temp.match('project.project', 'name', '10|Project|Acme|');
select pg_temp.match('project.task', 'name', '100|Task one||10', '101|Task two||11');
select is(pg_temp.found('T1'), 'matched 100', 'a task in the project that was just found');
select is(pg_temp.found('T2'), 'unmatched ', 'a task of that name in another project is another task');
select is(pg_temp.found('Q1'), 'unmatched ', 'a task whose project was not found has no place to look in');

-- by any other column
select pg_temp.match('project.task', 'external_ref', '100|t2||99', '101|T1||99');
select is(pg_temp.found('T1') || ' ' || pg_temp.found('T2'), 'matched 101 matched 100', 'a code is enough, wherever the task is');
update odoo_seed.tasks set odoo_task_id = 300 where external_ref = 'T2';
select pg_temp.match('project.task', 'odoo_id', '300|300||99');
select is(pg_temp.found('T2'), 'matched 300', 'an id that the user wrote into the seed');
select is(pg_temp.found('T1'), 'unmatched ', 'who has none is not matched');

-- who is looked for at all
update odoo_seed.tasks set active = false where external_ref = 'T1';
select pg_temp.match('project.task', 'name', '100|Task one||10');
select is(pg_temp.found('T1'), null, 'an inactive seed is not looked for: it would archive what it finds');
update odoo_seed.tasks set active = true where external_ref = 'T1';
update odoo_seed.sync_runs set scope = '{"program": "other"}';
select pg_temp.match('project.project', 'name', '10|Project|Acme|');
select is(pg_temp.found('P'), null, 'nor is what is out of scope');
update odoo_seed.sync_runs set scope = '{}';
delete from odoo_seed.adoptions;
select tests.sync();
select pg_temp.match('project.project', 'name', '50|Project|Acme|');
select is_empty('select * from odoo_seed.adoptions', 'nor what Odoo holds already');

select throws_ok($$ insert into odoo_seed.adoptions (run_id, model, external_ref, outcome, odoo_ids, rivals) select id, 'project.task', 'x', 'matched', '{1,2}', '{}' from run $$,
  '23514', null, 'a match is one to one');
select * from finish();
rollback;
