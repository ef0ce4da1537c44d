-- Lists: filtered, sorted, in pages; what is hidden is not there.
begin;
select * from no_plan();
select tests.tenants();
update control.tenants set region = 'eu' where slug in ('acme', 'sub');
create temporary table people as select tests.person_as('platform_owner') as owner, tests.person_as('viewer', 'sub') as viewer;
create function pg_temp.tenants(p_args jsonb) returns text language sql as $$
  select string_agg(t ->> 'slug', ' ') || ' of ' || (answer ->> 'total')
  from people, tests.answer(tests.claims(owner), 'list_tenants', p_args) answer left join jsonb_array_elements(answer -> 'items') t on true group by answer $$;
select is(pg_temp.tenants(args::jsonb), expected, args) from (values
  ('{}', 'acme platform prov sub of 4'), ('{"limit": 2}', 'acme platform of 4'), ('{"limit": 2, "offset": 3}', 'sub of 4'), ('{"sort": "-slug"}', 'sub prov platform acme of 4'),
  ('{"q": "PRO"}', 'prov of 1'), ('{"q": "%"}', null), ('{"region": "eu"}', 'acme sub of 2'), ('{"status": "active", "parent": "prov"}', 'sub of 1'), ('{"plan": "none"}', null),
  ('{"sort": "-name", "region": "eu"}', 'sub acme of 2')) v (args, expected);
