-- Arguments that come past the function api: whatever they are, they are refused as what they are.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people values ('platform', tests.person_as('platform_owner')), ('owner', tests.person_as('owner', 'sub')), ('viewer', tests.person_as('viewer', 'sub'));
create function pg_temp.said(p_who text, p_function text, p_args jsonb) returns text language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args, '{"odoo_url": "http://odoo.example.com"}') #>> '{}' from people where who = p_who $$;

-- the rules, one by one
select is(api.misfit(value, rule), said, format('%s against %s', left(value::text, 40), rule)) from (values
  ('null'::jsonb, '{"text": 3}'::jsonb, null), (null, '{"text": 3, "needed": true}', 'is needed'), ('null', '{"truth": true, "needed": true}', 'is needed'),
  ('"abc"', '{"text": 3}', null), ('"abcd"', '{"text": 3}', 'must have at most 3 characters'), ('5', '{"text": 3}', 'must be a text'), ('" "', '{"text": 3, "needed": true}', 'must not be empty'),
  ('"a"', '{"among": ["a", "b"]}', null), ('"c"', '{"among": ["a", "b"]}', 'must be one of a, b'), ('["a"]', '{"among": ["a", "b"]}', 'must be one of a, b'),
  ('60', '{"from": 60, "to": 90}', null), ('90', '{"from": 60, "to": 90}', null), ('59', '{"from": 60, "to": 90}', 'must be from 60 to 90'), ('1e300', '{"from": 60, "to": 90}', 'must be from 60 to 90'), ('60.5', '{"from": 60, "to": 90}', 'must be a whole number'), ('"60"', '{"from": 60, "to": 90}', 'must be a whole number'),
  ('["a"]', '{"list": 1}', null), ('[]', '{"list": 1}', 'must have 1 to 1 items'), ('["a", "b"]', '{"list": 1}', 'must have 1 to 1 items'), ('[5]', '{"list": 1}', 'must have texts of 1 to 255 characters'), ('[""]', '{"list": 1}', 'must have texts of 1 to 255 characters'), ('{"a": 1}', '{"list": 1}', 'must be a list'),
  ('true', '{"truth": true}', null), ('"false"', '{"truth": true}', null), ('"yes"', '{"truth": true}', 'must be true or false'), ('1', '{"truth": true}', 'must be true or false')) v (value, rule, said);
select throws_ok('select api.demand_shape(''[]'', ''{}'')', 'OC151', 'Cannot accept the body: must be an object', 'a list is no arguments');
select throws_ok('select api.demand_shape(null, ''{}'')', 'OC151', null, 'nor is nothing');
select throws_ok($$ select api.demand_shape('{"b": 1, "a": 2}', '{"a": {"text": 1}, "b": {"text": 1}}') $$, 'OC151', 'Cannot accept the body: a: must be a text; b: must be a text', 'all faults are told at once');

-- what may not last for ever does not
select matches(pg_temp.said(who, f, args), said, f || ' ' || args) from (values
  ('platform', 'make_token', '{"name": "m", "kind": "service", "role": "platform_operator", "days": 100000}'::jsonb, '^OC151: .*days: must be from 1 to 366'),
  ('platform', 'make_token', '{"name": "m", "kind": "service", "role": "platform_operator", "days": -1}', '^OC151: .*days'),
  ('platform', 'rotate_token', '{"id": "00000000-0000-0000-0000-000000000000", "days": 367}', '^OC151: .*days'),
  ('owner', 'approve_plan', '{"id": "00000000-0000-0000-0000-000000000000", "reason": "x", "expires_in": 999999999}', '^OC151: .*expires_in: must be from 60 to 604800'),
  ('owner', 'approve_plan', '{"id": "00000000-0000-0000-0000-000000000000", "reason": "x", "expires_in": -5}', '^OC151: .*expires_in'),
  ('owner', 'mute_drift', '{"binding": "sub", "ref": "S1", "reason": "x"}', '^OC151: .*until: is needed'),
  ('owner', 'start_run', '{"type": "seed", "binding": "sub", "projects": "all"}', '^OC151: .*projects: must be a list'),
  ('owner', 'make_plan', '{"binding": "sub", "prune": "everything"}', '^OC151: .*prune: must be one of never, archive'),
  ('platform', 'change_settings', '{"approval_seconds": 1}', '^OC151: .*approval_seconds: must be from 60'),
  ('owner', 'set_member', '{"tenant": "sub", "email": ["a"], "role": "king"}', '^OC151: .*email: must be a text; role: must be one of')) v (who, f, args, said);
