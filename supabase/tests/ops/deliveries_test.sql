-- Subscriptions and their deliveries: what is offered in which order, what becomes of what fails, when it ends.
begin;
select * from no_plan();
select tests.empty();
delete from ops.subscriptions;
select results_eq($$ select backoff_base, backoff_factor, backoff_cap from ops.work_kinds where kind = 'deliver' $$, $$ values (5::numeric, 2::numeric, 3600::numeric) $$, 'pauses grow from five seconds to an hour');
-- Nothing is due again while this file runs, however slow the machine is.
update ops.work_kinds set backoff_base = 600 where kind = 'deliver';
insert into ops.event_types (type, description) values ('thing.made', 'A thing was made.'), ('thing.broken', 'A thing broke.'), ('other.made', 'Another was.');
select ops.place_events();
create function pg_temp.subscribe(p_name text, p_types text[] default '{*}', p_tenants text[] default null) returns void language sql as $$
  insert into ops.subscriptions (name, url, types, tenants) values (p_name, 'https://hooks.example.com/' || p_name, p_types, p_tenants);
  select ops.make_subscription_secret(p_name, 1) $$;
create function pg_temp.claim(p_name text) returns uuid language sql as $$
  select ops.put_work('deliver', p_name); select lease_token from ops.claim_work('deliver', p_name) $$;
create function pg_temp.token(p_name text) returns uuid language sql as $$ select lease_token from ops.work where kind = 'deliver' and key = p_name $$;
create function pg_temp.batch(p_name text) returns jsonb language sql as $$ select ops.next_deliveries(p_name, pg_temp.token(p_name)) $$;
-- what is offered: subject and number of each
create function pg_temp.offered(p_name text) returns text language sql as $$
  select string_agg((e ->> 'subject') || (e -> 'data' ->> 'n'), ' ' order by n) from jsonb_array_elements(pg_temp.batch(p_name) -> 'events') with ordinality x (e, n) $$;
-- answers a batch: the status for each subject; null: it was not sent
create function pg_temp.answer(p_name text, p_statuses jsonb, p_again_in numeric default null) returns void language plpgsql as $$
declare b jsonb := pg_temp.batch(p_name);
begin
  perform ops.record_deliveries(p_name, pg_temp.token(p_name), (b ->> 'upto')::bigint, coalesce((select jsonb_agg(jsonb_build_object('place', e -> 'place', 'ms', 5, 'again_in', p_again_in,
    'status', nullif(p_statuses ->> (e ->> 'subject'), 'away')::int, 'error', case when p_statuses ->> (e ->> 'subject') = 'away' then 'nothing answers there' end))
    from jsonb_array_elements(b -> 'events') e where p_statuses ? (e ->> 'subject')
    and (p_statuses ->> (e ->> 'subject') = '200' or not exists (select from jsonb_array_elements(b -> 'events') f where f ->> 'subject' = e ->> 'subject' and (f ->> 'place')::bigint < (e ->> 'place')::bigint))), '[]'));
end $$;
create function pg_temp.later(p_name text) returns void language sql as $$
  update ops.deliveries set due_at = clock_timestamp() - interval '1 second' where subscription = p_name;
  update ops.subscriptions set held_until = null where name = p_name $$;
create function pg_temp.happen(p_subject text, p_n int, p_type text default 'thing.made', p_tenant text default null) returns void language sql as $$
  select ops.emit(p_type, p_subject, jsonb_build_object('n', p_n), p_tenant) $$;

-- the order of the line
select pg_temp.subscribe('all');
select pg_temp.happen('a', 1), pg_temp.happen('b', 1), pg_temp.happen('a', 2);
select is((select count(*) from ops.events where place is null), 3::bigint, 'an event has no place at first');
select is(ops.place_events(2), 2, 'so many get theirs as are wanted');
select is(ops.place_events(), 1, 'then the others');
select results_eq($$ select data ->> 'n' from ops.events where subject = 'a' order by place $$, array['1', '2'], 'in the order in which they were written');
select is(ops.place_events(), 0, 'each once');

