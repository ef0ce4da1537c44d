-- Everything in odoo_seed, ops, control and api is explained, and every function is bound to what it names.
begin;
select plan(11);
create function pg_temp.ours() returns setof oid language sql as $$ values ('odoo_seed'::regnamespace::oid), ('ops'::regnamespace::oid), ('control'::regnamespace::oid), ('api'::regnamespace::oid) $$;

select is_empty($$ select nspname from pg_namespace where oid in (select pg_temp.ours()) and obj_description(oid, 'pg_namespace') is null $$,
  'every schema has a comment');
select is_empty($$ select oid::regclass from pg_class where relnamespace in (select pg_temp.ours()) and relkind in ('r', 'v', 'm', 'p')
    and obj_description(oid, 'pg_class') is null $$, 'every table and view has a comment');
select is_empty($$ select oid::regprocedure from pg_proc where pronamespace in (select pg_temp.ours()) and obj_description(oid, 'pg_proc') is null $$,
  'every function has a comment');
select is_empty($$ select oid::regtype from pg_type where typnamespace in (select pg_temp.ours()) and typtype = 'd' and obj_description(oid, 'pg_type') is null $$,
  'every domain has a comment');
select is_empty($$ select oid::regprocedure from pg_proc where pronamespace in (select pg_temp.ours()) and prosqlbody is null
    and not coalesce(proconfig @> array['search_path=""'], false) $$, 'every function has an empty search_path or a body that was bound at creation');
select set_eq($$ select oid::regprocedure::text from pg_proc where pronamespace in (select pg_temp.ours()) and prosecdef $$,
  array[
    'ops.put_hold(text,text,text,timestamp with time zone)', 'ops.lift_hold(uuid,text)', 'control.held(text,text)', 'control.why_run_waits(uuid)', 'control.shown_holds()', 'control.shown_windows()', 'api.put_hold(jsonb)', 'api.lift_hold(jsonb)', 'api.create_window(jsonb)', 'api.drop_window(jsonb)', 'api.get_sync(jsonb)', 'odoo_seed.note_unsynced_seeds()', 'odoo_seed.note_all_unsynced()', 'odoo_seed.note_auto_end()',
    'ops.odoo_connection(text)', 'odoo_seed.note_change()', 
    'control.audit_change()', 'control.disown_template(text,text,uuid,text)', 'control.forget_template(text,text,uuid)', 
    'control.create_tenant_schema(text)', 'control.drop_tenant_schema(text)',
    'control.read_secret(control.secret_name)', 'control.take_secret(control.secret_name)', 'control.forget_backup(uuid)', 'control.keep_secret(control.secret_name,text)', 'control.replace_secret(control.secret_name,text)', 'control.move_secret(control.secret_name,control.secret_name)',
    'control.allow_reading(text,text[])', 'control.forbid_reading(text,text[])',
    'control.accept_risk(text,text)', 'control.withdraw_risk(text)', 'control.open_analytics_login(text,text)',
    'control.forget_secrets(text)', 'control.has_foreign_secrets(text)', 'ops.cut_to_base_url()', 'control.cut_to_base_url()', 'ops.note_fault(text,text,text,text)',
    'ops.sign_call(uuid,bigint,text,text)', 'ops.functions_are_callable()', 'ops.emit(text,text,jsonb,text)',
    'ops.call_function(text,jsonb,text,uuid)', 'ops.drive()', 'ops.take_call(uuid,text)', 'ops.end_call(uuid,text,jsonb)',
    'ops.keep_functions_url(text)',
    'ops.note_scheduled(text,text,jsonb)',
    'api.change_schedule(jsonb)',
    'ops.kept_since(text)',
    'ops.note_ddl()', 'ops.new_migrations()', 'control.shown_change_sets()', 'control.shown_schema_changes(uuid)', 'api.note_schema_push(jsonb)',
    'ops.place_events(integer)', 'ops.last_place()', 'ops.wake_subscriptions()', 'ops.tell_schedule()', 'ops.end_subscription()',
    'ops.make_subscription_secret(text,integer)', 'ops.subscription_secrets(text)', 'ops.rotate_subscription(text)', 'ops.forget_subscription_secrets(text,integer)',
    'odoo_seed.tell_run()', 'odoo_seed.tell_drift_found()', 'odoo_seed.tell_drift_gone()', 'control.tell_operation()', 'control.tell_tenant()', 'control.tell_health()',
    'api.create_event_subscription(jsonb)', 'api.change_event_subscription(jsonb)', 'api.rotate_event_subscription(jsonb)', 'api.test_event_subscription(jsonb)', 'api.delete_event_subscription(jsonb)',
    'ops.wake_notifications()', 'ops.end_notification()', 'api.create_notification(jsonb)', 'api.change_notification(jsonb)', 'api.test_notification(jsonb)', 'api.delete_notification(jsonb)',
    'control.calling()', 'control.calling_person()', 'control.person_named(uuid)', 'control.caller()', 'control.calling_roles()', 'control.allows(control.api_tokens,text)', 'control.calling_permissions()', 'control.granted(text)',
    'control.reaches_all(text)', 'control.reach(text)', 'control.has_anywhere(text)', 'control.acting(text,uuid)', 'control.may(text,uuid)', 'control.demand(text,uuid)', 'control.visible_tenant(text)',
    'control.people()', 'control.act_as_caller(text,uuid)', 'control.demand_rank(uuid,uuid,text)',
    'control.binding_of(text,text,text)', 'control.refs_of_binding(text)',
    'api.create_program(jsonb)', 'api.change_program(jsonb)', 'api.archive_program(jsonb)', 'api.create_project(jsonb)', 'api.change_project(jsonb)', 'api.archive_project(jsonb)',
    'api.create_task(jsonb)', 'api.change_task(jsonb)', 'api.archive_task(jsonb)', 'api.upload_seeds(jsonb)', 'api.drop_upload(jsonb)', 'api.bulk_seeds(jsonb)', 'api.export_seeds(jsonb)',
    'api.has_secret(text)', 'api.create_binding(jsonb)', 'api.change_binding(jsonb)', 'api.set_binding_secret(jsonb)', 'api.change_field_policy(jsonb)',
    'control.tenant_of(text)', 'control.plans_need_approval(text)', 'control.drift_is_stale(text)', 'control.dead_letters()',
    'api.by_binding(jsonb,text)', 'api.may_on_binding(text,text)', 'api.act_on_binding(text,text)', 'api.seen_run(uuid)', 'api.seen_plan(uuid)', 'api.progress_of(uuid)',
    'api.start_adoption(jsonb)', 'api.start_import(jsonb)', 'api.start_run(jsonb)', 'api.cancel_run(jsonb)', 'api.retry_run(jsonb)', 'api.make_plan(jsonb)', 'api.plan_seeds(jsonb)', 'api.approve_plan(jsonb)', 'api.refuse_plan(jsonb)', 'api.apply_plan(jsonb)',
    'api.accept_drift(jsonb)', 'api.mute_drift(jsonb)', 'api.unmute_drift(jsonb)', 'api.replay_letter(jsonb)',
    'control.reporting_of(uuid)', 'control.change_tenant(uuid,jsonb)', 'control.lock_tenant_to_change(uuid)', 'control.tenant_events(uuid,timestamp with time zone,timestamp with time zone)',
    'control.integrations()', 'control.shown_schedules()', 'api.get_tenant_kpis(jsonb)', 'api.get_resource_kpis(jsonb)', 'api.get_operation_kpis(jsonb)', 'api.get_drift_kpis(jsonb)', 'api.get_freshness_kpis(jsonb)', 'api.get_settings(jsonb)', 'api.change_settings(jsonb)', 'api.list_suggestions(jsonb)', 'api.run_schedule(jsonb)', 'api.set_bundle(jsonb)', 'api.vault_answers()', 'api.check_platform(jsonb)', 'api.token_expires_at(uuid)', 'api.get_readiness(jsonb)', 'api.get_metrics(jsonb)', 'api.propose_plan(jsonb)', 'api.decide_proposal(jsonb,text)', 'api.approve_proposal(jsonb)', 'api.refuse_proposal(jsonb)', 'api.change_invoice(jsonb)',
    'api.request_operation(jsonb)', 'api.create_tenant(jsonb)', 'api.preview_tenant(jsonb)', 'api.call_back(jsonb)', 'control.note_operation_event()', 'api.retry_operation(jsonb)', 'api.admit_operation(jsonb)', 'api.approve_operation(jsonb)', 'api.refuse_operation(jsonb)', 'api.cancel_operation(jsonb)', 'api.show_password(jsonb)',
    'control.act(uuid)', 'control.is_own_request(text,text,uuid)', 'control.demand_person(text)', 'control.demand_anywhere(text)', 'control.visible_operation(uuid)', 'control.stalled(uuid)', 'control.total_digest(text)', 'control.kept_total(text)', 'control.keep_total(text,bigint)', 'control.reach_bindings(text)', 'control.reach_slugs(text)', 'api.set_member(jsonb)', 'api.remove_member(jsonb)', 'api.make_token(jsonb)', 'api.rotate_token(jsonb)', 'api.revoke_token(jsonb)'], 'only these functions act with their owner''s rights');