insert into ops.odoo_bindings (name, tenant_slug) select 'sub', 'sub' where false;
select matches(pg_temp.said('platform', 'mute_drift', jsonb_build_object('binding', 'default', 'ref', 'S1', 'reason', 'x', 'until', u)), '^OC151: .*within ten years', 'not until ' || u) from unnest('{infinity,-infinity,2100-01-01}'::text[]) u;
select throws_ok($$ insert into control.api_token_secrets (hash, token_id, expires_at) select sha256('x'), id, now() + interval '2 years' from control.api_tokens limit 1 $$, '23514', null, 'nor does a secret that SQL makes') where exists (select from control.api_tokens);
select is(jsonb_array_length(tests.answer(tests.claims(id), 'list_logs', '{"tenant": "sub", "limit": 1000000000}') -> 'items') <= 500, true, 'logs have a page') from people where who = 'owner';
select is(jsonb_typeof(tests.answer(tests.claims(id), 'list_suggestions', '{"limit": -1, "offset": -1}') -> 'items'), 'array', 'and suggestions') from people where who = 'platform';

-- files on their way
select matches(pg_temp.said('platform', 'upload_seeds', jsonb_build_object('upload', md5('a')::uuid, 'part', 0, 'text', repeat('x', 4000001))), '^OC151: .*text: must have at most 4000000', 'a part is not too large');
select matches(pg_temp.said('platform', 'upload_seeds', jsonb_build_object('upload', md5('a')::uuid, 'part', 1001, 'text', 'x')), '^OC151: .*part', 'nor are they too many');
select is(pg_temp.said('platform', 'upload_seeds', jsonb_build_object('upload', md5('a')::uuid, 'part', 0, 'text', 'x')) ~ '^OC', false, 'another one is taken');
insert into odoo_seed.uploads (upload, part, caller, text) select md5('b')::uuid, 0, 'platform-owner@example.com', repeat('x', 300000000);
select matches(pg_temp.said('platform', 'upload_seeds', jsonb_build_object('upload', md5('a')::uuid, 'part', 1, 'text', 'x')), '^OC151: .*on their way', 'but not without end');

-- Every function, with every argument that it reads being anything: no error but those that say what is wrong with it.
create temporary table hostile as
select f.proname, a.name, v.value
from pg_proc f
cross join lateral (select distinct m[1] as name from regexp_matches(f.prosrc, 'p_args -> ?>? ''([a-z_]+)''', 'g') m) a
cross join (values ('null'::jsonb), ('42'), ('1e30'), ('true'), ('""'), ('"x"'), ('[[1]]'), ('{"a": {"b": []}}'), ('"infinity"'), ('"99999999999999999999"'), (to_jsonb(repeat('x', 5000)))) v (value)
where f.pronamespace = 'api'::regnamespace and f.proargnames[1] = 'p_args' and f.pronargs = 1 and f.prorettype = 'jsonb'::regtype and has_function_privilege('authenticated', f.oid, 'execute');
select cmp_ok((select count(distinct proname) from hostile), '>=', 75::bigint, 'of all functions that read arguments by themselves');
create temporary table answers as
select who, proname, name, value, pg_temp.said(who, proname, jsonb_build_object('id', gen_random_uuid(), 'tenant', 'sub', 'binding', 'default', 'type', 'seed') || jsonb_build_object(name, value)) as said
from hostile, people where who = 'platform' or who = 'owner' and value in ('null', '{"a": {"b": []}}', '"infinity"');
select is_empty($$ select who, proname, name, left(value::text, 40), left(said, 120) from answers where said ~ '^[0-9A-Z]{5}: ' and said !~ '^(OC|22|23)' $$, 'no error is the system''s own');
select is_empty($$ select proname, p, said from (select distinct proname from hostile) f, (values ('null'::jsonb), ('[]'), ('"x"')) v (p), lateral (select pg_temp.said('platform', proname, p) as said) s where said ~ '^[0-9A-Z]{5}: ' and said !~ '^(OC|22|23)' $$, 'nor where the arguments are none');
select * from finish();
rollback;
