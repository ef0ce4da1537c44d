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
select is(api.condition('{"arg": "a", "of": ["x\" or true --"]}', $$'; drop table x; --$$), $e$'''; drop table x; --' in ("x"" or true --")$e$, 'quoted, both of them');
select is(api.condition('{"arg": "a", "is": "among"}', $${"x","'; drop table x; --"}$$), $e$a = any ('{"x","''; drop table x; --"}')$e$, 'an array of values, too');
select matches(tests.refusal($$ select api.listed('pg_authid', '[]', array['id'], '{}') $$), '^42P01', 'no other table is listed');
select is(tests.answer(tests.claims(owner), 'list_tenants', jsonb_build_object('status', $$active' or true --$$)) ->> 'total', '0', 'nor more than was asked for') from people;

-- nobody, and what is no function of the API
select is(tests.answer('{"role": "authenticated", "sub": "00000000-0000-0000-0000-000000000000"}', 'get_me'), null, 'somebody unknown is nobody');
select is(tests.answer('{"role": "authenticated", "sub": "00000000-0000-0000-0000-000000000000"}', 'list_tenants') ->> 'total', '0', 'and sees nothing');
select matches(tests.answer(tests.claims(owner), 'call', '{}') #>> '{}', '^42', 'call() does not call itself') from people;
select matches(tests.answer(tests.claims(owner), 'x(); drop table control.tenants; --', '{}') #>> '{}', '^42883', 'a name is a name') from people;
select ok(not has_function_privilege(role, oid, 'execute'), format('%s may not call %s', role, oid::regprocedure)) from pg_proc, unnest(array['anon', 'authenticator']) role where pronamespace = 'api'::regnamespace;
select ok(not has_function_privilege('authenticated', 'api.call(jsonb, text, jsonb, jsonb, text)', 'execute'), 'nobody says for themselves who they are');
select * from finish();
rollback;
