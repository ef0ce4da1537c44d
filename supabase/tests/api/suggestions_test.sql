-- Suggestions: each rule speaks when it should, is silent when it should, and names a call that resolves it.
begin;
select * from no_plan();
select tests.empty();
select tests.tenants();
update control.settings set tenant_limit = 100;
update control.cares set enabled = care = 'backup';
delete from control.api_tokens;
update ops.schedules set last_succeeded_at = clock_timestamp(), changed_at = clock_timestamp();
delete from control.module_bundles;
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('owner', tests.person_as('owner', 'prov'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
create function pg_temp.found(p_args jsonb default '{}') returns jsonb language sql as $$
  select jsonb_path_query_array(pg_temp.as('platform_operator', 'list_suggestions', p_args), '$.items[*].id') $$;
create function pg_temp.one(p_rule text) returns jsonb language sql as $$
  select pg_temp.as('platform_operator', 'list_suggestions', jsonb_build_object('rule', p_rule)) #> '{items,0}' $$;

select is(left(pg_temp.as(who, 'list_suggestions') #>> '{}', 5) = 'OC103', who not in ('platform_owner', 'platform_operator'), who || ' and suggestions') from people;
select is(pg_temp.found(), '[]', 'all is well');

-- operations
select tests.open('acme', 'module_apply');
select tests.fail(tests.claim());
select is(pg_temp.one('failing_operation') @> '{"severity": "error", "tenant": "acme", "evidence": {"type": "module_apply", "error": {"code": "misconfigured"}}, "resolve": {"method": "POST", "body": {}}}', true, 'an operation has failed');
select is(pg_temp.one('failing_operation') #>> '{resolve,path}', '/operations/' || id || '/retry', 'try it again') from control.operations;
select is(tests.operation((tests.retry_operation(id, null, tests.actor('platform_owner'))).id), 'queued', 'which is possible') from control.operations;
select is(pg_temp.one('failing_operation'), null, 'and says so no more');
select is(pg_temp.one('stuck_operation'), null, 'it has just been queued');
update ops.work set run_after = now() - interval '1 hour' where kind = 'step';
select is(pg_temp.one('stuck_operation') @> '{"tenant": "acme", "evidence": {"step": "one"}}', true, 'nobody takes it');
select is(pg_temp.one('stuck_operation') #>> '{resolve,path}', '/operations/' || id || '/cancel', 'stop it') from control.operations where status = 'queued';
select tests.work();
select tests.open('prov', 'upgrade_image', p_input => '{"image_tag": "18.1"}');
select is(pg_temp.one('waiting_approval') @> '{"severity": "info", "tenant": "prov", "evidence": {"type": "upgrade_image", "requested_by": "ann"}}', true, 'somebody has to agree');
select is(pg_temp.one('waiting_approval') #>> '{resolve,path}', '/operations/' || id || '/approve', 'or not') from control.operations where status = 'waiting_approval';

-- backups
select is(pg_temp.one('stale_backup'), null, 'a database of today has time');
update control.tenant_databases set noted_at = now() - interval '8 days';
select is(pg_temp.found('{"rule": "stale_backup"}'), '["stale_backup:acme", "stale_backup:prov", "stale_backup:sub"]', 'no backup');
select is(pg_temp.one('stale_backup') -> 'resolve', '{"method": "POST", "path": "/tenants/acme/operations", "body": {"type": "backup", "params": {}}}', 'take one');
select tests.add_backup('acme', now() - interval '9 days'), tests.add_backup('prov', now() - interval '1 day');
select is(pg_temp.found('{"rule": "stale_backup"}'), '["stale_backup:acme", "stale_backup:sub"]', 'an old one, and none');
select is(pg_temp.one('stale_backup') ->> 'title', 'The last backup of acme is 9 days old.', 'how old');

-- modules
insert into control.module_bundles (code, name, bundle_type, modules) values ('crm', 'CRM', 'crm', '{crm,contacts}'), ('idle', 'Idle', 'crm', '{crm}');
update control.tenants set bundle_code = 'crm' where slug in ('sub', 'acme');
insert into control.tenant_module_states (tenant_id, module_name, state) select id, 'crm', 'installed' from control.tenants where slug = 'sub';
select is(pg_temp.found('{"rule": "missing_modules"}'), '["missing_modules:sub"]', 'a module of the bundle is missing where modules are known');
select is(pg_temp.one('missing_modules') -> 'resolve', '{"method": "POST", "path": "/tenants/sub/operations", "body": {"type": "module_apply", "params": {"modules": ["contacts"]}}}', 'install it');
select is(pg_temp.found('{"rule": "unused_bundle"}'), '["unused_bundle:idle"]', 'a bundle that nobody has');

-- drift
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('sub', 'sub', 'https://sub.example.com', 'odoo_sub', 'bot', 'secret');
select odoo_seed.finish_run(odoo_seed.start_run('sub', 'shadow', '{}', 60), 'success', 1, 1, '{"missing": 2}', 1, null);
select is(pg_temp.one('drift') @> '{"tenant": "sub", "evidence": {"drift": {"missing": 2}}, "resolve": {"method": "POST", "path": "/runs", "body": {"type": "seed", "binding": "sub"}}}', true, 'drift');
select odoo_seed.finish_run(odoo_seed.start_run('sub', 'seed', '{}', 60), 'success', 1, 1, '{}', 1, null);
select is(pg_temp.one('drift'), null, 'until it was seeded');

-- tokens
create temporary table made as select pg_temp.as('platform_owner', 'make_token', '{"name": "old", "kind": "service", "role": "platform_operator", "days": 10}') as answer
union all select pg_temp.as('platform_owner', 'make_token', '{"name": "new", "kind": "service", "role": "platform_operator", "days": 20}');
select is(pg_temp.found('{"rule": "expiring_token"}'), '["expiring_token:old"]', 'a token expires');
select is(control.tell_warnings() > 0, true, 'who wants to know is told');
select is((select count(*) from ops.events where type = 'token.expiring' and data ->> 'title' ~ 'old'), 1::bigint, 'of the token');
select is(control.tell_warnings(), 0, 'once');
select is(pg_temp.as('platform_owner', 'rotate_token', jsonb_build_object('id', (select id from control.api_tokens where name = 'old'))) ? 'secret', true, 'it was rotated');
select is(pg_temp.one('expiring_token'), null, 'and its new secret is valid for longer');
select is(control.tell_warnings(), 1, 'which is told, too');
select is((select jsonb_build_array(ops.topic_of(c.type, c.subject) = ops.topic_of(e.type, e.subject), ops.ends_topic(c.type, c.data), c.data ->> 'object')
  from ops.events c join ops.events e on e.type = 'token.expiring' and e.subject = c.subject where c.type = 'token.expiring_cleared'), '[true, true, "old"]', 'in the conversation that it ends');
select is(control.tell_warnings(), 0, 'once');

-- keys
select ops.note_key_expiry('sub', now() + interval '20 days');
select is(pg_temp.one('expiring_key'), null, 'a key that ends in three weeks');
select ops.note_key_expiry('sub', now() + interval '10 days');
select is(pg_temp.one('expiring_key') @> '{"tenant": "sub", "resolve": null}', true, 'in two weeks: a person gave it, and has to give the next');
select control.tell_warnings();
select is((select data ->> 'username' from ops.events where type = 'binding.key_expiring'), 'bot', 'who wants to know is told');
insert into control.tenant_bindings (tenant_id, binding) (select id, 'sub' from control.tenants where slug = 'sub');
select is(pg_temp.one('expiring_key') -> 'resolve' @> '{"path": "/tenants/sub/operations", "body": {"type": "rotate_key"}}', true, 'one that the platform made, it renews');
select ops.note_key_expiry('sub', null);
select is(pg_temp.one('expiring_key'), null, 'none ends any more');

-- schedules, limits
update ops.schedules set last_succeeded_at = now() - interval '1 year', changed_at = now() - interval '1 year' where name = 'control-shut-exposed-logins';
select is(pg_temp.one('late_schedule') -> 'resolve', '{"method": "POST", "path": "/platform/schedules/control-shut-exposed-logins/run", "body": {}}', 'a schedule is late');
select matches(pg_temp.as('finance_owner', 'run_schedule', '{"name": "control-shut-exposed-logins"}') #>> '{}', '^OC103', 'not everybody runs it');
select matches(pg_temp.as('platform_operator', 'run_schedule', '{"name": "none"}') #>> '{}', '^OC004', 'nor any');
select is(pg_temp.as('platform_operator', 'run_schedule', '{"name": "control-shut-exposed-logins"}') @> '{"outcome": "succeeded", "late": false}', true, 'it was run');
select is(pg_temp.one('late_schedule'), null, 'and is late no more');
update control.settings set tenant_limit = 4;
select is(pg_temp.one('tenant_limit') @> '{"evidence": {"tenants": 4, "limit": 4}, "resolve": {"method": "PATCH", "path": "/settings", "body": {"tenant_limit": 8}}}', true, 'no room');

-- in order, in pages
select is(pg_temp.found('{"limit": 2}'), '["missing_modules:sub", "stale_backup:acme"]', 'the most severe first');
select is(pg_temp.found('{"limit": 1, "offset": 1}'), '["stale_backup:acme"]', 'in pages');
select is(pg_temp.found('{"severity": "info", "tenant": "prov"}') ->> 0 ~ '^waiting_approval:', true, 'of a tenant');
select is((pg_temp.as('platform_operator', 'list_suggestions') ->> 'total')::int, jsonb_array_length(pg_temp.found('{"limit": 200}')), 'all are counted');
select * from finish();
rollback;
