-- Who is told what, when, and in which message; time is a parameter, or passes by moving rows (ADR 68).
begin;
select * from no_plan();
delete from ops.subscriptions; delete from ops.notifications; delete from ops.work; update ops.events set place = null where false;
insert into ops.event_types (type, description) values ('thing.made', 'A thing was made.'), ('thing.broken', 'A thing broke.');
update ops.work_kinds set path = null where kind = 'notify';
select ops.place_events();
create function pg_temp.notify(p_name text, p_types text[] default '{*}', p_rest jsonb default '{}') returns void language sql as $$
  insert into ops.notifications select n.* from jsonb_populate_record(null::ops.notifications, jsonb_build_object('name', p_name, 'peer', 'slack', 'types', p_types, 'time_zone', 'UTC', 'digest_at', '08:00', 'most_per_hour', 20,
    'enabled', true, 'place', ops.last_place(), 'failures', 0, 'created_at', now()) || p_rest) n;
  select ops.put_work('notify', p_name); select ops.claim_work('notify', p_name) $$;
create function pg_temp.token(p_name text) returns uuid language sql as $$ select lease_token from ops.work where kind = 'notify' and key = p_name $$;
create function pg_temp.happen(p_type text, p_subject text, p_data jsonb default '{}', p_tenant text default null) returns void language sql as $$
  select ops.emit(p_type, p_subject, p_data, p_tenant); select ops.place_events() $$;
create function pg_temp.next(p_name text, p_at timestamptz default '2026-11-30 12:00Z') returns jsonb language sql as $$
  select ops.next_message(p_name, pg_temp.token(p_name), p_at) $$;
create function pg_temp.record(p_name text, p_message jsonb, p_outcome jsonb default '{}', p_at timestamptz default '2026-11-30 12:00Z') returns void language sql as $$
  select ops.record_message(p_name, pg_temp.token(p_name), (p_message ->> 'id')::uuid, p_outcome, p_at) $$;
-- sends one message, and says what it was: form, thread, subjects of its events, and whether it closes
create function pg_temp.sent(p_name text, p_outcome jsonb default '{}', p_at timestamptz default '2026-11-30 12:00Z') returns text language plpgsql as $$
declare m jsonb := pg_temp.next(p_name, p_at);
begin
  perform pg_temp.record(p_name, m, p_outcome, p_at);
  return (select concat_ws(' ', m ->> 'form', coalesce('in ' || (m ->> 'thread'), 'new'), (select string_agg((e ->> 'type') || ' ' || (e ->> 'subject'), ', ' order by n) from jsonb_array_elements(m -> 'events') with ordinality x (e, n)),
    case when (m ->> 'closes')::boolean then 'closes' end) where m is not null);
end $$;

-- a conversation
select pg_temp.notify('chat');
select pg_temp.happen('operation.requested', 'operations/1'), pg_temp.happen('thing.made', 'a');
select is(pg_temp.sent('chat', '{"reference": "1.1"}'), 'news new operation.requested operations/1', 'what happens opens a message');
select is(pg_temp.sent('chat', '{"reference": "1.2"}'), 'news new thing.made a', 'each subject its own');
select is(pg_temp.sent('chat'), null, 'once');
select pg_temp.happen('operation.approved', 'operations/1'), pg_temp.happen('operation.started', 'operations/1');
select is(pg_temp.sent('chat', '{"reference": "1.3"}'), 'news in 1.1 operation.approved operations/1, operation.started operations/1', 'what follows goes into its thread, in one message');
select pg_temp.happen('operation.succeeded', 'operations/1');
select is(pg_temp.sent('chat'), 'news in 1.1 operation.succeeded operations/1 closes', 'until it is over');
select pg_temp.happen('operation.requested', 'operations/1');
select is(pg_temp.sent('chat', '{"reference": "1.5"}'), 'news new operation.requested operations/1', 'then another is opened');
update ops.conversations set told_at = '2026-11-22 12:00Z' where closed_at is null;
select pg_temp.happen('operation.started', 'operations/1');
select is(pg_temp.sent('chat'), 'news new operation.started operations/1', 'as after seven days');

