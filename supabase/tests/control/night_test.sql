-- Two days of thirty tenants, an hour at a time, with an outage of two hours: nothing is missed, nothing is done
-- twice, and what is late is told in time.
begin;
select * from no_plan();
select tests.empty();
select tests.tenants();
select tests.let_time_pass();
-- Nothing here takes long; what does hangs.
set local statement_timeout = '300s';
delete from vault.secrets where name in ('functions_url', 'functions_secret', 'functions_secret_next');
update ops.retentions set keep = '100 days';
delete from control.tenant_databases;
insert into control.subscription_plans (code, name, backup_hours) values ('often', 'Often', 12) on conflict (code) do update set backup_hours = 12;
select tests.add_tenant(format('night%s', n), 'platform') from generate_series(1, 30) n;
alter table control.tenants disable trigger user;
update control.tenants set odoo_url = format('http://odoo%s.example.com', (substr(slug, 6)::int % 3)), plan_code = case when substr(slug, 6)::int <= 5 then 'often' else 'starter' end where slug like 'night%';
alter table control.tenants enable trigger user;
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret, created_at)
select slug, slug, odoo_url, database, 'bot', 'tenant/' || slug || '/odoo_bot', now() - interval '7 hours' from control.tenants where slug like 'night%';
insert into odoo_seed.drift_states (binding, as_of, snapshot, xid) select name, now(), pg_current_snapshot(), pg_current_xact_id() from ops.odoo_bindings where name like 'night%';
-- All of this is data.
update ops.odoo_bindings set shadow_minutes = 360 where name like 'night%';
update control.cares set every = '4 hours' where care = 'probe';
update control.cares set every = '1 day', first_after = '6 hours', spread = 0.5 where care = 'restore_drill';
update ops.schedules set cadence = '1 hour', last_succeeded_at = clock_timestamp(), changed_at = clock_timestamp() where name = 'odoo-seed-drift-snapshots';
-- The others have nothing to do here.
update ops.schedules set enabled = name in ('control-take-care', 'control-take-shadows', 'odoo-seed-drift-snapshots'), last_succeeded_at = clock_timestamp(), changed_at = clock_timestamp();

create temporary table done (what text, slug text, minute int);
create temporary table told (minute int, late int, ready boolean, most_on_a_server int);
create temporary table broken (slug text primary key, failures_left int);
insert into broken values ('night7', 2);

-- The functions: they work off all that is due.
create function pg_temp.work(p_minute int) returns void language plpgsql as $$
declare
  claim jsonb;
  request ops.work;
  run uuid;
  tenant text;