-- a batch
select isnt(pg_temp.claim('all'), null, 'a sender takes a subscription');
select is(pg_temp.offered('all'), 'a1 b1 a2', 'it is offered all of it in order');
select is(pg_temp.offered('all'), 'a1 b1 a2', 'and the same until it was told what became of it');
select matches(pg_temp.batch('all') -> 'secrets' ->> 0, '^whsec_[A-Za-z0-9+/]{43}=$', 'with the secret that signs');
select throws_ok($$ select ops.next_deliveries('all', gen_random_uuid()) $$, 'OC002', null, 'nobody else is');
select pg_temp.answer('all', '{"a": 200, "b": 200}');
select is(pg_temp.batch('all'), null, 'what was delivered is not offered again');
select is((select count(*) from ops.deliveries), 0::bigint, 'and leaves no row');
select is((select count(*) from ops.delivery_attempts where status = 200), 3::bigint, 'but in the log');
select ok(delivered_at > now() and failing_since is null, 'the subscription is well') from ops.subscriptions where name = 'all';

-- what fails holds up its subject, and no other
select pg_temp.happen('a', 3), pg_temp.happen('a', 4), pg_temp.happen('b', 2);
select ops.place_events();
select pg_temp.answer('all', '{"a": 500, "b": 200}');
select is(pg_temp.batch('all'), null, 'what failed is due later');
select results_eq($$ select e.data ->> 'n', d.attempts from ops.deliveries d join ops.events e using (place) order by place $$, $$ values ('3', 1), ('4', 0) $$, 'and what is behind it waits');
select ok(due_at between clock_timestamp() + interval '6 minutes' and clock_timestamp() + interval '13 minutes', 'as long as a first failure makes it') from ops.deliveries where attempts = 1;
select ok(held_until is null and failing_since is null, 'others are sent meanwhile') from ops.subscriptions where name = 'all';
select pg_temp.happen('a', 5), pg_temp.happen('b', 3);
select ops.place_events();
select is(pg_temp.offered('all'), 'b3', 'but not what happens to it since');
select pg_temp.answer('all', '{"b": 200}');
select results_eq($$ select e.data ->> 'n' from ops.deliveries d join ops.events e using (place) order by place $$, array['3', '4', '5'], 'which waits as well');
select pg_temp.later('all');
select is(pg_temp.offered('all'), 'a3 a4 a5', 'all of it comes in order once it is due');
select pg_temp.answer('all', '{"a": 200}');
select is((select count(*) from ops.deliveries), 0::bigint, 'and is done with');

-- the pauses grow, and are those that the receiver asks for if these are longer
select pg_temp.happen('a', 6); select ops.place_events();
select pg_temp.answer('all', '{"a": 500}');
select pg_temp.later('all'), pg_temp.answer('all', '{"a": 500}') from generate_series(1, 11);
select is(attempts, 12, 'it is tried again and again') from ops.deliveries;
select ok(due_at between clock_timestamp() + interval '44 minutes' and clock_timestamp() + interval '76 minutes', 'once an hour in the end') from ops.deliveries;
select ok(failing_since is not null, 'since nothing arrives, the subscription is failing') from ops.subscriptions where name = 'all';
select pg_temp.later('all'), pg_temp.answer('all', '{"a": 500}', 20000);
select ok(due_at > clock_timestamp() + interval '5 hours', 'a receiver may ask for more') from ops.deliveries;

-- three days
update ops.deliveries set first_failed_at = clock_timestamp() - interval '3 days 1 minute';
select pg_temp.happen('a', 7), pg_temp.happen('b', 4); select ops.place_events();
select is(pg_temp.offered('all'), 'b4', 'what is new goes on');
select pg_temp.answer('all', '{"b": 200}');
select pg_temp.later('all'), pg_temp.answer('all', '{"a": 500}');
select results_eq($$ select d.kind, d.object, d.code, d.detail from ops.v_dead d $$, $$ values ('delivery', 'all', 'webhook_refused', 'Cannot deliver thing.made of a to all for three days: it answers 500.') $$, 'what fails for three days is a dead letter');
select is(pg_temp.offered('all'), 'a7', 'and its subject goes on');
select pg_temp.answer('all', '{"a": 200}');
select lives_ok($$ select ops.replay_work('delivery', key) from ops.v_dead $$, 'a dead letter is sent again');
select is(pg_temp.offered('all'), 'a6', 'by itself');
select pg_temp.answer('all', '{"a": 200}');
select is_empty('select * from ops.v_dead', 'and is none any more');
select throws_ok($$ select ops.replay_delivery('all/0') $$, 'OC004', null, 'one whose event is gone is not');

