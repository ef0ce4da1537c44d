-- Dates: what is no ISO date is not read month first, and is refused where its year has four digits.
begin;
select plan(6);
select is(current_setting('datestyle'), 'ISO, YMD', 'every new connection reads dates year first');
select is_empty($$ select s.setrole::regrole, setting from pg_db_role_setting s cross join unnest(s.setconfig) setting
  where setting ilike 'datestyle=%' and setting not ilike 'datestyle=iso, ymd' $$, 'and no role reads them otherwise');
select throws_ok($$ select '05.12.2026'::date $$, '22008', null, 'a day before its month is refused');
select throws_ok($$ select '12/05/2026'::date $$, '22008', null, 'as is one behind it');
select is('2026-12-05'::date, make_date(2026, 12, 5), 'an ISO date is read');
select is('05.12.26'::date, make_date(2005, 12, 26), 'two digits come first as a year, too');
select * from finish();
rollback;
