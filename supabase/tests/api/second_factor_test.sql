-- What is dangerous takes a second factor of people, once the settings say so.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people values ('owner', tests.person_as('platform_owner')), ('other', tests.person('other')), ('tenant', tests.person_as('owner', 'sub'));
insert into control.platform_members (user_id, role) select id, 'platform_owner' from people where who = 'other';
create function pg_temp.said(p_who text, p_aal text, p_function text, p_args jsonb) returns text language sql as $$
  select tests.answer(tests.claims(id) || jsonb_strip_nulls(jsonb_build_object('aal', p_aal)), p_function, p_args, '{"odoo_url": "http://odoo.example.com", "judged": true, "target": {"database": "odoo_sub"}}') #>> '{}' from people where who = p_who $$;
create temporary table machine as select tests.answer(tests.claims(id), 'make_token', '{"name": "ci", "kind": "service", "role": "platform_owner"}') ->> 'secret' as secret from people where who = 'owner';
-- what each of these is refused for, apart from that
create temporary table dangerous (who text, f text, args jsonb);
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('sub', 'sub', 'https://sub.example.com', 'books', 'bot', 'binding/sub');
insert into dangerous values ('owner', 'make_token', '{"name": "second", "kind": "service", "role": "platform_operator"}'), ('owner', 'rotate_token', jsonb_build_object('id', gen_random_uuid())), ('owner', 'revoke_token', jsonb_build_object('id', gen_random_uuid())),
  ('owner', 'change_settings', '{"tenant_limit": 90}'), ('owner', 'set_binding_secret', '{"name": "sub", "secret": "s"}'), ('owner', 'change_binding', '{"name": "sub", "url": "https://other.example.com"}'),
  ('owner', 'create_binding', '{"name": "of-account", "account_slug": "x", "url": "https://x.example.com", "database": "x", "username": "x", "secret": "x"}'), ('owner', 'request_operation', '{"tenant": "sub", "type": "decommission"}'), ('owner', 'request_operation', '{"tenant": "sub", "type": "purge"}'),
  ('owner', 'approve_proposal', jsonb_build_object('id', gen_random_uuid())), ('owner', 'refuse_proposal', jsonb_build_object('id', gen_random_uuid()));
create temporary table waits as select tests.open('sub', 'decommission') as id;
insert into dangerous select 'other', f, jsonb_build_object('id', id) from (select o.id from control.operations o order by created_at desc limit 1) o, unnest(array['approve_operation', 'refuse_operation']) f;
create function pg_temp.lacks(p_said text) returns boolean language sql as $$ select coalesce(p_said = 'OC103: Cannot do this: it takes a second factor', false) $$;

select ok(not pg_temp.lacks(pg_temp.said('owner', 'aal1', 'rotate_token', jsonb_build_object('id', gen_random_uuid()))), 'nothing is asked for unless the settings say so');
select ok(pg_temp.lacks(pg_temp.said('owner', aal, 'change_settings', '{"second_factor": true}')), 'who has none does not ask others for one') from unnest(array['aal1', null]) aal;
select is((pg_temp.said('owner', 'aal2', 'change_settings', '{"second_factor": true}'))::jsonb ->> 'second_factor', 'true', 'who has one does');
select ok(pg_temp.lacks(pg_temp.said(who, aal, f, args)), format('%s %s: %s', f, args ->> 'type', coalesce(aal, 'none said'))) from dangerous, unnest(array['aal1', null]) aal;
select is(pg_temp.said('tenant', 'aal1', 'revoke_token', jsonb_build_object('id', gen_random_uuid())) like '%tokens.change%', true, 'who may not at all is told that');
select ok(not pg_temp.lacks(pg_temp.said('owner', null, f, args)), f || ' takes none') from (values ('get_settings', '{}'::jsonb), ('list_tenants', '{}'), ('list_tokens', '{}'), ('get_binding', '{"name": "sub"}'), ('request_operation', '{"tenant": "sub", "type": "pause"}'), ('change_tenant', '{"tenant": "sub", "name": "Sub Ltd"}')) v (f, args);
select ok(not pg_temp.lacks(tests.answer(tests.hash_of(secret), 'change_settings', '{"tenant_limit": 80}') #>> '{}'), 'a token has no second factor, and needs none') from machine;
select lives_ok($$ select control.act_for('platform-owner@example.com'); select control.demand('tokens.change') $$, 'nor does who administers the database');
select tests.be_nobody();
select ok(not pg_temp.lacks(pg_temp.said(who, 'aal2', f, args)), f || ' with a second factor') from dangerous;
select is((pg_temp.said('owner', 'aal2', 'change_settings', '{"second_factor": false}'))::jsonb ->> 'second_factor', 'false', 'and it is turned off again');
select * from finish();
rollback;
