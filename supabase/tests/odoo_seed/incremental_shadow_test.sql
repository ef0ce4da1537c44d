-- The incremental shadow: when all is read, which spans of write_dates differ, what is due.
begin;
select * from no_plan();
select tests.seed();
select tests.sync();
create temporary table run as select tests.run() as id;
update odoo_seed.shadow_tasks set odoo_write_uid = 9, tag_odoo_ids = '{3}', depends_on_odoo_ids = '{7}', stage_odoo_id = 4;
create function pg_temp.due() returns int[] language sql as
  $$ select coalesce(array_agg(odoo_id order by odoo_id), '{}') from odoo_seed.shadow_due $$;
create function pg_temp.starts_full(p_full boolean default false) returns boolean language sql as
  $$ select b.is_full from run, odoo_seed.begin_observation(run.id, p_full) b $$;

-- when all is read
select ok(pg_temp.starts_full(), 'without a state all is read');
select odoo_seed.note_clock(id, true, '2026-01-01 00:00Z') from run;
select ok(pg_temp.starts_full(), 'an observation that never ended is no state');
select odoo_seed.note_clock(id, true, '2026-01-01 00:00Z') from run;
select odoo_seed.complete_observation(id, true) from run;
select ok(not pg_temp.starts_full(), 'after a full one only changes are');
select ok(pg_temp.starts_full(true), 'all is read on request');
update ops.odoo_bindings set full_shadow_hours = 0;
select ok(pg_temp.starts_full(), 'or when the last full one is too old');
update ops.odoo_bindings set full_shadow_hours = 24;

-- the window follows Odoo's clock, not ours
select is((select since from run, odoo_seed.begin_observation(run.id, false)), '2025-12-31 23:55Z'::timestamptz, 'a late transaction is waited for');
select is(pg_temp.due(), '{101,102}', 'what was seen in the second of its writing is read again');
delete from odoo_seed.shadow_due;
create function pg_temp.odoo_now() returns timestamptz language sql as
  $$ select date_trunc('minute', clock_timestamp() + odoo_ahead) from odoo_seed.shadow_state $$;
update odoo_seed.shadow_state set odoo_ahead = '2026-01-01 01:00Z' - clock_timestamp();
select odoo_seed.note_clock(id, false, '2026-01-01 00:00Z') from run;
select is((select date_trunc('minute', next_clock) from odoo_seed.shadow_state), '2026-01-01 01:00Z'::timestamptz, 'Odoo''s clock ran as long as ours');
update odoo_seed.shadow_tasks set odoo_write_at = '2026-01-01 02:00Z' where odoo_id = 101;
select odoo_seed.note_written(id) from run;
select is(pg_temp.odoo_now(), '2026-01-01 02:00Z', 'Odoo''s clock has reached what was written and read back');
update odoo_seed.shadow_tasks set odoo_write_at = '2026-01-01 00:00Z' where odoo_id = 101;
select odoo_seed.note_written(id) from run;
select is(pg_temp.odoo_now(), '2026-01-01 02:00Z', 'and never runs back');
select odoo_seed.note_clock(id, true, '2026-01-01 00:00Z') from run;
select is(pg_temp.odoo_now(), '2026-01-01 00:00Z', 'but a full observation believes Odoo again');

-- buckets
create function pg_temp.differing(p_grain text, p_buckets jsonb) returns text language sql as $$
  select d.ranges::text from run, odoo_seed.differing_buckets(run.id, p_grain, '{[1970-01-01Z,infinity)}', p_buckets) d $$;
set local time zone 'UTC';
select is(pg_temp.differing('day', '[{"at": "2026-01-01Z", "count": 2, "ids": 203, "writers": 18}]'), null, 'equal digests differ nowhere');
select is(pg_temp.differing('day', digest), '{["2026-01-01 00:00:00+00","2026-01-02 00:00:00+00")}', 'a digest differs: ' || digest::text)
from unnest(array[
  '[{"at": "2026-01-01Z", "count": 1, "ids": 203, "writers": 18}]', '[{"at": "2026-01-01Z", "count": 2, "ids": 204, "writers": 18}]',
  '[{"at": "2026-01-01Z", "count": 2, "ids": 203, "writers": 19}]', '[]']::jsonb[]) digest;
select is(pg_temp.differing('second', '[{"at": "2026-01-01Z", "count": 2, "ids": 203, "writers": 18}, {"at": "2026-01-01 00:01Z", "count": 1, "ids": 1, "writers": 1}]'),
  '{["2026-01-01 00:01:00+00","2026-01-01 00:01:01+00")}', 'a bucket that only Odoo has differs');

-- what is due
create function pg_temp.due_after(p_call text) returns int[] language sql as $$
  select tests.after(format('select %s from run', p_call), 'select pg_temp.due()::text')::int[] $$;
select is(pg_temp.due_after($$odoo_seed.note_due_written(id, '{[2026-01-01Z,2026-01-02Z)}', '{101,105}', '{2026-01-01Z,2026-01-01Z}', '{9,9}')$$),
  '{102,105}', 'what only one side knows is due');