select is_empty($$ select conrelid::regclass, conname from pg_constraint where connamespace in (select pg_temp.ours()) and not convalidated $$,
  'every constraint holds for all rows');
select is_empty($$ select attrelid::regclass, attname from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace in (select pg_temp.ours()) and relkind = 'r' and attnum > 0 and not attisdropped and atttypid = 'timestamp'::regtype $$,
  'every moment has a time zone');
select is_empty($$ select c.conrelid::regclass, c.conname from pg_constraint c where c.connamespace in (select pg_temp.ours()) and c.contype = 'f'
    and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])
    and c.conname not in ('programs_parent_slug_fkey') $$, 'every foreign key but that of the few programmes has an index');
select is_empty($$ select a.indexrelid::regclass, b.indexrelid::regclass from pg_index a
    join pg_class c on c.oid = a.indrelid and c.relnamespace in (select pg_temp.ours())
    join pg_index b on b.indrelid = a.indrelid and b.indexrelid > a.indexrelid and a.indpred is null and b.indpred is null
      and least(a.indnkeyatts, b.indnkeyatts) > 1 and greatest(a.indnkeyatts, b.indnkeyatts) > 2
      and (a.indkey[0], a.indkey[1]) = (b.indkey[0], b.indkey[1]) $$,
  'no two indexes begin alike in two columns: without statistics the planner takes the wrong one (53 s and 1 s for 10,000 missing tasks)');
select set_eq('select model, field, policy from odoo_seed.field_policies where policy <> ''enforce''',
  $$ values ('project.task', 'stage', 'merge'), ('project.task', 'assignees', 'merge') $$, 'people have a say in stages and assignees, as delivered');

select * from finish();
rollback;
