-- Readiness, for everybody and for those who may know why; metrics.
begin;
select * from no_plan();
select tests.empty();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('owner', tests.person_as('owner', 'prov')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
create function pg_temp.ready() returns text language sql as $$ select tests.answer('{}', 'get_readiness') ->> 'ready' $$;

delete from vault.secrets where name in ('functions_url', 'functions_secret');
update ops.schedules set last_started_at = now();
select is(pg_temp.ready(), 'false', 'functions that cannot be called');
select tests.drive();
select is(pg_temp.ready(), 'true', 'all is well');
update ops.schedules set last_started_at = now() - interval '2 minutes';
select is(pg_temp.ready(), 'false', 'nobody drives the queue');
select is(tests.answer('{}', 'get_readiness'), '{"ready": false}', 'who has not signed in is told no more');
select is(pg_temp.as(who, 'get_readiness') ? 'details', who in ('platform_owner', 'platform_operator'), who || ' and why') from people;
update ops.schedules set last_started_at = now();
select control.record_health(id, state, 'Seen.') from control.tenants join (values ('acme', 'unreachable'), ('sub', 'degraded'), ('prov', 'healthy')) v (s, state) on s = slug;
select tests.open('sub', 'backup');
update ops.work set run_after = now() - interval '1 hour';
select is(pg_temp.as('platform_operator', 'get_readiness') #> '{details,queue}' @> '{"driven": true, "callable": true, "waiting": 1, "dead": 0}', true, 'the queue');
select is((pg_temp.as('platform_operator', 'get_readiness') #>> '{details,queue,oldest_due_at}')::timestamptz, now() - interval '1 hour', 'and since when something is due');
select is(jsonb_path_query_array(pg_temp.as('platform_operator', 'get_readiness'), '$.details.odoo.unwell[*].tenant'), '["acme", "sub"]', 'each Odoo that was found unwell');
select is(pg_temp.as('platform_operator', 'get_readiness') #> '{details,odoo,healthy}', '1', 'and how many well');

-- metrics
select is(left(pg_temp.as(who, 'get_metrics') #>> '{}', 5) = 'OC103', who not in ('platform_owner', 'platform_operator'), who || ' and metrics') from people;
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('sub', 'sub', 'https://sub.example.com', 'odoo_sub', 'bot', 'secret');
select odoo_seed.finish_run(odoo_seed.start_run('sub', 'shadow', '{}', 60), 'success', 1, 1, '{"missing": 2}', 1, null);
insert into control.request_windows (caller, begun_at, taken) values ('ann', date_trunc('minute', now()), 50), ('old', now() - interval '1 hour', 50);
create temporary table metrics as
select m ->> 'name' as name, s -> 'labels' as labels, (s ->> 'value')::numeric as value from jsonb_array_elements(pg_temp.as('platform_operator', 'get_metrics')) m, jsonb_array_elements(m -> 'samples') s;
select is((select value from metrics where name = 'control_plane_' || metric and labels = wanted::jsonb), expected::numeric, metric || wanted) from (values
  ('tenants', '{"status": "active"}', 4), ('tenant_health', '{"state": "unreachable"}', 1), ('tenant_health', '{"state": "unknown"}', 1), ('operations', '{"type": "backup", "status": "queued"}', 1),
  ('runs', '{"type": "shadow", "status": "success"}', 1), ('drift_records', '{"kind": "missing"}', 2), ('drifted_bindings', '{}', 1), ('bindings_never_shadowed', '{}', 1),
  ('work', '{"kind": "step", "status": "queued"}', 1), ('work_age_seconds', '{"kind": "step"}', 3600), ('work_age_seconds', '{"kind": "run"}', 0), ('callers', '{}', 1), ('schedules_late', '{}', (select count(*) from ops.v_schedules where late))) v (metric, wanted, expected);
select ok((select value >= 0 from metrics where name = 'control_plane_shadow_age_seconds'), 'how old the oldest shadow is');

-- a machine has the permission among its scopes
create temporary table scraper as select pg_temp.as('platform_owner', 'make_token', '{"name": "scraper", "kind": "service", "role": "platform_operator", "scopes": ["metrics.read"]}') ->> 'secret' as secret;
select is(jsonb_typeof(tests.answer(tests.hash_of(secret), 'get_metrics')), 'array', 'a token for metrics') from scraper;
select matches(tests.answer(tests.hash_of(secret), 'get_tenant_kpis') #>> '{}', '^OC103', 'reads nothing else') from scraper;
select * from finish();
rollback;
