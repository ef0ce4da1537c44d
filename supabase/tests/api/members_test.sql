-- Members: somebody gives a role that is no stronger than their own, to others alone.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people values ('platform', tests.person_as('platform_owner')), ('operator', tests.person_as('platform_operator')), ('provider', tests.person_as('owner', 'prov')),
  ('owner', tests.person_as('owner', 'sub')), ('admin', tests.person_as('admin', 'sub')), ('manager', tests.person_as('manager', 'sub')), ('other', tests.person_as('owner', 'acme')), ('new', tests.person('new'));
create function pg_temp.give(p_who text, p_tenant text, p_email text, p_role text) returns text language sql as $$
  select left(tests.answer(tests.claims(id), 'set_member', jsonb_build_object('tenant', p_tenant, 'email', p_email || '@example.com', 'role', p_role)) #>> '{}', 5) from people where who = p_who $$;
create function pg_temp.role_of(p_email text, p_tenant text) returns text language sql as $$
  select a.role from control.tenant_user_assignments a join auth.users u on u.id = a.user_id join control.tenants t on t.id = a.tenant_id where u.email = p_email || '@example.com' and t.slug = p_tenant $$;

select is(pg_temp.give(who, 'sub', 'new', 'viewer'), 'OC103', who || ' gives no role') from people where who in ('operator', 'manager');
select is(pg_temp.give(who, 'sub', 'new', 'viewer'), 'OC004', who || ' does not even see the tenant') from people where who in ('other', 'new');
select is(pg_temp.role_of('new', 'sub'), null, 'and nothing was changed');
select is(pg_temp.give('admin', 'sub', 'new', 'owner'), 'OC103', 'an admin makes no owner');
select is(pg_temp.give('admin', 'sub', 'owner-sub', 'viewer'), 'OC103', 'and unmakes none');
select is(pg_temp.give('admin', 'sub', 'admin-sub', 'viewer'), 'OC103', 'nobody changes their own role');
select isnt(pg_temp.give('admin', 'sub', 'new', 'admin'), 'OC103', 'an admin makes an admin');
select is(pg_temp.role_of('new', 'sub'), 'admin', 'who is one');
select is((select actor from control.audit_logs where action like 'tenant_user_assignments%' order by position desc limit 1), 'admin-sub@example.com', 'the audit log says who made them');
select isnt(pg_temp.give('owner', 'sub', 'new', 'viewer'), 'OC103', 'a role replaces the one before');
select is(pg_temp.role_of('new', 'sub'), 'viewer', 'which is gone');
select isnt(pg_temp.give('provider', 'sub', 'new', 'owner'), 'OC103', 'a provider makes owners below itself');
select is(pg_temp.give('provider', 'acme', 'new', 'viewer'), 'OC004', 'and knows nothing beside itself');
select isnt(pg_temp.give('platform', 'acme', 'new', 'owner'), 'OC103', 'the platform owner anywhere');
select is(pg_temp.give('owner', 'sub', 'stranger', 'viewer'), 'OC004', 'somebody who has not signed up is told of');
select matches(pg_temp.give('owner', 'sub', 'new', 'king'), '^(23514|OC1)', 'a role has to be one');

create function pg_temp.take(p_who text, p_tenant text, p_email text) returns text language sql as $$
  select left(tests.answer(tests.claims(p.id), 'remove_member', jsonb_build_object('tenant', p_tenant, 'user_id', u.id)) #>> '{}', 5) from people p, auth.users u where who = p_who and u.email = p_email || '@example.com' $$;
select is(pg_temp.take('admin', 'sub', 'new'), 'OC103', 'an admin takes no owner''s role away');
select is(pg_temp.take('owner', 'sub', 'owner-sub'), 'OC103', 'nor somebody their own');
select isnt(pg_temp.take('owner', 'sub', 'new'), 'OC103', 'an owner does');
select is(pg_temp.role_of('new', 'sub'), null, 'and it is gone');
select is(pg_temp.take('owner', 'sub', 'new'), 'OC004', 'twice says that it was');
select is((select array_agg(m ->> 'email') from people, jsonb_array_elements(tests.answer(tests.claims(id), 'list_members', '{"tenant": "sub"}') -> 'items') m where who = 'owner'),
  array['admin-sub@example.com', 'manager-sub@example.com', 'owner-sub@example.com'], 'the members, with their addresses');
select is(tests.answer(tests.claims(id), 'list_members', '{"tenant": "sub"}') #>> '{items,0,email}', 'manager-sub@example.com', 'a manager sees their own row alone') from people where who = 'manager';
select is(control.make_platform_owner('NEW@example.com'), (select id from people where who = 'new'), 'the first platform owner is made in SQL');
select ok(tests.answer(tests.claims(id), 'get_me') -> 'platform_roles' = '["platform_owner"]', 'and is one') from people where who = 'new';
select throws_ok($$ select control.make_platform_owner('no@example.com') $$, 'OC004', null, 'somebody who has not signed up is not');
select * from finish();
rollback;
