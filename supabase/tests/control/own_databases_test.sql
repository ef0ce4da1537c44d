-- Whose a database is: what operations noted is the tenant's, by the uuid in it, until it was dropped.
begin;
select plan(19);
select tests.tenants();
delete from control.tenant_databases using control.tenants t where t.id = tenant_id and t.slug = 'acme';
create function pg_temp.id(p_slug text) returns uuid language sql as $$ select id from control.tenants where slug = p_slug $$;
create function pg_temp.has(p_slug text, p_uuid text) returns boolean language sql as $$ select control.has_database(pg_temp.id(p_slug), p_uuid) $$;
create function pg_temp.uuid(p_digit int) returns text language sql as $$ select repeat(p_digit::text, 8) || '-0000-4000-8000-000000000000' $$;

select ok(not control.has_noted_database(pg_temp.id('acme')), 'a tenant that is only stored has no database');
select ok(not pg_temp.has('acme', pg_temp.uuid(1)), 'whatever is in it');
select ok(not pg_temp.has('acme', pg_temp.id('acme')::text), 'not even where it names the tenant');

select control.note_database(pg_temp.id('acme'), pg_temp.uuid(1), '{"copy_of": "template_x"}');
select ok(control.has_noted_database(pg_temp.id('acme')), 'what an operation made is noted');
select ok(pg_temp.has('acme', pg_temp.uuid(1)), 'and known by its uuid');
select ok(not pg_temp.has('acme', pg_temp.id('acme')::text), 'not by the tenant''s id, before that was written into it');
select ok(not pg_temp.has('acme', pg_temp.uuid(2)), 'and no other');
select ok(not pg_temp.has('acme', null), 'nor by none');
select ok(not pg_temp.has('sub', pg_temp.uuid(1)), 'it is nobody else''s');
select control.note_database(pg_temp.id('acme'), pg_temp.uuid(2)) from generate_series(1, 2);
select is((select (uuids, made)::text from control.tenant_databases where tenant_id = pg_temp.id('acme')),
  format('("{%s,%s}","{""copy_of"": ""template_x""}")', pg_temp.uuid(1), pg_temp.uuid(2)), 'a restoration adds one, once');

select control.forget_database(pg_temp.id('acme'));
select ok(not control.has_noted_database(pg_temp.id('acme')), 'dropped, it is nobody''s');
select ok(not pg_temp.has('acme', pg_temp.uuid(1)) and not pg_temp.has('acme', pg_temp.id('acme')::text),
  'and what has its name then is another''s, though it were a copy');
select control.note_database(pg_temp.id('acme'), pg_temp.uuid(3), '{}');
select ok(pg_temp.has('acme', pg_temp.uuid(3)) and not pg_temp.has('acme', pg_temp.uuid(1)), 'made anew, it is known by its new uuid');
select throws_ok($$ select control.note_database(pg_temp.id('acme'), 'x') $$, '23514', null, 'a uuid is one');
select ok((select count(*) from control.audit_logs where object = 'tenant_databases:' || pg_temp.id('acme')) >= 4, 'all of it is in the audit log');

create temporary table opened as select id, 'build_' || replace(id::text, '-', '') as name
from (select tests.open('sub', 'module_apply', tests.steps('one')) as id) o;
select ok(not control.has_claimed_database(id, name), 'a staging name is not claimed at first') from opened;
select control.claim_database(id, name) from opened, generate_series(1, 2);
select ok(control.has_claimed_database(id, name), 'claimed, it is the operation''s') from opened;
select throws_ok(format('select control.claim_database(%L, %L)', id, 'odoo_acme'), '23514', null, 'which claims no name but its own') from opened;
select ok(not control.has_claimed_database(gen_random_uuid(), name), 'nor is it another''s') from opened;

select * from finish();
rollback;
