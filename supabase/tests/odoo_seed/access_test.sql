-- Who may do what in odoo_seed: the service role everything, the others nothing.
begin;
select * from no_plan();
select tests.seed();
create function pg_temp.relations(p_kinds text default 'rv') returns table (name text, oid oid) language sql as $$
  select relname::text, oid from pg_class where relnamespace = 'odoo_seed'::regnamespace and relkind::text ~ ('[' || p_kinds || ']') $$;
-- Read by those who signed in, as policies let them.
create function pg_temp.readable() returns setof text language sql as $$ select unnest(array[
  'sync_runs', 'sync_run_errors', 'sync_run_warnings', 'run_events', 'run_actions', 'plan_decisions', 'drift_items', 'drift_snapshots', 'drift_states', 'drift_mutes', 'shadow_people', 'programs', 'projects', 'tasks', 'field_policies']) $$;
create function pg_temp.functions() returns table (name text, oid oid) language sql as $$
  select oid::regprocedure::text, oid from pg_proc where pronamespace = 'odoo_seed'::regnamespace $$;
create function pg_temp.person(p_role text, p_statement text, p_description text) returns text language plpgsql as $$
declare
  outcome text := 'nothing refused';
begin
  execute format('set local role %I', p_role);
  begin
    execute p_statement;
  exception when insufficient_privilege then
    outcome := 'refused';
  end;
  reset role;
  return is(outcome, 'refused', p_description);
end
$$;

create function pg_temp.nothing(p_name text) returns text language plpgsql as $$
declare
  seen bigint;
begin
  set local role authenticated;
  execute format('select count(*) from odoo_seed.%I', p_name) into seen;
  reset role;
  return is(seen, 0::bigint, 'somebody unknown reads nothing of ' || p_name);
end
$$;
select tests.run();
select tests.add_binding('a', 'a');

-- denial, by trying
select pg_temp.person(role, format('select * from odoo_seed.%I', name), format('%s may not read %s', role, name))
from unnest(array['anon', 'authenticated']) role, pg_temp.relations() where role = 'anon' or name not in (select pg_temp.readable());
select pg_temp.person(role, format('delete from odoo_seed.%I', name), format('%s may not delete from %s', role, name))
from unnest(array['anon', 'authenticated']) role, pg_temp.relations('r');

-- denial, by privilege: even if the schema were opened
select ok(not has_schema_privilege('anon', 'odoo_seed', 'usage, create'), 'anon may not look into the schema');
select ok(not has_schema_privilege('authenticated', 'odoo_seed', 'create'), 'authenticated may not create anything');
select pg_temp.nothing(name) from pg_temp.readable() name;
select ok(not has_table_privilege(role, oid, 'select'), format('%s has no privilege to read %s', role, name))
from unnest(array['anon', 'authenticated', 'authenticator']) role, pg_temp.relations() where role <> 'authenticated' or name not in (select pg_temp.readable());
select ok(not has_table_privilege(role, oid, 'insert, update, delete, truncate, references, trigger'), format('%s changes nothing of %s', role, name))
from unnest(array['anon', 'authenticated', 'authenticator']) role, pg_temp.relations();
select is_empty($$ select tablename, policyname from pg_policies where schemaname = 'odoo_seed' and (cmd <> 'SELECT' or roles <> '{authenticated}' or tablename not in (select pg_temp.readable())) $$,
  'policies open these tables to be read, by those who signed in');
select ok(not has_function_privilege(role, oid, 'execute'), format('%s may not call %s', role, name))
from unnest(array['anon', 'authenticated', 'authenticator']) role, pg_temp.functions();
select ok(not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0), f.name || ' is not open to public')
from pg_temp.functions() f join pg_proc p using (oid);

-- row level security closes every table, should somebody ever grant one
select ok(c.relrowsecurity, 'row level security is on for ' || r.name) from pg_temp.relations('r') r join pg_class c using (oid);
select ok(coalesce(c.reloptions @> array['security_invoker=true'], false), r.name || ' reads as the one who asks') from pg_temp.relations('v') r join pg_class c using (oid);
grant all on all tables in schema odoo_seed to authenticated;
set local role authenticated;
select is_empty('select * from odoo_seed.projects', 'a grant by mistake shows no project');
select is_empty('select * from odoo_seed.tasks', 'nor task');
select throws_matching($$ insert into odoo_seed.programs (slug, name) values ('x', 'X') $$, 'row-level security', 'and lets nobody insert');
reset role;
revoke all on all tables in schema odoo_seed from authenticated;

-- the service role
select ok(has_table_privilege('service_role', oid, privilege), format('service_role may %s %s', privilege, name))
from pg_temp.relations() , unnest(array['select', 'insert', 'update', 'delete']) privilege;
select is(has_function_privilege('service_role', oid, 'execute'), prorettype <> 'trigger'::regtype, 'service_role and ' || name) from pg_temp.functions() join pg_proc using (oid);
select ok(not has_table_privilege('service_role', oid, 'truncate, trigger, references'), format('service_role changes rows of %s, and not what watches them', name)) from pg_temp.relations();
set local role service_role;
select lives_ok($$ insert into odoo_seed.programs (slug, name) values ('new', 'New') $$, 'the service role stores programmes');
select lives_ok($$ insert into odoo_seed.projects (external_ref, name, company_name) values ('N', 'New', 'Acme') $$, 'projects');
select lives_ok($$ insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('N', 'N1', 'New') $$, 'tasks');
select lives_ok($$ insert into odoo_seed.drift_mutes (external_ref, reason) values ('N', 'known') $$, 'and mutes, with their numbers');
select lives_ok($$ select odoo_seed.record_errors(odoo_seed.start_run('a', 'seed', '{}', 60),
  '[{"model": "project.task", "external_ref": "N1", "code": "c", "message": "m"}]') $$, 'runs, with their errors');
select lives_ok($$ select * from odoo_seed.plan('default', '{}') $$, 'reads the plan');
select lives_ok($$ select * from odoo_seed.v_drift $$, 'and the drift');
reset role;

-- the lists these tests go through are what they are meant to be
select cmp_ok((select count(*) from pg_temp.relations('r')), '>=', 11::bigint, 'all tables were looked at');
select cmp_ok((select count(*) from pg_temp.relations('v')), '>=', 13::bigint, 'all views');
select cmp_ok((select count(*) from pg_temp.functions()), '>=', 25::bigint, 'all functions');
select * from finish();
rollback;
