-- Who may do what in control: the service role its work, the others nothing.
begin;
select * from no_plan();
select tests.tenants();
create function pg_temp.relations(p_kinds text default 'rv') returns table (name text, oid oid) language sql as $$
  select relname::text, oid from pg_class where relnamespace = 'control'::regnamespace and relkind::text ~ ('[' || p_kinds || ']') $$;
create function pg_temp.functions() returns table (name text, oid oid) language sql as $$
  select oid::regprocedure::text, oid from pg_proc where pronamespace = 'control'::regnamespace $$;

-- denial, by trying
create function pg_temp.person(p_role text, p_statement text) returns text language plpgsql as $$
declare outcome text := 'nothing refused';
begin
  execute format('set local role %I', p_role);
  begin
    execute p_statement;
  exception when insufficient_privilege then
    outcome := 'refused';
  end;
  reset role;
  return outcome;
end
$$;
select is(pg_temp.person('anon', format('select * from control.%I', name)), 'refused', 'anon may not read ' || name) from pg_temp.relations();
select is(pg_temp.person(role, format('delete from control.%I', name)), 'refused', format('%s may not delete from %s', role, name)) from unnest(array['anon', 'authenticated']) role, pg_temp.relations('r');
select is(pg_temp.person(role, statement), 'refused', format('%s: %s', role, statement)) from unnest(array['anon', 'authenticated']) role, unnest(array[
  $$ select control.claim_step('eve', 60) $$, $$ select control.create_tenant('{}') $$,
  $$ select control.open_operation('acme', 'decommission', '[{"name": "x"}]', '{}', null) $$,
  $$ select control.approve_operation(gen_random_uuid()) $$, 'select control.put_next_step(gen_random_uuid())']) statement;

-- denial, by privilege: even if the schema were opened
select ok(not has_schema_privilege(role, 'control', privilege), format('%s has no %s of the schema', role, privilege)) from (values ('anon', 'usage'), ('anon', 'create'), ('authenticated', 'create')) v (role, privilege);
select ok(not has_table_privilege(role, oid, 'select, insert, update, delete, truncate, references, trigger'), format('%s has no privilege on %s', role, name)) from unnest(array['anon', 'authenticator']) role, pg_temp.relations();
select ok(not has_function_privilege(role, oid, 'execute'), format('%s may not call %s', role, name)) from unnest(array['anon', 'authenticator']) role, pg_temp.functions();
-- of those who signed in: what tells them about themselves
select set_eq($$ select p.proname::text from pg_temp.functions() f join pg_proc p using (oid) where has_function_privilege('authenticated', oid, 'execute') $$,
  array[
    'held', 'why_run_waits', 'shown_holds', 'shown_windows',
    'acting', 'caller', 'calling_permissions', 'calling_roles', 'demand', 'demand_anywhere', 'granted', 'has_anywhere', 'keep_total', 'kept_total', 'may', 'people', 'reach', 'reach_bindings', 'reach_slugs', 'reaches_all', 'stalled', 'visible_operation', 'visible_tenant',
    'binding_of', 'refs_of_binding', 'change_tenant', 'dead_letters', 'drift_is_stale', 'plans_need_approval', 'tenant_of', 'integrations', 'lock_tenant_to_change', 'reporting_of', 'shown_schedules', 'tenant_events',
    'shown_change_sets', 'shown_schema_changes'], 'people call what tells them about themselves, and what asks for their right, and nothing else');
select ok(not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0), f.name || ' is not open to public') from pg_temp.functions() f join pg_proc p using (oid);

-- row level security closes every table, should somebody ever grant one
select ok(c.relrowsecurity, 'row level security is on for ' || r.name) from pg_temp.relations('r') r join pg_class c using (oid);
select ok(coalesce(c.reloptions @> array['security_invoker=true'], false), r.name || ' reads as the one who asks') from pg_temp.relations('v') r join pg_class c using (oid);
select is_empty($$ select policyname from pg_policies where schemaname = 'control' and (cmd <> 'SELECT' or roles <> '{authenticated}') $$, 'policies open tables to be read, by those who signed in');
grant all on all tables in schema control to authenticated;
set local role authenticated;
select is_empty('select * from control.tenants', 'a grant by mistake shows no tenant');
select is_empty('select * from control.audit_logs', 'nor what happened');
select is_empty('select * from control.api_token_secrets', 'nor a secret''s digest');
select throws_matching($$ insert into control.subscription_plans (code, name) values ('x', 'X') $$, 'row-level security', 'and lets nobody insert');
reset role;
revoke all on all tables in schema control from authenticated;

-- the service role
select ok(has_table_privilege('service_role', oid, 'select'), 'service_role may read ' || name) from pg_temp.relations();
select is(has_table_privilege('service_role', oid, privilege), name not in ('audit_logs', 'tenant_transitions', 'operation_kinds', 'planned_steps', 'permissions', 'accepted_risks', 'readable_columns'), format('service_role and %s on %s', privilege, name))
from pg_temp.relations('r'), unnest(array['insert', 'update', 'delete']) privilege;
select is(has_function_privilege('service_role', oid, 'execute'), prorettype <> 'trigger'::regtype, 'service_role and ' || name) from pg_temp.functions() join pg_proc using (oid);
select ok(not has_table_privilege('service_role', oid, 'truncate, trigger, references'), format('service_role changes rows of %s, and not what watches them', name)) from pg_temp.relations();
grant usage on schema tests to service_role;
set local role service_role;
select lives_ok($$ select tests.create_tenant('{"slug": "new", "name": "New", "tenant_type": "client", "parent": "platform", "admin_email": "a@example.com", "plan": "starter"}', tests.actor('platform_owner')) $$, 'the service role creates tenants');
select lives_ok($$ select tests.open('new', 'create') $$, 'opens operations');
select lives_ok('select tests.finish(tests.claim())', 'works their steps');
select lives_ok('select tests.wait(tests.claim(), 0)', 'waits');
select lives_ok('select tests.fail(tests.claim())', 'fails');
select is(tests.work(), 'compensate two, compensate one', 'undoes');
select lives_ok($$ select tests.retry_operation(id, null, tests.actor('platform_owner')) from control.operations $$, 'retries');
select lives_ok($$ select tests.cancel_operation(id, tests.actor('platform_owner')) from control.operations where finished_at is null $$, 'cancels');
select lives_ok($$ select tests.approve_operation(tests.open('acme', 'decommission'), tests.actor('platform_owner', null, 'bob')) $$, 'approves');
select lives_ok($$ select control.expire_approvals() $$, 'and reconciles');
reset role;

-- the lists these tests go through are what they are meant to be
select cmp_ok((select count(*) from pg_temp.relations('r')), '>=', 19::bigint, 'all tables were looked at');
select cmp_ok((select count(*) from pg_temp.relations('v')), '>=', 2::bigint, 'all views');
select cmp_ok((select count(*) from pg_temp.functions()), '>=', 50::bigint, 'all functions');
select * from finish();
rollback;
