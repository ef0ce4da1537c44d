-- Drift that a shadow found is mended where the seed wins: with growing pauses, not for ever, and never over a person.
begin;
select plan(25);
select tests.seed();
select tests.drive();
select tests.sync();
create function pg_temp.shadow() returns void language plpgsql as $$
begin
  perform odoo_seed.end_run(tests.run(p_type => 'shadow'), 1, false, 1);
end $$;
create function pg_temp.run() returns odoo_seed.sync_runs language sql as $$ select r from odoo_seed.sync_runs r order by started_at desc limit 1 $$;
-- A run heals: Odoo holds what the seeds say.
create function pg_temp.heals() returns void language sql as $$
  update odoo_seed.shadow_tasks s set name = t.name from odoo_seed.tasks t where t.external_ref = s.external_ref;
  select tests.runs_due();
  select odoo_seed.claim_run((pg_temp.run()).id, 60);
  select odoo_seed.end_run((pg_temp.run()).id, (pg_temp.run()).slice, false, 1) $$;
create function pg_temp.later(p_time interval) returns int language sql as $$
  update odoo_seed.auto_syncs set healed_at = healed_at - p_time;
  update odoo_seed.heals set at = at - p_time;
  select odoo_seed.begin_heals() $$;
create function pg_temp.renames(p_name text, p_ref text default 'T1') returns void language sql as $$
  update odoo_seed.shadow_tasks set name = p_name where external_ref = p_ref;
  select pg_temp.shadow() $$;

select throws_ok('update ops.odoo_bindings set self_heal = true', '23514', null, 'who heals syncs by itself');
update ops.odoo_bindings set auto_sync = true;
delete from odoo_seed.unsynced;
select pg_temp.renames('Renamed');
select is(odoo_seed.begin_heals(), 0, 'drift is not mended unless the binding says so');
update ops.odoo_bindings set self_heal = true;
select is(odoo_seed.begin_heals(), 1, 'then a run begins');
select is((select array[r.run_type, r.cause, r.scope ->> 'projects', r.scope ->> 'prune'] from pg_temp.run() r), array['seed', 'self_heal', '["P"]', 'never'], 'of the project with the drift, which prunes nothing');
select is(odoo_seed.begin_heals(), 0, 'one at a time');
select pg_temp.heals();
select is(odoo_seed.begin_heals(), 0, 'what is mended is left alone');

-- pauses
select pg_temp.renames('Again', 'T2');
select is(odoo_seed.begin_heals(), 0, 'another drift waits a little');
select is(pg_temp.later('2 s'), 1, 'for two seconds');
select pg_temp.heals();
select pg_temp.renames('Again');
select is(pg_temp.later('5 s'), 0, 'and three times as long');
select is(pg_temp.later('2 s'), 1, 'each time');
select pg_temp.heals();
select is((select array_agg(odoo_seed.heal_backoff(n)) from generate_series(1, 7) n), '{2s,6s,18s,54s,162s,5min,5min}', 'up to five minutes');
select pg_temp.renames('And again');
select pg_temp.later('11 minutes');
select is((select heals from odoo_seed.auto_syncs), 1, 'ten quiet minutes end that');
select pg_temp.heals();

-- two systems fight
select pg_temp.renames('Once more');
select is(pg_temp.later('20 minutes'), 0, 'what comes back three times within an hour is healed no more');
select results_eq($$ select data ->> 'ref', data ->> 'field', data ->> 'heals' from ops.events where type = 'sync.heal_stopped' $$, $$ values ('T1', 'name', '3') $$, 'of which an event tells');
select odoo_seed.begin_heals();
select is((select count(*)::int from ops.events where type = 'sync.heal_stopped'), 1, 'once');
select is(pg_temp.later('35 minutes'), 1, 'until the hour is over');
select pg_temp.heals();

-- people
update odoo_seed.shadow_tasks set stage_name = 'Theirs' where external_ref = 'T1';
select pg_temp.shadow();
select is(pg_temp.later('1 day'), 0, 'what people may change stays');
update odoo_seed.tasks set stage_name = 'Ours' where external_ref = 'T1';
delete from odoo_seed.unsynced;
select pg_temp.renames('Theirs');
select is((select string_agg(field || ' ' || winner, ', ' order by field) from odoo_seed.drift_items), 'name seed, stage undecided', 'where both changed something');
select is(pg_temp.later('1 day'), 0, 'nothing is done to the record');
update odoo_seed.tasks set stage_name = 'Theirs' where external_ref = 'T1';
select is(odoo_seed.begin_heals(), 0, 'seeds that changed have their own run first');
delete from odoo_seed.unsynced;
insert into odoo_seed.drift_mutes (external_ref, reason) values ('T1', 'It is known.');
select pg_temp.shadow();
select is(pg_temp.later('1 day'), 0, 'what is muted stays');
delete from odoo_seed.drift_mutes;
update odoo_seed.drift_items set muted_until = '-infinity';

-- what keeps it waiting
select ops.put_hold(null, null, 'Freeze.');
select is(pg_temp.later('1 day'), 0, 'a hold keeps it waiting');
select ops.lift_hold(id) from ops.holds;
update ops.odoo_bindings set plans_need_approval = true;
select is(pg_temp.later('1 day'), 1, 'where plans need approval');
select is((pg_temp.run()).run_type, 'plan', 'it makes a plan');
update odoo_seed.sync_runs set plan_hash = 'x', plan_expires_at = clock_timestamp() + interval '1 hour' where id = (pg_temp.run()).id;
select odoo_seed.finish_run((pg_temp.run()).id, 'success', null, null, null, 1, null), pg_temp.shadow();
select is(pg_temp.later('1 day'), 0, 'and no other while that waits');

select * from finish();
rollback;
