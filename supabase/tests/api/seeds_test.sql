-- Seeds and bindings by the matrix: what each role sees of each tenant's, and what it changes.
begin;
select * from no_plan();
select tests.tenants();
select tests.empty();
create temporary table callers as
select role, null::text as place, tests.person_as(role) as person from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role
union all
select role, place, tests.person_as(role, place) from unnest(array['owner', 'admin', 'manager', 'member', 'viewer']) role, unnest(array['prov', 'sub', 'acme']) place
union all
select 'nobody', null, tests.person('nobody');
-- A project, a task and a binding for each tenant, and those of nobody, which are the platform's.
create temporary table places as select unnest(array['prov', 'sub', 'acme', null]) as tenant;
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
select tenant, tenant, 'https://' || tenant || '.example.com', 'books', 'bot', 'secret of ' || tenant from places where tenant is not null;
insert into odoo_seed.programs (slug, name) select coalesce(tenant, 'none'), 'Programme' from places;
insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug, program_slug)
select 'P-' || coalesce(tenant, 'none'), 'Project', 'Acme', tenant, coalesce(tenant, 'none') from places;
insert into odoo_seed.tasks (external_ref, project_external_ref, name) select 'T-' || coalesce(tenant, 'none'), 'P-' || coalesce(tenant, 'none'), 'Task' from places;

create function pg_temp.expected(p_role text, p_place text, p_permission text, p_tenant text) returns boolean language sql as $$
  select exists (select from control.permissions p where p.permission = p_permission and p.role = p_role and case p.reach
    when 'platform' then true when 'own' then p_tenant = p_place when 'below' then p_place = 'prov' and p_tenant = 'sub' end) $$;
create function pg_temp.reached(p_role text, p_place text, p_permission text, p_prefix text) returns text language sql as $$
  select string_agg(p_prefix || coalesce(tenant, 'none'), ' ' order by p_prefix || coalesce(tenant, 'none')) from places where pg_temp.expected(p_role, p_place, p_permission, tenant) $$;
create function pg_temp.listed(p_person uuid, p_list text, p_column text) returns text language sql as $$
  select string_agg(i ->> p_column, ' ' order by i ->> p_column)
  from jsonb_array_elements(tests.answer(tests.claims(p_person), p_list, '{"limit": 100}') -> 'items') i where i ->> p_column <> 'default' $$;
select is(pg_temp.listed(c.person, list, key), pg_temp.reached(c.role, c.place, permission, prefix), format('%s of %s and %s', c.role, coalesce(c.place, 'the platform'), list))
from callers c, (values ('list_projects', 'external_ref', 'seeds.read', 'P-'), ('list_tasks', 'external_ref', 'seeds.read', 'T-'), ('list_programs', 'slug', 'seeds.read', '')) v (list, key, permission, prefix);
select is(pg_temp.listed(c.person, 'list_bindings', 'name'), (select string_agg(tenant, ' ' order by tenant) from places where tenant is not null and pg_temp.expected(c.role, c.place, 'bindings.read', tenant)),
  format('%s of %s and bindings', c.role, coalesce(c.place, 'the platform'))) from callers c;
select is(tests.answer(tests.claims(c.person), 'list_field_policies') ->> 'total', case when exists (select from control.permissions p where p.permission = 'policies.read' and p.role = c.role) then '22' else '0' end,
  format('%s of %s and policies', c.role, coalesce(c.place, 'the platform'))) from callers c;

-- One who may changes, one who sees is refused, and to all others there is nothing.
create function pg_temp.outcome(p_role text, p_place text, p_read text, p_change text, p_tenant text) returns text language sql as $$
  select case when pg_temp.expected(p_role, p_place, p_change, p_tenant) then 'done' when pg_temp.expected(p_role, p_place, p_read, p_tenant) then 'OC103' else 'OC004' end $$;
