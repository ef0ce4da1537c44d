-- Notifications over the API: who may, what is refused, tests, what was told, the audit log.
begin;
select * from no_plan();
select tests.tenants();
delete from ops.notifications;
create temporary table people as select role as who, tests.person_as(role) as id from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role
union all select 'tenant', tests.person_as('owner', 'sub');
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;

-- denial first
select matches(pg_temp.as(who, f, args) #>> '{}', '^OC(103|004)', format('%s may not %s', who, f)) from unnest(array['finance_owner', 'tenant']) who, (values
  ('create_notification', '{"name": "mine", "peer": "slack", "types": ["*"]}'::jsonb), ('change_notification', '{"name": "mine", "enabled": false}'),
  ('test_notification', '{"name": "mine"}'), ('delete_notification', '{"name": "mine"}'), ('get_notification', '{"name": "mine"}'), ('list_news', '{"name": "mine"}')) v (f, args);

-- made
select is(pg_temp.as('platform_operator', 'create_notification', '{"name": "mine", "peer": "mail", "address": "ann@example.com", "types": ["operation.*"], "tenants": ["sub"], "quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Europe/Vienna", "urgent": ["operation.failed"], "digest": "daily", "language": "de"}') - 'created_at' - 'created_by',
  '{"id": "mine", "name": "mine", "peer": "mail", "address": "ann@example.com", "types": ["operation.*"], "tenants": ["sub"], "urgent": ["operation.failed"], "quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Europe/Vienna", "digest": "daily", "digest_at": "08:00", "most_per_hour": 20, "language": "de", "enabled": true, "state": "well", "failing_since": null, "error": null, "next_at": null, "told_at": null, "waiting": 0}', 'an operator makes one');
select is(pg_temp.as('platform_owner', 'list_notifications') -> 'total', '1', 'it is in the list');
select is(pg_temp.as('tenant', 'list_notifications') -> 'total', '0', 'which a tenant''s people do not see');
select is(action, 'notifications.insert', 'the audit log has it') from control.audit_logs order by position desc limit 1;

-- refused
select matches(pg_temp.as('platform_owner', f, '{"name": "x", "peer": "slack", "types": ["*"]}'::jsonb || args) #>> '{}', '^OC151.*' || said, said) from (values
  ('create_notification', '{"types": ["nothing.*"]}'::jsonb, 'no type of events'), ('create_notification', '{"urgent": ["nothing"]}', 'no type of events'), ('create_notification', '{"types": null}', 'types'), ('create_notification', '{"tenants": ["nobody"]}', 'no tenant'),
  ('create_notification', '{"peer": "pigeon"}', 'peer'), ('create_notification', '{"peer": "mail"}', 'address'), ('create_notification', '{"quiet_from": "25:00", "quiet_to": "07:00"}', 'does not fit'), ('create_notification', '{"quiet_from": "22:00"}', 'quiet'),
  ('create_notification', '{"time_zone": "Mars"}', 'time zone'), ('create_notification', '{"name": "mine"}', 'taken'), ('change_notification', '{"name": "mine", "most_per_hour": 0}', 'most_per_hour')) v (f, args, said);

-- changed: what is absent stays, null is taken away, and what failed is tried at once
update ops.notifications set failures = 3, failing_since = now(), error = '{"code": "message_failed", "detail": "503"}', held_until = now() + interval '1 hour';
select is(pg_temp.as('platform_owner', 'get_notification', '{"name": "mine"}') ->> 'error', '503', 'why it fails is shown');
select is(pg_temp.as('platform_owner', 'list_notifications', '{"state": "failing"}') -> 'total', '1', 'and listed');
select is(array[a ->> 'digest', a ->> 'quiet_from', a ->> 'language', a ->> 'state', a ->> 'next_at'], array[null, '22:00', 'de', 'well', null], 'it is changed')
from pg_temp.as('platform_owner', 'change_notification', '{"name": "mine", "digest": null}') a;
select is(action, 'notifications.update', 'the audit log has that') from control.audit_logs order by position desc limit 1;
create temporary table logged as select count(*) as rows from control.audit_logs;
update ops.notifications set told_at = now(), place = place + 1;
select is(count(*), rows, 'but not how far it has come') from control.audit_logs, logged group by rows;

-- off, tested, told
select is(pg_temp.as('platform_owner', 'change_notification', '{"name": "mine", "enabled": false}') ->> 'state', 'off', 'it is turned off');
select matches(pg_temp.as('platform_owner', 'test_notification', '{"name": "mine"}') #>> '{}', '^OC108', 'and cannot be tested then');
select ops.emit('operation.failed', 'operations/x', '{}', 'sub'), ops.place_events();
select is(pg_temp.as('platform_owner', 'change_notification', '{"name": "mine", "enabled": true}') -> 'waiting', '0', 'what happened meanwhile is not told');
create temporary table test as select (pg_temp.as('platform_owner', 'test_notification', '{"name": "mine"}') ->> 'event')::uuid as event;
select is(array[type, subject], '{test.sent,notifications/mine}', 'a test is an event for it alone') from ops.events join test on event = id;
select is((select status from ops.work where kind = 'notify' and key = 'mine'), 'queued', 'which is told at once');
select is(array[i ->> 'type', i ->> 'state', i ->> 'form'], '{test.sent,waiting,news}', 'and listed') from (select pg_temp.as('platform_owner', 'list_news', '{"name": "mine"}') #> '{items,0}') l (i);
select is(pg_temp.as('platform_owner', 'list_news', '{"name": "mine", "state": "posted"}') -> 'total', '0', 'as not told yet');

-- deleted
select is(pg_temp.as('platform_owner', 'delete_notification', '{"name": "mine"}') ->> 'name', 'mine', 'it is deleted');
select matches(pg_temp.as('platform_owner', 'delete_notification', '{"name": "mine"}') #>> '{}', '^OC004', 'once');
select * from finish();
rollback;
