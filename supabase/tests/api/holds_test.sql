-- Holds, sync windows and what syncs by itself, through the API: by whom, and what is shown to whom.
begin;
select * from no_plan();
select tests.seed();
select tests.tenants();
select tests.drive();
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values
  ('acme', 'acme', 'https://acme.example.com', 'd', 'u', 's'), ('sub', 'sub', 'https://sub.example.com', 'd', 'u', 's');
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('owner', tests.person_as('owner', 'prov')), ('sub', tests.person_as('owner', 'sub')), ('viewer', tests.person_as('viewer', 'acme')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
create function pg_temp.code(p_who text, p_function text, p_args jsonb default '{}') returns text language sql as $$
  select coalesce(substring(pg_temp.as(p_who, p_function, p_args) #>> '{}' from '^OC\d+'), 'done') $$;

-- holds: denial first
select is(pg_temp.code(who, 'put_hold', '{"reason": "Freeze."}'), 'OC103', who || ' does not hold everything') from people where who not like 'platform%' order by who;
select is(pg_temp.code(who, 'put_hold', '{"reason": "Freeze.", "tenant": "sub"}'), code, who || ' and a tenant') from (values ('sub', 'OC103'), ('viewer', 'OC004'), ('nobody', 'OC004'), ('owner', 'done')) v (who, code);
select is(pg_temp.code(who, 'put_hold', '{"reason": "Freeze.", "binding": "sub"}'), code, who || ' and a binding') from (values ('sub', 'OC103'), ('viewer', 'OC004'), ('owner', 'done')) v (who, code);
select is(pg_temp.code('platform_operator', 'put_hold', args), 'OC151', args::text) from unnest(array[
  '{"reason": "", "binding": "sub"}', '{"reason": "Both.", "binding": "sub", "tenant": "sub"}', '{"binding": "sub"}', '{"reason": "Late.", "until": "2001-01-01T00:00:00Z"}']::jsonb[]) args;
select is(pg_temp.as('platform_operator', 'put_hold', '{"reason": "Freeze."}') - 'id' - 'put_at' - 'put_by', '{"binding": null, "tenant": null, "reason": "Freeze.", "until": null, "lifted_by": null, "lifted_at": null, "active": true}', 'an operator holds everything');
select matches((select put_by from ops.holds where num_nonnulls(binding, tenant) = 0), '^platform-operator@', 'by name');
select is((pg_temp.as(who, 'list_holds') ->> 'total')::int, total, who || ' sees theirs') from (values ('platform_operator', 3), ('owner', 3), ('sub', 3), ('viewer', 1), ('nobody', 0)) v (who, total);
select is(pg_temp.as('viewer', 'list_runs') ->> 'total', '0', 'what is held is read');
select is(pg_temp.as('owner', 'get_tenant', '{"tenant": "sub"}') #>> '{hold,code}', 'on_hold', 'a tenant says that it is held');
select is(pg_temp.as('platform_owner', 'get_binding', '{"name": "acme"}') #>> '{hold,code}', 'on_hold', 'a binding, too');
select is(pg_temp.as('platform_owner', 'get_operation_kpis') #>> '{hold,code}', 'on_hold', 'and the platform');
select is((select count(*)::int from jsonb_array_elements(pg_temp.as('platform_owner', 'check_platform')) f where f ->> 'name' = 'held'), 3, 'a check-up finds them');
select is(pg_temp.as('platform_owner', 'list_suggestions', '{"rule": "sync_held"}') ->> 'total', '3', 'and suggestions');
select is(jsonb_path_query_first(pg_temp.as('platform_owner', 'get_metrics'), '$[*] ? (@.name == "control_plane_holds").samples[*] ? (@.labels.scope == "everything").value'), '1', 'and metrics count them');

-- operations wait
create temporary table operation as select tests.open('sub', 'backup') as id;
select is_empty('select * from control.v_due_steps', 'no step is due');
select is(pg_temp.as('owner', 'get_operation', jsonb_build_object('id', id)) #>> '{stalled,code}', 'on_hold', 'which the operation says') from operation;
select is(pg_temp.code('owner', 'lift_hold', jsonb_build_object('id', id)), 'OC103', 'a provider does not lift what holds everything') from ops.holds where num_nonnulls(binding, tenant) = 0;
select is(pg_temp.code('nobody', 'lift_hold', jsonb_build_object('id', id)), 'OC004', 'nobody sees it') from ops.holds where num_nonnulls(binding, tenant) = 0;
select is(pg_temp.as('platform_owner', 'lift_hold', jsonb_build_object('id', id)) ->> 'active', 'false', 'an owner lifts it') from ops.holds where num_nonnulls(binding, tenant) = 0;
select is_empty('select * from control.v_due_steps', 'a tenant that is held still waits');
select is(pg_temp.code('sub', 'lift_hold', jsonb_build_object('id', id)), 'OC103', 'and does not lift it itself') from ops.holds where tenant = 'sub';
select is(pg_temp.code('owner', 'lift_hold', jsonb_build_object('id', id)), 'done', 'its provider does') from ops.holds where tenant = 'sub';
select is((select count(*)::int from control.v_due_steps), 1, 'then its step is due');
select is(pg_temp.as('owner', 'get_operation', jsonb_build_object('id', id)) -> 'stalled', 'null', 'and nothing keeps it') from operation;
select is(pg_temp.code('owner', 'lift_hold', jsonb_build_object('id', id)), 'OC004', 'what is lifted is lifted once') from ops.holds where tenant = 'sub';

-- windows
select is(pg_temp.code(who, 'create_window', '{"kind": "deny", "cron": "0 0 * * *", "minutes": 60, "binding": "sub"}'), code, who || ' makes a window') from (values ('owner', 'OC103'), ('sub', 'OC103'), ('viewer', 'OC004'), ('platform_operator', 'done')) v (who, code);
select is(pg_temp.code('platform_operator', 'create_window', '{"kind": "deny", "cron": "0 0 * * *", "minutes": 60}' || args), 'OC151', args::text) from unnest(array[
  '{"kind": "maybe"}', '{"cron": "0 25 * * *"}', '{"cron": "1 hour"}', '{"minutes": 0}', '{"minutes": 10081}', '{"time_zone": "Mars/Base"}']::jsonb[]) args;
select is(pg_temp.as('platform_operator', 'create_window', '{"kind": "deny", "cron": "0 0 * * *", "minutes": 1440, "manual": true}') ->> 'open_until' is not null, true, 'a window says until when it is open');
select is((pg_temp.as(who, 'list_windows') ->> 'total')::int, total, who || ' sees theirs') from (values ('platform_operator', 2), ('owner', 2), ('sub', 2), ('viewer', 0), ('nobody', 0)) v (who, total);
select is(pg_temp.as('platform_owner', 'get_sync', '{"name": "acme"}') - 'opens_at' - 'waits', '{"binding": "acme", "auto_sync": false, "self_heal": false, "unsynced_since": null, "due_at": null, "run": null, "failures": 0, "stopped_at": null, "healed_at": null, "fights": []}', 'how a binding syncs');
select is(pg_temp.as('platform_owner', 'get_sync', '{"name": "acme"}') #>> '{waits,code}', 'outside_window', 'and what it would wait for');
select is(pg_temp.code('nobody', 'get_sync', '{"name": "acme"}'), 'OC004', 'is not for everybody');
select is(pg_temp.code('owner', 'drop_window', jsonb_build_object('id', id)), 'OC103', 'who sees a window') from ops.sync_windows where binding is not null;
select is(pg_temp.code('nobody', 'drop_window', jsonb_build_object('id', id)), 'OC004', 'and who does not') from ops.sync_windows where binding is not null;
select is(pg_temp.code('platform_operator', 'drop_window', jsonb_build_object('id', id)), 'done', 'operators take it away') from ops.sync_windows;

-- who syncs by itself
select is(pg_temp.as('platform_owner', 'change_binding', '{"name": "acme", "auto_sync": true, "self_heal": true, "auto_sync_seconds": 5}') ->> 'self_heal', 'true', 'an owner has a binding sync by itself');
select isnt(pg_temp.as('platform_owner', 'get_sync', '{"name": "acme"}') ->> 'unsynced_since', null, 'all its seeds are synced');
select is(pg_temp.code('platform_owner', 'change_binding', '{"name": "acme", "auto_sync": false}'), 'OC151', 'who heals syncs');
select ok(exists (select from control.audit_logs where action = 'sync_windows.insert'), 'the audit log has windows');

select * from finish();
rollback;