-- a receiver that is away
select pg_temp.happen('a', 8), pg_temp.happen('b', 5), pg_temp.happen('c', 1); select ops.place_events();
select pg_temp.answer('all', '{"a": "away"}');
select ok(held_until > clock_timestamp() and failing_since is not null, 'nothing is sent for a while') from ops.subscriptions where name = 'all';
select is(pg_temp.batch('all'), null, 'not even what is due');
select results_eq($$ select subject, attempts from ops.deliveries order by place $$, $$ values ('a', 1), ('b', 0), ('c', 0) $$, 'what was not tried waits');
select pg_temp.later('all');
select ok((pg_temp.batch('all') -> 'failing')::boolean, 'then the sender is told to be careful');
select is(pg_temp.offered('all'), 'b5 c1 a8', 'what was tried least comes first');
select pg_temp.answer('all', '{"b": 200, "c": 503}', 600);
select ok(held_until > clock_timestamp() + interval '5 minutes' and failing_since is null and failures = 1, 'a 503 is about all of them, and says for how long') from ops.subscriptions where name = 'all';
select pg_temp.later('all'), pg_temp.answer('all', '{"a": 200, "c": 200}');

-- the end
select pg_temp.happen('a', 9); select ops.place_events();
update ops.subscriptions set failing_since = clock_timestamp() - interval '3 days 1 minute';
select pg_temp.answer('all', '{"a": "away"}');
select is(array[ended_why, enabled::text], '{failing,false}', 'a receiver that is away for three days gets nothing any more') from ops.subscriptions where name = 'all';
select is(pg_temp.batch('all'), null, 'as its sender is told');
update ops.subscriptions set enabled = true, ended_at = null, ended_why = null, failing_since = null where name = 'all';
select pg_temp.later('all');
select is(pg_temp.offered('all'), 'a9', 'until somebody goes on with it');
select pg_temp.answer('all', '{"a": 410}');
select is(array[ended_why, enabled::text], '{gone,false}', 'and 410 ends it at once') from ops.subscriptions where name = 'all';
select lives_ok($$ delete from ops.subscriptions where name = 'all' $$, 'it can be deleted');
select is_empty($$ select from vault.secrets where name like 'subscription/all/%' $$, 'with its secret');
select is_empty($$ select from ops.work where key like 'all%' $$, 'and its work');

-- what is wanted
select pg_temp.subscribe('things', '{thing.*}'), pg_temp.subscribe('broken', '{thing.broken}'), pg_temp.subscribe('acme', '{*}', '{acme}');
select pg_temp.happen('x', 1, 'thing.made'), pg_temp.happen('x', 2, 'thing.broken', 'acme'), pg_temp.happen('x', 3, 'other.made', 'rival'), pg_temp.happen('x', 4, 'other.made', 'acme');
select ops.emit('test.sent', 'subscriptions/broken', '{"n": 0}'); select ops.place_events();
select pg_temp.claim(name) from ops.subscriptions;
select is(pg_temp.offered('things'), 'x1 x2', 'types are wanted by a pattern');
select is(pg_temp.offered('broken'), 'x2 subscriptions/broken0', 'or by name; a test goes to whom it is for');
select is(pg_temp.offered('acme'), 'x2 x4', 'and events by the tenant');
select throws_ok(format($$ insert into ops.subscriptions (name, url, types) values ('x', 'https://x', array[%L]) $$, t), '23514', null, 'no pattern: ' || t) from unnest(array['', 'a*', '*.made', 'a.*.b', 'A']) t;
select throws_ok(format($$ insert into ops.subscriptions (name, url) values ('x', %L) $$, u), '23514', null, 'no address: ' || u) from unnest(array['ftp://x', 'https://', 'https://user:pass@x/', 'https://x y/', 'x']) u;

