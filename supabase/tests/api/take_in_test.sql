-- Adoptions and imports begin as their caller, for what is the caller's to take in.
begin;
select * from no_plan();
select tests.seed();
select tests.tenants();
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
select slug, slug, 'https://' || slug || '.example.com', 'books', 'bot', 'secret' from unnest(array['acme', 'sub']) slug;
insert into ops.odoo_bindings (name, project_ref, url, database, username, password_secret) values ('hidden', 'H', 'https://hidden.example.com', 'books', 'bot', 'secret');
insert into odoo_seed.programs (slug, name) values ('ours', 'Ours'), ('of-others', 'Of others');
insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug, program_slug) values ('A', 'Acme''s', 'Acme', 'acme', 'ours'), ('S', 'Of sub', 'Acme', 'sub', 'of-others');
create temporary table people as select tests.person_as('platform_owner') as owner, tests.person_as('manager', 'acme') as manager,
  tests.person_as('viewer', 'acme') as viewer, tests.person_as('owner', 'sub') as sibling, tests.person('nobody') as stranger;
create function pg_temp.ask(p_person uuid, p_function text, p_args jsonb) returns jsonb language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) $$;
create function pg_temp.said(p_person uuid, p_function text, p_args jsonb) returns text language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) #>> '{}' $$;
create function pg_temp.import(p_ref text, p_program text, p_binding text default 'acme') returns jsonb language sql as $$
  select jsonb_build_object('name', p_binding, 'project_ref', p_ref, 'program', jsonb_build_object('slug', p_program)) $$;
create function pg_temp.end_runs() returns void language sql as $$ update odoo_seed.sync_runs set status = 'success', finished_at = clock_timestamp() where status = 'running' $$;

-- adopted
create temporary table run as select (pg_temp.ask(manager, 'start_adoption', '{"name": "acme", "projects": ["A"]}') ->> 'run')::uuid as id from people;
select results_eq('select run_type, scope, requested_by, status from odoo_seed.sync_runs r join run using (id)',
  $$values ('adopt', '{"projects": ["A"]}'::jsonb, 'manager-acme@example.com', 'running')$$, 'a manager starts an adoption in their own name');
select matches(pg_temp.said(manager, 'start_adoption', '{"name": "acme"}'), '^OC001: .*already works', 'one run at a time') from people;
select pg_temp.end_runs();
select isnt(pg_temp.ask(manager, 'start_adoption', '{"name": "acme", "dry_run": true}') ->> 'run', null, 'a dry run') from people;
select is((select run_type from odoo_seed.sync_runs where status = 'running'), 'plan', 'adopts nothing');
select pg_temp.end_runs();
select matches(pg_temp.said(p, f, args), said, who || ' ' || f) from people, lateral (values
  (viewer, '^OC103: Cannot do this: it takes the permission runs.start', 'a viewer'), (sibling, '^OC004: Cannot find binding "acme": there is none$', 'a sibling'), (stranger, '^OC004: Cannot find binding "acme": there is none$', 'a stranger')) v (p, said, who),
  lateral (values ('start_adoption', '{"name": "acme"}'::jsonb), ('start_import', pg_temp.import('N', 'ours'))) w (f, args);
select is(pg_temp.said(manager, 'start_adoption', jsonb_build_object('name', 'acme', 'program', p)), format('OC004: Cannot start a run: there is no programme "%s"', p), 'nor a programme of ' || p) from people, unnest(array['of-others', 'of-nobody']) p;
select matches(pg_temp.said(manager, 'start_adoption', '{"name": "acme", "projects": ["S"]}'), '^OC004: .*has no project "S"', 'nor a project of others') from people;
select matches(pg_temp.said(manager, 'start_adoption', '{"name": "acme", "take": "all"}'), '^OC151', 'a side is one of three') from people;

-- imported
select is(pg_temp.said(manager, 'start_import', pg_temp.import('N', p)), format('OC004: Cannot import: there is no programme "%s"', p), 'into no programme of ' || p) from people, unnest(array['of-others', 'of-nobody']) p;
select is(pg_temp.said(manager, 'start_import', pg_temp.import(r, 'ours')), format('OC011: Cannot import: the ref "%s" is taken', r), r || ' is somebody else''s') from people, unnest(array['S', 'H']) r;
select isnt(pg_temp.ask(manager, 'start_import', pg_temp.import('N', 'ours')) ->> 'run', null, 'a manager imports into a programme of theirs') from people;
select results_eq($$select run_type, requested_by from odoo_seed.sync_runs where status = 'running'$$, $$values ('import', 'manager-acme@example.com')$$, 'in their own name');
select pg_temp.end_runs();
select isnt(pg_temp.ask(owner, 'start_import', pg_temp.import('N', 'of-nobody')) ->> 'run', null, 'the platform''s people into a new one') from people;
select * from finish();
rollback;
