-- A tenant's panels: what each role sees, what is changed, and what is refused.
begin;
select * from no_plan();
select tests.tenants();
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('provider', tests.person_as('owner', 'prov')), ('owner', tests.person_as('owner', 'sub')), ('admin', tests.person_as('admin', 'sub')), ('manager', tests.person_as('manager', 'sub')),
  ('viewer', tests.person_as('viewer', 'sub')), ('rival', tests.person_as('owner', 'acme')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{"tenant": "sub"}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
create function pg_temp.code(p_answer jsonb) returns text language sql as $$
  select case jsonb_typeof(p_answer) when 'string' then left(p_answer #>> '{}', 5) else 'seen' end $$;
select tests.open('sub', 'backup');
select tests.work();
insert into control.tenant_module_states (tenant_id, module_name, source, state) select id, m, 'core', 'installed' from control.tenants, unnest(array['project', 'crm']) m where slug = 'sub';

-- who sees which panel: the matrix, by hand
select is(pg_temp.code(pg_temp.as(who, 'get_' || panel)), case when who in ('rival', 'nobody') then 'OC004' when position(who in allowed) > 0 then 'seen' else 'OC103' end, who || ' and ' || panel)
from people, (values ('infra', 'platform_owner platform_operator provider owner admin'), ('sso', 'platform_owner platform_operator provider owner admin'),
  ('analytics', 'platform_owner platform_operator finance_owner provider owner admin')) v (panel, allowed);
select is(pg_temp.code(pg_temp.as(who, 'list_logs')), case when who in ('rival', 'nobody') then 'OC004' when who in ('platform_owner', 'platform_operator', 'provider', 'owner', 'admin') then 'seen' else 'OC103' end, who || ' and the logs') from people;
select is(pg_temp.as(who, list) ->> 'total', expected, who || ' and ' || list) from (values
  ('manager', 'list_tenant_modules', '2'), ('viewer', 'list_tenant_modules', '0'), ('manager', 'list_tenant_operations', '1'), ('viewer', 'list_tenant_operations', '0')) v (who, list, expected);
select is(pg_temp.code(pg_temp.as('rival', list)), 'OC004', list || ' of a sibling') from unnest(array['list_tenant_modules', 'list_tenant_operations', 'list_children']) list;
select is(pg_temp.as('provider', 'list_children', '{"tenant": "prov"}') #>> '{items,0,slug}', 'sub', 'a provider''s children');
select is(pg_temp.as('provider', 'list_children', '{"tenant": "prov"}') -> 'total', '1', 'and no others');
select is(pg_temp.as('owner', 'list_children') ->> 'total', '0', 'a client has none');
select is(pg_temp.as('owner', 'get_infra') @> '{"tenant": "sub", "database": "odoo_sub", "health": "healthy", "last_upgrade": null}', true, 'what it runs on');
select is(pg_temp.as('owner', 'get_sso'), '{"tenant": "sub", "configured": false, "realm": null, "client_id": null, "sso_template": null, "step": null}', 'nobody signs in through Keycloak');
select is(pg_temp.as('owner', 'get_analytics') @> '{"schema": "sub", "schema_exists": false, "can_log_in": false, "why_no_login": "The tenant has no schema here.", "superset_configured": false}', true, 'nor is its schema read');

-- the list with health, and hints
select is(jsonb_path_query_array(pg_temp.as('platform_owner', 'list_tenants', args::jsonb), '$.items[*].slug'), expected::jsonb, args) from (values
  ('{"health": "healthy"}', '["sub"]'), ('{"health": "unknown", "q": "p"}', '["platform", "prov"]'), ('{"sync": "unknown", "q": "acme"}', '["acme"]'), ('{"sync": "in_sync"}', '[]')) v (args, expected);
select ok(not pg_temp.as('owner', 'list_tenants') #> '{items,0}' ? 'probed_at', 'what was seen is left out');
select is(pg_temp.as('owner', 'list_tenants', '{"include_health": "true"}') #> '{items,0}' ?& array['probed_at', 'health_detail', 'drift'], true, 'unless it is asked for');
select matches(pg_temp.as('nobody', 'list_tenants') ->> 'hint', 'POST /tenants', 'an empty list says what to do first');
select ok(not pg_temp.as('nobody', 'list_tenants', '{"status": "active"}') ? 'hint', 'unless a filter emptied it');
select ok(not pg_temp.as('owner', 'list_tenants') ? 'hint', 'or there is something');

-- what a tenant runs on is for those who keep it running
update control.tenants set odoo_url = 'http://odoo.internal.example.com', image_tag = '18.1', db_host = 'db.internal.example.com' where slug = 'sub';
update control.tenant_health set detail = 'At odoo.internal.example.com.' where tenant_id = (select id from control.tenants where slug = 'sub');
create temporary table shown as
select who, who in ('platform_owner', 'platform_operator', 'provider', 'owner', 'admin') as allowed, t as tenant from people,
  lateral (select pg_temp.as(who, 'get_tenant') as t union all select pg_temp.as(who, 'list_tenants', '{"q": "sub", "include_health": "true"}') #> '{items,0}') v where who not in ('rival', 'nobody');
select is(tenant ->> column_name, case when allowed then value end, who || ' and ' || column_name) from shown, (values
  ('database', 'odoo_sub'), ('schema', 'sub'), ('db_host', 'db.internal.example.com'), ('odoo_url', 'http://odoo.internal.example.com'), ('image_tag', '18.1'), ('health_detail', 'At odoo.internal.example.com.')) v (column_name, value);
select ok(tenant::text not like '%internal.example.com%', who || ' finds it nowhere else') from shown where not allowed;
select is(tenant ->> 'health' || (tenant ->> 'slug'), 'healthysub', who || ' sees how it is') from shown;

-- changes
create function pg_temp.change(p_who text, p_changes jsonb) returns jsonb language sql as $$
  select pg_temp.as(p_who, 'change_tenant', '{"tenant": "sub"}' || p_changes) $$;
select is(pg_temp.change('owner', '{"name": "Sub Ltd", "industry": "retail"}') @> '{"name": "Sub Ltd", "industry": "retail"}', true, 'its owner renames it');
select is((select actor || ' ' || (after - 'updated_at')::text from control.audit_logs where object = 'tenants:sub' order by position desc limit 1), 'owner-sub@example.com {"name": "Sub Ltd", "industry": "retail"}', 'and the audit log says so');
select is(pg_temp.change('admin', '{"industry": null}') ->> 'industry', null, 'null clears');
select is(pg_temp.change('admin', '{}') ->> 'name', 'Sub Ltd', 'what is absent stays');
select is(pg_temp.change(who, changes::jsonb) #>> '{}', refusal, who || ' ' || changes) from (values
  ('owner', '{"domain": "x.example.com"}', 'OC103: Cannot change primary_domain of tenant "sub": that is for those above it'), ('owner', '{"name": "x", "plan": "provider"}', 'OC103: Cannot change plan_code of tenant "sub": that is for those above it'),
  ('provider', '{"plan": "provider"}', 'OC103: Cannot do this: it takes the permission billing.change'), ('platform_operator', '{"plan": "provider"}', 'OC103: Cannot do this: it takes the permission billing.change'),
  ('viewer', '{"name": "x"}', 'OC103: Cannot do this: it takes the permission tenants.change'), ('manager', '{"name": "x"}', 'OC103: Cannot do this: it takes the permission tenants.change'),
  ('finance_owner', '{"name": "x"}', 'OC103: Cannot do this: it takes the permission tenants.change'),
  ('rival', '{"name": "x"}', 'OC004: Cannot find tenant "sub": there is none'), ('nobody', '{"name": "x"}', 'OC004: Cannot find tenant "sub": there is none')) v (who, changes, refusal);
select is(pg_temp.change('provider', '{"domain": "sub.example.com", "region": "eu"}') @> '{"primary_domain": "sub.example.com", "region": "eu"}', true, 'who is above it routes it');
select is(pg_temp.change('platform_owner', '{"plan": "provider"}') ->> 'plan', 'provider', 'and the platform owner changes the plan');
select matches(pg_temp.change('platform_owner', '{"plan": "none"}') #>> '{}', '^23503: .*tenants_plan_code_fkey', 'to one that there is');
create temporary table etag as select api.etag(pg_temp.as('owner', 'get_tenant')) as etag;
select is(pg_temp.change('owner', jsonb_build_object('name', 'Once', 'if_match', etag)) ->> 'name', 'Once', 'as it was read') from etag;
select matches(pg_temp.change('owner', jsonb_build_object('name', 'Twice', 'if_match', etag)) #>> '{}', '^OC202', 'and not as it was before') from etag;
select tests.put('sub', 'decommissioned');
select matches(pg_temp.change('platform_owner', '{"name": "x"}') #>> '{}', '^OC101: .* it is decommissioned', 'what is gone stays');
select tests.put('sub', 'active');

-- an agent of an owner looks, where agents may, and changes nothing
create temporary table agent as select tests.hash_of(pg_temp.as('platform_owner', 'make_token', jsonb_build_object('name', 'helper', 'kind', 'agent', 'on_behalf_of', (select id from people where who = 'owner'))) ->> 'secret') as claims;
select is(pg_temp.code(tests.answer(claims, f, args::jsonb)), expected, 'an agent and ' || f) from agent, (values
  ('get_tenant', '{"tenant": "sub"}', 'seen'), ('change_tenant', '{"tenant": "sub", "name": "x"}', 'OC103'), ('get_infra', '{"tenant": "sub"}', 'OC103'), ('list_logs', '{"tenant": "sub"}', 'OC103')) v (f, args, expected);

-- logs
create function pg_temp.logs(p_args jsonb default '{}') returns jsonb language sql as $$
  select pg_temp.as('owner', 'list_logs', '{"tenant": "sub"}' || p_args) $$;
select is(pg_temp.logs('{"source": "operation"}') #>> '{items,0,message}', 'backup has succeeded', 'the newest first');
select is(pg_temp.logs('{"source": "operation"}') #>> '{items,1,message}', 'backup was requested', 'in order');
select is(jsonb_path_query_array(pg_temp.logs('{"source": "step"}'), '$.items[*].message'), '["Step two: succeeded", "Step one: succeeded"]', 'each step');
select is(pg_temp.logs('{"source": "audit", "limit": 1}') #>> '{items,0,message}', 'tenants.update of name, updated_at', 'a change by its columns, without values');
select is(pg_temp.logs('{"severity": "error"}') ->> 'total', '0', 'nothing failed');
select tests.open('sub', 'module_apply');
select tests.fail(tests.claim());
select is(jsonb_path_query_array(pg_temp.logs('{"severity": "error"}'), '$.items[*].message'), '["module_apply has failed: No.", "Step one: failed: No."]', 'then something did');
select is(jsonb_array_length(pg_temp.logs('{"limit": 2}') -> 'items') || ' of more than 2: ' || ((pg_temp.logs('{"limit": 2}') ->> 'total')::int > 2), '2 of more than 2: true', 'a limit counts all the same');
select ok((pg_temp.logs('{"since": "2000-01-01T00:00:00Z"}') ->> 'since')::timestamptz >= now() - interval '7 days', 'seven days at most');
select is(pg_temp.logs(jsonb_build_object('until', now() - interval '1 day')) ->> 'total', '0', 'and until');
select is_empty($$ select e from jsonb_array_elements(pg_temp.as('platform_owner', 'list_logs', '{"tenant": "acme"}') -> 'items') e where e::text like '%sub%' $$, 'a tenant''s logs are its own');
select * from finish();
rollback;
