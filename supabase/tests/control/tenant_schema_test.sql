-- A tenant's analytics schema: made whole, dropped whole, and seen by its own role alone.
begin;
select * from no_plan();
select tests.tenants();
select tests.add_tenant('acme-corp', 'platform');
create function pg_temp.relations(p_schema text) returns setof text language sql as $$
  select relname::text from pg_class where relnamespace = p_schema::regnamespace and relkind = 'r' $$;

-- made
select ok(not control.has_tenant_schema('acme'), 'there is none at first');
select ok(control.create_tenant_schema('acme'), 'one is made');
select ok(control.has_tenant_schema('acme'), 'and seen');
select set_eq($$ select pg_temp.relations('acme') $$, array['tenant_config', 'ipai_journal_entries', 'ipai_month_end_checklist', 'ipai_documents', 'ipai_ai_conversations',
  'ipai_ai_messages', 'ipai_ai_embeddings', 'ipai_audit_log', 'analytics_finance_summary', 'analytics_user_activity'], 'with every table');
insert into acme.tenant_config (key, value) values ('kept', '1');
select ok(not control.create_tenant_schema('acme'), 'made once more, nothing happens');
select results_eq('select key from acme.tenant_config', array['kept'], 'and nothing is lost');
select ok(control.create_tenant_schema(slug), slug || ' gets one') from unnest(array['platform', 'prov', 'sub', 'acme-corp']) slug;
select has_table('acme_corp'::name, 'tenant_config'::name, 'a hyphen becomes an underscore');
select has_table('public'::name, 'tenant_config'::name, 'the platform''s is public');
select is(current_setting('search_path'), (select setting from pg_settings where name = 'search_path'), 'the caller''s path is what it was');
select throws_ok($$ select control.create_tenant_schema('nobody') $$, 'OC004', null, 'no tenant, no schema');

-- names
select is(control.analytics_role('acme-corp'), 'analytics_acme_corp', 'the role is named after the slug');
select throws_ok(format('select control.create_tenant_schema(%L)', slug), 'OC004', null, 'refused: ' || slug)
from unnest(array['acme"; drop schema control cascade; --', 'acme''; drop role postgres; --', 'acme.public', '"acme"', '']) slug;
insert into control.tenants (slug, name, tenant_type, status, parent_id, schema, admin_email, plan_code)
select 'quoted', 'Quoted', 'client', 'active', id, 'select', 'a@example.com', 'starter' from control.tenants where slug = 'platform';
select lives_ok($$ select control.create_tenant_schema('quoted') $$, 'a schema may be named like a keyword');
select ok(control.has_tenant_schema('quoted') and control.drop_tenant_schema('quoted'), 'and is found and dropped');
create schema lab;
create table lab.theirs ();
select tests.add_tenant('lab', 'platform');
select throws_ok($$ select control.create_tenant_schema('lab') $$, 'OC105', 'Cannot create the schema of tenant "lab": there is a schema "lab" already', 'a schema that was there before is nobody''s to take');
select ok(not control.drop_tenant_schema('lab'), 'nor to drop');
select has_table('lab'::name, 'theirs'::name, 'it stays as it was');
create table lab.tenant_config ();
select ok(not control.drop_tenant_schema('lab') and to_regclass('lab.tenant_config') is not null, 'also where it looks like a tenant''s');
drop schema lab cascade;
create role analytics_lab login password 'theirs';
select throws_ok($$ select control.create_tenant_schema('lab') $$, 'OC131', 'Cannot create the analytics role of tenant "lab": there is a role "analytics_lab" already', 'nor is a role taken that was there before');
select hasnt_schema('lab'::name, 'and nothing is made beside it');
select ok(not control.drop_tenant_schema('lab'), 'nor is it dropped');
select ok(rolcanlogin and rolconfig is null, 'it stays as it was') from pg_roles where rolname = 'analytics_lab';
drop role analytics_lab;
delete from control.tenant_databases using control.tenants t where t.id = tenant_id and t.slug = 'lab';
delete from control.subscriptions where tenant_id = (select id from control.tenants where slug = 'lab');
delete from control.tenants where slug = 'lab';

-- every role against every schema
do $$
declare tenant text;
begin
  foreach tenant in array array['platform', 'prov', 'sub', 'acme', 'acme-corp'] loop
    execute format('grant %I to postgres', control.analytics_role(tenant));
  end loop;
end $$;
create function pg_temp.tries(p_tenant text, p_statement text) returns text language plpgsql as $$
declare outcome text := 'allowed';
begin
  perform set_config('role', control.analytics_role(p_tenant), true);
  begin
    execute p_statement;
  exception when insufficient_privilege then outcome := 'denied';
    when read_only_sql_transaction then outcome := 'read only';
  end;
  perform set_config('role', 'none', true);
  return outcome;
