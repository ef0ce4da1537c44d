-- Plans of files through the API: who may have them made, of which seeds, and what they are told.
begin;
select * from no_plan();
select tests.seed();
select tests.tenants();
select tests.drive();
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
select slug, slug, 'https://' || slug || '.example.com', 'books', 'bot', 'secret' from unnest(array['acme', 'sub']) slug;
insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug) values ('A', 'Acme''s', 'Acme', 'acme'), ('S', 'Sub''s', 'Sub', 'sub');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('A', 'A1', 'One'), ('A', 'A2', 'Two'), ('S', 'S1', 'Theirs');
select tests.sync('acme');
create temporary table persons as select tests.person_as('platform_owner') as boss, tests.person_as('manager', 'acme') as manager, tests.person_as('viewer', 'acme') as viewer, tests.person_as('owner', 'sub') as sibling;
create temporary table people as select tests.claims(boss) as boss, tests.claims(manager) as manager, tests.claims(viewer) as viewer, tests.claims(sibling) as sibling from persons;
create temporary table agent as select tests.answer(people.boss, 'make_token', jsonb_build_object('name', 'reviewer', 'kind', 'agent', 'on_behalf_of', persons.boss)) ->> 'secret' as secret from people, persons;
create function pg_temp.plan(p_claims jsonb, p_text text, p_args jsonb default '{}') returns jsonb language plpgsql as $$
declare
  sent jsonb;
begin
  delete from odoo_seed.uploads;
  delete from odoo_seed.staged_seeds;
  sent := tests.answer(p_claims, 'upload_seeds', jsonb_build_object('upload', '00000000-0000-0000-0000-000000000001', 'part', 0, 'text', p_text));
  return case jsonb_typeof(sent) when 'object' then tests.answer(p_claims, 'plan_seeds',
    '{"upload": "00000000-0000-0000-0000-000000000001", "format": "ndjson", "kind": "tasks", "binding": "acme"}' || p_args) else sent end;
end
$$;
create function pg_temp.free() returns void language sql as $$ update odoo_seed.sync_runs set status = 'failed', finished_at = now() where status = 'running' $$;
create temporary table made as select pg_temp.plan(manager, '{"external_ref": "A1", "name": "New one", "project_external_ref": "A"}', '{"prune": true}') as answer from people;
select is(jsonb_build_array(answer -> 'status', answer -> 'binding', answer -> 'requested_by', answer -> 'scope'), '["making", "acme", "manager-acme@example.com", {"prune": "never"}]', 'a plan is made by the queue') from made;
select is(answer #> '{seeds,counts,tasks}', '{"created": 0, "changed": 1, "archived": 1, "unchanged": 0}', 'what would change in the seeds is told at once') from made;
select is(jsonb_agg(c -> 'ref'), '["A1", "A2"]', 'seed by seed') from made, jsonb_array_elements(answer #> '{seeds,changes}') c;
select is(array(select name || active from odoo_seed.tasks where external_ref like 'A_' order by 1), array['Onetrue', 'Twotrue'], 'nothing is stored');
select is((select count(*) from odoo_seed.staged_seeds), 2::bigint, 'but what the plan is of');
select is((select count(*) from control.audit_logs where action = 'seeds.upload'), 0::bigint, 'and no upload is noted');
select matches(pg_temp.plan(manager, '{"external_ref": "A1", "name": "N"}') #>> '{}', '^OC001: .* already works on binding', 'one at a time on a binding') from people;
select pg_temp.free();

-- who, and of what
select is(jsonb_typeof(pg_temp.plan(tests.hash_of(secret), '{"external_ref": "A1", "name": "N"}')), 'object', 'an agent, who changes no seed, has one made') from agent;
select pg_temp.free();
select matches(pg_temp.plan(viewer, '{"external_ref": "A1", "name": "N"}') #>> '{}', '^OC103', 'who only reads has not') from people;
select matches(pg_temp.plan(sibling, '{"external_ref": "S1", "name": "N"}') #>> '{}', '^OC004: Cannot find binding "acme"', 'nor who does not see the binding') from people;
select matches(pg_temp.plan(manager, '{"external_ref": "S1", "name": "N"}') #>> '{}', '^OC151: .*external_ref: is taken', 'the seeds are those that the caller reaches') from people;
select matches(pg_temp.plan(boss, '{"external_ref": "S1", "name": "N", "project_external_ref": "S"}') #>> '{}', '^OC151: .*does not go to this binding', 'and go to the binding') from people;
select matches(pg_temp.plan(manager, '{"external_ref": "A1", "name": ""}') #>> '{}', '^OC151: .*name must not be empty', 'what is wrong with them is told') from people;
select is((select count(*) from odoo_seed.sync_runs where status = 'running'), 0::bigint, 'and no plan is made then');
select is(tests.answer(manager, 'plan_seeds', '{"upload": "00000000-0000-0000-0000-000000000009", "format": "ndjson", "binding": "acme"}') #>> '{}', 'OC151: Cannot store the seeds: there is none', 'of nothing there is no plan') from people;

select * from finish();
rollback;
