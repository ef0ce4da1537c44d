-- Schema changes through the API: the platform's people read them, a push needs its own permission, and nobody else sees any.
begin;
select * from no_plan();
select tests.empty();
select tests.tenants();
delete from ops.work where kind = 'change_set';
delete from ops.change_sets;
delete from ops.schema_pushes;
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('owner', tests.person_as('owner', 'prov')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
create function pg_temp.push() returns jsonb language sql as $$
  select jsonb_build_object('repository', 'acme/odoo', 'commit', repeat('a', 40), 'ref', 'refs/heads/main', 'files', '["a.sql"]'::jsonb) $$;
create view public.reported as select 1 as id;
insert into ops.change_sets (id) values ('00000000-0000-4000-8000-000000000064');
insert into ops.schema_changes (change_set_id, schema, object, kind, change, command, tenant, after)
values ('00000000-0000-4000-8000-000000000064', 'public', 'reported', 'view', 'created', 'CREATE VIEW', 'prov', '[{"name": "id", "type": "integer", "nullable": true}]');

-- denial first
select is(pg_temp.as(who, 'list_schema_changes') ->> 'total', '0', who || ' sees no change') from people where who in ('owner', 'nobody');
select matches(pg_temp.as(who, 'get_schema_change', '{"id": "00000000-0000-4000-8000-000000000064"}') #>> '{}', '^OC004', who || ' nor one by its id') from people where who in ('owner', 'nobody');
select matches(pg_temp.as(who, 'note_schema_push', pg_temp.push()) #>> '{}', '^OC(103|004)', who || ' tells of no push') from people where who in ('finance_owner', 'owner', 'nobody');
select is_empty('select from ops.schema_pushes', 'and none is stored');

select is(pg_temp.as(who, 'list_schema_changes') ->> 'total', '1', who || ' sees it') from people where who not in ('owner', 'nobody');
select is(pg_temp.as('platform_operator', 'list_schema_changes', '{"tenant": "prov", "status": "pending"}') ->> 'total', '1', 'lists are of a tenant and a status');
select is(pg_temp.as('platform_operator', 'list_schema_changes', '{"tenant": "other"}') ->> 'total', '0', 'or of another one');
select is(pg_temp.as('finance_owner', 'get_schema_change', '{"id": "00000000-0000-4000-8000-000000000064"}') -> 'changes' -> 0 -> 'after' -> 0 ->> 'type', 'integer', 'one has the columns of its objects');
select is(pg_temp.as('platform_operator', 'note_schema_push', pg_temp.push()) ->> 'change_set', (select id::text from ops.change_sets), 'a push goes with the open set');
select is(pg_temp.as('platform_operator', 'note_schema_push', pg_temp.push()) ->> 'change_set', (select id::text from ops.change_sets), 'and may be told again');
select is((select count(*)::int from ops.schema_pushes), 1, 'which stores it once');
select * from finish();
rollback;