select is(pg_temp.due_after($$odoo_seed.note_due_written(id, '{[2026-01-01Z,2026-01-02Z)}', '{101,102}', '{2026-01-01 00:01Z,2026-01-01Z}', '{9,8}')$$),
  '{101,102}', 'another moment or writer makes a task due');
select is(pg_temp.due_after($$odoo_seed.note_due_links(id, 'tag', '{"3": [101]}')$$), '{102}', 'a tag that a task lost');
select is(pg_temp.due_after($$odoo_seed.note_due_links(id, 'tag', '{"4": [101]}')$$), '{101}', 'or got');
select is(pg_temp.due_after($$odoo_seed.note_due_links(id, 'dependency', '{"7": []}')$$), '{101,102}', 'a dependency that tasks lost');
select is(pg_temp.due_after($$odoo_seed.note_due_links(id, 'dependency', '{"7": [101, 102]}')$$), '{}', 'equal links make nothing due');
select odoo_seed.observe_labels(id, 'stage', '[{"odoo_id": 4, "label": "To Do", "projects": [11]}]') from run;
select is(pg_temp.due(), '{101,102}', 'a label that was not known makes its tasks due');
delete from odoo_seed.shadow_due;
select is(pg_temp.due_after($$odoo_seed.observe_labels(id, 'stage', '[{"odoo_id": 4, "label": "To Do", "projects": [11]}]')$$), '{}', 'the same label nothing');
select is(pg_temp.due_after($$odoo_seed.observe_labels(id, 'stage', '[{"odoo_id": 4, "label": "To Do", "projects": [11, 12], "active": false}]')$$), '{}', 'nor does one that another project has, too');
select is(pg_temp.due_after($$odoo_seed.observe_labels(id, 'stage', '[{"odoo_id": 4, "label": "Open"}]')$$), '{101,102}', 'another name does');
select is(pg_temp.due_after($$odoo_seed.observe_labels(id, 'stage', '[]')$$), '{101,102}', 'and so does a stage that is gone');

-- what was due and is not there is gone
insert into odoo_seed.shadow_due (binding, odoo_id) values ('default', 101), ('default', 102);
select is((select array_agg(d) from run, odoo_seed.due_tasks(run.id, 1) d), '{101}', 'due tasks come by id');
select odoo_seed.observe_tasks(id, clock_timestamp(), 0, 0, '[]', array[101]) from run;
select is(pg_temp.due(), '{102}', 'what was read is not due any more');
select is((select array_agg(odoo_id) from odoo_seed.shadow_tasks), '{102}', 'and is forgotten where Odoo has it no more');
select ok(not odoo_seed.prefer_full(id), 'a little that is due is read by itself') from run;

-- a page in which some could not be told from others
insert into odoo_seed.shadow_due (binding, odoo_id) values ('default', 102) on conflict do nothing;
select odoo_seed.observe_tasks(id, clock_timestamp(), 0, 1000, '[]', array[102], p_whole => false) from run;
select is(pg_temp.due(), '{}', 'what such a page held is not due any more');
select is((select array_agg(odoo_id) from odoo_seed.shadow_tasks), '{102}', 'and nothing is forgotten because of it');

-- write dates that say nothing
select odoo_seed.note_clock(id, true, '9998-01-01Z') from run;
select is((select next_clock from odoo_seed.shadow_state), null, 'a moment that is yet to come says nothing of Odoo''s clock');
select odoo_seed.complete_observation(id, true) from run;
select is((select since from run, odoo_seed.begin_observation(run.id, false)), 'epoch'::timestamptz, 'so that all is compared second by second');
delete from odoo_seed.shadow_due;
update odoo_seed.shadow_tasks set odoo_write_at = '9998-01-01Z';
select odoo_seed.note_clock(id, true, clock_timestamp() - interval '5 s') from run;
select odoo_seed.note_written(id) from run;
select ok((select odoo_ahead < '0 s' from odoo_seed.shadow_state), 'nor does one that was read back');
update odoo_seed.shadow_tasks set odoo_write_at = 'epoch', odoo_write_uid = 9;
select is_empty($$ select d.* from run, odoo_seed.differing_buckets(id, 'day', '{[epoch,2026-01-01)}', '[{"at": "1970-01-01T00:00:00Z", "count": 1, "ids": 102, "writers": 9}]') d $$,
  'tasks without a moment are compared as of 1970');
select is_empty($$ select d.* from run, odoo_seed.differing_buckets(id, 'day', '{[2026-01-01,2026-02-01)}', '[{"at": "1234-01-01T00:00:00Z", "count": 1, "ids": 5, "writers": 9}]') d $$,
  'a span that nobody asked about is no difference');

-- how much comes at once
select odoo_seed.learn_page_rows(id, 8) from run;
select is((select page_rows from odoo_seed.shadow_state), 8, 'how many tasks fit into an answer is kept');
select odoo_seed.learn_page_rows(id, null) from run;
select is((select page_rows from odoo_seed.shadow_state), null, 'and forgotten when all do');

select * from finish();
rollback;