end
$$;
create temp table pairs as
select own.slug as own, other.slug as other, other.schema, c.oid::regclass as relation
from control.tenants own, control.tenants other join pg_class c on c.relnamespace = other.schema::regnamespace and c.relkind = 'r'
where own.slug <> 'quoted' and other.slug <> 'quoted' and c.relname ~ '^(tenant_config|ipai_|analytics_)';
select is((select count(*) from pairs), 250::bigint, 'five tenants, five schemas, ten tables');
select is(pg_temp.tries(own, format('select * from %s', relation)), case when own = other then 'allowed' else 'denied' end, format('%s reads %s', own, relation)) from pairs;
select is(pg_temp.tries(own, format('delete from %s', relation)), 'denied', format('%s deletes from %s', own, relation)) from pairs;
select is(pg_temp.tries(own, format('create table %I.mine ()', schema)), 'denied', format('%s creates in %s', own, schema)) from (select distinct own, schema from pairs) p;
select is(pg_temp.tries(own, statement), 'denied', format('%s: %s', own, statement)) from (select distinct own from pairs) p, unnest(array[
  'select * from control.tenants', 'select * from vault.decrypted_secrets', 'select * from ops.odoo_bindings', 'select * from odoo_seed.tasks', 'select * from auth.users',
  'select control.drop_tenant_schema(''acme'')']) statement;
create temp view ours as select oid, nspname from pg_namespace where nspname in ('control', 'ops', 'api', 'odoo_seed', 'vault', 'auth', 'pgmq', 'net', 'cron', 'storage');
create temp view analytics as select oid, rolname from pg_roles where rolname ~ '^analytics_';
select is_empty($$ select rolname, nspname from analytics r, ours n where has_schema_privilege(r.oid, n.oid, 'create') or n.nspname in ('control', 'ops', 'api', 'odoo_seed', 'vault') and has_schema_privilege(r.oid, n.oid, 'usage') $$,
  'no role looks into the control plane''s own schemas');
select is_empty($$ select rolname, c.oid::regclass from analytics r, ours n join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'v', 'm', 'p')
  where has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate, references, trigger') and has_schema_privilege(r.oid, n.oid, 'usage')
  -- pg_net opens net to PUBLIC, and only its owner can close it.
  and (n.nspname <> 'net' or ops.net_is_closed()) $$, 'and none has a privilege on anything there');
select is_empty($$ select rolname, p.oid::regprocedure from analytics r, pg_proc p where p.pronamespace in ('control'::regnamespace, 'ops'::regnamespace, 'odoo_seed'::regnamespace)
  and has_function_privilege(r.oid, p.oid, 'execute') $$, 'nor may it call any function, even if the schema were opened');
select is_empty($$ select r.rolname from pg_roles r join pg_auth_members m on m.member = r.oid where r.rolname ~ '^analytics_' $$, 'the roles are members of none');
select results_eq($$ select rolcanlogin or rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolinherit from pg_roles where rolname in (select control.analytics_role(own) from pairs) $$, array_fill(false, array[5]), 'the roles can do nothing else');
select ok(not has_table_privilege(role, relation, 'select, insert, update, delete, truncate'), format('%s has no privilege on %s', role, relation)) from unnest(array['anon', 'authenticated']) role, (select distinct relation from pairs) p;
select ok(c.relrowsecurity, c.oid::regclass || ' has row level security') from pg_class c where c.oid in (select relation from pairs);

-- the service role fills them
set local role service_role;
select lives_ok($$ insert into acme.ipai_ai_conversations (user_email) values ('a@example.com') $$, 'the service role writes');
select ok(control.drop_tenant_schema('sub') and control.create_tenant_schema('sub'), 'drops and makes');
reset role;

-- dropped
select ok(control.drop_tenant_schema('acme'), 'dropped');
select hasnt_schema('acme'::name, 'the schema is gone');
select hasnt_role('analytics_acme'::name, 'and so is the role');
select ok(not control.has_tenant_schema('acme'), 'which is seen');
select ok(not control.drop_tenant_schema('acme'), 'dropped once more, nothing happens');
select ok(control.has_tenant_schema('acme-corp'), 'the others stay');
select ok(control.create_tenant_schema('acme'), 'and it can be made again');
select is_empty('select * from acme.tenant_config', 'empty');
select throws_ok($$ select control.drop_tenant_schema('platform') $$, '23514', null, 'the platform''s stays');
select has_table('public'::name, 'tenant_config'::name, 'with its tables');
select * from finish();
rollback;