-- when a sender is called
delete from ops.work;
select is(ops.wake_subscriptions(), 3, 'each that wants something is woken');
select results_eq($$ select key from ops.work where kind = 'deliver' order by 1 $$, array['acme', 'broken', 'things'], 'as work');
select is(ops.wake_subscriptions(), 0, 'once');
select (select lease_token from ops.claim_work('deliver', s.name)) from ops.subscriptions s;
select pg_temp.answer(name, '{"x": 200, "subscriptions/broken": 200}') from ops.subscriptions;
select ok(not ops.leave_deliveries(name, pg_temp.token(name)), name || ' is done with') from ops.subscriptions;
select is_empty($$ select from ops.work where kind = 'deliver' $$, 'and nothing is left');
select pg_temp.happen('y', 1, 'other.made', 'rival');
select is(ops.wake_subscriptions(), 0, 'what nobody wants wakes nobody');
select is_empty('select from ops.subscriptions where place < ops.last_place()', 'and is passed over');
select pg_temp.happen('z', 1); select ops.wake_subscriptions();
select (select lease_token from ops.claim_work('deliver', 'things'));
select ok(ops.leave_deliveries('things', pg_temp.token('things')), 'a sender that leaves with something undone');
select is((select status from ops.work where key = 'things'), 'waiting', 'is followed by another at once');
update ops.subscriptions set enabled = false where name = 'broken';
select ops.emit('thing.broken', 'z', '{"n": 2}'); select ops.wake_subscriptions();
select is_empty($$ select from ops.work where key = 'broken' $$, 'one that is off is not woken');
update ops.subscriptions set enabled = true where name = 'broken';
select is(ops.wake_subscriptions(), 1, 'and gets what happened meanwhile when it is on again');

-- whoever refuses everything gets no more than so much
select (select lease_token from ops.claim_work('deliver', 'broken'));
select ops.emit('thing.broken', 's' || i, jsonb_build_object('n', i)) from generate_series(1, 1300) i; select ops.place_events();
do $$ begin for i in 1..8 loop
  perform ops.record_deliveries('broken', pg_temp.token('broken'), (pg_temp.batch('broken') ->> 'upto')::bigint, (select jsonb_agg(jsonb_build_object('place', e -> 'place', 'status', 500, 'ms', 1)) from jsonb_array_elements(pg_temp.batch('broken') -> 'events') e)) where pg_temp.batch('broken') is not null;
end loop; end $$;
select cmp_ok(count(*), '<=', 1200::bigint, 'a thousand wait, and a batch') from ops.deliveries where subscription = 'broken';
select cmp_ok(count(*), '>=', 1000::bigint, 'no fewer') from ops.deliveries where subscription = 'broken';
select ok(not ops.leave_deliveries('broken', pg_temp.token('broken')), 'and no sender is called for more');
select is(ops.wake_subscriptions(), 0, 'nor later');

-- rotation
select matches(ops.rotate_subscription('acme'), '^whsec_', 'a second secret');
select is(cardinality(ops.subscription_secrets('acme')), 2, 'two sign');
select throws_ok($$ select ops.rotate_subscription('acme') $$, 'OC108', null, 'a third there is not');
update ops.subscriptions set old_secret_until = clock_timestamp() - interval '1 second' where name = 'acme';
select is(cardinality(ops.subscription_secrets('acme')), 1, 'after a day one signs');
select ops.rotate_subscription('acme');
select results_eq($$ select name from vault.secrets where name like 'subscription/acme/%' order by 1 $$, array['subscription/acme/2', 'subscription/acme/3'], 'and of the first nothing is left');
select vault.create_secret('theirs', 'subscription/new/1');
select throws_ok($$ select ops.make_subscription_secret('new', 1) $$, 'OC131', null, 'somebody else''s secret stays theirs');

-- what is kept
update ops.events set at = now() - interval '31 days'; update ops.delivery_attempts set at = now() - interval '8 days' where subscription = 'acme';
select cmp_ok(ops.forget_events(), '>', 0, 'events are kept for 30 days');
select is((select count(*) from ops.events), (select count(distinct place) from ops.deliveries), 'but for those that somebody is to get');
select is_empty($$ select from ops.delivery_attempts where subscription = 'acme' $$, 'attempts for a week');
select * from finish();
rollback;
