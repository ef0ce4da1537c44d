-- Who may do what in ops: the service role everything, the others nothing.
begin;
select * from no_plan();
select tests.empty();

-- denial first
select ok(not has_schema_privilege(role, 'ops', privilege), format('%s has no %s of the schema', role, privilege))
from (values ('anon', 'usage, create'), ('authenticated', 'create'), ('authenticator', 'usage, create')) v (role, privilege);
select ok(not has_table_privilege(role, c.oid, 'select, insert, update, delete, truncate, references, trigger'), format('%s has no privilege on ops.%s', role, relname))
from unnest(array['anon', 'authenticated', 'authenticator']) role, pg_class c where relnamespace = 'ops'::regnamespace and relkind in ('r', 'v', 'm', 'p');
select ok(not has_function_privilege(role, p.oid, 'execute'), format('%s may not call %s', role, p.oid::regprocedure))
from unnest(array['anon', 'authenticated', 'authenticator']) role, pg_proc p where pronamespace = 'ops'::regnamespace;
select is(relrowsecurity, true, 'row level security is on for ' || relname) from pg_class where relnamespace = 'ops'::regnamespace and relkind = 'r';
set local role anon;
select throws_ok('select * from ops.odoo_bindings', '42501', null, 'nobody reads bindings without signing in');
set local role authenticated;
select throws_ok('select * from ops.odoo_bindings', '42501', null, 'nor signed in');
select throws_ok($$ select * from ops.odoo_connection('default') $$, '42501', null, 'nor a connection');
reset role;
grant all on ops.odoo_bindings to authenticated;
set local role authenticated;
select is_empty('select * from ops.odoo_bindings', 'a grant by mistake shows nothing');
select throws_matching($$ insert into ops.odoo_bindings (name, account_slug, url, database, username, password_secret) values ('x', 'x', 'https://x', 'd', 'u', 's') $$,
  'row-level security', 'and lets nobody insert');
reset role;

-- the service role
set local role service_role;
select lives_ok($$ insert into ops.odoo_bindings (name, account_slug, url, database, username, password_secret) values ('x', 'x', 'https://x', 'd', 'u', 's') $$, 'the service role stores bindings');
select lives_ok($$ update ops.odoo_bindings set sync_enabled = false where name = 'x' $$, 'changes them');
select is((select name from ops.resolve_odoo_binding(null, 'x', null)), 'x', 'resolves them');
select lives_ok($$ delete from ops.odoo_bindings where name = 'x' $$, 'and deletes them');
select lives_ok('select * from ops.reconcile_faults', 'and reads what could not be reconciled');
select throws_ok('delete from ops.reconcile_faults', '42501', null, 'which it does not remove');
reset role;

-- the service role, too, has its limits
select ok(not has_function_privilege('service_role', name, 'execute'), 'the service role does not call ' || name)
from unnest(array['ops.sign_call(uuid,bigint,text,text)', 'ops.call_function(text,jsonb,text,uuid)', 'ops.reconcile_calls()', 'ops.tick()', 'ops.run_schedule(text)']) name;
select is_empty($$ select p.proname from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  where p.pronamespace = 'ops'::regnamespace and a.grantee = 0 $$, 'none of them open to public');

select is_empty($$ select policyname from pg_policies where schemaname in ('ops', 'odoo_seed') and (cmd <> 'SELECT' or roles <> '{authenticated}') $$, 'policies open tables to be read, by those who signed in');
select is((select string_agg(concat_ws(' ', tablename, cmd, roles), ', ') from pg_policies where schemaname = 'ops' and tablename !~ '^(event|subscription|deliver|notif|news|messag)'), 'odoo_bindings SELECT {authenticated}',
  'one policy opens bindings to be read, by those who signed in');
select is((select string_agg(concat_ws(' ', tablename, cmd, roles), ', ' order by tablename) from pg_policies where schemaname = 'ops' and tablename ~ '^(event|subscription|deliver|notif|news|messag)'),
  'deliveries SELECT {authenticated}, delivery_attempts SELECT {authenticated}, event_types SELECT {authenticated}, events SELECT {authenticated}, messages SELECT {authenticated}, news SELECT {authenticated}, notifications SELECT {authenticated}, subscriptions SELECT {authenticated}', 'eight open events and who is told of them');
select ok(not has_column_privilege('authenticated', 'ops.events', 'data', 'select'), 'but not what events say');
select * from finish();
rollback;
