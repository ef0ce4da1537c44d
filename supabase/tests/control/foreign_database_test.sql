-- A tenant whose database was there before the platform, or was never made: what would need it is refused.
begin;
select * from no_plan();
select tests.tenants();
select tests.add_tenant('found', 'platform');
delete from control.tenant_databases using control.tenants t where t.id = tenant_id and t.slug = 'found';
select tests.add_backup(slug) from unnest(array['found', 'acme']) slug;
create function pg_temp.ask(p_slug text, p_kind text) returns text language sql as $$
  select tests.refusal(format($f$ select tests.open(%L, %L, p_input => '{"image_tag": "18.1"}') $f$, p_slug, p_kind)) $$;
create temporary table kinds as
select k.kind, t.from_status as status from control.operation_kinds k
join control.tenant_transitions t on t.operation = k.kind and t.event = 'start'
where k.needs_own_database;

create function pg_temp.asked(p_status text) returns setof text language plpgsql as $$
begin
  perform tests.put('found', p_status), tests.put('acme', p_status);
  return query select is(pg_temp.ask('found', kind), format('OC141: Cannot %s tenant "found": the platform did not make its database', kind),
    format('%s is not for what was there before, and is %s', kind, p_status)) from kinds where status = p_status;
  return query select is(pg_temp.ask('acme', kind), 'fine', format('%s is for what the platform made', kind)) from kinds where status = p_status;
end
$$;
select pg_temp.asked('active');
select pg_temp.asked('paused');
select pg_temp.asked('error');
select cmp_ok((select count(distinct kind) from kinds), '>=', 9::bigint, 'all kinds were asked for');
select tests.put('found', 'active'), tests.put('acme', 'active');

select matches(pg_temp.ask('platform', 'backup'), '^OC141: Cannot backup tenant "platform"', 'the platform''s own database is its operator''s');
select is(pg_temp.ask('found', 'decommission'), 'fine', 'it can go all the same');
select matches(tests.refusal($$ select tests.open('found', 'purge', p_input => '{"confirm": "found"}') $$), '^fine$', 'also with its backups');

-- what the step database has noted counts, whatever becomes of the operation, and of the database
create temporary table made as select tests.open('found', 'create', tests.steps('reserve', 'database', 'modules')) as id from tests.put('found', 'provisioning');
select tests.finish(tests.claim()), tests.finish(tests.claim());
select ok(not control.has_ever_made_database(id), 'a step that noted none has made none') from control.tenants where slug = 'found';
select control.note_database(id, gen_random_uuid()::text) from control.tenants where slug = 'found';
select ok(control.has_ever_made_database(id), 'one that is noted is the platform''s') from control.tenants where slug = 'found';
select tests.fail(tests.claim()), tests.work();
select is(tests.tenant('found'), 'error', 'its creation has failed');
select is(pg_temp.ask('found', 'rebuild'), 'fine', 'and it can be rebuilt');
select tests.cancel_operation(o.id, tests.actor('platform_owner')) from control.operations o join control.tenants t on t.id = o.tenant_id where t.slug = 'found' and o.kind = 'rebuild';
select control.forget_database(id) from control.tenants where slug = 'found';
select is(pg_temp.ask('found', 'rebuild'), 'fine', 'also once it was dropped');

-- a retry is asked the same
select tests.put('acme', 'active');
create temporary table failed as select tests.open('acme', 'module_apply') as id;
select tests.fail(tests.claim());
delete from control.tenant_databases using control.tenants t where t.id = tenant_id and t.slug = 'acme';
select matches(tests.refusal(format('select tests.retry_operation(%L, null, tests.actor(''platform_owner''))', id)), '^OC141', 'nor is it retried') from failed;
select * from finish();
rollback;
