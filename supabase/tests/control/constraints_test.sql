-- Rows that make no sense cannot be stored: the catalog, the parts of a tenant, operations and steps.
begin;
select * from no_plan();
select tests.tenants();
insert into control.module_bundles (code, name, bundle_type, modules) values ('kit', 'Kit', 'kit', array['project']);
create temporary table op as select tests.open('acme', 'backup') as id;
create temporary table ids as select t.id as tenant, o.id as operation from control.tenants t, op o where t.slug = 'acme';

create function pg_temp.refused(p_statement text, p_constraint text, p_description text) returns text language sql as $$
  select throws_matching(replace(replace(p_statement, '<tenant>', quote_literal(tenant)), '<op>', quote_literal(operation)), p_constraint, p_description) from ids $$;

select pg_temp.refused('insert into control.settings (environment) values (''other'')', 'settings_must_be_one_row', 'settings are one row');
select pg_temp.refused('update control.settings set tenant_limit = 0', 'tenant_limit_must_be', 'a limit of none');
select pg_temp.refused('update control.settings set approval_expires_after = ''0''', 'approval_must_have_time', 'approvals without time');
select pg_temp.refused('insert into control.subscription_plans (code, name) values (''A b'', ''A'')', 'code_must_be_a_slug', 'a code is a slug');
select pg_temp.refused('insert into control.subscription_plans (code, name, monthly_price) values (''a'', ''A'', -1)', 'price_must_not', 'a price is not negative');
select pg_temp.refused('insert into control.subscription_plans (code, name, currency) values (''a'', ''A'', ''usd'')', 'currency_must_be', 'a currency is a code');
select pg_temp.refused('insert into control.subscription_plans (code, name, max_users) values (''a'', ''A'', 0)', 'max_users_must_be', 'a plan has users');
select pg_temp.refused(format('insert into control.module_bundles (code, name, bundle_type, modules) values (''a'', ''A'', ''a'', %L)', modules), 'modules_must_be', 'no modules: ' || modules)
from unnest(array['{}', '{Project}', '{"a b"}', '{"a,b;drop"}', '{project,NULL}', '{""}']) modules;
select pg_temp.refused('insert into control.tested_images (infra_template_code, image_tag, odoo_version) values (''tested'', '''', ''18.0'')', 'image_tag_must_be', 'a tag is given');
select pg_temp.refused('insert into control.infra_templates (code, name, docker_image_odoo, docker_image_pg, env_defaults) values (''a'', ''A'', ''o'', ''p'', ''[]'')', 'env_defaults_must', 'defaults are an object');
select pg_temp.refused(format('insert into control.database_templates (database, db_host, bundle_code, odoo_version, closure_hash) values (%L, ''h'', ''kit'', ''19'', ''x'')', name), 'database_must_be_named', 'no template: ' || name)
from unnest(array['odoo_acme', 'template0', 'template1', 'template_1', 'template_A', 'template_']) name;
select lives_ok($$ insert into control.database_templates (database, db_host, bundle_code, odoo_version, closure_hash, status) values ('template_kit_1', 'h', 'kit', '19', 'x', 'ready') $$, 'a template is ready');
select pg_temp.refused('insert into control.database_templates (database, db_host, bundle_code, odoo_version, closure_hash, status) values (''template_kit_2'', ''h'', ''kit'', ''19'', ''y'', ''ready'')', 'one_ready_template', 'and the only one of its bundle');
select lives_ok($$ insert into control.database_templates (database, db_host, bundle_code, odoo_version, closure_hash) values ('template_kit_2', 'h', 'kit', '19', 'y') $$, 'while the next one is built');

select pg_temp.refused('insert into control.tenant_module_states (tenant_id, module_name, state) values (<tenant>, ''a b'', ''installed'')', 'module_name_must', 'a module has a technical name');
select pg_temp.refused('insert into control.tenant_module_states (tenant_id, module_name, state) values (<tenant>, ''project'', ''gone'')', 'state_must_be', 'and one of three states');
select pg_temp.refused('insert into control.tenant_user_assignments (tenant_id, user_id, role) values (<tenant>, gen_random_uuid(), ''king'')', 'role_must_be', 'a role is one of five');

select pg_temp.refused('update control.operations set ' || change, name, change) from (values
  ('status = ''done''', 'status_must_be_known'), ('trigger_source = ''x''', 'trigger_source_must'), ('input = ''[]''', 'input_must_be'), ('from_step = ''x''', 'from_step_is'),
  ('finished_at = now()', 'ended_must_say_when'), ('status = ''running''', 'running_must_have_started'), ('started_at = now()', 'waiting_must_not_have_started'),
  ('status = ''failed'', finished_at = now()', 'failed_must_say_why'), ('status = ''cancelled'', finished_at = now()', 'cancelled_must_have'),
  ('status = ''succeeded'', started_at = now(), finished_at = now(), error = ''{}''', 'succeeded_has_no_error')) v (change, name);
select pg_temp.refused('update control.provisioning_jobs set ' || change || ' where position = 1', name, change) from (values
  ('status = ''done''', 'status_must_be_known'), ('action = ''x''', 'action_must'), ('attempts = -1', 'attempts_must_be'), ('max_attempts = 101', 'attempts_must_be'), ('output = ''[]''', 'output_must'),
  ('status = ''running'', started_at = now()', 'worker_belongs'), ('leased_by = ''x''', 'worker_belongs'), ('status = ''waiting''', 'begun_must_have'),
  ('status = ''succeeded'', started_at = now()', 'ended_must_say_when'), ('status = ''skipped'', finished_at = now()', 'skipped_must_say_why'),
  ('skip_reason = ''x''', 'skipped_must_say_why'), ('status = ''failed'', started_at = now(), finished_at = now()', 'failed_must_say_why'),
  ('action = ''compensate'', status = ''compensated'', started_at = now(), finished_at = now()', 'compensation_is_not')) v (change, name);
select pg_temp.refused('insert into control.tenant_transitions values (''pause'', ''start'', ''decommissioned'', ''active'')', 'nothing_leads_out', 'nothing leads out of the end');
select pg_temp.refused('insert into control.permissions values (''operations.pause'', ''king'', ''own'')', 'role_must_be_known', 'a role is known');
select pg_temp.refused('insert into control.permissions values (''operations.pause'', ''viewer'', ''platform'')', 'reach_must_fit', 'a role in a tenant reaches no further than those below');
select pg_temp.refused('insert into control.operation_kinds values (''x'', false, false, false, false, ''somewhere'')', 'runbook_must', 'a runbook is a page');
select * from finish();
rollback;
