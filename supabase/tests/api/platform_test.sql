-- The platform as a whole: its numbers, schedules, systems beside it, and settings.
begin;
select * from no_plan();
select tests.empty();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('owner', tests.person_as('owner', 'prov')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
create function pg_temp.asks(p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select pg_temp.as('platform_operator', p_function, p_args) $$;

-- who
select is(left(pg_temp.as(who, f) #>> '{}', 5) = 'OC103', who not in ('platform_owner', 'platform_operator'), who || ' and ' || f)
from people, unnest(array['get_tenant_kpis', 'get_resource_kpis', 'get_operation_kpis', 'get_drift_kpis', 'get_freshness_kpis', 'list_integrations']) f;
select is(pg_temp.as(who, 'list_schedules') ->> 'total' > '0', who in ('platform_owner', 'platform_operator'), who || ' and the schedules') from people;
select is(pg_temp.as(who, 'list_keycloak_templates') ->> 'total', case when who = 'nobody' then '0' else '1' end, who || ' and realms') from people;
select is(left(pg_temp.as(who, 'get_settings') #>> '{}', 5) = 'OC103', who not in ('platform_owner', 'platform_operator', 'finance_owner'), who || ' reads the settings') from people;
select is(left(pg_temp.as(who, 'change_settings') #>> '{}', 5) = 'OC103', who <> 'platform_owner', who || ' changes the settings') from people;

-- tenants
select tests.put('sub', 'paused');
select tests.add_tenant('gone', 'platform');
select tests.put('gone', 'decommissioned');
select control.record_health(id, 'unreachable', 'No answer.') from control.tenants where slug = 'acme';
update control.settings set tenant_limit = 7;
select is(pg_temp.asks('get_tenant_kpis'), '{"total": 4, "limit": 7, "active": 3, "paused": 1, "error": 0, "provisioning": 0, "decommissioned": 1, "by_plan": {"starter": 4}, "by_type": {"platform_owner": 1, "provider": 1, "client": 2},
  "by_region": {"none": 4}, "by_health": {"unknown": 3, "unreachable": 1}, "by_sync": {"unknown": 4}}', 'tenants are counted');

-- resources
select tests.add_backup('acme');
select is(pg_temp.asks('get_resource_kpis') @> '{"tenants_in_a_shared_database": 0, "users": 1, "servers": [{"server": null, "tenants": 4}], "backups": {"count": 1, "bytes": 1000}}', true, 'what it takes up');
select is((pg_temp.asks('get_resource_kpis') ->> 'tenant_databases')::int, 4, 'with the databases that operations made');

-- operations
select tests.open('acme', 'module_apply');
select tests.fail(tests.claim());
select tests.open('prov', 'backup');
select is(pg_temp.asks('get_operation_kpis') @> '{"total": 3, "by_status": {"succeeded": 1, "failed": 1, "queued": 1}, "by_type": {"module_apply": {"total": 1, "failed": 1, "succeeded": 0, "median_seconds": null}}, "open": 1, "waiting": 0, "late_steps": 0}', true, 'operations');
select is(pg_temp.asks('get_operation_kpis') #>> '{by_type,backup,median_seconds}' is not null, true, 'and how long they take');
update control.operations set created_at = now() - interval '3 days' where status = 'queued';
select is(pg_temp.asks('get_operation_kpis', '{"days": 2}') ->> 'total', '2', 'of the last days');
update ops.work set run_after = now() - interval '1 day';
select is(pg_temp.asks('get_operation_kpis') ->> 'late_steps', '1', 'steps that nobody takes');

-- drift and freshness
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('sub', 'sub', 'https://sub.example.com', 'odoo_sub', 'bot', 'secret');
select odoo_seed.finish_run(odoo_seed.start_run('sub', 'shadow', '{}', 60), 'success', 1, 1, '{"missing": 2, "orphan": 1}', 1, null);
select odoo_seed.finish_run(odoo_seed.start_run('sub', 'shadow', '{}', 60), 'failed', null, null, '{"missing": 9}', 1, '{"code": "odoo_unreachable"}');
select is(pg_temp.asks('get_drift_kpis') #- '{most,0,run_id}' #- '{most,0,seen_at}', '{"bindings": 2, "drifted_bindings": 1, "unknown_bindings": 1, "drift": 3, "by_kind": {"missing": 2, "orphan": 1}, "most": [{"binding": "sub", "tenant": "sub", "drift": {"missing": 2, "orphan": 1}}]}', 'drift of the last shadow that counted');
select is(pg_temp.asks('get_freshness_kpis') @> '{"bindings": 2, "never_seeded": 2, "never_shadowed": 1, "stale_shadows": 0}', true, 'freshness');
update odoo_seed.sync_runs set finished_at = now() - interval '2 hours' where status = 'success';
select is(pg_temp.asks('get_freshness_kpis', '{"hours": 1}') ->> 'stale_shadows', '1', 'what is stale is said by the caller');
select is(pg_temp.asks('get_freshness_kpis') #>> '{stalest,0,binding}', 'default', 'never is the oldest');

-- schedules
update ops.schedules set changed_at = now() - interval '1 year', last_succeeded_at = null where name = 'control-shut-exposed-logins';
select is(jsonb_path_query_array(pg_temp.asks('list_schedules', '{"late": "true"}'), '$.items[*].name') ? 'control-shut-exposed-logins', true, 'a late one');
select is((pg_temp.asks('list_schedules', '{"late": "true"}') ->> 'total')::int + (pg_temp.asks('list_schedules', '{"late": "false"}') ->> 'total')::int, (select count(*)::int from ops.schedules), 'late or not');

create function pg_temp.changed(p_who text, p_args jsonb) returns text language sql as $$
  select left(pg_temp.as(p_who, 'change_schedule', '{"name": "ops-forget-calls"}' || p_args) #>> '{}', 5) $$;
select is(pg_temp.changed(who, '{}') = 'OC103', who not in ('platform_owner', 'platform_operator'), who || ' changes a schedule') from people;
select is(pg_temp.as('platform_operator', 'change_schedule', '{"name": "ops-forget-calls", "cadence": "20 minutes", "late_after_seconds": 7200, "owner": "night shift", "description": "Tidy."}')
  @> '{"cadence": "20 minutes", "late_after_seconds": 7200, "owner": "night shift", "description": "Tidy.", "enabled": true}', true, 'all of it');
select is((select next_at between clock_timestamp() + interval '19 minutes' and clock_timestamp() + interval '20 minutes' from ops.schedules where name = 'ops-forget-calls'), true, 'and is due as it says');
select is((select actor || ' ' || (after ->> 'cadence') from control.audit_logs where object = 'schedules:ops-forget-calls' order by position desc limit 1), 'platform-operator@example.com 20 minutes', 'the audit log says who');
select is(pg_temp.as('platform_operator', 'change_schedule', '{"name": "ops-forget-calls", "description": null}') ->> 'description', obj_description('ops.forget_calls()'::regprocedure), 'null is the function''s own word again');
select is(pg_temp.as('platform_operator', 'change_schedule', '{"name": "ops-forget-calls", "enabled": false}') @> '{"enabled": false, "late": false, "next_at": null}', true, 'off');
select is(pg_temp.changed('platform_operator', change::jsonb), code, change) from (values ('{"cadence": "soon"}', 'OC151'), ('{"cadence": ""}', 'OC151'), ('{"late_after_seconds": 5}', 'OC151'), ('{"owner": " "}', 'OC151'), ('{"name": "none"}', 'OC004')) v (change, code);
create temporary table logged as select count(*) as before from control.audit_logs;
select ops.run_schedule('ops-forget-calls');
select is((select count(*) from control.audit_logs), before, 'that it ran is not in the audit log') from logged;

-- systems beside it
select is(pg_temp.asks('list_integrations') #>> '{odoo,unreachable}', '2', 'each Odoo that does not answer');
select is((pg_temp.asks('list_integrations') #>> '{storage,at}')::timestamptz, (select max(taken_at) from control.backups), 'the last backup');
select tests.work();
select tests.open('sub', 'resume', tests.steps('keycloak'));
select control.finish_step((c -> 'step' ->> 'id')::uuid, (c ->> 'token')::uuid, '{}', 'Keycloak is not configured.') from tests.claim() c;
select is(pg_temp.asks('list_integrations') #>> '{keycloak,skip_reason}', 'Keycloak is not configured.', 'why a step did nothing');

select tests.open('sub', 'backup', tests.steps('announce'));
select control.finish_step((c -> 'step' ->> 'id')::uuid, (c ->> 'token')::uuid, '{"announced": {"slack": null, "mattermost": {"not_sent": "No."}}, "welcome_mail": {"not_sent": "No."}}') from tests.claim() c;
select is(pg_temp.asks('list_integrations') -> channel ->> 'at' is not null, channel = 'slack', channel || ' was seen only if it took the message') from unnest(array['slack', 'mattermost', 'mail']) channel;

-- settings
select is(pg_temp.as('finance_owner', 'get_settings'), '{"environment": "local", "tenant_limit": 7, "requests_a_minute": 3000, "second_factor": false, "approval_seconds": 86400, "template_check_seconds": 300}', 'read');
create temporary table etag as select api.etag(pg_temp.as('platform_owner', 'get_settings')) as etag;
select is(pg_temp.as('platform_owner', 'change_settings', jsonb_build_object('tenant_limit', 8, 'if_match', etag)), '{"environment": "local", "tenant_limit": 8, "requests_a_minute": 3000, "second_factor": false, "approval_seconds": 86400, "template_check_seconds": 300}', 'changed as they were read') from etag;
select matches(pg_temp.as('platform_owner', 'change_settings', jsonb_build_object('tenant_limit', 9, 'if_match', etag)) #>> '{}', '^OC202', 'and not as they were before') from etag;
select is(pg_temp.as('platform_owner', 'change_settings', '{"requests_a_minute": 700}') ->> 'requests_a_minute', '700', 'each by itself');
select is(pg_temp.as('platform_owner', 'change_settings', '{"approval_seconds": 3600}') ->> 'approval_seconds', '3600', 'what is absent stays');
select is((select actor || ' ' || after::text from control.audit_logs where object = 'settings:local' order by position desc limit 1), 'platform-owner@example.com {"approval_expires_after": "01:00:00"}', 'the audit log says who');
select * from finish();
rollback;
