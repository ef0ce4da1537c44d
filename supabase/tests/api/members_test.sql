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

-- whoever has not signed up is waited for, and nobody can tell
create function pg_temp.given(p_who text, p_email text, p_role text) returns jsonb language sql as $$
  select tests.answer(tests.claims(id), 'set_member', jsonb_build_object('tenant', 'sub', 'email', p_email, 'role', p_role)) from people where who = p_who $$;
create function pg_temp.listed(p_who text, p_email text) returns jsonb language sql as $$
  select m from people, jsonb_array_elements(tests.answer(tests.claims(id), 'list_members', '{"tenant": "sub", "limit": 100}') -> 'items') m where who = p_who and m ->> 'email' = p_email $$;
select tests.person('known');
create temporary table both_given as select e as email, pg_temp.given('admin', upper(e), 'member') as answer from unnest(array['known@example.com', 'stranger@example.com']) e;
select is(answer - 'user_id', jsonb_build_object('email', email, 'role', 'member'), email || ' is given a role') from both_given;
select is(pg_temp.listed('admin', email) - 'created_at' - 'tenant_id', jsonb_build_object('id', answer ->> 'user_id', 'email', email, 'role', 'member'), 'and listed with it') from both_given;
select is(pg_temp.listed('manager', 'stranger@example.com'), null, 'to those who may see members alone');
select is(pg_temp.given('owner', 'Stranger@example.com', 'owner') ->> 'role', 'owner', 'a role that waits is replaced');
select matches(pg_temp.given('admin', 'stranger@example.com', 'viewer') #>> '{}', '^OC103', 'by somebody as strong alone');
select matches(pg_temp.given('admin', 'other-stranger@example.com', 'owner') #>> '{}', '^OC103', 'nor does a stronger one wait than one''s own');
select matches(pg_temp.given('owner', 'no address', 'viewer') #>> '{}', '^23514', 'an address has to be one');
select is(control.seat_waiting_members(), 0, 'until somebody signs up');
select tests.person('stranger');
select is(control.seat_waiting_members(), 1, 'who then gets it');
select is(pg_temp.role_of('stranger', 'sub'), 'owner', 'as it was given last');
select is((select count(*) from control.waiting_members), 0::bigint, 'and nothing waits any more');
select isnt(pg_temp.given('owner', 'late@example.com', 'viewer') ->> 'user_id', null, 'a role that waits');
select matches(tests.answer(tests.claims(id), 'remove_member', jsonb_build_object('tenant', 'sub', 'user_id', pg_temp.listed('owner', 'late@example.com') ->> 'id'))::text, 'user_id', 'is taken away as any') from people where who = 'owner';
select is(pg_temp.listed('owner', 'late@example.com'), null, 'and is gone');
insert into control.waiting_members (tenant_id, address, role, created_at) select id, 'old@example.com', 'viewer', now() - interval '91 days' from control.tenants where slug = 'sub';
select is(control.seat_waiting_members(), 0, 'a role that has waited for long is nobody''s');
select is((select count(*) from control.waiting_members), 0::bigint, 'nobody is waited for longer than 90 days');
insert into control.waiting_members (tenant_id, address, role) select t.id, n || '@example.com', 'viewer' from control.tenants t, generate_series(1, 1000) n where t.slug = 'sub';
select matches(pg_temp.given('owner', 'one-more@example.com', 'viewer') #>> '{}', '^OC108', 'nor for more than a thousand');
delete from control.waiting_members;
delete from control.tenant_user_assignments where user_id in (tests.person('known'), tests.person('stranger'));
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
