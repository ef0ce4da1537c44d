-- Tokens: made by a platform owner alone, shown once, rotated, revoked, and never more than their scopes.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people as select tests.person_as('platform_owner') as owner, tests.person_as('platform_operator') as operator, tests.person_as('owner', 'prov') as provider;
create function pg_temp.make(p_person uuid, p_token jsonb) returns jsonb language sql as $$
  select tests.answer(tests.claims(p_person), 'make_token', p_token) $$;

select is(pg_temp.make(person, '{"name": "x", "kind": "service", "role": "viewer", "tenant": "acme"}') #>> '{}' ~ '^OC103', true, who || ' makes no token')
from people, lateral (values (operator, 'an operator'), (provider, 'a provider')) v (person, who);
create temporary table made as select pg_temp.make(owner, '{"name": "ci", "kind": "service", "role": "platform_operator", "scopes": ["tenants.read", "operations.*"]}') as answer from people;
select matches(answer ->> 'secret', '^ocp_[0-9a-f]{64}$', 'a secret is shown once') from made;
select is((select count(*) from control.api_token_secrets s, made where s.hash = sha256(convert_to(answer ->> 'secret', 'UTF8'))), 1::bigint, 'and stored as its digest');
select is((select count(*) from control.audit_logs l, made where to_jsonb(l)::text like '%' || substr(answer ->> 'secret', 5) || '%'), 0::bigint, 'which the audit log has not, either');
select is((select actor from control.audit_logs where object = 'api_tokens:ci'), 'platform-owner@example.com', 'who made it is in the audit log');

create function pg_temp.as_token(p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.hash_of(answer ->> 'secret'), p_function, p_args) from made $$;
select is(pg_temp.as_token('get_me') - '{permissions,expires_at}'::text[], '{"name": "ci", "kind": "service", "on_behalf_of": null, "platform_roles": ["platform_operator"], "tenant_roles": []}', 'its holder is who it is');
select ok(pg_temp.as_token('get_me') -> 'permissions' ? 'operations.pause' and not pg_temp.as_token('get_me') -> 'permissions' ? 'audit.read', 'with its scopes of its role alone');
select is((pg_temp.as_token('get_me') ->> 'expires_at')::timestamptz, date_trunc('second', s.expires_at), 'and is told until when') from control.api_token_secrets s, made where s.token_id = (answer ->> 'id')::uuid;
select is((tests.answer(tests.claims(owner), 'list_tokens') #>> '{items,0,expires_at}')::timestamptz, s.expires_at, 'as those are who list tokens') from people, control.api_token_secrets s, made where s.token_id = (answer ->> 'id')::uuid;
select is(tests.answer(tests.claims(provider), 'list_tokens') -> 'total', '0', 'and nobody else is') from people;
select is(pg_temp.as_token('list_tenants') -> 'total', '4', 'it lists the tenants');
select is(pg_temp.as_token('list_tokens') -> 'total', '0', 'and not what is outside of its scopes');
select ok((select last_used_at from control.api_tokens where name = 'ci') is not null, 'its use is noted');
select matches(pg_temp.as_token('make_token', '{"name": "y", "kind": "service", "role": "platform_owner"}') #>> '{}', '^OC103', 'it makes no token');

-- a token with every scope of an owner makes none, either
create temporary table robot as select pg_temp.make(owner, '{"name": "robot", "kind": "service", "role": "platform_owner"}') as answer from people;
select matches(tests.answer(tests.hash_of(answer ->> 'secret'), 'make_token', '{"name": "y", "kind": "service", "role": "viewer", "tenant": "acme"}') #>> '{}', '^OC103', 'not even that of an owner') from robot;

-- rotation
create temporary table rotated as select tests.answer(tests.claims(owner), 'rotate_token', jsonb_build_object('id', answer -> 'id')) as answer from people, made;
select is(tests.answer(tests.hash_of(r.answer ->> 'secret'), 'get_me') ->> 'name', 'ci', 'the new secret is valid') from rotated r;
select is(pg_temp.as_token('get_me') ->> 'name', 'ci', 'and so is the old one, for a day');
select ok((select min(expires_at) < now() + interval '25 hours' from control.api_token_secrets s, made where s.token_id = (answer ->> 'id')::uuid), 'and no longer');
select matches(tests.answer(tests.claims(owner), 'rotate_token', jsonb_build_object('id', answer -> 'id')) #>> '{}', '^OC108: Cannot add a secret to token "ci": it has two', 'a third one is refused') from people, made;
update control.api_token_secrets set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' from made where hash = sha256(convert_to(answer ->> 'secret', 'UTF8'));
select matches(pg_temp.as_token('get_me') #>> '{}', '^OC201: .* its token is not valid', 'an expired one is no caller');
select is(tests.answer(tests.claims(owner), 'rotate_token', jsonb_build_object('id', answer -> 'id')) ? 'secret', true, 'and makes room') from people, made;

-- revocation
select is(tests.answer(tests.claims(owner), 'revoke_token', jsonb_build_object('id', answer -> 'id')) ? 'id', true, 'revoked') from people, made;
select matches(tests.answer(tests.hash_of(r.answer ->> 'secret'), 'get_me') #>> '{}', '^OC201', 'it is no caller from the next request on') from rotated r;
select is(tests.answer(tests.claims(owner), 'revoke_token', jsonb_build_object('id', answer -> 'id')) ? 'id', true, 'twice is fine') from people, made;
select matches(tests.answer(tests.claims(owner), 'rotate_token', jsonb_build_object('id', answer -> 'id')) #>> '{}', '^OC004', 'and it gets no other secret') from people, made;
select matches(tests.answer('{"token_hash": "00"}', 'get_me') #>> '{}', '^OC201', 'a made-up one is none');

-- claims of a token that is gone are nobody's, whatever else they say
select is(tests.answer(jsonb_build_object('role', 'authenticated', 'sub', owner, 'api_token', answer -> 'id'), 'get_me'), null, 'nor are its claims') from people, made;

-- agents: at most what their person may, and of that what agents may
create temporary table agent as select pg_temp.make(owner, jsonb_build_object('name', 'assistant', 'kind', 'agent', 'on_behalf_of', provider)) as answer from people;
create function pg_temp.as_agent(p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.hash_of(answer ->> 'secret'), p_function, p_args) from agent $$;
select is(pg_temp.as_agent('get_me') - '{permissions,expires_at}'::text[], '{"name": "assistant", "kind": "agent", "on_behalf_of": "owner-prov@example.com", "platform_roles": [], "tenant_roles": [{"tenant": "prov", "role": "owner"}]}', 'an agent acts for its person');
select is((select array_agg(t ->> 'slug') from jsonb_array_elements(pg_temp.as_agent('list_tenants') -> 'items') t), array['prov', 'sub'], 'it sees what they see');
select matches(pg_temp.as_agent('set_member', '{"tenant": "sub", "email": "nobody@example.com", "role": "viewer"}') #>> '{}', '^OC103', 'it changes no members, as its person may');
delete from control.tenant_user_assignments where user_id = (select provider from people);
select is(pg_temp.as_agent('list_tenants') -> 'total', '0', 'and loses with them what they lose');
select matches(tests.answer(tests.claims(owner), 'make_token', token) #>> '{}', refusal, refusal) from people, lateral (values
  ('{"name": "ann@example.com", "kind": "service", "role": "platform_owner"}'::jsonb, 'name_must_not_be_an_address'),
  ('{"name": "Up", "kind": "service", "role": "platform_owner"}', 'actor_must_be_canonical'),
  ('{"name": "assistant", "kind": "service", "role": "platform_owner"}', 'name_must_not_be_taken'),
  ('{"name": "a", "kind": "service"}', 'service_has_a_role'), ('{"name": "a", "kind": "service", "role": "owner"}', 'role_must_have_its_place'),
  ('{"name": "a", "kind": "service", "role": "platform_owner", "tenant": "acme"}', 'role_must_have_its_place'),
  ('{"name": "a", "kind": "service", "role": "platform_owner", "scopes": ["drop table"]}', 'scopes_must_be'),
  ('{"name": "a", "kind": "service", "role": "platform_owner", "scopes": []}', '^OC151: .*scopes: must have')) v (token, refusal);
select * from finish();
rollback;