-- drift: what is new opens, changes follow, and it closes once nothing is left
select pg_temp.happen('drift.found', 'bindings/b', '{"count": 3, "open": 3}');
select is(pg_temp.sent('chat', '{"reference": "2.1"}'), 'news new drift.found bindings/b', 'drift is one message');
select pg_temp.happen('drift.gone', 'bindings/b', '{"count": 2, "open": 1}');
select is(pg_temp.sent('chat'), 'news in 2.1 drift.gone bindings/b', 'some of it gone is told in its thread');
select pg_temp.happen('drift.gone', 'bindings/b', '{"count": 1, "open": 0}');
select is(pg_temp.sent('chat'), 'news in 2.1 drift.gone bindings/b closes', 'and that nothing is left');
select ok(ops.ends_topic(t, d) = e, t || ' ' || d) from (values ('schedule.recovered', '{}'::jsonb, true), ('schedule.late', '{}', false), ('hold.lifted', '{}', true), ('tenant.health_changed', '{"state": "healthy"}', true),
  ('tenant.health_changed', '{"state": "unreachable"}', false), ('operation.failed', '{}', true), ('operation.started', '{}', false), ('drift.gone', '{}', false)) v (t, d, e);

-- what is stored goes out with the same id until it is recorded; one that fails holds up its conversation alone
select pg_temp.happen('thing.made', 'x');
select is(pg_temp.next('chat') ->> 'id', pg_temp.next('chat') ->> 'id', 'after a crash the same message comes again');
select pg_temp.record('chat', pg_temp.next('chat'), '{"code": "message_failed", "detail": "503", "again_in": 90}');
select ok(held_until = '2026-11-30 12:01:30Z' and failures = 1 and error ->> 'detail' = '503' and failing_since = '2026-11-30 12:00Z', 'a peer may ask for patience') from ops.notifications where name = 'chat';
select is(pg_temp.sent('chat', p_at => '2026-11-30 12:01:29Z'), null, 'and gets it');
select pg_temp.happen('thing.made', 'x'), pg_temp.happen('thing.made', 'y');
update ops.messages set due_at = '2026-11-30 13:00Z' where ended is null;
select is(pg_temp.sent('chat', '{"reference": "3.1"}', '2026-11-30 12:02Z'), 'news new thing.made y', 'another goes on meanwhile');
select is(pg_temp.sent('chat', p_at => '2026-11-30 12:02Z'), null, 'what is of the same waits behind it');
select ok(failures = 0 and failing_since is null and held_until is null, 'it is well again') from ops.notifications where name = 'chat';
select is(pg_temp.sent('chat', '{"reference": "3.2"}', '2026-11-30 13:00Z'), 'news new thing.made x', 'and comes when it is due');
select is(pg_temp.sent('chat', '{}', '2026-11-30 13:00Z'), 'news in 3.2 thing.made x', 'then the rest, in its thread');
select pg_temp.happen('thing.made', 'poison');
select pg_temp.record('chat', pg_temp.next('chat'), '{"code": "message_refused", "detail": "invalid_blocks"}');
update ops.messages set first_failed_at = '2026-11-27 11:00Z', due_at = '2026-11-30 12:00Z' where error ->> 'detail' = 'invalid_blocks'; update ops.notifications set held_until = null;
select pg_temp.record('chat', pg_temp.next('chat'), '{"code": "message_refused", "detail": "invalid_blocks"}');
select is(ended, 'given_up', 'what fails for three days is given up') from ops.messages where error ->> 'detail' = 'invalid_blocks';
select pg_temp.happen('thing.made', 'absent');
update ops.notifications set held_until = null;
select pg_temp.record('chat', pg_temp.next('chat'), '{"code": "message_peer_absent", "detail": "SLACK_BOT_TOKEN is not set."}');
select is(ended, 'skipped', 'a peer that is not configured is skipped') from ops.messages where error ->> 'code' = 'message_peer_absent';
select is(title, 'Nobody is told by the notification chat since 2026-11-30 12:00 UTC: SLACK_BOT_TOKEN is not set.', 'which is suggested to be mended') from control.v_suggestions where rule = 'failing_notification';
select is(state, 'warning', 'and found by a check-up') from control.v_findings where name = 'untold';
select throws_ok($$ select ops.next_message('chat', gen_random_uuid()) $$, 'OC002', null, 'who has no lease gets nothing');
select throws_ok($$ select ops.record_message('chat', gen_random_uuid(), gen_random_uuid(), '{}') $$, 'OC002', null, 'nor records any');

