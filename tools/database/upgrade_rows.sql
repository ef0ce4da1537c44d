-- A row in every table that the seeds, their example and the fixtures of pgTAP leave empty, as
-- databases have them that were in use when the next migration comes.
begin;

select tests.sync();
select tests.drive();
update odoo_seed.tasks set name = name || '.' where external_ref = (
  select min(external_ref) from odoo_seed.tasks);
select odoo_seed.plan_run(tests.open_run(), 1);
select odoo_seed.record_errors(id, '[{
  "model": "project.task", "external_ref": "T", "code": "not_stored", "message": "No."}]')
from odoo_seed.sync_runs;
insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, code, message)
select id, 'project.task', 'T', 'deadline_at_midnight', 'Look.' from odoo_seed.sync_runs;
insert into odoo_seed.adoptions (run_id, model, external_ref, outcome, odoo_ids, rivals)
select id, 'project.task', 'T', 'matched', '{1}', '{}' from odoo_seed.sync_runs;
insert into odoo_seed.empty_plans (
  binding, scope, snapshot, counts, projects_synced, tasks_synced
)
values ('default', '{"projects": []}', pg_current_snapshot(), '{}', 0, 0);
insert into odoo_seed.plan_decisions (plan_id, decision, decided_by, reason)
select id, 'refused', 'ann', 'Not today.' from odoo_seed.sync_runs;
update odoo_seed.shadow_tasks set name = name || '?' where binding = 'default';
select odoo_seed.refresh_drift('default');
insert into odoo_seed.uploads (upload, part, caller, text)
values (gen_random_uuid(), 1, 'ann@example.com', 'name');
insert into odoo_seed.staged_seeds (upload, line, kind, said)
values (gen_random_uuid(), 1, 'tasks', '{}');
select ops.put_hold('default', null, 'Odoo moves.');
insert into ops.sync_windows (kind, cron, lasts) values ('deny', '0 0 1 * *', '1 day');
insert into odoo_seed.unsynced (binding) values ('default');
insert into odoo_seed.auto_syncs (binding, run_id) select 'default', id from odoo_seed.sync_runs;
insert into odoo_seed.heals (binding, drift_id, run_id)
select 'default', gen_random_uuid(), id from odoo_seed.sync_runs;
insert into odoo_seed.drift_mutes (external_ref, reason) values ('T', 'It is known.');
insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label)
values ('default', 'stage', 1, 'To Do');
insert into odoo_seed.shadow_people (binding, odoo_id, name, address)
values ('default', 2, 'Ann Example', 'ann@example.com');
insert into odoo_seed.accepted_values (kind, key, field, before, accepted)
values ('tasks', 'T', 'name', '["Theirs"]', '"T"');
insert into odoo_seed.shadow_state (binding, full_at) values ('default', now());
insert into odoo_seed.shadow_touched (binding, odoo_id) values ('default', 101);
insert into odoo_seed.shadow_due (binding, odoo_id) values ('default', 101);
select ops.note_fault('ops.give_up_lost_work', 'a run', 'OC002', 'Its lease is lost.');
select ops.emit('test.sent', 'tests/upgrade');
select ops.gather_changes();
create view public.announced as select 1 as id;
select ops.note_push('acme/odoo', repeat('a', 40), null, 'refs/heads/main', '["a.sql"]');
update ops.schema_pushes set change_set_id = (select id from ops.change_sets);
select ops.settle_change_set(id, 'announced') from ops.change_sets;
select ops.note_key_expiry('default', now());
insert into ops.seen_migrations values ('20260101000000') on conflict do nothing;
insert into ops.noticed_ddl (schema, object, command) values ('public', 'announced', 'CREATE VIEW');
insert into ops.subscriptions (name, url, types) values ('all', 'https://hooks.example.com/', '{*}');
select ops.emit('test.sent', 'subscriptions/all');
select ops.place_events();
insert into ops.deliveries (subscription, place, subject)
select 'all', max(place), 'subscriptions/all' from ops.events;
insert into ops.delivery_attempts (subscription, place, ms, error)
select 'all', max(place), 15000, 'Nothing answers there' from ops.events;
insert into ops.notifications (name, peer, types) values ('all', 'slack', '{*}');
insert into ops.conversations (notification, topic, root) values ('all', 'test.sent', '1.1');
insert into ops.messages (notification, conversation, form, made_at, due_at, ended, ended_at)
select 'all', id, 'news', now(), now(), 'posted', now() from ops.conversations;
insert into ops.news (notification, place, topic, ends, form, due_at, message)
select 'all', (select max(place) from ops.events), 'test.sent', false, 'news', now(), id
from ops.messages;
insert into ops.late_schedules (name) values ('ops-forget-events');
insert into odoo_seed.drift_snapshots (binding, kind, at, count)
values ('default', 'total', date_trunc('hour', now()), 1);
insert into control.shadow_turns (binding, asked_at) values ('default', now());
insert into control.warnings (rule, object, subject, tenant)
values ('stale_backup', 'upgraded', 'tenants/upgraded', 'upgraded');

