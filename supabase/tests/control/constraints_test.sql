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

select pg_temp.refused('insert into control.sso_configs (tenant_id, keycloak_realm, keycloak_client_id, redirect_uris) values (<tenant>, ''r'', ''c'', ''{ftp://x}'')', 'redirect_uris_must', 'a redirect is http');
select pg_temp.refused('insert into control.sso_configs (tenant_id, keycloak_realm, keycloak_client_id, redirect_uris) values (<tenant>, ''r'', ''c'', ''{https://x,NULL}'')', 'redirect_uris_must', 'and given');
select lives_ok($$ insert into control.sso_configs (tenant_id, keycloak_realm, keycloak_client_id, redirect_uris) select tenant, 'r', 'c', '{https://x/a,https://y}' from ids $$, 'two redirects');
select pg_temp.refused('insert into control.sso_configs (tenant_id, keycloak_realm, keycloak_client_id) select id, ''r'', ''c'' from control.tenants where slug = ''sub''', 'client_must_not_be_taken', 'a client belongs to one tenant');
select pg_temp.refused('insert into control.analytics_configs (tenant_id, schema_name) values (<tenant>, ''sub'')', 'schema_must_be_the_tenants', 'analytics live in the tenant''s own schema');
select lives_ok($$ insert into control.analytics_configs (tenant_id, schema_name) select tenant, 'acme' from ids $$, 'there they do');
select pg_temp.refused('insert into control.superset_workspaces (tenant_id, name, status) values (<tenant>, ''acme'', ''active'')', 'active_workspace_must', 'an active workspace has a database');
select pg_temp.refused('insert into control.billing_subscriptions (tenant_id, plan_code, current_period_start, current_period_end) values (<tenant>, ''starter'', ''2026-02-01'', ''2026-01-01'')', 'period_must_not_end', 'a period ends after it starts');
select pg_temp.refused('insert into control.billing_subscriptions (tenant_id, plan_code, status, current_period_start, current_period_end, next_invoice_date) values (<tenant>, ''starter'', ''cancelled'', ''2026-01-01'', ''2026-02-01'', ''2026-02-01'')', 'cancelled_subscription', 'what is cancelled is not billed');
select pg_temp.refused('insert into control.tenant_invoices (number, tenant_id, period_start, period_end, amount, status) values (''1'', <tenant>, ''2026-01-01'', ''2026-02-01'', 1, ''paid'')', 'paid_must_say_when', 'paid when?');
select pg_temp.refused('insert into control.tenant_invoices (number, tenant_id, period_start, period_end, amount, status) values (''1'', <tenant>, ''2026-01-01'', ''2026-02-01'', 1, ''open'')', 'open_must_say_when', 'due when?');
select pg_temp.refused('insert into control.tenant_invoices (number, tenant_id, period_start, period_end, amount) values (''1'', <tenant>, ''2026-01-01'', ''2026-02-01'', -1)', 'amount_must_not', 'an amount is not negative');
select pg_temp.refused('insert into control.tenant_metrics (tenant_id, day, active_users) values (<tenant>, ''2026-01-01'', -1)', 'metrics_must_not', 'nor is a metric');
select pg_temp.refused('insert into control.tenant_module_states (tenant_id, module_name, state) values (<tenant>, ''a b'', ''installed'')', 'module_name_must', 'a module has a technical name');
select pg_temp.refused('insert into control.tenant_module_states (tenant_id, module_name, state) values (<tenant>, ''project'', ''gone'')', 'state_must_be', 'and one of three states');
select pg_temp.refused('insert into control.tenant_user_assignments (tenant_id, user_id, role) values (<tenant>, gen_random_uuid(), ''king'')', 'role_must_be', 'a role is one of five');

select pg_temp.refused('update control.operations set ' || change, name, change) from (values
  ('status = ''done''', 'status_must_be_known'), ('trigger_source = ''x''', 'trigger_source_must'), ('input = ''[]''', 'input_must_be'), ('from_step = ''x''', 'from_step_is'),
  ('finished_at = now()', 'ended_must_say_when'), ('status = ''running''', 'running_must_have_started'), ('started_at = now()', 'waiting_must_not_have_started'),
  ('status = ''failed'', finished_at = now()', 'failed_must_say_why'), ('status = ''cancelled'', finished_at = now()', 'cancelled_must_have'),
  ('status = ''succeeded'', started_at = now(), finished_at = now(), error = ''{}''', 'succeeded_has_no_error')) v (change, name);
select pg_temp.refused('update control.provisioning_jobs set ' || change || ' where position = 1', name, change) from (values
  ('status = ''done''', 'status_must_be_known'), ('action = ''x''', 'action_must'), ('attempts = 6', 'attempts_must_be'), ('max_attempts = 101', 'attempts_must_be'), ('output = ''[]''', 'output_must'),
  ('status = ''running'', started_at = now()', 'lease_belongs'), ('lease_token = gen_random_uuid()', 'lease_belongs'), ('status = ''waiting''', 'begun_must_have'),
  ('status = ''succeeded'', started_at = now()', 'ended_must_say_when'), ('status = ''skipped'', finished_at = now()', 'skipped_must_say_why'),
  ('skip_reason = ''x''', 'skipped_must_say_why'), ('status = ''failed'', started_at = now(), finished_at = now()', 'failed_must_say_why'),
  ('action = ''compensate'', status = ''compensated'', started_at = now(), finished_at = now()', 'compensation_is_not')) v (change, name);
select pg_temp.refused('insert into control.tenant_transitions values (''pause'', ''start'', ''decommissioned'', ''active'')', 'nothing_leads_out', 'nothing leads out of the end');
select pg_temp.refused('insert into control.operation_kinds values (''x'', ''{king}'', false, false, false, false, ''docs/runbooks/x.md'')', 'asked_by_must', 'a capacity is known');
select pg_temp.refused('insert into control.operation_kinds values (''x'', ''{agent}'', false, false, false, false, ''somewhere'')', 'runbook_must', 'a runbook is a page');
select * from finish();
rollback;
