-- As whom somebody asks for an operation: by the roles that they have, whatever they say.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people values ('owner', tests.person_as('platform_owner')), ('operator', tests.person_as('platform_operator')), ('provider', tests.person_as('owner', 'prov')), ('admin', tests.person_as('admin', 'prov')),
  ('client', tests.person_as('owner', 'sub')), ('viewer', tests.person_as('viewer', 'prov')), ('nobody', tests.person('nobody'));
create function pg_temp.actor(p_who text, p_args jsonb) returns jsonb language sql as $$
  select tests.answer(tests.claims(id) || '{"request_id": "r-1"}', 'get_actor', p_args) from people where who = p_who $$;

select is(pg_temp.actor('owner', '{"tenant": "sub", "kind": "purge"}'), '{"tenant": "sub", "kind": "purge", "actor": {"user": "platform-owner@example.com", "role": "platform_owner", "request_id": "r-1"}}', 'a platform owner asks for anything');
select is(pg_temp.actor('provider', '{"tenant": "sub", "kind": "pause"}') -> 'actor', '{"user": "owner-prov@example.com", "role": "owner", "tenant": "prov", "request_id": "r-1"}', 'a provider for those below, and as of which tenant');
select is(pg_temp.actor('provider', '{"tenant": "prov", "kind": "create", "below": true}') #>> '{actor,role}', 'owner', 'and for new ones below itself');
select is(left(pg_temp.actor(who, args::jsonb) #>> '{}', 5), refusal, concat_ws(' ', who, args)) from (values
  ('operator', '{"tenant": "acme", "kind": "purge"}', 'OC103'), ('provider', '{"tenant": "sub", "kind": "purge"}', 'OC103'), ('provider', '{"tenant": "prov", "kind": "pause"}', 'OC103'),
  ('provider', '{"tenant": "acme", "kind": "pause"}', 'OC004'), ('client', '{"tenant": "sub", "kind": "pause"}', 'OC103'), ('client', '{"tenant": "prov", "kind": "create", "below": true}', 'OC004'),
  ('viewer', '{"tenant": "sub", "kind": "backup"}', 'OC103'), ('nobody', '{"tenant": "sub", "kind": "backup"}', 'OC004'), ('owner', '{"tenant": "sub", "kind": "dance"}', 'OC103'),
  ('owner', '{"tenant": "none", "kind": "pause"}', 'OC004'), ('provider', '{"tenant": "platform", "kind": "create", "below": true}', 'OC004')) v (who, args, refusal);

-- what SQL says of an actor, it also admits, and nothing more
select is(pg_temp.actor(p.who, jsonb_build_object('tenant', t.slug, 'kind', k.kind)) ? 'actor',
  coalesce(tests.refusal(format('select control.admit_to(%L, %L, %L)', t.slug, k.kind, pg_temp.actor(p.who, jsonb_build_object('tenant', t.slug, 'kind', k.kind)) -> 'actor')) = 'fine', false),
  format('%s, %s and %s', p.who, k.kind, t.slug)) from people p, control.operation_kinds k, control.tenants t where t.slug in ('acme', 'sub', 'prov');

-- about an operation that there is
create temporary table op as select tests.open('sub', 'backup') as id;
select is(pg_temp.actor('admin', jsonb_build_object('operation', id)) - 'actor', '{"tenant": "sub", "kind": "backup"}', 'its tenant and its kind') from op;
select matches(pg_temp.actor(who, jsonb_build_object('operation', op.id)) #>> '{}', '^OC004: Cannot find operation', who || ' does not see it') from op, unnest(array['viewer', 'nobody']) who;

-- an agent asks as an agent, for its person
create temporary table agent as select tests.answer(tests.claims(id), 'make_token', jsonb_build_object('name', 'helper', 'kind', 'agent', 'on_behalf_of', (select id from people where who = 'provider'))) ->> 'secret' as secret from people where who = 'owner';
select is(tests.answer(tests.hash_of(secret), 'get_actor', '{"tenant": "sub", "kind": "pause"}') -> 'actor', '{"user": "helper", "role": "agent", "tenant": "prov", "on_behalf_of": "owner-prov@example.com"}', 'an agent') from agent;
select is(left(tests.answer(tests.hash_of(secret), 'get_actor', '{"tenant": "acme", "kind": "pause"}') #>> '{}', 5), 'OC004', 'sees no more than its person') from agent;
select is(left(tests.answer(tests.hash_of(secret), 'get_actor', '{"tenant": "sub", "kind": "purge"}') #>> '{}', 5), 'OC103', 'and proposes no more than they may') from agent;
select * from finish();
rollback;