-- Beside the seeds' tenants: one that is used, and one that is to end.
insert into control.infra_templates (code, name, docker_image_odoo, docker_image_pg)
values ('tested', 'Tested', 'odoo:18.0', 'postgres:17');
select tests.add_tenant('upgraded', 'platform');
select tests.add_tenant('ended', 'platform');
select tests.add_backup('upgraded');
insert into control.tenant_probes (tenant_id, facts)
select id, '{"version": "19.0", "ms": 100}' from control.tenants where slug = 'upgraded';
insert into control.tenant_metrics (tenant_id, day, metric, value)
select id, '2026-11-29', 'users', 3 from control.tenants where slug = 'upgraded';
select tests.open('upgraded', 'backup');
select tests.open('ended', 'decommission');
insert into control.operation_databases (database, operation_id)
select 'restoring_' || replace(id::text, '-', ''), id from control.operations limit 1;
insert into control.tenant_module_states (tenant_id, module_name, state)
select id, 'project', 'installed' from control.tenants where slug = 'upgraded';
insert into control.tenant_bindings (tenant_id, binding)
select id, 'default' from control.tenants where slug = 'upgraded';
insert into control.password_showings (tenant_id, shown_to)
select id, 'ann' from control.tenants where slug = 'upgraded';
insert into auth.users (id) values ('00000000-0000-4000-8000-0000000000ff');
insert into control.tenant_user_assignments (tenant_id, user_id, role)
select id, '00000000-0000-4000-8000-0000000000ff', 'owner'
from control.tenants where slug = 'upgraded';
insert into control.platform_members (user_id, role)
values ('00000000-0000-4000-8000-0000000000ff', 'platform_owner');
insert into control.api_tokens (name, kind, role) values ('upgraded', 'service', 'finance_owner');
select control.add_secret(id, '1 day') from control.api_tokens;
insert into control.accepted_risks (risk, accepted_by, reason) values ('net_open', 'ann', 'Known.');
insert into control.database_templates (database, db_host, bundle_code)
select 'template_upgraded_1', 'odoo.example.com', min(code) from control.module_bundles;
insert into control.operation_events (tenant_id, operation_id, status)
select tenant_id, id, status from control.operations limit 1;
select control.keep_answer('a caller', 'a key', 'make_token', '\x00', '{"id": 1}');
select control.take_requests('a caller', 1);
select control.keep_total('tenants', 5000);
insert into control.waiting_members (tenant_id, address, role)
select id, 'waiting@example.com', 'member' from control.tenants where slug = 'upgraded';
select control.record_health(id, 'healthy', 'Upgraded.'),
  control.record_sync(id, 'in_sync', gen_random_uuid(), '{}')
from control.tenants where slug = 'upgraded';
select control.meter_usage();
insert into control.usage_records (tenant_id, subscription_id, metric, day, quantity)
select tenant_id, id, 'active_days', '2026-09-01', 1 from control.subscriptions;
update control.subscriptions set monthly_price = 49;
select control.make_invoices('2026-09-01');
insert into control.plan_proposals (tenant_id, plan_code, proposed_by)
select id, plan_code, 'ann' from control.tenants where slug = 'upgraded';

commit;
