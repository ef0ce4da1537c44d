-- The catalog: modules and bundles, their versions, and what a change would mean.
begin;
select * from no_plan();
select tests.tenants();
delete from control.module_bundles;
delete from control.bundle_versions;
delete from control.modules;
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('owner', tests.person_as('owner', 'sub')), ('provider', tests.person_as('owner', 'prov')), ('viewer', tests.person_as('viewer', 'sub')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
create function pg_temp.set(p_who text, p_more jsonb default '{}') returns jsonb language sql as $$
  select pg_temp.as(p_who, 'set_bundle', '{"code": "crm", "name": "CRM", "type": "crm", "modules": ["crm", "contacts"]}' || p_more) $$;

-- made, changed, and kept as it was
select matches(pg_temp.as('platform_owner', 'list_bundles') ->> 'hint', 'project and account', 'an empty catalog says how to begin');
select is(left(pg_temp.set(who) #>> '{}', 5), 'OC103', who || ' makes no bundle') from people where who <> 'platform_owner';
select is(pg_temp.set('platform_owner') @> '{"id": "crm", "version": "1", "description": "", "tenants": 0, "versions": [{"version": "1", "made_by": "platform-owner@example.com"}]}', true, 'a platform owner does');
select is(jsonb_array_length(pg_temp.set('platform_owner') -> 'versions'), 1, 'the same again is no version');
select is(pg_temp.set('platform_owner', '{"modules": ["crm", "sale_crm"]}') ->> 'version', '2', 'a change is the next');
select is(pg_temp.set('platform_owner', '{"name": "CRM and more", "modules": ["crm", "sale_crm"]}') ->> 'version', '3', 'another name, too');
select is(jsonb_path_query_array(pg_temp.as('owner', 'get_bundle', '{"id": "crm"}'), '$.versions[*].modules'), '[["crm", "sale_crm"], ["crm", "sale_crm"], ["crm", "contacts"]]', 'the earlier ones stay, the newest first');
select is((select actor || ' ' || (after ->> 'version') from control.audit_logs where object = 'module_bundles:crm' order by position desc limit 1), 'platform-owner@example.com 3', 'who did it is in the audit log');
update control.module_bundles set description = 'By hand.', version = '2026.1';
select is(pg_temp.as('owner', 'get_bundle', '{"id": "crm"}') #>> '{versions,0,version}', '2026.1', 'SQL may name a version');
select is(pg_temp.set('platform_owner') ->> 'version', '4', 'and the next is a number');
select matches(pg_temp.as('owner', 'get_bundle', '{"id": "none"}') #>> '{}', '^OC004: Cannot find bundle "none": there is none$', 'a bundle that is none');
select matches(pg_temp.as('nobody', 'get_bundle', '{"id": "crm"}') #>> '{}', '^OC004: Cannot find bundle "crm": there is none$', 'nobody sees any');

-- what a change would mean
update control.tenants set bundle_code = 'crm' where slug in ('sub', 'prov', 'acme');
select tests.put('acme', 'decommissioned');
insert into control.tenant_module_states (tenant_id, module_name, source, state) select id, m, 'core', 'installed' from control.tenants, unnest(array['crm', 'contacts']) m where slug = 'sub';
insert into control.tenant_module_states (tenant_id, module_name, source, state) select id, 'ipai_secret', 'ipai', 'installed' from control.tenants where slug = 'acme';
create function pg_temp.preview(p_who text, p_modules text, p_id text default 'crm') returns jsonb language sql as $$
  select pg_temp.as(p_who, 'preview_bundle', jsonb_build_object('id', p_id, 'modules', p_modules::jsonb)) $$;
select is(pg_temp.preview('platform_owner', '["crm", "sale_crm"]'), '{"bundle": "crm", "version": "4", "add": ["sale_crm"], "remove": ["contacts"], "total": 2, "would_change": 2, "tenants": [
  {"tenant": "prov", "status": "active", "modules_known": false, "install": ["crm", "sale_crm"], "keep": []},
  {"tenant": "sub", "status": "active", "modules_known": true, "install": ["sale_crm"], "keep": ["contacts"]}]}', 'which tenants, and how');
select is(pg_temp.preview('platform_owner', '["contacts", "crm"]') -> 'would_change', '1', 'who has it all changes nothing');
select is(pg_temp.as('owner', 'get_bundle', '{"id": "crm"}') ->> 'version', '4', 'a preview changes nothing');
select is(left(pg_temp.preview(who, '["crm"]') #>> '{}', 5), 'OC103', who || ' previews nothing') from people where who <> 'platform_owner';
select matches(pg_temp.preview('platform_owner', '["crm"]', 'none') #>> '{}', '^OC004', 'of a bundle that is none');
select is(pg_temp.as('owner', 'get_bundle', '{"id": "crm"}') ->> 'tenants', '1', 'a tenant''s owner counts their own');

-- modules
create function pg_temp.modules(p_who text, p_args jsonb default '{}') returns jsonb language sql as $$
  select jsonb_path_query_array(pg_temp.as(p_who, 'list_modules', p_args), '$.items[*].id') $$;
select is(pg_temp.modules('platform_operator'), '["contacts", "crm", "ipai_secret", "sale_crm"]', 'all that were ever seen');
select is(pg_temp.modules(who), '["contacts", "crm"]', who || ' sees those of bundles, and not what strangers have') from unnest(array['owner', 'provider']) who;
select is(pg_temp.modules(who), '[]', who || ' has no catalog') from unnest(array['viewer', 'nobody']) who;
select is(pg_temp.modules('platform_operator', args::jsonb), expected::jsonb, args) from (values
  ('{"q": "CRM"}', '["crm", "sale_crm"]'), ('{"bundle": "crm"}', '["contacts", "crm"]'), ('{"sort": "-id", "limit": 1}', '["sale_crm"]')) v (args, expected);
select is(pg_temp.as('platform_operator', 'get_module', '{"module": "crm"}') - 'first_seen_at', '{"id": "crm", "bundles": ["crm"], "depends_on": null, "tenant_count": 1, "tenants": [{"tenant": "sub", "state": "installed", "source": "core"}]}', 'who has it');
select is(pg_temp.as('finance_owner', 'get_module', '{"module": "crm"}') -> 'tenant_count', '0', 'as far as the caller may see');
select matches(pg_temp.as('owner', 'get_module', '{"module": "ipai_secret"}') #>> '{}', '^OC004: Cannot find module "ipai_secret": no bundle and no tenant has it', 'a stranger''s is not there');
select * from finish();
rollback;
