-- stage_absent() and binding_faults(): what a file no longer has, and where it goes.
begin;
select plan(9);
select tests.empty();
insert into odoo_seed.projects (external_ref, name, company_name) values ('P', 'P', 'Acme'), ('Q', 'Q', 'Acme'), ('R', 'R', 'Acme');
insert into odoo_seed.tasks (external_ref, project_external_ref, name, active)
values ('P1', 'P', 'n', true), ('P2', 'P', 'n', true), ('P3', 'P', 'n', false), ('Q1', 'Q', 'n', true), ('Q2', 'Q', 'n', true), ('R1', 'R', 'n', true);
create function pg_temp.file(p_rows text) returns void language sql as $$
  delete from odoo_seed.staged_seeds;
  insert into odoo_seed.staged_seeds select '00000000-0000-0000-0000-000000000001', row_number() over (), r ->> 'kind', r ->> 'key', r - 'kind' - 'key' from jsonb_array_elements(p_rows::jsonb) r $$;
create function pg_temp.absent(p_all boolean default true) returns text language sql as $$
  select odoo_seed.stage_absent('00000000-0000-0000-0000-000000000001', p_all, '{}');
  select string_agg(key || ' ' || said, ', ' order by line) from odoo_seed.staged_seeds where line > 1000000 $$;

select pg_temp.file('[{"kind": "projects", "key": "P"}, {"kind": "tasks", "key": "P1"}]');
select is(pg_temp.absent(), 'P2 {"active": false}', 'active tasks of a project in the file, and no others');
select is((select said from odoo_seed.staged_seeds where key = 'P1'), '{"active": true}', 'what the file has is active');
select pg_temp.file('[{"kind": "tasks", "key": "P3", "active": false}]');
select pg_temp.absent();
select is((select said from odoo_seed.staged_seeds where key = 'P3'), '{"active": false}', 'unless it says that it is not');
select pg_temp.file('[{"kind": "tasks", "key": "Q1", "project_external_ref": "Q"}]');
select is(pg_temp.absent(), 'Q2 {"active": false}', 'or of one that tasks in the file name');
select pg_temp.file('[{"kind": "tasks", "key": "P2", "project_external_ref": "Q"}]');
select is(pg_temp.absent(), 'Q1 {"active": false}, Q2 {"active": false}', 'a task that moves is there');
select pg_temp.file('[{"kind": "tasks", "key": "R1"}]');
select is(pg_temp.absent(), null, 'a file that names no project lacks nothing');
select pg_temp.file('[{"kind": "projects", "key": "P"}]');
select is(pg_temp.absent(false), null, 'of projects that the caller does not reach, nothing');

insert into ops.odoo_bindings (name, project_ref, url, database, username, password_secret) values ('other', 'Q', 'https://other.example.com', 'books', 'bot', 'secret of other');
select pg_temp.file('[{"kind": "projects", "key": "P"}, {"kind": "tasks", "key": "Q1", "project_external_ref": "Q"}]');
select set_eq($$ select line, field from odoo_seed.binding_faults('00000000-0000-0000-0000-000000000001', 'default') $$, $$ values (2, 'project_external_ref') $$, 'a project of another binding is told');
select set_eq($$ select line, field from odoo_seed.binding_faults('00000000-0000-0000-0000-000000000001', 'other') $$, $$ values (1, 'external_ref') $$, 'by the row that names it');

select * from finish();
rollback;
