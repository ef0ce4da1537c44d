-- projects_in_scope() and plan(): what a run of a programme or of some projects looks at.
begin;
select plan(13);
select tests.empty();
insert into odoo_seed.programs (slug, name, parent_slug) values ('top', 'Top', null), ('mid', 'Mid', 'top'), ('low', 'Low', 'mid'), ('side', 'Side', null);
select tests.add_binding('b', 'b');
insert into odoo_seed.projects (external_ref, name, company_name, program_slug, account_slug, sync_enabled)
values ('A', 'A', 'Acme', 'top', null, true), ('B', 'B', 'Acme', 'mid', null, true), ('C', 'C', 'Acme', 'low', null, true),
  ('D', 'D', 'Acme', 'side', null, true), ('E', 'E', 'Acme', null, null, true), ('F', 'F', 'Acme', 'low', 'b', true),
  ('G', 'G', 'Acme', 'side', null, false);
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('C', 'C1', 'Task'), ('D', 'D1', 'Task');

create function pg_temp.scope(p_scope jsonb, p_binding text default 'default') returns text language sql as
  $$ select string_agg(ref, '' order by ref) from odoo_seed.projects_in_scope(p_binding, p_scope) ref $$;
select is(pg_temp.scope('{}'), 'ABCDEG', 'no scope is all of the binding');
select is(pg_temp.scope('{}', 'b'), 'F', 'and of no other');
select is(pg_temp.scope('{"program": "top"}'), 'ABC', 'a programme takes in all below it');
select is(pg_temp.scope('{"program": "mid"}'), 'BC', 'but nothing above');
select is(pg_temp.scope('{"program": "low"}', 'b'), 'F', 'a programme may reach into several bindings');
select is(pg_temp.scope('{"projects": ["A", "D"]}'), 'AD', 'projects by their refs');
select is(pg_temp.scope('{"projects": []}'), null, 'an empty list is none');
select is(pg_temp.scope('{"program": "top", "projects": ["A", "D"]}'), 'A', 'both narrow each other');
select is(pg_temp.scope('{"program": "nothing"}'), null, 'an unknown programme has none');

create function pg_temp.planned(p_scope jsonb, p_binding text default 'default') returns text language sql as
  $$ select string_agg(external_ref, ' ' order by external_ref) from odoo_seed.plan(p_binding, p_scope) $$;
select is(pg_temp.planned('{}'), 'A B C C1 D D1 E', 'plan() of no scope has every seed of the binding that is synchronised');
select is(pg_temp.planned('{"program": "mid"}'), 'B C C1', 'plan() of a programme has its projects and their tasks');
select is(pg_temp.planned('{"projects": ["D", "F"]}'), 'D D1', 'plan() leaves out projects of other bindings');
select is(pg_temp.planned('{"projects": ["D", "F"]}', 'b'), 'F', 'which are in those bindings'' plans');

select * from finish();
rollback;
