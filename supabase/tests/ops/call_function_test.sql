-- call_function(): what the database sends to our functions is signed, says nothing, and is taken once.
begin;
select plan(27);
delete from vault.secrets where name in ('functions_url', 'functions_secret', 'functions_secret_next');
delete from net.http_request_queue;

-- what it needs
select is(ops.call_function('operations-run'), null, 'without an address nobody is called');
select vault.create_secret('http://127.0.0.1:9/functions/v1/', 'functions_url');
select ok(not ops.functions_are_callable(), 'an address is not enough');
select is(ops.call_function('operations-run'), null, 'and nobody is called');
select vault.create_secret('a token', 'functions_secret');
select ok(not ops.functions_are_callable(), 'nor is a secret that is none');
select is(ops.call_function('operations-run'), null, 'which signs nothing');
select ok(ops.is_functions_secret('whsec_' || encode(extensions.gen_random_bytes(n), 'base64')), n || ' bytes are a secret') from unnest(array[24, 25, 32, 64]) n
where encode(extensions.gen_random_bytes(n), 'base64') !~ '\s';
select ok(not ops.is_functions_secret(text), format('%L is none', text))
from unnest(array['', 'whsec_', 'whsec_c2hvcnQ=', 'c2VjcmV0IG9mIHRoZSBmdW5jdGlvbnM=c2VjcmV0IG9m', 'whsec_c2VjcmV0IG9mIHRoZSBmdW5jdGlvbnM=c2Vj']) text;
select vault.update_secret(id, 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=') from vault.secrets where name = 'functions_secret';
select ok(ops.functions_are_callable(), 'with both all is there');

-- what it sends
create temporary table made as select ops.call_function('seed-odoo-finance/slices', '{"run_id": "r"}', 'r') as id;
create temporary table sent as select q.* from net.http_request_queue q join ops.function_calls c on c.request_id = q.id join made on made.id = c.id;
select results_eq('select url, body = ''{}'', timeout_milliseconds from sent',
  $$ values ('http://127.0.0.1:9/functions/v1/seed-odoo-finance/slices', true, 10000) $$, 'a call says nothing of what it is about');
select set_eq('select jsonb_object_keys(headers) from sent', array['Content-Type', 'webhook-id', 'webhook-timestamp', 'webhook-signature'], 'and carries no token');
select is(headers ->> 'webhook-id', id::text, 'only which call it is') from made, (select headers from sent) s;
select ok((headers ->> 'webhook-timestamp')::bigint between extract(epoch from clock_timestamp()) - 5 and extract(epoch from clock_timestamp()), 'when it was made') from sent;
select is(headers ->> 'webhook-signature', 'v1,' || encode(extensions.hmac(
    format(E'%s.%s./seed-odoo-finance/slices\n{}', headers ->> 'webhook-id', headers ->> 'webhook-timestamp')::bytea,
    decode('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', 'base64'), 'sha256'), 'base64'), 'and a signature over id, second, path and body') from sent;
select is(ops.sign_call('00000000-0000-4000-8000-000000000001', 1767225600, 'operations-run', '{}'), 'v1,Z05npRW7dZPZ6OOe9IqLwMiEiGvre4QtRpddQEmF2J4=',
  'as others compute it, too');
select vault.create_secret('whsec_HxALHxALHxALHxALHxALHxALHxALHxAL', 'functions_secret_next');
select is(array_length(string_to_array(ops.sign_call(gen_random_uuid(), 1, 'x', ''), ' '), 1), 2, 'while the secret is changed both sign');

-- once
select is(ops.take_call(id, 'seed-odoo-finance/slices'), '{"run_id": "r"}', 'who takes a call learns what it is about') from made;
select throws_ok(format('select ops.take_call(%L, %L)', id, 'seed-odoo-finance/slices'), 'OC031', null, 'and nobody after') from made;
create temporary table other as select ops.call_function('operations-run') as id;
select throws_ok(format('select ops.take_call(%L, %L)', id, 'operations-run/templates'), 'OC031', null, 'nor for another path') from other;
select throws_ok('select ops.take_call(gen_random_uuid(), ''operations-run'')', 'OC035', null, 'one that was never made here is another project''s');
select ops.end_call(id, 'x', null) from other;
select is((select ended_at from ops.function_calls join other using (id)), null, 'what was not taken does not end');
select ops.end_call(id, 'another run', '{"code": "internal", "detail": "Cannot go on."}') from made;
select results_eq('select object, error ->> ''code'', ended_at is not null from ops.function_calls join made using (id)', $$ values ('r', 'internal', true) $$, 'an end is kept');
select * from finish();
rollback;
