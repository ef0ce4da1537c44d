-- keep_functions_url(): the functions say where they are; what somebody put into Vault stays, unless it is another project's.
begin;
select plan(17);
select tests.drive();
delete from ops.function_calls;
delete from ops.reconcile_faults;
create function pg_temp.kept() returns text language sql as $$ select decrypted_secret from vault.decrypted_secrets where name = 'functions_url' $$;
create function pg_temp.keep(p_url text) returns text language sql as $$ select pg_temp.kept() from ops.keep_functions_url(p_url) $$;
create function pg_temp.put(p_url text) returns void language sql as $$ select vault.update_secret(id, p_url) from vault.secrets where name = 'functions_url' $$;
create function pg_temp.answered(p_status int) returns void language sql as $$
  select ops.call_function('operations-run');
  insert into net._http_response (id, status_code, created)
  select request_id, p_status, clock_timestamp() from ops.function_calls order by called_at desc limit 1 $$;

-- missing
delete from vault.secrets where name = 'functions_url';
set local role service_role;
select ops.keep_functions_url('https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1');
reset role;
select is(pg_temp.kept(), 'https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1', 'what is missing is kept');
select ok(ops.functions_are_callable(), 'so that the functions can be called');
select is(pg_temp.keep('https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1'), 'https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1', 'and said again changes nothing');
select is_empty('select * from ops.reconcile_faults', 'which is no fault');

-- another project's, by its name
select is(pg_temp.keep('https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1'), 'https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1', 'another project''s gives way to the own one');
select results_eq('select task, object, code, detail from ops.reconcile_faults',
  $$ values ('ops.keep_functions_url', 'functions_url', 'OC035', 'Cannot call "https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1": it is another project''s; functions_url is "https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1" now') $$,
  'and an operator is told');
select ok(ops.is_other_project(url, own) = other, format('%s is %sanother than %s', url, case when other then '' else 'not ' end, own)) from (values
  ('https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1/', 'https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1', false),
  ('https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1', 'https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1', true),
  ('https://api.example.com/functions/v1', 'https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1', false),
  ('http://127.0.0.1:54321/functions/v1', 'http://kong:8000/functions/v1', false)) u (url, own, other);

-- an address that somebody chose
select pg_temp.put('https://api.example.com/functions/v1/');
select pg_temp.answered(401), pg_temp.answered(503);
select is(ops.reconcile_calls(), 2, 'calls there are not taken');
select is(pg_temp.keep('https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1'), 'https://api.example.com/functions/v1/', 'a domain of one''s own stays, whatever it answers');
select pg_temp.answered(421), ops.reconcile_calls();
create temporary table taken as select ops.call_function('operations-run') as id;
select ops.take_call(id, 'operations-run') from taken;
select is(pg_temp.keep('https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1'), 'https://api.example.com/functions/v1/', 'also when calls there are taken now');
select pg_temp.answered(421), ops.reconcile_calls();
select is(pg_temp.keep('https://api.example.com/functions/v1'), 'https://api.example.com/functions/v1/', 'or when it is the own one');
select is(pg_temp.keep('https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1'), 'https://bbbbbbbbbbbbbbbbbbbb.supabase.co/functions/v1', 'unless it says itself that it is another project''s');
select is((select count(*) from vault.secrets where name = 'functions_url'), 1::bigint, 'it is one secret');
select is((select count(*) from ops.reconcile_faults where code = 'OC035' and detail ~ 'api.example.com'), 1::bigint, 'and an operator is told that, too');
select * from finish();
rollback;