-- the limit of an hour
select pg_temp.notify('few', '{thing.*}', '{"most_per_hour": 2}');
select pg_temp.happen('thing.made', 's' || i) from generate_series(1, 314) i;
select pg_temp.sent('few') from generate_series(1, 2);
select is(pg_temp.sent('few', p_at => '2026-11-30 12:59Z'), null, 'after so many in an hour nothing more is told');
select ok(not exists (select from ops.v_untold_news where notification = 'few' and due_at < '2026-11-30 13:00Z'), 'nor looked for');
select is(array[m ->> 'form', m ->> 'count', m -> 'types' ->> 'thing.made', jsonb_array_length(m -> 'events')::text], '{more,312,312,10}', 'the rest comes in one when the hour is over') from pg_temp.next('few', '2026-11-30 13:00Z') m;
select pg_temp.sent('few', p_at => '2026-11-30 13:00Z');
select is(pg_temp.sent('few', p_at => '2026-11-30 13:00Z'), null, 'and that is all');

-- quiet hours, in a time zone, across midnight and across a change of clocks
select is(ops.after_quiet(jsonb_populate_record(n, q), at::timestamptz), until::timestamptz, format('%s %s', q, at)) from ops.notifications n, (values
  ('{"quiet_from": "22:00", "quiet_to": "07:00"}'::jsonb, '2026-11-30 21:59Z', '2026-11-30 21:59Z'), ('{"quiet_from": "22:00", "quiet_to": "07:00"}', '2026-11-30 22:00Z', '2026-12-01 07:00Z'),
  ('{"quiet_from": "22:00", "quiet_to": "07:00"}', '2026-11-30 03:00Z', '2026-11-30 07:00Z'), ('{"quiet_from": "22:00", "quiet_to": "07:00"}', '2026-11-30 07:00Z', '2026-11-30 07:00Z'),
  ('{"quiet_from": "12:00", "quiet_to": "13:30"}', '2026-11-30 12:10Z', '2026-11-30 13:30Z'), ('{"quiet_from": "12:00", "quiet_to": "13:30"}', '2026-11-30 14:10Z', '2026-11-30 14:10Z'), ('{}', '2026-11-30 12:10Z', '2026-11-30 12:10Z'),
  ('{"quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Europe/Vienna"}', '2026-11-30 21:30Z', '2026-12-01 06:00Z'), ('{"quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Europe/Vienna"}', '2026-10-24 21:30Z', '2026-10-25 06:00Z'),
  ('{"quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Europe/Vienna"}', '2026-03-28 22:30Z', '2026-03-29 05:00Z'), ('{"quiet_from": "22:00", "quiet_to": "02:30", "time_zone": "Europe/Vienna"}', '2026-03-28 22:30Z', '2026-03-29 01:30Z'),
  ('{"quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Pacific/Auckland"}', '2026-11-30 12:00Z', '2026-11-30 18:00Z')) v (q, at, until) where n.name = 'few';