begin
  for request in select * from ops.v_due_work where kind = 'shadow_request' loop
    delete from ops.work where id = request.id;
    run := odoo_seed.start_run(request.payload ->> 'binding', 'shadow', '{}', 60);
    perform odoo_seed.finish_run(run, 'success', 1, 1, '{}', 1, null);
    insert into done values ('shadow', request.payload ->> 'binding', p_minute);
  end loop;
  loop
    claim := control.claim_care(60);
    exit when claim is null;
    if claim ->> 'care' = 'probe' then
      perform control.finish_probe((claim #>> '{tenant,id}')::uuid, (claim ->> 'token')::uuid, (claim ->> 'claimed_at')::timestamptz, '{"ms": 9, "version": "19.0"}');
    else
      perform control.finish_measure((claim #>> '{tenant,id}')::uuid, (claim ->> 'token')::uuid, '{"users": 3}');
    end if;
    insert into done values (claim ->> 'care', claim #>> '{tenant,slug}', p_minute);
  end loop;
  -- One step a server and tick, as if each took that long.
  for i in 1..3 loop
    claim := tests.claim();
    exit when claim is null;
    tenant := claim #>> '{tenant,slug}';
    if claim #>> '{step,name}' = 'backup' and exists (select from broken b where b.slug = tenant and b.failures_left > 0) then
      update broken set failures_left = failures_left - 1 where slug = tenant;
      perform tests.fail(claim);
      insert into done values ('failed backup', tenant, p_minute);
      continue;
    elsif claim #>> '{step,name}' = 'backup' then
      perform control.finish_backup((control.begin_backup((claim #>> '{operation,id}')::uuid)).id, repeat('a', 64), 1000, '19.0', null, null);
      insert into done values ('backup', tenant, p_minute);
    elsif claim #>> '{step,name}' = 'drill_drop' then
      insert into done values ('restore_drill', tenant, p_minute);
    end if;
    perform tests.finish(claim);
  end loop;
end
$$;

do $$
declare
  minute int := 0;
  step int;
  is_down boolean;
begin
  while minute < 2880 loop
    -- What is told in the outage is looked at more closely.
    is_down := minute between 1440 and 1559;
    with kept as (delete from odoo_seed.drift_snapshots returning *)
    insert into done select 'snapshot', binding, minute from kept where kind = 'total' and binding like 'night%';
    step := case when is_down then 5 else 60 end;
    minute := minute + step;
    perform tests.pass(make_interval(mins => step));
    -- Each row is moved every time: what nobody asks for any more goes, to be quick.
    delete from odoo_seed.sync_runs where finished_at < clock_timestamp() - interval '5 hours';
    -- pg_cron and the functions are down together.
    if not is_down then
      perform ops.tick();
      for worker in 1..8 loop
        perform pg_temp.work(minute);
      end loop;
    end if;
    if minute in (600, 1200) then
      alter table control.tenants disable trigger user;
      update control.tenants set status = case minute when 600 then 'paused' else 'active' end where slug = 'night9';
      alter table control.tenants enable trigger user;
    end if;
    if minute = 1200 then
      insert into control.operations (tenant_id, kind, status, tenant_status, requested_by, started_at, finished_at)
      select id, 'resume', 'succeeded', 'paused', 'ann', clock_timestamp(), clock_timestamp() from control.tenants where slug = 'night9';
    end if;
    insert into told select minute, (select count(*) from ops.v_schedules where late), (api.get_readiness('{}') ->> 'ready')::boolean,
      (select coalesce(max(count), 0) from (select count(*) from control.operations o join control.tenants t on t.id = o.tenant_id where o.kind = 'backup' and o.finished_at is null group by t.odoo_url) servers);
  end loop;
end
$$;

-- nothing is missed
create temporary table gaps as
select what, slug, minute, minute - lag(minute) over (partition by what, slug order by minute) as gap,
  coalesce(lag(minute) over (partition by what, slug order by minute) < 1440 and minute > 1560, false) as over_the_outage
from done where slug <> 'night9';
select is((select count(distinct slug)::int from done where what = care and slug <> 'prov'), 30, 'each tenant has ' || care) from unnest(array['shadow', 'probe', 'measure', 'backup', 'restore_drill']) care;
select is_empty(format('select * from gaps where what = %L and gap > %s and not over_the_outage', what, most), what || ' at least every ' || most || ' minutes')
from (values ('shadow', 420), ('probe', 360), ('measure', 1560)) v (what, most);
select is_empty('select slug, max(gap) from gaps where what = ''backup'' and slug <> ''night7'' and not over_the_outage group by slug having max(gap) > case when substr(slug, 6)::int <= 5 then 720 else 1440 end + 360', 'a backup as often as the plan says, within the turns that its server has');
select is_empty('select * from gaps where over_the_outage and (what, gap) in (select what, gap from gaps where what = ''shadow'' and gap > 540 or what = ''probe'' and gap > 480)', 'what the outage left out is made up for at once');
select is((select min(n) between 43 and 46 from (select count(*) as n from done where what = 'snapshot' group by slug) counts), true, 'drift is kept for each hour but those of the outage');

-- nothing is done twice
select is_empty(format('select * from gaps where what = %L and gap < %s', what, least), what || ' never sooner than ' || least || ' minutes')
from (values ('shadow', 300), ('probe', 180), ('measure', 1140), ('restore_drill', 660)) v (what, least);
select is_empty('select * from gaps where what = ''backup'' and gap < case when substr(slug, 6)::int <= 5 then 600 else 1260 end', 'nor a backup');
select is((select max(most_on_a_server) from told) <= 2, true, 'never more backups at once on a server than it may have');
select is_empty('select * from gaps where what = ''snapshot'' and gap < 60', 'one snapshot an hour');

-- a failed backup is tried again, sooner than its time
select is((select count(*) from done where what = 'failed backup'), 2::bigint, 'a backup failed twice');
select is((select array_agg(minute - first order by minute) <@ array[0, 60, 120] from done, (select min(minute) as first from done where what = 'failed backup') f where slug = 'night7' and what like '%backup' and minute <= first + 120), true, 'and was taken within two hours');

-- a paused tenant is left alone
select is_empty('select * from done where slug = ''night9'' and what <> ''snapshot'' and minute > 600 and minute <= 1200', 'a paused tenant is left alone');
select isnt_empty('select * from done where slug = ''night9'' and minute between 1210 and 1380', 'and cared for as soon as it is back');

-- what is late is told in time
select is((select max(late) from told where minute <= 1440), 0, 'nothing is late before the outage');
select is((select bool_or(ready) from told where minute between 1441 and 1560), false, 'the outage is told at once');
select ok((select min(minute) from told where late > 0) between 1441 and 1460, 'schedules are late when their time is over');
select is((select count(*) from told where minute between 1461 and 1560 and late > 0), 20::bigint, 'as long as it lasts');
select is((select max(late) from told where minute > 1560), 0, 'and no longer');
select is_empty('select slug, care from control.v_care where late', 'nothing is late in the end');
select is_empty('select binding from control.v_shadow_turns where late', 'no shadow either');
select is_empty('select task, object, detail from ops.reconcile_faults where task <> ''control.leave_template''', 'nothing went wrong unseen');
select is_empty('select kind, key from ops.v_dead where kind <> ''step''', 'and nothing was given up');
select * from finish();
rollback;
