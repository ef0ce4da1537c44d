-- Drift is kept hour by hour.
begin;
select * from no_plan();
select tests.empty();
insert into ops.odoo_bindings (name, account_slug, url, database, username, password_secret) values ('b', 'b', 'https://b.example.com', 'b', 'bot', 'secret'), ('never', 'never', 'https://b.example.com', 'b', 'bot', 'secret');
insert into odoo_seed.drift_states (binding, as_of, snapshot, xid) values ('b', now(), pg_current_snapshot(), pg_current_xact_id());
create function pg_temp.drifts(p_kind text, p_ref text) returns void language sql as $$
  insert into odoo_seed.drift_items (id, binding, kind, model, external_ref, winner) values (gen_random_uuid(), 'b', p_kind, 'project.task', p_ref, 'seed') $$;
create function pg_temp.kept() returns text language sql as $$ select string_agg(kind || ' ' || count, ', ' order by kind) from odoo_seed.drift_snapshots where binding = 'b' and at = date_trunc('hour', clock_timestamp()) $$;
select is(odoo_seed.take_drift_snapshots(), 1, 'no drift is kept, too');
select is(pg_temp.kept(), 'total 0', 'as none');
update odoo_seed.drift_snapshots set at = at - interval '1 hour';
select pg_temp.drifts('missing', 'a'), pg_temp.drifts('missing', 'b'), pg_temp.drifts('field', 'c'), pg_temp.drifts('field', 'muted');
insert into odoo_seed.drift_mutes (external_ref, reason, muted_until) values ('muted', 'Known.', now() + interval '1 day');
select is(odoo_seed.take_drift_snapshots(), 3, 'by kind');
select is(pg_temp.kept(), 'field 1, missing 2, total 3', 'what is not muted');
select pg_temp.drifts('name', 'd');
select is(odoo_seed.take_drift_snapshots(), 0, 'once an hour');
select is_empty('select from odoo_seed.drift_snapshots where binding = ''never''', 'a binding that was never compared has none');
update odoo_seed.drift_snapshots set at = at - interval '500 days' where kind = 'total';
select is(odoo_seed.forget_drift_snapshots(), 2, 'and forgotten');

-- runs
create temporary table run as select n, odoo_seed.start_run('b', 'shadow', '{}', 60) as id from generate_series(1, 1) n;
select odoo_seed.finish_run(id, 'success', 1, 1, '{}', 1, null) from run;
insert into run select 2, odoo_seed.start_run('b', 'shadow', '{}', 60);
select odoo_seed.finish_run(id, 'success', 1, 1, '{}', 1, null) from run where n = 2;
update odoo_seed.sync_runs set finished_at = now() - interval '200 days', started_at = started_at - interval '200 days' - make_interval(hours => case when id = (select id from run where n = 1) then 1 else 0 end);
select is(odoo_seed.forget_runs(), 1, 'old runs are forgotten');
select is((select id from odoo_seed.sync_runs), (select id from run where n = 2), 'but for the last that succeeded');
update ops.retentions set keep = '300 days' where what = 'runs';
select is(ops.kept_since('runs') between clock_timestamp() - interval '301 days' and clock_timestamp() - interval '299 days', true, 'for as long as somebody says');
select * from finish();
rollback;
