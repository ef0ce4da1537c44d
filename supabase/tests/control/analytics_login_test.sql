-- A tenant's login on this database: only where PUBLIC may do nothing with pg_net, or where somebody answers for it by name.
begin;
select * from no_plan();
select tests.tenants();
select control.create_tenant_schema(slug) from unnest(array['acme', 'sub']) slug;
create temp table verifier as select 'SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$' || repeat('A', 43) || '=:' || repeat('A', 43) || '=' as text;
create function pg_temp.opened(p_slug text) returns text language sql as $$
  select tests.refusal(format('select control.open_analytics_login(%L, %L)', p_slug, text)) from verifier $$;
create function pg_temp.open(p_slug text) returns void language sql as $$ select control.open_analytics_login(p_slug, text) from verifier $$;

-- as an installation of pg_net leaves it
select isnt_empty('select ops.net_openings()', 'schema net is open to everybody');
select matches(control.why_no_login('acme'), '^Every login could read and change what pg_net sends: PUBLIC has .* on .*analytics-login\.md\.$', 'the reason says what is open and where to read on');
select ok(not control.has_analytics_login('acme'), 'no tenant''s role logs in');
select matches(pg_temp.opened('acme'), '^OC152: Cannot let the analytics role of tenant "acme" log in: Every login', 'nor is one let');
select is(control.why_no_login('prov'), 'The tenant has no schema here.', 'without a schema there is nothing to read');
select is(control.why_no_login('nobody'), 'The tenant has no schema here.', 'nor without a tenant');

-- accepted by name
create function pg_temp.accepts(p_actor jsonb, p_reason text default 'Our own people.', p_risk text default 'net_open') returns text language sql as $$
  select tests.act(p_actor); select tests.refusal(format('select control.accept_risk(%L, %L)', p_risk, p_reason)) $$;
select matches(pg_temp.accepts(actor), '^OC103', 'not accepted by ' || actor::text) from unnest(array[tests.actor('platform_operator'), tests.actor('owner', 'acme'), tests.actor('agent', null, 'bot', 'ann')]) actor;
select matches(pg_temp.accepts('{"role": "platform_owner"}'), '^OC103', 'nor by nobody');
select matches(pg_temp.accepts(tests.actor('platform_owner'), ' '), 'reason_must_be_given', 'nor without a reason');
select matches(pg_temp.accepts(tests.actor('platform_owner'), p_risk => 'all'), 'risk_must_be_known', 'nor whatever');
select tests.act(tests.actor('platform_owner', null, ' Ann@Example.com'));
select control.accept_risk('net_open', 'Our own people.');
select results_eq('select risk, accepted_by::text, reason from control.accepted_risks', $$ values ('net_open', 'ann@example.com', 'Our own people.') $$, 'it is kept who accepted it, and why');
select results_eq($$ select actor, action, after ->> 'reason' from control.audit_logs order by position desc limit 1 $$, $$ values ('ann@example.com', 'accepted_risks.insert', 'Our own people.') $$, 'in the audit log, too');
select is(control.why_no_login('acme'), null, 'then nothing is in the way');
select pg_temp.open('acme');
select ok(control.has_analytics_login('acme') and not control.has_analytics_login('sub'), 'and the role logs in, no other');
select is((select rolconnlimit from pg_roles where rolname = 'analytics_acme'), 5, 'with few sessions');
select is((select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolinherit or rolreplication from pg_roles where rolname = 'analytics_acme'), false, 'and can do nothing else');
select throws_ok($$ select control.open_analytics_login('sub', 'plain text') $$, '22023', null, 'a password is never given as it is');
select is(control.shut_exposed_logins(), 0, 'what is accepted stays');

-- no longer accepted
select tests.act(tests.actor('platform_operator'));
select matches(tests.refusal($$ select control.withdraw_risk('net_open') $$), '^OC103', 'who may not accept may not withdraw');
select tests.act(tests.actor('platform_owner'));
select ok(control.withdraw_risk('net_open'), 'it is withdrawn');
select ok(not control.withdraw_risk('net_open'), 'once');
select is(control.shut_exposed_logins(), 1, 'then the login goes');
select ok(not control.has_analytics_login('acme'), 'and is gone');
select results_eq($$ select object, code from ops.reconcile_faults where task = 'control.shut_exposed_logins' $$, $$ values ('analytics_acme', 'OC152') $$, 'which an operator sees');
select is(control.shut_exposed_logins(), 0, 'there is no other');

-- closed; that this is so only where it is, is shown where there is a superuser
create or replace function ops.net_openings() returns setof text language sql stable set search_path = '' as $$ select null::text where false $$;
select is(control.why_no_login('acme'), null, 'where net is closed nothing is in the way');
select is(pg_temp.opened('acme'), 'fine', 'and nobody has to accept anything');

-- a role of that name which somebody else has
select ok(control.drop_tenant_schema('sub'), 'a tenant has nothing here any more');
create role analytics_sub login;
select is(control.has_analytics_login('sub'), false, 'somebody else''s login is not the tenant''s');
select matches(pg_temp.opened('sub'), '^OC152', 'nor is it opened');
select is(control.shut_exposed_logins(), 0, 'nor shut');
select is((select rolcanlogin and rolconnlimit = -1 from pg_roles where rolname = 'analytics_sub'), true, 'it is as it was');

-- who may
select ok(not has_table_privilege('service_role', 'control.accepted_risks', 'insert, update, delete'), 'risks are accepted by the functions alone');
select is_empty($$ select p.oid::regprocedure from pg_proc p, unnest(array['anon', 'authenticated']) r where p.pronamespace = 'control'::regnamespace and p.proname ~ 'risk|analytics' and has_function_privilege(r, p.oid, 'execute') $$, 'and not by the API''s roles');
select * from finish();
rollback;
