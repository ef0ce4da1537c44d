-- Subscriptions over the API: who may, what is refused, secrets that are shown once, tests, the log.
begin;
select * from no_plan();
select tests.tenants();
delete from ops.subscriptions;
create temporary table people as select role as who, tests.person_as(role) as id from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role
union all select 'tenant', tests.person_as('owner', 'sub');
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;

-- denial first
select matches(pg_temp.as(who, f, args) #>> '{}', '^OC(103|004)', format('%s may not %s', who, f)) from unnest(array['finance_owner', 'tenant']) who, (values
  ('create_event_subscription', '{"name": "mine", "url": "https://hooks.example.com/"}'::jsonb), ('change_event_subscription', '{"name": "mine", "enabled": false}'), ('rotate_event_subscription', '{"name": "mine"}'),
  ('test_event_subscription', '{"name": "mine"}'), ('delete_event_subscription', '{"name": "mine"}'), ('get_event_subscription', '{"name": "mine"}'), ('list_deliveries', '{"name": "mine"}')) v (f, args);

-- made, with a secret that is shown once
create temporary table made as select pg_temp.as('platform_operator', 'create_event_subscription', '{"name": "mine", "url": "https://hooks.example.com/in", "types": ["operation.*"], "tenants": ["sub"]}') as answer;
select is(answer ->> 'name', 'mine', 'an operator makes one') from made;
select is(ops.subscription_secrets('mine'), array[answer ->> 'secret'], 'with a secret that is in Vault') from made;
select is(pg_temp.as('platform_owner', 'get_event_subscription', '{"name": "mine"}') - 'created_at' - 'created_by',
  '{"id": "mine", "name": "mine", "url": "https://hooks.example.com/in", "types": ["operation.*"], "tenants": ["sub"], "enabled": true, "state": "well", "failing_since": null, "next_at": null, "delivered_at": null, "ended_at": null, "ended_why": null, "undelivered": 0, "old_secret_until": null}', 'which is not shown again');
select is(pg_temp.as('platform_owner', 'list_event_subscriptions') -> 'total', '1', 'it is in the list');
select is(pg_temp.as('tenant', 'list_event_subscriptions') -> 'total', '0', 'which a tenant''s people do not see');
select cmp_ok((pg_temp.as('platform_owner', 'list_event_types') -> 'total')::int, '>', 20, 'types of events are listed');
select is(action, 'subscriptions.insert', 'the audit log has it') from control.audit_logs order by position desc limit 1;
select ok(not exists (select from control.audit_logs where concat(before, after) like '%whsec%'), 'without its secret');

-- refused
select matches(pg_temp.as('platform_owner', f, '{"name": "x", "url": "https://x.example.com/"}' || args) #>> '{}', '^OC151.*' || said, said) from (values
  ('create_event_subscription', '{"types": ["nothing.*"]}'::jsonb, 'no type of events'), ('create_event_subscription', '{"types": []}', 'types'), ('create_event_subscription', '{"tenants": ["nobody"]}', 'no tenant'),
  ('create_event_subscription', '{"url": "ftp://x"}', 'url must be http'), ('create_event_subscription', '{"name": "X y"}', 'slug'), ('create_event_subscription', '{"name": "mine"}', 'taken'),
  ('change_event_subscription', '{"name": "mine", "types": ["operation"]}', 'no type')) v (f, args, said);

-- changed
select is(pg_temp.as('platform_owner', 'change_event_subscription', '{"name": "mine", "tenants": null, "types": ["*"]}') - array['created_at', 'created_by', 'id', 'delivered_at', 'ended_at', 'ended_why', 'failing_since', 'next_at', 'old_secret_until', 'undelivered', 'enabled', 'state', 'name'],
  '{"url": "https://hooks.example.com/in", "types": ["*"], "tenants": null}', 'what is absent stays, null is all tenants');
select is(pg_temp.as('platform_owner', 'change_event_subscription', '{"name": "mine", "enabled": false}') ->> 'state', 'off', 'it is turned off');
select matches(pg_temp.as('platform_owner', 'test_event_subscription', '{"name": "mine"}') #>> '{}', '^OC108', 'and cannot be tested then');
update ops.subscriptions set ended_at = now(), ended_why = 'gone', failing_since = now(), held_until = now() + interval '1 hour', failures = 3;
select is(pg_temp.as('platform_owner', 'list_event_subscriptions', '{"state": "ended"}') #>> '{items,0,ended_why}', 'gone', 'one that ended says why');
select is(pg_temp.as('platform_owner', 'change_event_subscription', '{"name": "mine", "enabled": true}') ->> 'state', 'well', 'and goes on when it is turned on');

-- rotated
select matches(pg_temp.as('platform_owner', 'rotate_event_subscription', '{"name": "mine"}') ->> 'secret', '^whsec_', 'it gets a second secret');
select is(cardinality(ops.subscription_secrets('mine')), 2, 'two sign');
select matches(pg_temp.as('platform_owner', 'rotate_event_subscription', '{"name": "mine"}') #>> '{}', '^OC108', 'but no third');

-- tested
create temporary table test as select (pg_temp.as('platform_owner', 'test_event_subscription', '{"name": "mine"}') ->> 'event')::uuid as event;
select is(array[type, subject], '{test.sent,subscriptions/mine}', 'a test is an event for it alone') from ops.events join test on event = id;
select is((select status from ops.work where kind = 'deliver' and key = 'mine'), 'queued', 'which is sent at once');

-- the log
insert into ops.delivery_attempts (subscription, place, status, ms, answer) select 'mine', place, 500, 12, 'Oh no' from ops.events join test on event = id;
insert into ops.delivery_attempts (subscription, place, status, ms) select 'mine', place, 204, 7 from ops.events join test on event = id;
select is(pg_temp.as('platform_owner', 'list_deliveries', '{"name": "mine"}') -> 'total', '2', 'the log has every attempt');
select is(pg_temp.as('platform_owner', 'list_deliveries', '{"name": "mine", "delivered": "false"}') #>> '{items,0,answer}', 'Oh no', 'and what was said') ;
select is((pg_temp.as('platform_owner', 'list_deliveries', jsonb_build_object('name', 'mine', 'event', event)) #>> '{items,0,event}')::uuid, event, 'of an event') from test;

-- ended
select is(pg_temp.as('platform_owner', 'delete_event_subscription', '{"name": "mine"}') ->> 'name', 'mine', 'it is ended');
select is_empty($$ select from vault.secrets where name like 'subscription/mine/%' $$, 'and its secrets are gone');
select matches(pg_temp.as('platform_owner', 'delete_event_subscription', '{"name": "mine"}') #>> '{}', '^OC004', 'once');
select * from finish();
rollback;
