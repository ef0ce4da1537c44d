-- Saved plans: a run applies exactly the plan that was looked at, or nothing.
begin;
select plan(25);
select tests.seed();
select tests.sync();
select tests.drive();
create temporary table saved (id uuid);
create temporary table run (id uuid);
create function pg_temp.keep() returns text language plpgsql as $$
begin
  delete from odoo_seed.sync_runs;
  delete from saved;
  insert into saved select tests.open_run('default', 'plan');
  perform odoo_seed.plan_run(id, 1) from saved;
  perform odoo_seed.end_run(id, 1, false, 1) from saved;
  return (select plan_hash from odoo_seed.sync_runs);
end
$$;
create function pg_temp.apply() returns int language plpgsql as $$
begin
  delete from run;
  delete from odoo_seed.sync_runs where status = 'running';
  insert into run select tests.open_run('default', 'seed', jsonb_build_object('plan', id)) from saved;
  return (select odoo_seed.plan_run(id, 1) from run);
end
$$;
create function pg_temp.plan_again() returns int language sql as $$
  update odoo_seed.sync_runs set passes_left = 2 where status = 'running';
  select odoo_seed.plan_run(id, 1) from run $$;

-- what the hash knows
update odoo_seed.tasks set name = 'New one' where external_ref = 'T1';
create temporary table hash as select pg_temp.keep() as first;
select is(pg_temp.keep(), first, 'equal plans have equal hashes') from hash;
select is(tests.after($$ update odoo_seed.shadow_tasks set description = '<p>theirs</p>' $$, 'select pg_temp.keep()'), first, 'fields that the plan does not touch are not in it') from hash;
select isnt(tests.after($$ update odoo_seed.tasks set name = 'Other' where external_ref = 'T1' $$, 'select pg_temp.keep()'), first, 'another value is another plan') from hash;
select isnt(tests.after($$ update odoo_seed.shadow_tasks set name = 'Theirs' where external_ref = 'T1' $$, 'select pg_temp.keep()'), first, 'another value in Odoo, too') from hash;
select isnt(tests.after($$ update odoo_seed.tasks set name = 'Other' where external_ref = 'T2' $$, 'select pg_temp.keep()'), first, 'and one row more') from hash;
select isnt(tests.after($$ update odoo_seed.shadow_tasks set odoo_id = 999 where external_ref = 'T1' $$, 'select pg_temp.keep()'), first, 'and another record') from hash;
select is(tests.after($$ insert into odoo_seed.projects (external_ref, name, company_name) values ('B', 'B', 'Nowhere') $$, 'select pg_temp.keep()'), first, 'what cannot be done is not in it') from hash;

-- applied
select is(pg_temp.apply(), 1, 'a plan that holds is applied');
select throws_ok($$ select tests.after('update odoo_seed.tasks set name = ''Other'' where external_ref = ''T2''', 'select pg_temp.apply()') $$, 'OC007',
  format('Cannot apply plan %s: Postgres or Odoo has moved since', id), 'one that Postgres has moved away from is not') from saved;
select throws_ok($$ select tests.after('update odoo_seed.shadow_tasks set name = ''Theirs'' where external_ref = ''T1''', 'select pg_temp.apply()') $$, 'OC007', null, 'nor one that Odoo has');
select throws_ok($$ select tests.after('update odoo_seed.shadow_tasks set name = ''New one'' where external_ref = ''T1''', 'select pg_temp.apply()') $$, 'OC007', null, 'nor one that was applied already');

-- what comes while it is applied is not in it
select pg_temp.apply();
update odoo_seed.tasks set name = 'Too late' where external_ref = 'T2';
select is(pg_temp.plan_again(), 1, 'after a cut-off it goes on with what is left of the plan');
select results_eq($$ select distinct external_ref from odoo_seed.run_actions join run on run_id = id where state = 'open' $$, $$ values ('T1') $$, 'and with nothing that came since');
update odoo_seed.tasks set name = 'Too late' where external_ref = 'T1';
select is(pg_temp.plan_again(), 0, 'a row that was to be written and has moved is left');
select results_eq('select external_ref, code, message from odoo_seed.sync_run_errors', $$ values ('T1', 'plan_stale', 'Cannot apply the plan here: the seed or the record has moved since.') $$, 'and told, once');
select is(pg_temp.plan_again(), 0, 'as often as it comes back');
select is((select count(*) from odoo_seed.sync_run_errors), 1::bigint, 'it is told once');
select is(odoo_seed.run_progress(id), '{"update": {"total": 1, "done": 0, "failed": 1}}', 'as failed') from run;
select is(odoo_seed.end_run(id, 1, false, 1), 'partial', 'and so is the run') from run;
update odoo_seed.tasks set name = 'New one' where external_ref = 'T1';
update odoo_seed.tasks set name = 'Task two' where external_ref = 'T2';

-- which plans there are
select is((odoo_seed.saved_plan(id)).run_type, 'plan', 'a plan is known by its run') from saved;
select throws_ok('select odoo_seed.saved_plan(id) from run', 'OC004', null, 'a run that is no plan is none');
select throws_matching('select odoo_seed.saved_plan(gen_random_uuid())', 'there is none$', 'nor is one that is not there');
create temporary table keyed as select tests.open_run('default', 'seed', jsonb_build_object('plan', id), 'k') as id from saved;
update odoo_seed.sync_runs set plan_expires_at = clock_timestamp() - interval '1 s' where id = (select id from saved);
select is(tests.open_run('default', 'seed', jsonb_build_object('plan', saved.id), 'k'), keyed.id, 'a repeated request is answered when the plan has expired, too') from saved, keyed;
update odoo_seed.sync_runs set status = 'failed', finished_at = now() where status = 'running';
select throws_matching('select pg_temp.apply()', '^Cannot apply plan .+: it expired at ', 'a new one is refused');
select throws_ok('select odoo_seed.replay_run(id) from keyed', 'OC007', null, 'so is a replay');

select * from finish();
rollback;