select is(tests.answer(tests.claims(owner), 'list_tenants', '{"sort": "name; drop table x"}') #>> '{}', 'OC151: Cannot sort by "name; drop table x": one of slug, name, created_at, updated_at is possible', 'a column that is none') from people;

select is(tests.answer(tests.claims(viewer), 'list_tenants') ->> 'total', '1', 'a viewer sees their tenant') from people;
select is(tests.answer(tests.claims(viewer), 'get_tenant', '{"tenant": "sub"}') @> '{"slug": "sub", "parent": null, "modules": [], "last_backup": null}', true, 'and nothing of the one above it') from people;
select is(tests.answer(tests.claims(viewer), 'get_tenant', args) #>> '{}', tests.answer(tests.claims(viewer), 'get_tenant', '{"tenant": "none"}') #>> '{}', 'hidden and absent look the same') from people, (values ('{"tenant": "none"}'::jsonb)) v (args);
select matches(tests.answer(tests.claims(viewer), 'get_tenant', '{"tenant": "acme"}') #>> '{}', '^OC004: Cannot find tenant "acme": there is none$', 'absent') from people;
select is(tests.answer(tests.claims(owner), 'get_tenant', jsonb_build_object('tenant', t.id)) ->> 'slug', 'acme', 'a tenant by its id') from people, control.tenants t where slug = 'acme';

create temporary table op as select tests.open('acme', 'backup', p_actor => tests.actor('platform_owner', null, 'bob')) as id;
select is(tests.answer(tests.claims(owner), 'list_operations', args::jsonb) ->> 'total', expected, args) from people, (values
  ('{}', '1'), ('{"tenant": "acme"}', '1'), ('{"tenant": "sub"}', '0'), ('{"type": "backup", "status": "queued"}', '1'), ('{"type": "pause"}', '0'), ('{"actor": "bob"}', '1'), ('{"actor": "ann"}', '0'),
  ('{"since": "2000-01-01T00:00:00Z", "until": "2000-01-02T00:00:00Z"}', '0'), ('{"since": "2000-01-01T00:00:00Z"}', '1')) v (args, expected);
select is(jsonb_path_query_array(tests.answer(tests.claims(owner), 'get_operation', jsonb_build_object('id', op.id)), '$.steps[*].name'), '["one", "two"]', 'an operation with its steps') from people, op;
select matches(tests.answer(tests.claims(viewer), 'get_operation', jsonb_build_object('id', op.id)) #>> '{}', '^OC004', 'which a stranger does not find') from people, op;
select is(tests.answer(tests.claims(viewer), 'list_operations') ->> 'total', '0', 'nor among others') from people;

-- what a filter is given is a value, and what it looks at a column of a view of the API
create temporary table given as select api.given('[{"arg": "a", "of": ["x\" or true --"]}, {"arg": "absent"}, {"arg": "b", "is": "among"}]', jsonb_build_object('a', $$'; drop table x; --$$, 'b', $${"x","'; drop table y; --"}$$)) as filters;
select is(api.conditions(filters, false), $e$'''; drop table x; --' in ("x"" or true --") and b = any ('{"x","''; drop table y; --"}')$e$, 'quoted, both of them, and an array of values') from given;
select is(api.conditions(filters, true) || api.values_of(filters), $e$$1 in ("x"" or true --") and b = any ($2)('''; drop table x; --', '{"x","''; drop table y; --"}')$e$, 'beside it where the query is kept') from given;
select is(api.conditions(null, true) || api.values_of(null), 'true', 'and nothing without a filter');
select matches(tests.refusal($$ select api.listed('pg_authid', '[]', array['id'], '{}') $$), '^42P01', 'no other table is listed');
select is(tests.answer(tests.claims(owner), 'list_tenants', jsonb_build_object('status', $$active' or true --$$)) ->> 'total', '0', 'nor more than was asked for') from people;

-- how long a long list is, is known for ten seconds: to one caller, and with the roles that they have
create function pg_temp.total(p_args jsonb default '{}') returns text language sql as $$ select tests.answer(tests.claims(owner), 'list_tenants', p_args) ->> 'total' from people $$;
select is(pg_temp.total(), '4', 'few are counted each time');
select is((select count(*) from control.kept_totals), 0::bigint, 'and not kept');
create function pg_temp.keep(p_caller jsonb, p_total bigint) returns void language plpgsql as $$ begin
  perform set_config('request.jwt.claims', p_caller::text, true), control.keep_total('tenants', p_total), set_config('request.jwt.claims', '', true); end $$;
select pg_temp.keep(tests.claims(owner), 4999) from people;
select is(pg_temp.total(), '4', 'up to 4,999');
select pg_temp.keep(tests.claims(owner), 5000) from people;
select is(array[pg_temp.total(), pg_temp.total('{"status": "active"}')], array['5000', '4'], 'many are as they were counted, with the same filters');
select is(tests.answer(tests.claims(viewer), 'list_tenants') ->> 'total', '1', 'for the one who asked') from people;
insert into control.tenant_user_assignments (tenant_id, user_id, role) select t.id, owner, 'viewer' from people, control.tenants t where slug = 'sub';
select is(pg_temp.total(), '4', 'and not for other roles of theirs');
delete from control.tenant_user_assignments a using people where a.user_id = owner;
select is(pg_temp.total(), '5000', 'only for these');
update control.kept_totals set counted_at = counted_at - interval '11 seconds';
select is(pg_temp.total(), '4', 'after ten seconds they are counted again');
select pg_temp.keep(tests.claims(viewer), 7000) from people;
select is((select array_agg(total) from control.kept_totals), '{7000}', 'and what is too old goes');

-- what a connection has prepared
select is((select count(*) from pg_prepared_statements where name like 'api\_%' and statement like '%' || what || '%'), 1::bigint, what) from (values ('select count(*) from api.tenants where true'), ('from api.tenants where true order by slug asc, id asc limit 20')) v (what);
select count(tests.answer(tests.claims(owner), 'list_tenants', jsonb_build_object('limit', n))) from people, generate_series(21, 250) n;
select cmp_ok((select count(*) from pg_prepared_statements where name like 'api\_%'), '<', 201::bigint, 'is at most 200 lists, whatever a caller thinks of');
deallocate all;
select is(pg_temp.tenants('{}'), 'acme platform prov sub of 4', 'and is prepared again where it is lost');

-- nobody, and what is no function of the API
select is(tests.answer('{"role": "authenticated", "sub": "00000000-0000-0000-0000-000000000000"}', 'get_me'), null, 'somebody unknown is nobody');
select is(tests.answer('{"role": "authenticated", "sub": "00000000-0000-0000-0000-000000000000"}', 'list_tenants') ->> 'total', '0', 'and sees nothing');
select matches(tests.answer(tests.claims(owner), 'call', '{}') #>> '{}', '^42', 'call() does not call itself') from people;
select matches(tests.answer(tests.claims(owner), 'x(); drop table control.tenants; --', '{}') #>> '{}', '^42883', 'a name is a name') from people;
select ok(not has_function_privilege(role, oid, 'execute'), format('%s may not call %s', role, oid::regprocedure)) from pg_proc, unnest(array['anon', 'authenticator']) role where pronamespace = 'api'::regnamespace;
select ok(not has_function_privilege('authenticated', 'api.call(jsonb, text, jsonb, jsonb, text)', 'execute'), 'nobody says for themselves who they are');
select * from finish();
rollback;
