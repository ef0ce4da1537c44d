-- Health and sync: what operations and runs have just seen of a tenant's Odoo.
begin;
select plan(26);
select tests.tenants();
select tests.add_tenant('room', 'prov', 'internal', 'schema');
create function pg_temp.health(p_slug text) returns text language sql as $$
  select h.state from control.tenant_health h join control.tenants t on t.id = h.tenant_id where t.slug = p_slug $$;
create function pg_temp.sync(p_slug text) returns text language sql as $$
  select s.state || ' ' || s.drift from control.tenant_sync s join control.tenants t on t.id = s.tenant_id where t.slug = p_slug $$;
create function pg_temp.ends(p_slug text, p_kind text, p_code text default null) returns text language plpgsql as $$
declare
  operation uuid := tests.open(p_slug, p_kind);
begin
  if p_code is null then
    perform tests.work();
  else
    perform tests.fail_with(tests.claim(), p_code);
    for i in 1..5 loop
      perform tests.pass_time();
      perform tests.fail_with(c, p_code) from tests.claim() c where c is not null;
    end loop;
  end if;
  perform tests.approve_operation(operation, tests.actor('platform_owner', null, 'bob')) where tests.operation(operation) = 'waiting_approval';
  perform tests.work();
  return tests.operation(operation);
end
$$;

select is(pg_temp.health('acme'), null, 'nobody has looked');
select is(pg_temp.ends('acme', 'backup'), 'succeeded', 'an operation worked');
select is(pg_temp.health('acme'), 'healthy', 'so its Odoo did');
select matches((select detail from control.tenant_health), '^The operation backup [0-9a-f-]{36} has succeeded\.$', 'what was seen is told');
select is(pg_temp.ends('acme', 'pause'), 'succeeded', 'it was paused');
select is(pg_temp.health('acme'), 'unknown', 'nobody is served');
select is(pg_temp.ends('acme', 'resume'), 'succeeded', 'and resumed');
select is(pg_temp.health('acme'), 'healthy', 'it serves again');
select is(pg_temp.ends('acme', 'module_apply', 'misconfigured'), 'failed', 'one failed');
select is(tests.tenant('acme') || ' ' || pg_temp.health('acme'), 'error degraded', 'and left something unwell');
select matches((select detail from control.tenant_health), 'left something unwell: No\.$', 'with the reason');
select tests.add_backup('sub');
delete from control.tenant_health;
select is(pg_temp.ends('sub', 'restore_drill'), 'succeeded', 'a drill');
select is(pg_temp.health('sub'), null, 'says nothing of the tenant');
select tests.put('room', 'provisioning');
select is(pg_temp.ends('room', 'create') || coalesce(pg_temp.health('room'), ' unseen'), 'succeeded unseen', 'who shares a database has no Odoo of its own');
select is(control.health_by_error(code), expected, code) from (values ('odoo_unreachable', 'unreachable'), ('odoo_timeout', 'unreachable'), ('odoo_busy', 'degraded'), ('not_found', null)) v (code, expected);

-- runs of its binding
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('sub', 'sub', 'https://sub.example.com', 'odoo_sub', 'bot', 'secret');
create function pg_temp.run(p_type text, p_status text, p_counts jsonb default null, p_scope jsonb default '{}', p_error jsonb default null, p_binding text default 'sub') returns text language plpgsql as $$
declare
  run uuid := odoo_seed.start_run(p_binding, p_type, '{}', 60);
begin
  update odoo_seed.sync_runs set scope = p_scope where id = run;
  perform odoo_seed.finish_run(run, p_status, 0, 0, p_counts, 1, p_error);
  return concat_ws(' ', pg_temp.health('sub'), pg_temp.sync('sub'));
end
$$;
select is(pg_temp.run('plan', 'success', '{"create": 1}'), 'healthy', 'a dry run reached its Odoo, and counts no drift');
select is(pg_temp.run('shadow', 'success'), 'healthy', 'nor does a shadow that was told not to');
select is(pg_temp.run('shadow', 'success', '{"missing": 2}'), 'healthy drifted {"missing": 2}', 'a shadow found drift');
select is(pg_temp.run('seed', 'success', '{"create": 2}', '{"projects": ["P"]}'), 'healthy drifted {"missing": 2}', 'a seeding of a part does not mend all');
select is(pg_temp.run('seed', 'failed', null, '{}', '{"code": "odoo_unreachable", "detail": "Gone."}'), 'unreachable drifted {"missing": 2}', 'an Odoo that does not answer');
select is(pg_temp.run('seed', 'success', '{"create": 2}'), 'healthy in_sync {}', 'a seeding of all');
select is(pg_temp.run('seed', 'partial', '{"create": 2}'), 'healthy drifted {}', 'which did not go through for each record');
select is((select count(*) from control.tenant_health), 1::bigint, 'one row a tenant');
select * from finish();
rollback;