select pg_temp.notify('night', '{thing.*,drift.*}', '{"quiet_from": "22:00", "quiet_to": "07:00", "urgent": ["thing.broken"]}');
select pg_temp.happen('thing.made', 'n');
select is(pg_temp.sent('night', p_at => '2026-11-30 23:00Z'), null, 'in the quiet hours nothing is told');
select pg_temp.happen('thing.broken', 'n');
select is(pg_temp.sent('night', p_at => '2026-11-30 23:30Z'), 'news new thing.broken n', 'but what is urgent');
select pg_temp.happen('drift.found', 'bindings/n', '{"open": 2}'), pg_temp.happen('drift.gone', 'bindings/n', '{"open": 0}');
select is(pg_temp.sent('night', p_at => '2026-12-01 06:59Z'), null, 'it waits');
select is(pg_temp.sent('night', p_at => '2026-12-01 07:00Z'), 'news new thing.made n', 'until they are over');
select is(pg_temp.sent('night', p_at => '2026-12-01 07:00Z'), 'news new drift.found bindings/n, drift.gone bindings/n closes', 'what came and went meanwhile is one message');
select pg_temp.happen('thing.made', 'late');
select is(pg_temp.sent('night', '{"code": "message_failed", "detail": "503"}', '2026-12-01 21:59Z'), 'news new thing.made late', 'what fails before them');
update ops.messages set due_at = '2026-12-01 22:10Z' where notification = 'night' and ended is null; update ops.notifications set held_until = null;
select is(pg_temp.sent('night', p_at => '2026-12-01 22:10Z'), null, 'waits until they are over, too');
select is(pg_temp.sent('night', p_at => '2026-12-02 07:00Z'), 'news new thing.made late', 'and comes then');
select pg_temp.happen('thing.broken', 'later');
select is(pg_temp.sent('night', '{"code": "message_failed", "detail": "503"}', '2026-12-02 21:59Z'), 'news new thing.broken later', 'what is urgent and fails');
update ops.messages set due_at = '2026-12-02 22:10Z' where notification = 'night' and ended is null; update ops.notifications set held_until = null;
select is(pg_temp.sent('night', p_at => '2026-12-02 22:10Z'), 'news new thing.broken later', 'does not wait');

-- digests
select is(ops.digest_after(jsonb_populate_record(n, q), at::timestamptz), until::timestamptz, format('%s %s', q, at)) from ops.notifications n, (values
  ('{"digest": "hourly"}'::jsonb, '2026-11-30 12:10Z', '2026-11-30 13:00Z'), ('{"digest": "hourly", "time_zone": "Asia/Kolkata"}', '2026-11-30 12:10Z', '2026-11-30 12:30Z'), ('{"digest": "daily"}', '2026-11-30 07:59Z', '2026-11-30 08:00Z'),
  ('{"digest": "daily"}', '2026-11-30 08:00Z', '2026-12-01 08:00Z'), ('{"digest": "daily", "digest_at": "09:15", "time_zone": "Europe/Vienna"}', '2026-03-28 12:00Z', '2026-03-29 07:15Z'), ('{}', '2026-11-30 08:00Z', '2026-11-30 08:00Z')) v (q, at, until) where n.name = 'few';
select pg_temp.notify('daily', '{thing.*,hold.*}', '{"digest": "daily", "urgent": ["thing.broken"]}');
select pg_temp.happen('thing.made', 'd1'), pg_temp.happen('thing.made', 'd2'), pg_temp.happen('thing.broken', 'd3');
select is(pg_temp.sent('daily'), 'news new thing.broken d3', 'what is urgent waits for no digest');
select is(pg_temp.sent('daily'), null, 'the rest does');
select is(pg_temp.sent('daily', p_at => '2026-12-01 08:00Z'), 'digest new thing.made d1, thing.made d2', 'and comes in one message');

