-- Who may do what in ops: the service role everything, the others nothing.
begin;
select plan(229);
select tests.empty();

-- denial first
select ok(not has_schema_privilege(role, 'ops', privilege), format('%s has no %s of the schema', role, privilege))
from (values ('anon', 'usage, create'), ('authenticated', 'create'), ('authenticator', 'usage, create')) v (role, privilege);
select ok(not has_table_privilege(role, name, 'select, insert, update, delete, truncate, references, trigger'), format('%s has no privilege on %s', role, name))
from unnest(array['anon', 'authenticated', 'authenticator']) role, unnest(array['ops.odoo_bindings', 'ops.reconcile_faults', 'ops.function_calls', 'ops.v_call_faults', 'ops.work', 'ops.work_kinds', 'ops.work_faults', 'ops.v_due_work', 'ops.v_dead', 'ops.v_late', 'ops.schedules', 'ops.v_schedules']) name;
select ok(not has_function_privilege(role, name, 'execute'), format('%s may not call %s', role, name))
from unnest(array['anon', 'authenticated', 'authenticator']) role,
  unnest(array['ops.resolve_odoo_binding(text,text,text)', 'ops.odoo_connection(text)', 'ops.note_fault(text,text,text,text)', 'ops.net_openings()', 'ops.net_is_closed()',
    'ops.is_functions_secret(text)', 'ops.sign_call(uuid,bigint,text,text)', 'ops.functions_are_callable()', 'ops.call_function(text,jsonb,text,uuid)', 'ops.take_call(uuid,text)',
    'ops.end_call(uuid,text,jsonb)', 'ops.reconcile_calls()', 'ops.call_fault(text)', 'ops.note_call_error()', 'ops.is_other_project(text,text)', 'ops.keep_functions_url(text)', 'ops.why_untaken(integer,boolean,boolean,text,boolean)',
    'ops.backoff(text,integer)', 'ops.may_begin(text,text)', 'ops.lane_is_free(ops.work,integer)', 'ops.cron_values(text,integer,integer)', 'ops.is_cron_day(text[],timestamp without time zone)', 'ops.next_cron_moment(text,timestamp with time zone)', 'ops.next_moment(text,timestamp with time zone)', 'ops.is_cadence(text)', 'ops.set_next_moment()', 'ops.forget_reconcile_faults()', 'ops.forget_job_runs()', 'ops.forget_calls()', 'ops.drive()', 'ops.hand_over_work(text)', 'ops.drive_new_work()', 'ops.put_work(text,text,jsonb,text,text,interval,integer,boolean)', 'ops.lease_work(text,text,integer)', 'ops.one_claim_at_a_time(text)', 'ops.claim_work(text,text,integer)', 'ops.lock_work(text,text,uuid)', 'ops.extend_work(text,text,uuid,integer)', 'ops.note_progress(text,text,uuid)', 'ops.forget_work(text,text)', 'ops.finish_work(text,text,uuid)', 'ops.release_work(text,text,text,interval,boolean,jsonb)', 'ops.wait_work(text,text,uuid,numeric,boolean)', 'ops.count_failure(ops.work,boolean)', 'ops.fail_work(text,text,uuid,jsonb)', 'ops.restart_work(text,text,interval)', 'ops.replay_work(text,text)', 'ops.is_lost(text,text)', 'ops.bury_work(text,text,jsonb)', 'ops.give_up_lost(ops.work)', 'ops.give_up_lost_work()', 'ops.run_schedule(text)', 'ops.run_due_schedules()', 'ops.tick()']) name;
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

