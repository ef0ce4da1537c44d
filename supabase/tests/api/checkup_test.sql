-- A check-up: every detector says what is well, speaks when it should, and is silent again; it names no secret's value.
begin;
select * from no_plan();
select tests.empty();
select tests.tenants();
select tests.drive();
update control.settings set tenant_limit = 100;
delete from control.api_tokens;
delete from ops.function_calls;
update ops.schedules set last_started_at = now(), last_succeeded_at = clock_timestamp(), changed_at = clock_timestamp(), enabled = true, error = null;
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('owner', tests.person_as('owner', 'prov')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
-- Each finding of a check, as "object state".
create function pg_temp.found(p_check text) returns text[] language sql as $$
  select array_agg(concat_ws(' ', f ->> 'object', f ->> 'state') order by f ->> 'object')
  from jsonb_array_elements(pg_temp.as('platform_operator', 'check_platform')) f where f ->> 'area' || '.' || (f ->> 'name') = p_check $$;
create function pg_temp.one(p_check text) returns jsonb language sql as $$
  select f from jsonb_array_elements(pg_temp.as('platform_operator', 'check_platform')) f where f ->> 'area' || '.' || (f ->> 'name') = p_check limit 1 $$;

select is(left(pg_temp.as(who, 'check_platform') #>> '{}', 5) = 'OC103', who not in ('platform_owner', 'platform_operator'), who || ' and the check-up') from people;
select is_empty($$ select f from jsonb_array_elements(pg_temp.as('platform_operator', 'check_platform')) f where f ->> 'state' <> 'ok' or f ->> 'suggestion' is not null $$, 'all is well, and there is nothing to do');
select is(pg_temp.found('vault.secret'), '{functions_secret ok,functions_url ok}', 'the secrets that calls need are there');
select matches(pg_temp.one('versions.postgres') ->> 'seen', '^PostgreSQL 17\.', 'which PostgreSQL it is');

-- secrets
select vault.update_secret(id, new_name => 'functions_secret_away') from vault.secrets where name = 'functions_secret';
select is(pg_temp.found('vault.secret'), '{functions_secret failure,functions_url ok}', 'one is missing');
select isnt(pg_temp.one('vault.secret') ->> 'suggestion', null, 'and what to do is said');
select vault.create_secret('no secret of this kind', 'functions_secret');
select is(pg_temp.found('vault.secret'), '{functions_secret failure,functions_url ok}', 'one that cannot sign is none');
select ok(pg_temp.as('platform_operator', 'check_platform')::text !~ 'no secret of this kind|whsec_', 'values are not shown');
delete from vault.secrets where name = 'functions_secret';
select vault.update_secret(id, new_name => 'functions_secret_next') from vault.secrets where name = 'functions_secret_away';
select is(pg_temp.found('vault.secret'), '{functions_secret ok,functions_url ok}', 'the next one signs as well');
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('sub', 'sub', 'https://sub.example.com', 'odoo_sub', 'bot', 'binding/sub');
select is(pg_temp.found('vault.binding_secret'), '{sub failure}', 'the secret of a binding is missing');
update ops.odoo_bindings set sync_enabled = false where name = 'sub';
select is(pg_temp.found('vault.binding_secret'), null, 'one that is off needs none');
update ops.odoo_bindings set sync_enabled = true where name = 'sub';
select vault.create_secret('hush', 'binding/sub');
select is(pg_temp.found('vault.binding_secret'), null, 'it was stored');

-- the queue
select is(pg_temp.one('queue.waiting') ->> 'seen', 'Work that waits or runs: 0; late: 0.', 'nothing waits');
select tests.open('sub', 'backup');
select is(pg_temp.found('queue.waiting'), '{ok}', 'what waits is not late at once');
update ops.work set run_after = now() - interval '3 hours';
select is(pg_temp.one('queue.waiting') - '{suggestion,area,name,object,resolve}'::text[], '{"state": "failure", "seen": "Work that waits or runs: 1, the oldest due for 3 h; late: 1."}', 'it is late');
select is(pg_temp.found('operations.stuck'), array[(select id || ' failure' from control.operations)], 'and so is its operation');
select tests.fail(tests.claim());
select is(pg_temp.found('queue.waiting'), '{ok}', 'it was tried');
select is(pg_temp.found('queue.dead'), '{failure}', 'it was given up');
select matches(pg_temp.one('queue.dead') ->> 'seen', '^Work that was given up: 1, step misconfigured\.$', 'what was');
select is(pg_temp.found('operations.failed'), array[(select id || ' failure' from control.operations)], 'the operation has failed');
select is(pg_temp.one('operations.failed') #>> '{resolve,path}', (select '/operations/' || id || '/retry' from control.operations), 'and can be tried again');
delete from ops.work;
select is(pg_temp.found('queue.dead'), '{ok}', 'it was dealt with');
update ops.work_kinds set paused = true where kind = 'run';
select is(pg_temp.found('queue.paused'), '{run warning}', 'a kind is paused');
update ops.work_kinds set paused = false;
select is(pg_temp.found('queue.paused'), null, 'and no more');
update ops.schedules set last_started_at = now() - interval '2 minutes';
select is(pg_temp.one('queue.driven') ->> 'seen', 'A schedule last ran 2 min ago.', 'nobody drives it');
select is(pg_temp.found('queue.driven'), '{failure}', 'which is a failure');
update ops.schedules set last_started_at = now();
select is(pg_temp.found('queue.driven'), '{ok}', 'somebody does again');

-- calls
select is(pg_temp.one('webhooks.calls') ->> 'seen', 'The database has called no function in the last day.', 'no calls');
insert into ops.function_calls (path, request_id, called_at, fault) values ('operations-run', 1, now() - interval '1 minute', '{"code": "call_untaken", "detail": "Cannot call it.", "suggestion": "Deploy it."}');
select is(pg_temp.one('webhooks.calls') @> '{"object": "operations-run", "state": "failure", "seen": "Cannot call it.", "suggestion": "Deploy it."}', true, 'a call is not taken');
insert into ops.function_calls (path, request_id, taken_at) values ('operations-run', 2, now());
select is(pg_temp.found('webhooks.calls'), '{ok}', 'the next one is');

-- schedules
update ops.schedules set last_succeeded_at = now() - interval '1 year', changed_at = now() - interval '1 year' where name = 'ops-forget-calls';
select is(pg_temp.found('schedules.late'), '{"ops-forget-calls failure"}', 'one is late');
select is(pg_temp.one('schedules.late') #>> '{resolve,path}', '/platform/schedules/ops-forget-calls/run', 'it can be run');
update ops.schedules set last_succeeded_at = now(), error = '{"detail": "No disk"}' where name = 'ops-forget-calls';
select is(pg_temp.found('schedules.late'), '{ok}', 'it is not');
select is(pg_temp.one('schedules.failed') @> '{"object": "ops-forget-calls", "state": "warning", "seen": "The schedule ops-forget-calls failed: No disk."}', true, 'and has failed');
update ops.schedules set error = null, enabled = false where name = 'ops-forget-calls';
select is(pg_temp.found('schedules.failed'), null, 'it has not');
select is(pg_temp.found('schedules.off'), '{"ops-forget-calls warning"}', 'and is off');
update ops.schedules set enabled = true;
select is(pg_temp.found('schedules.off'), null, 'and on');

-- what the rules say
select is(pg_temp.found(area), '{ok}', area || ' is well') from unnest(array['tokens.expiring', 'backups.stale', 'tenants.limit']) area;
select pg_temp.as('platform_owner', 'make_token', '{"name": "old", "kind": "service", "role": "platform_operator", "days": 10}');
select is(pg_temp.found('tokens.expiring'), '{"old warning"}', 'a token expires');
update control.tenant_databases set noted_at = now() - interval '8 days';
select is(pg_temp.found('backups.stale'), '{"acme warning","prov warning","sub warning"}', 'there are no backups');
update control.settings set tenant_limit = 4;
select ok(pg_temp.found('tenants.limit')::text ~ 'warning', 'there is no room');
update control.settings set tenant_limit = 100;

-- copies
select ok(not control.is_copy('sub') and not control.is_copy('none'), 'no copy');
select tests.request_clone('acme', '{"slug": "copy", "name": "Copy"}', tests.steps('one'), '{}', tests.actor('platform_owner'), null);
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('copy', 'copy', 'https://copy.example.com', 'odoo_copy', 'bot', 'secret');
select ok(control.is_copy('copy'), 'the Odoo of a clone is a copy');
select ok(not control.is_copy('sub'), 'and no other');

select is(control.rounded(time::interval), said, said) from (values ('0', '0 s'), ('119 seconds', '119 s'), ('2 minutes', '2 min'), ('119 minutes', '119 min'), ('47 hours', '47 h'), ('2 days', '2 days'), ('400 days', '400 days')) v (time, said);
select * from finish();
rollback;
