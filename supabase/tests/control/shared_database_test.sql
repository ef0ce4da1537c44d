-- Who shares a database: nothing is taken from tenants that live, and nothing asked of one alone that happens to all.
begin;
select * from no_plan();
select tests.tenants();
select tests.add_tenant('scout', 'prov', 'client', 'schema'), tests.add_tenant('scout-two', 'prov', 'client', 'schema');
select tests.add_backup('prov');
create function pg_temp.ask(p_slug text, p_kind text, p_input jsonb default '{}') returns text language sql as $$
  select tests.refusal(format('select tests.put(%L, (select from_status from control.tenant_transitions where operation = %L and event = ''start'' order by from_status limit 1)); select tests.open(%L, %L, p_input => %L)',
    p_slug, p_kind, p_slug, p_kind, '{"image_tag": "18.1"}' || jsonb_build_object('confirm', p_slug) || p_input)) $$;

-- the one whose database it is
select matches(pg_temp.ask('prov', kind), format('^OC124: Cannot %s tenant "prov": its database is shared by "scout", "scout-two"$', kind), kind || ' would take it from them')
from unnest(array['pause', 'rebuild', 'restore', 'decommission', 'purge']) kind;
select is(pg_temp.ask('prov', kind), 'fine', kind || ' leaves them what they have')
from unnest(array['resume', 'module_apply', 'upgrade_image', 'backup', 'restore_drill', 'reset_password', 'rotate_key', 'retire_key']) kind;
select is(pg_temp.ask('prov', 'restore', '{"shared_with": ["scout", "scout-two"]}'), 'fine', 'a restoration may be agreed on by name');
select matches(pg_temp.ask('prov', 'restore', '{"shared_with": ["scout"]}'), 'is shared by "scout-two"$', 'of all of them');
select matches(pg_temp.ask('prov', 'pause', '{"shared_with": ["scout", "scout-two"]}'), '^OC124', 'nothing else may');
select tests.put('scout-two', 'provisioning');
select matches(pg_temp.ask('prov', 'pause'), 'is shared by "scout", "scout-two"$', 'one that is only stored counts');
select tests.put('scout-two', 'decommissioned');
select matches(pg_temp.ask('prov', 'pause'), 'is shared by "scout"$', 'one that is gone does not');
select tests.put('scout', 'decommissioned');
select is(pg_temp.ask('prov', kind), 'fine', kind || ' once nobody is left') from unnest(array['pause', 'rebuild', 'restore']) kind;
select is(pg_temp.ask('acme', kind), 'fine', kind || ' of a database that nobody shares') from unnest(array['pause', 'rebuild', 'decommission', 'purge']) kind;
select tests.put('scout', 'active');

-- the one who shares it
select matches(pg_temp.ask('scout', kind), format('^OC124: Cannot %s tenant "scout": it shares the database of "prov"$', kind), kind || ' would happen to prov')
from control.operation_kinds where needs_own_database;
select set_eq('select kind from control.operation_kinds where needs_own_database',
  array['pause', 'resume', 'rebuild', 'module_apply', 'upgrade_image', 'reset_password', 'rotate_key', 'retire_key', 'backup', 'restore', 'restore_drill'], 'which is all that touches the database');
select is(pg_temp.ask('scout', kind), 'fine', kind || ' is its own business') from unnest(array['create', 'decommission', 'purge']) kind;
create function pg_temp.hint(p_statement text) returns text language plpgsql as $$
declare hint text;
begin
  execute p_statement;
  return 'fine';
exception when others then
  get stacked diagnostics hint = pg_exception_hint;
  return hint;
end
$$;
select matches(pg_temp.hint($$ select tests.open('prov', 'pause') $$), 'decommission them first', 'it says what to do');
select matches(pg_temp.hint($$ select tests.open('prov', 'restore') $$), 'name them in "shared_with"', 'and how a restoration is agreed on');
select matches(pg_temp.hint($$ select tests.open('scout', 'pause') $$), 'Ask it of the tenant whose database it is', 'or whom to ask');

-- nobody comes while it is taken
select tests.put('scout', 'decommissioned');
create temporary table taking as select tests.open('prov', 'restore') as id;
select matches(tests.refusal($$ select tests.add_tenant('late', 'prov', 'client', 'schema') $$), '^OC124: Cannot store tenant "late": operation .* \(restore\) takes', 'a tenant that would share it is refused');
select is(tests.refusal($$ select tests.add_tenant('late', 'prov') $$), 'fine', 'one with a database of its own is not');
select tests.cancel_operation(id, tests.actor('platform_owner')) from taking;
select tests.add_tenant('late', 'prov', 'client', 'schema');
select is(tests.tenant('late'), 'active', 'afterwards it may come');
select matches(tests.refusal(format('select tests.retry_operation(%L, null, %L)', id, tests.actor('platform_owner'))), '^OC124.*shared by "late"', 'and a retry finds it') from taking;
select tests.put('late', 'decommissioned');
select is(tests.refusal(format('select tests.retry_operation(%L, null, %L)', id, tests.actor('platform_owner'))), 'fine', 'until it has gone') from taking;
select tests.open('prov', 'backup');
select is(tests.refusal($$ select tests.add_tenant('later', 'prov', 'client', 'schema') $$), 'fine', 'an operation that takes nothing holds nobody up');
select * from finish();
rollback;