-- nothing was added to ops that these tests do not look at
select set_eq($$ select relname::text from pg_class where relnamespace = 'ops'::regnamespace and relkind in ('r', 'v', 'm', 'p') $$, array['odoo_bindings', 'reconcile_faults', 'function_calls', 'v_call_faults', 'work', 'work_kinds', 'work_faults', 'v_due_work', 'v_dead', 'v_late', 'schedules', 'v_schedules'], 'ops holds these tables');
select set_eq($$ select oid::regprocedure::text from pg_proc where pronamespace = 'ops'::regnamespace $$,
  array['ops.actor()', 'ops.quoted(text)', 'ops.are_names(text[])', 'ops.all_quoted(text[])', 'ops.knows_time_zone(text)', 'ops.odoo_base_url(text)', 'ops.cut_to_base_url()', 'ops.resolve_odoo_binding(text,text,text)', 'ops.odoo_connection(text)', 'ops.note_fault(text,text,text,text)',
    'ops.net_openings()', 'ops.net_is_closed()',
    'ops.is_functions_secret(text)', 'ops.sign_call(uuid,bigint,text,text)', 'ops.functions_are_callable()', 'ops.call_function(text,jsonb,text,uuid)', 'ops.take_call(uuid,text)', 'ops.end_call(uuid,text,jsonb)', 'ops.reconcile_calls()', 'ops.call_fault(text)', 'ops.note_call_error()', 'ops.is_other_project(text,text)', 'ops.keep_functions_url(text)', 'ops.why_untaken(integer,boolean,boolean,text,boolean)',
    'ops.backoff(text,integer)', 'ops.may_begin(text,text)', 'ops.lane_is_free(ops.work,integer)', 'ops.cron_values(text,integer,integer)', 'ops.is_cron_day(text[],timestamp without time zone)', 'ops.next_cron_moment(text,timestamp with time zone)', 'ops.next_moment(text,timestamp with time zone)', 'ops.is_cadence(text)', 'ops.set_next_moment()', 'ops.forget_reconcile_faults()', 'ops.forget_job_runs()', 'ops.forget_calls()', 'ops.drive()', 'ops.hand_over_work(text)', 'ops.drive_new_work()', 'ops.put_work(text,text,jsonb,text,text,interval,integer,boolean)', 'ops.lease_work(text,text,integer)', 'ops.one_claim_at_a_time(text)', 'ops.claim_work(text,text,integer)', 'ops.lock_work(text,text,uuid)', 'ops.extend_work(text,text,uuid,integer)', 'ops.note_progress(text,text,uuid)', 'ops.forget_work(text,text)', 'ops.finish_work(text,text,uuid)', 'ops.release_work(text,text,text,interval,boolean,jsonb)', 'ops.wait_work(text,text,uuid,numeric,boolean)', 'ops.count_failure(ops.work,boolean)', 'ops.fail_work(text,text,uuid,jsonb)', 'ops.restart_work(text,text,interval)', 'ops.replay_work(text,text)', 'ops.is_lost(text,text)', 'ops.bury_work(text,text,jsonb)', 'ops.give_up_lost(ops.work)', 'ops.give_up_lost_work()', 'ops.run_schedule(text)', 'ops.run_due_schedules()', 'ops.tick()'], 'and these functions');
select ok(not has_function_privilege('service_role', name, 'execute'), 'the service role does not call ' || name)
from unnest(array['ops.sign_call(uuid,bigint,text,text)', 'ops.call_function(text,jsonb,text,uuid)', 'ops.reconcile_calls()', 'ops.tick()', 'ops.run_schedule(text)']) name;
select is_empty($$ select p.proname from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  where p.pronamespace = 'ops'::regnamespace and a.grantee = 0 $$, 'none of them open to public');

select is_empty($$ select policyname from pg_policies where schemaname in ('ops', 'odoo_seed') and (cmd <> 'SELECT' or roles <> '{authenticated}') $$, 'policies open tables to be read, by those who signed in');
select is((select string_agg(concat_ws(' ', tablename, cmd, roles), ', ') from pg_policies where schemaname = 'ops'), 'odoo_bindings SELECT {authenticated}',
  'one policy opens bindings to be read, by those who signed in');
select * from finish();
rollback;
