-- Sync windows: allow and deny, by the clocks of a time zone, also when those are changed.
begin;
select plan(38);
select tests.empty();
select tests.add_binding('b', 'b');
create function pg_temp.window(p_kind text, p_cron text, p_lasts interval, p_zone text default 'UTC', p_manual boolean default false, p_binding text default 'b') returns void language sql as $$
  insert into ops.sync_windows (binding, kind, cron, lasts, time_zone, manual) values (p_binding, p_kind, p_cron, p_lasts, p_zone, p_manual) $$;
create function pg_temp.none() returns void language sql as 'delete from ops.sync_windows';
create function pg_temp.opens(p_at timestamptz, p_manual boolean default false) returns timestamptz language sql as $$ select ops.sync_opens_at('b', p_at, p_manual) $$;

select is(ops.sync_open('b', '2026-05-04 12:00Z'), true, 'without windows runs begin at any time');
select is(pg_temp.opens('2026-05-04 12:00Z'), '2026-05-04 12:00Z'::timestamptz, 'now');

-- allow
select pg_temp.window('allow', '0 22 * * 1-5', '4 hours');
select is(ops.sync_open('b', at::timestamptz), open, at) from (values
  ('2026-05-04 21:59:59Z', false), ('2026-05-04 22:00Z', true), ('2026-05-05 01:59:59Z', true), ('2026-05-05 02:00Z', false),
  ('2026-05-09 01:00Z', true), ('2026-05-09 22:30Z', false)) v (at, open);
select is(pg_temp.opens('2026-05-04 12:00Z'), '2026-05-04 22:00Z'::timestamptz, 'outside of what allows it waits');
select is(pg_temp.opens('2026-05-09 03:00Z'), '2026-05-11 22:00Z'::timestamptz, 'over a weekend');
select is(ops.sync_open('default', '2026-05-04 12:00Z'), true, 'another binding does not');

-- deny wins
select pg_temp.window('deny', '0 23 * * *', '90 minutes', p_binding => null);
select is(ops.sync_open('b', '2026-05-04 23:10Z'), false, 'what denies wins');
select is(pg_temp.opens('2026-05-04 23:10Z'), '2026-05-05 00:30Z'::timestamptz, 'until it ends');
select is(pg_temp.opens('2026-05-04 22:59Z'), '2026-05-04 22:59Z'::timestamptz, 'before it, runs begin');
select is(ops.sync_open('default', '2026-05-04 23:10Z'), false, 'a window without a binding is for all');
select pg_temp.window('deny', '30 0 5 5 *', '2 hours');
select is(pg_temp.opens('2026-05-04 23:10Z'), '2026-05-05 22:00Z'::timestamptz, 'from one that denies to the next, and to the next that allows');
select pg_temp.none();
select pg_temp.window('deny', '* * * * *', '1 minute');
select is(pg_temp.opens('2026-05-04 12:00Z'), null, 'who is always denied is told of no time');
select pg_temp.none();
select pg_temp.window('deny', '0 0 1 * *', '7 days');
select is(pg_temp.opens('2026-05-03 12:00Z'), '2026-05-08 00:00Z'::timestamptz, 'a window may last a week');

-- asked for
select pg_temp.none();
select pg_temp.window('deny', '0 8 * * *', '8 hours', p_manual => true);
select is(ops.sync_open('b', '2026-05-04 12:00Z', true), true, 'what somebody asks for begins where the window lets it');
select is(ops.sync_open('b', '2026-05-04 12:00Z'), false, 'what nobody asked for does not');
select pg_temp.window('deny', '0 11 * * *', '2 hours');
select is(ops.sync_open('b', '2026-05-04 12:00Z', true), false, 'all that deny have to let it');
select is(pg_temp.opens('2026-05-04 12:00Z', true), '2026-05-04 13:00Z'::timestamptz, 'until the last that does not ends');
select pg_temp.none();
select pg_temp.window('allow', '0 22 * * *', '1 hour', p_manual => true);
select is(ops.sync_open('b', '2026-05-04 12:00Z', true), true, 'so does one that allows');
select is(ops.sync_open('b', '2026-05-04 12:00Z'), false, 'and keeps others');

-- clocks are changed: Berlin on 2026-03-29 from 02:00 to 03:00, on 2026-10-25 from 03:00 to 02:00
select pg_temp.none();
select pg_temp.window('allow', '0 9 * * *', '1 hour', 'Europe/Berlin');
select is(pg_temp.opens('2026-03-28 12:00Z'), '2026-03-29 07:00Z'::timestamptz, 'nine o''clock is nine by the clocks there, in summer');
select is(pg_temp.opens('2026-03-27 12:00Z'), '2026-03-28 08:00Z'::timestamptz, 'and in winter');
select pg_temp.none();
select pg_temp.window('allow', '30 2 * * *', '1 hour', 'Europe/Berlin');
select is(pg_temp.opens('2026-03-28 12:00Z'), '2026-03-29 01:30Z'::timestamptz, 'a time that the clocks skip is not skipped');
select is(ops.sync_open('b', '2026-03-29 02:29Z'), true, 'it lasts as long as any');
select is(ops.sync_open('b', '2026-03-29 02:30Z'), false, 'and no longer');
select is((select array_agg(m) from generate_series('2026-10-24 20:00Z'::timestamptz, '2026-10-25 06:00Z', '10 minutes') m where ops.sync_open('b', m)),
  (select array_agg(m) from generate_series('2026-10-25 01:30Z'::timestamptz, '2026-10-25 02:20Z', '10 minutes') m), 'a time that they repeat comes once');
select pg_temp.none();
select pg_temp.window('deny', '0 22 * * *', '8 hours', 'Europe/Berlin');
select is(pg_temp.opens('2026-03-28 23:00Z'), '2026-03-29 05:00Z'::timestamptz, 'a night of a changed clock has its hours, by time that passes');
select is((ops.next_cron_moment('0 0 29 2 *', '2026-03-01Z', 'Asia/Manila')), '2028-02-28 16:00Z'::timestamptz, 'rare days are found');

-- what is no window
select throws_ok(format('select pg_temp.window(%L, %L, %L, %L)', kind, cron, lasts, zone), '23514', null, why) from (values
  ('maybe', '0 1 * * *', '1 hour', 'UTC', 'a window allows or denies'), ('allow', '10 minutes', '1 hour', 'UTC', 'by a cron line'),
  ('allow', '0 25 * * *', '1 hour', 'UTC', 'that means something'), ('allow', '0 1 * * *', '10 seconds', 'UTC', 'for a minute'),
  ('allow', '0 1 * * *', '8 days', 'UTC', 'to a week'), ('allow', '0 1 * * *', '1 hour', 'Mars/Base', 'where there are clocks')) v (kind, cron, lasts, zone, why);

select * from finish();
rollback;