-- who wants what
select pg_temp.notify('acme', '{thing.made}', '{"tenants": ["acme"]}');
select pg_temp.happen('thing.made', 't1', '{}', 'acme'), pg_temp.happen('thing.made', 't2', '{}', 'rival'), pg_temp.happen('thing.made', 't3'), pg_temp.happen('thing.broken', 't4', '{}', 'acme'), pg_temp.happen('test.sent', 'notifications/acme');
select is(pg_temp.sent('acme'), 'news new thing.made t1', 'events of a tenant');
select is(pg_temp.sent('acme'), 'news new test.sent notifications/acme', 'a test goes to whom it is for');
select is(pg_temp.sent('acme'), null, 'and no others');
select is(pg_temp.next('acme') ->> 'language', null, 'nothing has no language');
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret, lang) values ('told', 'told', 'https://x', 'd', 'u', 's', 'de_DE');
update ops.notifications set tenants = array(select tenant_slug from ops.odoo_bindings where name = 'told') where name = 'acme';
select pg_temp.happen('thing.made', 't5', '{}', tenant_slug) from ops.odoo_bindings where name = 'told';
select is(pg_temp.next('acme') ->> 'language', 'de_DE', 'it is told in the language of the tenant');
update ops.notifications set language = 'en' where name = 'acme';
select is(pg_temp.next('acme') ->> 'language', 'en', 'or its own');

-- refused
select throws_ok(format($$ insert into ops.notifications select * from jsonb_populate_record(null::ops.notifications, to_jsonb((select n from ops.notifications n where name = 'few')) || '{"name": "bad"}' || %L) $$, v), '23514', null, 'refused: ' || v)
from unnest(array['{"peer": "pigeon"}', '{"peer": "mail"}', '{"peer": "mail", "address": "ann"}', '{"peer": "mail", "address": "a@x.example.com,b"}', '{"peer": "mattermost", "address": "town-square"}', '{"address": "two words"}', '{"types": []}', '{"urgent": ["a*"]}',
  '{"quiet_from": "22:00"}', '{"quiet_from": "22:00", "quiet_to": "22:00"}', '{"time_zone": "Mars/Base"}', '{"digest": "weekly"}', '{"most_per_hour": 0}', '{"language": "German"}', '{"name": "Two words"}', '{"tenants": []}']) v;
select lives_ok(format($$ insert into ops.notifications select * from jsonb_populate_record(null::ops.notifications, to_jsonb((select n from ops.notifications n where name = 'few')) || '{"name": "good%s"}' || %L) $$, n, v), 'taken: ' || v)
from unnest(array['{"peer": "mail", "address": "ann@example.com, ben@example.com"}', '{"address": "#odoo"}', '{"address": "C0123ABC"}', '{"peer": "mattermost", "address": "abcdefghijklmnopqrstuvwxyz"}']) with ordinality x (v, n);
delete from ops.notifications where name like 'good%';

-- when a sender is called
delete from ops.work; update ops.notifications set enabled = name = 'chat', held_until = null;
select ops.wake_notifications(); delete from ops.work; update ops.news set message = (select id from ops.messages limit 1) where message is null; update ops.messages set ended = 'skipped', ended_at = now() where ended is null;
select is(ops.wake_notifications(), 0, 'without news none is');
select ops.emit('thing.made', 'w');
select is(ops.wake_notifications(), 1, 'when something happens one is');
select is(ops.wake_notifications(), 0, 'once');
select lease_token is not null from ops.claim_work('notify', 'chat');
select is(ops.leave_messages('chat', pg_temp.token('chat')), true, 'one that leaves with something undone is followed by another');
select lease_token is not null from ops.claim_work('notify', 'chat');
select pg_temp.sent('chat', p_at => clock_timestamp());
select is(ops.leave_messages('chat', pg_temp.token('chat')), false, 'with nothing, by none');
select is_empty('select from ops.work where kind = ''notify''', 'and no work is left');
delete from ops.notifications where name = 'chat';
select is_empty($$ select from ops.messages where notification = 'chat' union all select from ops.conversations where notification = 'chat' union all select from ops.news where notification = 'chat' $$, 'one that is deleted leaves nothing');
update ops.messages set made_at = now() - interval '31 days'; update ops.conversations set told_at = now() - interval '31 days';
select cmp_ok(ops.forget_messages(), '>', 0, 'messages are kept for 30 days');
select is_empty('select from ops.conversations union all select from ops.news where message is not null', 'with all that they were about');
select * from finish();
rollback;
