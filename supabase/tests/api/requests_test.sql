-- Asking for operations through the API: by the roles that somebody has, whatever they say.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people values ('owner', tests.person_as('platform_owner')), ('second', tests.person('second')), ('operator', tests.person_as('platform_operator')), ('provider', tests.person_as('owner', 'prov')),
  ('admin', tests.person_as('admin', 'prov')), ('client', tests.person_as('owner', 'sub')), ('viewer', tests.person_as('viewer', 'prov')), ('nobody', tests.person('nobody'));
insert into control.platform_members (user_id, role) select id, 'platform_owner' from people where who = 'second';
create function pg_temp.ask(p_who text, p_function text, p_args jsonb, p_facts jsonb default '{"odoo_url": "http://odoo.example.com", "judged": true}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id) || '{"request_id": "r-1"}', p_function, p_args, p_facts) from people where who = p_who $$;
create function pg_temp.refusal(p_who text, p_function text, p_args jsonb, p_facts jsonb default '{"odoo_url": "http://odoo.example.com", "judged": true}') returns text language sql as $$
  select left(pg_temp.ask(p_who, p_function, p_args, p_facts) #>> '{}', 5) $$;

-- before Odoo is asked anything
select is(pg_temp.ask('owner', 'admit_operation', '{"tenant": "sub", "type": "purge"}') ->> 'slug', 'sub', 'a platform owner asks for anything');
select is(pg_temp.ask('provider', 'admit_operation', '{"tenant": "sub", "type": "pause"}') ->> 'slug', 'sub', 'a provider for those below');
select is(pg_temp.refusal(who, 'admit_operation', args::jsonb), refusal, concat_ws(' ', who, args)) from (values
  ('operator', '{"tenant": "acme", "type": "purge"}', 'OC103'), ('provider', '{"tenant": "sub", "type": "purge"}', 'OC103'), ('provider', '{"tenant": "prov", "type": "pause"}', 'OC103'),
  ('provider', '{"tenant": "acme", "type": "pause"}', 'OC004'), ('client', '{"tenant": "sub", "type": "pause"}', 'OC103'), ('client', '{"tenant": "prov", "type": "pause"}', 'OC004'),
  ('viewer', '{"tenant": "sub", "type": "backup"}', 'OC103'), ('nobody', '{"tenant": "sub", "type": "backup"}', 'OC004'), ('owner', '{"tenant": "sub", "type": "dance"}', 'OC004'),
  ('owner', '{"tenant": "none", "type": "pause"}', 'OC004')) v (who, args, refusal);

-- what is asked for
create temporary table asked as select pg_temp.ask('owner', 'request_operation', '{"tenant": "acme", "type": "backup", "key": "k"}') as a;
select is((select a - 'operation' from asked), '{"tenant": "acme"}', 'an operation is opened');
select is((select a -> 'operation' ->> 'status' from asked), 'queued', 'and queued');
select is(pg_temp.ask('owner', 'request_operation', '{"tenant": "acme", "type": "backup", "key": "k"}') #> '{operation,existing}', 'true', 'once, by its key');
select set_eq($$ select j.name from control.provisioning_jobs j, asked where j.operation_id::text = a -> 'operation' ->> 'id' $$, $$ select name from control.planned_steps where kind = 'backup' $$, 'with the steps of its kind');
select is((select (requested_by, input)::text from control.operations o, asked where o.id::text = a -> 'operation' ->> 'id'), '(platform-owner@example.com,{})', 'by whom');
select is((select request_id from control.audit_logs where action = 'operations.insert' order by position desc limit 1), 'r-1', 'in which request');
select is(pg_temp.refusal('provider', 'request_operation', '{"tenant": "acme", "type": "backup"}'), 'OC004', 'not for those who do not see the tenant');
select is(pg_temp.refusal('viewer', 'request_operation', '{"tenant": "sub", "type": "backup"}'), 'OC103', 'nor for those who may not');

-- what only the function knows, no caller of the Data API says
select is(pg_temp.refusal('owner', 'request_operation', '{"tenant": "sub", "type": "module_apply", "params": {"modules": ["x; drop"]}}', '{}'), 'OC151', 'an input that nobody judged is not taken');
select is(pg_temp.refusal('owner', 'request_operation', '{"tenant": "sub", "type": "decommission", "target": {"database": null}}', '{"odoo_url": "http://odoo.example.com"}'), 'OC151', 'nor is anything destroyed that nobody has looked at');
select is(pg_temp.refusal('owner', 'request_operation', '{"tenant": "sub", "type": "backup"}', '{}'), 'OC152', 'nor anything planned without an Odoo');
select is(pg_temp.ask('owner', 'request_operation', '{"tenant": "sub", "type": "pause"}', '{"odoo_url": "http://odoo.example.com"}') #>> '{operation,status}', 'queued', 'what needs to be told nothing is');
select is(pg_temp.refusal('owner', 'create_tenant', '{"slug": "new", "parent": "platform"}', '{}'), 'OC151', 'nor a tenant');

-- a tenant
create temporary table made as select pg_temp.ask('provider', 'create_tenant', '{"slug": "new", "name": "New", "type": "client", "parent": "prov", "plan": "starter", "admin_email": "a@example.com", "isolation": "database", "country": "PH", "domain": "new.example.com", "sso_template": "oidc"}') as a;
select is((select a ->> 'tenant' from made), 'new', 'a provider makes one below itself');
select is((select (tenant_type, country_code, primary_domain, odoo_url)::text from control.tenants where slug = 'new'), '(client,PH,new.example.com,http://odoo.example.com)', 'the words of the request are columns');
select is((select input ->> 'sso_template' from control.operations o, made where o.id::text = a -> 'operation' ->> 'id'), 'oidc', 'and all of it the input of its operation');
select is(pg_temp.refusal('provider', 'create_tenant', '{"slug": "other", "name": "O", "type": "client", "parent": "platform", "plan": "starter", "admin_email": "a@example.com"}'), 'OC004', 'not below what it does not see');
select is(pg_temp.refusal('client', 'create_tenant', '{"slug": "other", "name": "O", "type": "client", "parent": "prov", "plan": "starter", "admin_email": "a@example.com"}'), 'OC004', 'nor may a client');

-- decisions
create temporary table waits as select (pg_temp.ask('owner', 'request_operation', '{"tenant": "prov", "type": "upgrade_image", "params": {"image_tag": "18.1"}}') #>> '{operation,id}') as id;
select is(pg_temp.refusal(who, 'approve_operation', jsonb_build_object('id', id)), refusal, 'approved by ' || who) from waits, (values ('owner', 'OC103'), ('provider', 'OC103'), ('viewer', 'OC004'), ('nobody', 'OC004')) v (who, refusal);
select is(pg_temp.ask('second', 'approve_operation', jsonb_build_object('id', id, 'reason', 'Yes.')) #>> '{approval,reason}', 'Yes.', 'another one approves, and is shown the operation') from waits;
select is(pg_temp.refusal(who, 'cancel_operation', jsonb_build_object('id', id)), refusal, 'cancelled by ' || who) from waits, (values ('provider', 'OC103'), ('viewer', 'OC004')) v (who, refusal);
select is(pg_temp.ask('operator', 'cancel_operation', jsonb_build_object('id', id)) ->> 'status', 'cancelled', 'an operator cancels it') from waits;
select is(pg_temp.ask('owner', 'retry_operation', jsonb_build_object('id', id)) ->> 'tenant', 'prov', 'and it is asked for once more') from waits;
select is(pg_temp.refusal('viewer', 'retry_operation', jsonb_build_object('id', id)), 'OC004', 'not by those who do not see it') from waits;

-- an agent asks as an agent, for its person
create temporary table agent as select pg_temp.ask('owner', 'make_token', jsonb_build_object('name', 'helper', 'kind', 'agent', 'on_behalf_of', (select id from people where who = 'admin'))) ->> 'secret' as secret;
select is(tests.answer(tests.hash_of(secret), 'admit_operation', '{"tenant": "sub", "type": "pause"}') ->> 'slug', 'sub', 'an agent asks for what its person may') from agent;
select is(left(tests.answer(tests.hash_of(secret), 'admit_operation', '{"tenant": "acme", "type": "pause"}') #>> '{}', 5), 'OC004', 'sees no more than they do') from agent;
select is(left(tests.answer(tests.hash_of(secret), 'admit_operation', '{"tenant": "sub", "type": "purge"}') #>> '{}', 5), 'OC103', 'and proposes no more than they may') from agent;

-- a second person is a person, and another one, whatever they are called now
create temporary table machine as select pg_temp.ask('owner', 'make_token', '{"name": "machine", "kind": "service", "role": "platform_owner"}') ->> 'secret' as secret;
create temporary table mine as select (tests.answer(tests.hash_of(secret), 'request_operation', '{"tenant": "acme", "type": "upgrade_image", "params": {"image_tag": "18.1"}}', '{"odoo_url": "http://odoo.example.com", "judged": true}') #>> '{operation,id}') as id from machine;
select control.cancel_operation(o.id) from control.act_for('platform-owner@example.com'), control.operations o where o.finished_at is null and o.tenant_id = (select id from control.tenants where slug = 'acme') and o.kind = 'backup';
insert into mine select (tests.answer(tests.hash_of(secret), 'request_operation', '{"tenant": "acme", "type": "upgrade_image", "params": {"image_tag": "18.1"}}', '{"odoo_url": "http://odoo.example.com", "judged": true}') #>> '{operation,id}') from machine;
delete from mine where id is null;
select is((select count(*) from mine), 1::bigint, 'a service asks for something');
select is(pg_temp.refusal('owner', 'approve_operation', jsonb_build_object('id', id)), 'OC103', 'who made its token does not approve it') from mine;
select matches(tests.answer(tests.hash_of(secret), 'approve_operation', jsonb_build_object('id', id)) #>> '{}', '^OC103.*for people', 'nor does a machine') from machine, mine;
select is(left(tests.answer(tests.hash_of(a.secret), 'cancel_operation', jsonb_build_object('id', o.id)) #>> '{}', 5), 'OC103', 'an agent stops nothing that people have asked for') from agent a, control.operations o join control.tenants t on t.id = o.tenant_id where t.slug = 'sub' and o.finished_at is null;
select is(pg_temp.ask('second', 'refuse_operation', jsonb_build_object('id', id)) ->> 'status', 'cancelled', 'another person refuses it') from mine;
create temporary table own as select (pg_temp.ask('owner', 'request_operation', '{"tenant": "acme", "type": "upgrade_image", "params": {"image_tag": "18.1"}}') #>> '{operation,id}') as id;
update auth.users set email = 'another-name@example.com' where id = (select id from people where who = 'owner');
select is(pg_temp.refusal('owner', 'approve_operation', jsonb_build_object('id', id)), 'OC103', 'a new address makes nobody another person') from own;
update auth.users set email = 'platform-owner@example.com' where id = (select id from people where who = 'owner');

-- no argument of a function that is open to callers is SQL
select is_empty($$ select oid::regprocedure::text from pg_proc p where pronamespace = 'api'::regnamespace and has_function_privilege('authenticated', oid, 'execute')
  and (select count(*) from unnest(coalesce(p.proargnames, '{}')) n where n in ('p_count', 'p_statement', 'p_sql', 'p_query')) > 0 $$, 'none takes a piece of SQL');
select matches(left(tests.refusal($$ select api.listed('tenants', '[]', array['slug"; select 1'], '{"sort": "slug\"; select 1"}') $$), 5), '^42703|42P01', 'a column that is none is none');
select is(pg_temp.refusal('owner', 'start_run', '{"type": "adopt", "binding": "default"}'), 'OC151', 'nor is another kind of run started than seedings and shadows');

-- a person of SQL
select throws_ok($$ select control.act_for('none@example.com') $$, 'OC004', null, 'nobody acts for somebody who is not there');
select control.act_for('Platform-Owner@example.com');
select is((select name::text from control.caller()), 'platform-owner@example.com', 'who administers the database acts for a person');
select ok(not has_function_privilege('authenticated', 'control.act_for(text)', 'execute'), 'and nobody else does');
select * from finish();
rollback;
