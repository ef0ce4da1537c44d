-- A request that is sent twice; and too many of them.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people values ('owner', tests.person_as('platform_owner')), ('operator', tests.person_as('platform_operator'));
create function pg_temp.send(p_who text, p_key text, p_function text, p_args jsonb) returns jsonb language plpgsql as $$
declare
  answer jsonb;
begin
  answer := api.call((select tests.claims(id) from people where who = p_who), p_function, p_args, '{}', p_key);
  perform tests.be_nobody();
  return answer;
exception when others then
  perform tests.be_nobody();
  return to_jsonb(sqlstate || ': ' || sqlerrm);
end
$$;
create function pg_temp.member(p_who text, p_key text, p_role text default 'viewer') returns jsonb language sql as $$
  select pg_temp.send(p_who, p_key, 'set_member', jsonb_build_object('tenant', 'acme', 'email', 'fay@example.com', 'role', p_role)) $$;
select tests.person('fay');
create function pg_temp.changes() returns bigint language sql as $$ select count(*) from control.audit_logs where object like 'tenant_user_assignments:%' $$;

create temporary table first as select pg_temp.member('owner', 'k') as answer;
select is((select answer ->> 'role' from first), 'viewer', 'it is done');
select is((select current_user::text), session_user::text, 'and who called is nobody any more');
create temporary table counted as select pg_temp.changes() as n;
update control.tenant_user_assignments set role = 'member';
select is(pg_temp.member('owner', 'k'), answer, 'the same once more is answered the same') from first;
select is((select role from control.tenant_user_assignments where user_id = tests.person('fay')), 'member', 'and does nothing');
select matches(pg_temp.member('owner', 'k', 'admin') #>> '{}', '^OC006', 'another body is another request');
select matches(pg_temp.send('owner', 'k', 'remove_member', '{"tenant": "acme"}') #>> '{}', '^OC006', 'so is another function');
select is(pg_temp.member('owner', 'other') ->> 'role', 'viewer', 'another key does it again');
select matches(pg_temp.member('operator', 'k') #>> '{}', '^OC103', 'a key is its caller''s own, and lets nobody in');
select is((select count(*) from control.kept_answers), 2::bigint, 'what was refused is not kept');
select matches(pg_temp.send('owner', repeat('k', 256), 'set_member', '{"tenant": "acme", "email": "fay@example.com", "role": "viewer"}') #>> '{}', 'key_must_have_1_to_255', 'a key has its bounds');

-- secrets
create function pg_temp.token() returns jsonb language sql as $$ select pg_temp.send('owner', 't', 'make_token', '{"name": "twice", "kind": "service", "role": "viewer", "tenant": "acme"}') $$;
create temporary table made as select pg_temp.token() as answer;
select ok((select answer ? 'secret' from made), 'a token is made, with its secret');
select is((select answer from control.kept_answers where key = 't'), answer - 'secret', 'which is not kept') from made;
select matches(pg_temp.token() #>> '{}', '^OC204', 'and not shown again');
select is((select count(*) from control.api_tokens where name = 'twice'), 1::bigint, 'there is one token');

-- while one is under way, another session is refused at once; here its lock is another's
select ok(exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objsubid = 2
  and classid = hashtext('control.kept_answers')::bit(32)::bigint::oid and objid = hashtext(tests.person_as('platform_owner')::text || 'k')::bit(32)::bigint::oid), 'a request under way holds its key');

-- they go after a day
update control.kept_answers set at = at - interval '25 hours' where key = 'k';
select is(control.forget_answers(), 1, 'after a day an answer is forgotten');

-- how many
update control.settings set requests_a_minute = 70;
select is(granted, wanted, format('%s of 50, the %s. time', wanted, n)) from (values (1, 50), (2, 20), (3, 0)) v (n, wanted) cross join lateral control.take_requests('caller', 50 + 0 * n);
select is((select granted from control.take_requests('another', 50)), 50, 'callers have their own');
update control.request_windows set begun_at = begun_at - interval '1 minute';
select is((select granted from control.take_requests('caller', 50)), 50, 'and new ones every minute');
select ok((select ends_at between now() and now() + interval '61 seconds' from control.take_requests('caller', 1)), 'it says when');
create temporary table token as select control.add_secret(id, '1 day') as secret, id from control.api_tokens where name = 'twice';
create function pg_temp.by_secret(p_secret text) returns int language sql as $$ select granted from control.take_requests('token:' || encode(sha256(convert_to(p_secret, 'UTF8')), 'hex'), 70) $$;
select is(pg_temp.by_secret(secret), 70, 'a token is known by its secret') from token;
select is(pg_temp.by_secret(answer ->> 'secret'), 0, 'and its other one is the same caller') from made;
select is(pg_temp.by_secret('ocp_none'), 70, 'one that nobody has is not counted');
select is((select count(*) from control.request_windows), 3::bigint, 'and leaves nothing behind');
update control.request_windows set begun_at = begun_at - interval '2 hours' where caller = 'another';
select is(control.forget_request_windows(), 1, 'what is over is removed');
select * from finish();
rollback;
