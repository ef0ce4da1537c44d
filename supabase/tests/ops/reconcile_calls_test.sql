-- reconcile_calls(): a call that nobody takes is told of, with what to do.
begin;
select plan(32);
select tests.drive();
delete from ops.function_calls;
delete from ops.reconcile_faults;
create function pg_temp.call(p_object text default null) returns uuid language sql as $$ select ops.call_function('operations-run', p_object => p_object) $$;
create function pg_temp.age(p_id uuid, p_seconds int) returns void language sql as $$
  update ops.function_calls set called_at = clock_timestamp() - make_interval(secs => p_seconds) where id = p_id $$;
create function pg_temp.answer(p_id uuid, p_status int, p_error text default null, p_timed_out boolean default false, p_after interval default '1 s') returns void language sql as $$
  with sent as (delete from net.http_request_queue q using ops.function_calls c where c.id = p_id and q.id = c.request_id)
  insert into net._http_response (id, status_code, error_msg, timed_out, created)
  select request_id, p_status, p_error, p_timed_out, called_at + p_after from ops.function_calls where id = p_id $$;
create function pg_temp.told(p_id uuid) returns text language sql as $$ select fault ->> 'detail' from ops.function_calls where id = p_id $$;
create temporary table made (what text, id uuid);

-- what is told
insert into made values ('fresh', pg_temp.call());
select is(ops.reconcile_calls(), 0, 'a call that was just made is waited for');
select pg_temp.age(id, 19) from made;
select is(ops.reconcile_calls(), 0, 'for twenty seconds');
select pg_temp.age(id, 21) from made;
select is(ops.reconcile_calls(), 1, 'then it is told of');
select is(pg_temp.told(id), 'Cannot call operations-run: pg_net has not sent it for 20 s.', 'while pg_net has not sent it') from made;
select is(ops.reconcile_calls(), 0, 'once');
delete from made;
delete from net.http_request_queue;
insert into made values ('silent', pg_temp.call());
delete from net.http_request_queue;
select pg_temp.age(id, 21) from made;
select ops.reconcile_calls();
select matches(pg_temp.told(id), 'nobody has taken it for 20 s, and no answer is known', 'or when its answer was lost') from made;
delete from made;

insert into made select what, pg_temp.call() from unnest(array['401', 'late', '403', '404', '421', '500', '503', '200', 'slow', 'away']) what;
select pg_temp.age(id, 70) from made where what = 'late';
select pg_temp.answer(id, what::int) from made where what ~ '^[345]';
select pg_temp.answer(id, 200), pg_temp.age(id, 21) from made where what = '200';
insert into net._http_response (id, status_code, created) select request_id, 200, clock_timestamp() from ops.function_calls join made using (id) where what = '200';
select pg_temp.answer(id, 401, p_after => '65 s') from made where what = 'late';
select pg_temp.answer(id, null, 'Timeout of 10000 ms reached. Total time: 10001.000000 ms', true) from made where what = 'slow';
select pg_temp.answer(id, null, 'Could not connect to server') from made where what = 'away';
select is(ops.reconcile_calls(), 10, 'what the answer says is told at once');
select is(pg_temp.told(id), 'Cannot call operations-run: ' || says || '.', 'of ' || what) from made join (values
  ('401', 'the function answered 401, so the secret in Vault is not the function''s'),
  ('late', 'it came more than a minute after it was signed, and the function answered 401'),
  ('403', 'the function answered 403'), ('404', 'the function answered 404, so it is not deployed there'),
  ('421', 'the function answered 421, so it is another project''s'),
  ('500', 'the function answered 500'), ('503', 'the function answered 503'), ('200', 'the function answered 200'),
  ('slow', 'the function did not answer within 10 s'), ('away', 'the function is not reached ("Could not connect to server")')) t (what, says) using (what);
select is_empty($$ select id from ops.function_calls where fault is not null and (fault ->> 'suggestion' is null or (fault ->> 'code' = 'call_foreign') <> (fault ->> 'detail' ~ '421')) $$, 'each with what to do');
select results_eq($$ select fault ->> 'suggestion' from ops.function_calls where fault ->> 'code' = 'call_foreign' $$,
  $$ values ('Call a function of this project with its token: it keeps its own address in the Vault secret functions_url.') $$, 'and what is another project''s with its own');
select set_eq('select distinct task, object, code from ops.reconcile_faults', $$ values ('ops.call_function', 'operations-run', 'OC033') $$, 'and all where an operator looks');
select is((select detail from ops.v_call_faults), pg_temp.told(id), 'the latest of a function tells how it is now') from made order by id = (select id from ops.function_calls where fault is not null order by called_at desc limit 1) desc limit 1;

-- an answer to somebody else
insert into made values ('crashed', pg_temp.call());
select pg_temp.answer(id, 401, p_after => '-1 s') from made where what = 'crashed';
select is(ops.reconcile_calls(), 0, 'what pg_net answered before the call was made is no answer to it');

-- an object
delete from ops.function_calls;
insert into made values ('mine', pg_temp.call('op')), ('other', pg_temp.call('other'));
select pg_temp.answer(id, 401) from made where what in ('mine', 'other');
select ops.reconcile_calls();
select matches(ops.call_fault('op') ->> 'detail', 'answered 401', 'it is known for whom nobody comes');
select is(ops.call_fault('none'), null, 'and for nobody else');
select is((select count(*) from ops.v_call_faults), 1::bigint, 'the function is one');
insert into made values ('again', pg_temp.call('other'));
select matches(ops.call_fault('op') ->> 'detail', 'answered 401', 'a call under way clears nothing');
select ops.take_call(id, 'operations-run') from made where what = 'again';
select is(ops.call_fault('op'), null, 'one that is taken does');
select is_empty('select * from ops.v_call_faults', 'and the function is well');

-- errors behind the answer
delete from ops.reconcile_faults;
select ops.end_call(id, null, '{"code": "misconfigured", "detail": "Cannot read the configuration: X."}') from made where what = 'again';
select results_eq('select task, object, code, detail from ops.reconcile_faults', $$ values ('operations-run', 'other', 'OC034', 'Cannot read the configuration: X.') $$, 'what the function then failed with is told');
select ops.take_call(id, 'operations-run'), ops.end_call(id, 'run', '{"code": "odoo_failed", "detail": "x", "run_id": "run"}') from (select pg_temp.call() as id) c;
select ops.take_call(id, 'operations-run'), ops.end_call(id, 'run', '{"code": "run_in_progress", "detail": "x"}') from (select pg_temp.call() as id) c;
select is((select count(*) from ops.reconcile_faults), 1::bigint, 'unless a run tells it, or another is at work');
select vault.update_secret(id, 'a token') from vault.secrets where name = 'functions_secret';
select ops.reconcile_calls();
select results_eq($$ select object from ops.reconcile_faults where code = 'OC032' $$, $$ values ('functions_secret') $$, 'a secret that signs nothing is told of');
update ops.function_calls set called_at = now() - interval '2 days' where id = (select id from ops.function_calls limit 1);
select is(tests.after('select ops.run_schedule(''ops-forget-calls'')', 'select count(*) from ops.function_calls where called_at < now() - interval ''1 day'''), '0', 'it is forgotten after a day');
select * from finish();
rollback;
