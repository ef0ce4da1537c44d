-- A tenant's names: what a slug may be, what follows from it, and that none of it changes.
begin;
select * from no_plan();
select tests.tenants();

create function pg_temp.slug(p_slug text) returns text language sql as $$
  select tests.refusal(format('select tests.add_tenant(%L, ''platform'')', p_slug)) $$;

select is(pg_temp.slug(slug), 'fine', format('"%s" is a slug', slug))
from unnest(array['a', 'a1', 'a-b', 'acme-corp-2', 'a' || repeat('b', 29)]) slug;
select matches(pg_temp.slug(slug), '23514.*slug_must_be_a_slug', format('"%s" is none', slug))
from unnest(array['', '1a', '-a', 'a-', 'a--b', 'A', 'acme_corp', 'a b', 'a;drop', 'a"b', 'ä', 'a' || repeat('b', 30), e'a\nb', '../a']) slug;
select matches(pg_temp.slug(slug), 'schema_must_not_be_the_systems|schema_must_be_a_plain_name', format('"%s" would be a system''s schema', slug))
from unnest(array['auth', 'control', 'odoo-seed', 'vault', 'pg-catalog', 'information-schema', 'storage', 'ops']) slug;
select matches(pg_temp.slug('public'), 'public_is_the_platform_owners', 'public is the platform''s');
select matches(pg_temp.slug('acme'), 'slug_must_not_be_taken', 'a slug is given once');

select tests.add_tenant('acme-corp', 'platform');
select results_eq($$ select database, schema, shares_database_of from control.tenants where slug = 'acme-corp' $$,
  $$ values ('odoo_acme_corp', 'acme_corp', null::uuid) $$, 'database and schema follow from the slug');
select tests.add_tenant('scout', 'platform', 'internal', 'schema');
select results_eq($$ select t.database, t.schema, p.slug::text from control.tenants t join control.tenants p on p.id = t.shares_database_of where t.slug = 'scout' $$,
  $$ values ('odoo_platform', 'scout', 'platform') $$, 'with schema isolation the database is the parent''s');

create function pg_temp.named(p_database text, p_schema text, p_isolation text default 'database') returns text language sql as $$
  select tests.refusal(format(
    'insert into control.tenants (slug, name, tenant_type, parent_id, isolation, database, schema, admin_email, plan_code)
     select ''x'', ''X'', ''client'', id, %L, %L, %L, ''a@example.com'', ''starter'' from control.tenants where slug = ''platform''',
    p_isolation, p_database, p_schema)) $$;
select is(pg_temp.named('odoo_other', 'other'), 'fine', 'both can be given');
select matches(pg_temp.named('odoo_acme', 'other'), 'database_must_not_be_taken', 'a database belongs to one tenant');
select matches(pg_temp.named('odoo_x', 'acme'), 'schema_must_not_be_taken', 'a schema too');
select matches(pg_temp.named('odoo_acme', 'x', 'schema'), 'shared_database_must_be_the_parents', 'only the parent''s database is shared');
select matches(pg_temp.named(database, 'x'), 'database_must_be_an_odoo_database', format('"%s" is no database for a tenant', database))
from unnest(array['postgres', 'template1', 'template_finance', 'odoo_A', 'odoo_x"; drop database x', 'odoo_' || repeat('x', 59)]) database;

select matches(tests.refusal($$ update control.tenants set slug = 'other' where slug = 'acme' $$), '23514: Cannot rename tenant "acme"', 'a slug stays');
select matches(tests.refusal($$ update control.tenants set database = 'odoo_z' where slug = 'acme' $$), 'Cannot rename', 'a database stays');
select matches(tests.refusal($$ update control.tenants set schema = 'z' where slug = 'acme' $$), 'Cannot rename', 'a schema stays');
select matches(tests.refusal($$ update control.tenants set isolation = 'schema' where slug = 'acme' $$), 'Cannot rename', 'isolation stays');
select lives_ok($$ update control.tenants set name = 'Acme Ltd' where slug = 'acme' $$, 'a name changes freely');
select is(tests.tenant('acme'), 'active', 'and leave the status alone');
select is(tests.refusal($$ update control.tenants set admin_email = 'nobody' where slug = 'acme' $$) ~ 'admin_email_must_be', true, 'an address is one');
select is(tests.refusal($$ update control.tenants set odoo_url = 'http://u:p@x' where slug = 'acme' $$) ~ 'odoo_url_must_be', true, 'a URL holds no password');
select is(tests.refusal($$ update control.tenants set country_code = 'Phil' where slug = 'acme' $$) ~ 'country_must_be', true, 'a country is a code');
select is(tests.refusal($$ update control.tenants set primary_domain = 'a b' where slug = 'acme' $$) ~ 'domain_must_be', true, 'a domain is a host');

-- names of roles, and names that go back
select matches(pg_temp.slug(slug), 'slug_must_not_be_a_role|there is a database role', format('"%s" is the name of a role', slug))
from unnest(array['postgres', 'anon', 'authenticated', 'authenticator', 'service-role', 'supabase-admin', 'supabase-storage-admin', 'dashboard-user',
  'pg-monitor', 'none', 'odoo']) slug;
create role named_later;
create role analytics_watched;
select matches(pg_temp.slug(slug), 'there is a database role', format('"%s" would have to do with a role on the server', slug))
from unnest(array['named-later', 'watched']) slug;
drop role analytics_watched;
select is(pg_temp.slug('watched'), 'fine', 'which is free when that is gone');
update control.tenants set primary_domain = 'acme.example.com' where slug = 'acme';
select matches(tests.refusal($$ update control.tenants set primary_domain = 'acme.example.com' where slug = 'sub' $$), 'domain_must_not_be_taken', 'a domain is one tenant''s');
select tests.put('acme', 'decommissioned');
select is(tests.refusal($$ update control.tenants set primary_domain = 'acme.example.com' where slug = 'sub' $$), 'fine', 'until that one is gone');
select matches(tests.refusal($$ update control.tenants set slug = 'refused-' || left(replace(id::text, '-', ''), 16) where slug = 'sub' $$), 'Cannot rename tenant "sub"', 'no living tenant gives its names back');
select matches(tests.refusal(format($$ insert into control.module_bundles (code, name, bundle_type, modules) values ('long', 'Long', 'x', array[repeat('m', %s)]) $$, length)),
  refusal, format('a module''s name of %s characters', length))
from (values (100, '^fine'), (101, 'modules_must_be_technical_names')) v (length, refusal);
select * from finish();
rollback;