create function pg_temp.done(p_answer jsonb) returns text language sql as $$ select case jsonb_typeof(p_answer) when 'object' then 'done' else left(p_answer #>> '{}', 5) end $$;
create function pg_temp.change(p_person uuid, p_function text, p_args jsonb) returns text language sql as $$ select pg_temp.done(tests.answer(tests.claims(p_person), p_function, p_args)) $$;
select is(pg_temp.change(c.person, f.name, f.args || jsonb_build_object(f.key, f.prefix || coalesce(p.tenant, 'none'))), pg_temp.outcome(c.role, c.place, 'seeds.read', 'seeds.change', p.tenant),
  format('%s of %s and %s of %s', c.role, coalesce(c.place, 'the platform'), f.name, coalesce(p.tenant, 'nobody')))
from callers c, places p, (values ('change_project', 'ref', 'P-', '{"name": "New"}'::jsonb), ('change_task', 'ref', 'T-', '{"name": "New"}'), ('archive_task', 'ref', 'T-', '{}')) f (name, key, prefix, args);
select is(pg_temp.change(c.person, f.name, f.args || jsonb_build_object('name', p.tenant)), pg_temp.outcome(c.role, c.place, 'bindings.read', 'bindings.change', p.tenant),
  format('%s of %s and %s of %s', c.role, coalesce(c.place, 'the platform'), f.name, p.tenant))
from callers c, places p, (values ('change_binding', '{"lang": "de_DE"}'::jsonb), ('set_binding_secret', '{"secret": "hunter2"}')) f (name, args) where p.tenant is not null;
select is(pg_temp.change(c.person, 'change_program', '{"slug": "sub", "name": "New"}'), case when pg_temp.expected(c.role, c.place, 'seeds.change', null) then 'done'
  when pg_temp.expected(c.role, c.place, 'seeds.read', 'sub') then 'OC103' else 'OC004' end, format('%s of %s and a programme', c.role, coalesce(c.place, 'the platform'))) from callers c;

-- agents read what their person reads, and change no seed, whatever their person may
create temporary table agent as select tests.answer(tests.claims(o.person), 'make_token', jsonb_build_object('name', 'helper', 'kind', 'agent', 'on_behalf_of', o.person)) ->> 'secret' as secret from callers o where o.role = 'platform_owner';
select is(tests.answer(tests.hash_of(secret), 'list_tasks') ->> 'total', '4', 'an agent reads') from agent;
select is(pg_temp.done(tests.answer(tests.hash_of(secret), f.name, f.args)), 'OC103', 'an agent and ' || f.name) from agent,
  (values ('change_task', '{"ref": "T-acme", "name": "New"}'::jsonb), ('create_task', '{"external_ref": "x", "name": "X", "project_external_ref": "P-acme"}'),
    ('bulk_seeds', '{"upload": "00000000-0000-0000-0000-000000000001", "format": "ndjson"}')) f (name, args);

-- nobody reads the name of a secret, and what somebody else has sent is not there
select ok(not has_column_privilege('authenticated', 'ops.odoo_bindings', 'password_secret', 'select'), 'which secret a binding has, is not shown');
select is(pg_temp.done(tests.answer(tests.claims(person), 'upload_seeds', '{"upload": "00000000-0000-0000-0000-000000000002", "part": 0, "text": "{\"external_ref\": \"T-new\", \"project_external_ref\": \"P-acme\", \"name\": \"New\"}"}')), 'done', 'a file is sent')
from callers where role = 'manager' and place = 'acme';
select is(tests.answer(tests.claims(person), 'bulk_seeds', '{"upload": "00000000-0000-0000-0000-000000000002", "format": "ndjson", "kind": "tasks"}') #>> '{}', 'OC151: Cannot store the seeds: there is none', 'and is nobody else''s')
from callers where role = 'platform_owner';
select is(tests.answer(tests.claims(person), 'bulk_seeds', '{"upload": "00000000-0000-0000-0000-000000000002", "format": "ndjson", "kind": "tasks"}') #>> '{counts,tasks,created}', '1', 'who sent it has it stored')
from callers where role = 'manager' and place = 'acme';
select is((select count(*) from odoo_seed.staged_seeds), 0::bigint, 'nothing stays staged');

-- a tenant's people seed that tenant's own Odoo, and no other
insert into ops.odoo_bindings (name, project_ref, url, database, username, password_secret) values ('odd', 'P-odd', 'https://odd.example.com', 'books', 'bot', 'secret');
create function pg_temp.new_project(p_ref text) returns text language sql as $$
  select tests.answer(tests.claims(person), 'create_project', jsonb_build_object('external_ref', p_ref, 'name', 'N', 'company_name', 'C', 'tenant_slug', 'acme')) #>> '{}' from callers where role = 'manager' and place = 'acme' $$;
select matches(pg_temp.new_project('P-odd'), 'tenant_slug: has no Odoo of its own', 'not one that a binding has for the ref');
delete from ops.odoo_bindings where name = 'acme';
select matches(pg_temp.new_project('P-new'), 'tenant_slug: has no Odoo of its own', 'nor the platform''s, where the tenant has none');

-- the projects of a binding at once are those of each alone
insert into ops.odoo_bindings (name, account_slug, url, database, username, password_secret) values ('account', 'a', 'https://a.example.com', 'books', 'bot', 'secret');
insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug, account_slug)
select concat_ws('-', 'X', t, a), 'N', 'C', t, a from unnest(array['sub', 'gone', null]) t, unnest(array['a', 'b', null]) a;
insert into odoo_seed.projects (external_ref, name, company_name, account_slug) values ('P-odd', 'N', 'C', 'a');
select set_eq($$ select b.name, r from ops.odoo_bindings b cross join control.refs_of_binding(b.name) r $$, $$ select binding, project_ref::text from odoo_seed.v_project_bindings $$, 'which projects go where');
select * from finish();
rollback;
