-- Runs through the API: listed, shown with their timeline, started, cancelled, tried again.
begin;
select * from no_plan();
select tests.seed();
select tests.tenants();
select tests.drive();
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
select slug, slug, 'https://' || slug || '.example.com', 'books', 'bot', 'secret' from unnest(array['acme', 'sub']) slug;
insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug) values ('A', 'Acme''s', 'Acme', 'acme');
create temporary table people as select tests.person_as('platform_operator') as operator, tests.person_as('manager', 'acme') as manager,
  tests.person_as('viewer', 'acme') as viewer, tests.person_as('owner', 'prov') as provider, tests.person_as('owner', 'sub') as sibling, tests.person('nobody') as stranger;
create function pg_temp.ask(p_person uuid, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) $$;
create function pg_temp.said(p_person uuid, p_function text, p_args jsonb default '{}') returns text language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) #>> '{}' $$;

-- started
create temporary table run as select pg_temp.ask(manager, 'start_run', '{"type": "seed", "binding": "acme", "projects": ["A"], "full": true}') as answer from people;
select is(answer - 'id' - 'started_at' - 'requested_by', '{"type": "seed", "binding": "acme", "tenant": "acme", "status": "running", "phase": "observe", "scope": {"projects": ["A"], "prune": "never"}, "plan": null, "only": null, "counts": null,
  "projects_synced": null, "tasks_synced": null, "on_behalf_of": null, "retry_of": null, "error": null, "cause": "asked", "waits": null, "cancel_requested_at": null, "finished_at": null, "progress": {},
  "errors": {"items": [], "total": 0}, "warnings": {"items": [], "total": 0}}', 'a manager starts a run') from run;
select is(r.requested_by, 'manager-acme@example.com', 'in their name') from run, odoo_seed.sync_runs r where r.id = (answer ->> 'id')::uuid;
select is((select options from odoo_seed.sync_runs), '{"full": true}', 'with its options');
select is((select handed_over from odoo_seed.sync_runs), true, 'through the queue');
select matches(pg_temp.said(manager, 'start_run', '{"type": "shadow", "binding": "acme"}'), '^OC001: Cannot start a run: run .+ already works on binding "acme"', 'one at a time') from people;
select matches(pg_temp.said(p, 'start_run', '{"type": "shadow", "binding": "acme"}'), said, who) from people, lateral (values
  (viewer, '^OC103: Cannot do this: it takes the permission runs.start', 'a viewer starts none'), (sibling, '^OC004: Cannot find binding "acme": there is none$', 'a sibling does not find the binding'),
  (stranger, '^OC004: Cannot find binding "acme": there is none$', 'nor a stranger'), (manager, '^OC001', 'who may, does')) v (p, said, who);
select is(pg_temp.said(manager, 'start_run', '{"type": "shadow", "binding": "none"}'), 'OC004: Cannot find binding "none": there is none', 'hidden and absent look the same') from people;
select is(pg_temp.said(manager, 'start_run', '{"type": "shadow"}'), 'OC004: Cannot find binding "default": there is none', 'the platform''s binding is the platform''s') from people;
select is(pg_temp.ask(operator, 'start_run', '{"type": "shadow", "drift": false, "notify": true}') ->> 'binding', 'default', 'whose people start there') from people;
select is((select options || scope from odoo_seed.sync_runs where binding = 'default'), '{"drift": false}', 'a shadow has no scope and notifies nobody');
select matches(pg_temp.said(manager, 'start_run', '{"type": "seed", "binding": "acme", "projects": ["P"]}'), '^OC004: Cannot start a run: binding "acme" has no project "P"', 'a project of somebody else is none') from people;
insert into odoo_seed.programs (slug, name) values ('of-others', 'Of others');
select is(pg_temp.said(manager, f, jsonb_build_object('type', 'seed', 'binding', 'acme', 'program', p)), format('OC004: Cannot start a run: there is no programme "%s"', p), f || ' says nothing of ' || p) from people, unnest(array['of-others', 'of-nobody']) p, unnest(array['start_run', 'make_plan']) f;

-- listed
select is(pg_temp.ask(p, 'list_runs', args::jsonb) ->> 'total', expected, args || ' ' || who) from people, lateral (values
  (operator, 'platform', '{}', '2'), (manager, 'manager', '{}', '1'), (viewer, 'viewer', '{}', '1'), (sibling, 'sibling', '{}', '0'), (provider, 'provider', '{}', '0'), (stranger, 'stranger', '{}', '0'),
  (operator, 'platform', '{"binding": "acme"}', '1'), (operator, 'platform', '{"tenant": "acme"}', '1'), (operator, 'platform', '{"tenant": "prov"}', '0'), (operator, 'platform', '{"type": "shadow"}', '1'),
  (operator, 'platform', '{"status": "success"}', '0'), (operator, 'platform', '{"actor": "manager-acme@example.com"}', '1'), (operator, 'platform', '{"since": "2000-01-01T00:00:00Z", "until": "2000-01-02T00:00:00Z"}', '0')) v (p, who, args, expected);
select is(pg_temp.ask(viewer, 'list_tenant_runs', '{"tenant": "acme"}') ->> 'total', '1', 'a tenant''s') from people;
select is(pg_temp.said(sibling, 'list_tenant_runs', '{"tenant": "acme"}'), 'OC004: Cannot find tenant "acme": there is none', 'which a sibling does not find') from people;
select is(pg_temp.said(p, 'get_run', jsonb_build_object('id', answer -> 'id')), format('OC004: Cannot find run %s: there is none', answer ->> 'id'), who || ' does not find a run')
from run, people, lateral (values (sibling, 'a sibling'), (provider, 'a provider'), (stranger, 'a stranger')) v (p, who);
select is(pg_temp.said(viewer, 'get_run', '{"id": "00000000-0000-0000-0000-000000000000"}'), 'OC004: Cannot find run 00000000-0000-0000-0000-000000000000: there is none', 'as one that is not there') from people;

-- worked on: its timeline, its errors
create temporary table ids as select (answer ->> 'id')::uuid as id from run;
select odoo_seed.claim_run(id, 60) from ids;
select odoo_seed.advance_run(id, 1, 'plan', null) from ids;
select odoo_seed.plan_run(id, 1) from ids;
select odoo_seed.record_errors(id, '[{"model": "project.task", "external_ref": "T1", "code": "unwritable", "message": "No."}, {"model": "project.task", "external_ref": "T2", "code": "refused", "message": "No."}]') from ids;
insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, code, message) select id, 'project.task', 'T1', 'text_lost', 'Lost.' from ids;
select results_eq($$ select e ->> 'event', e -> 'slice', e ->> 'phase' from people, ids, jsonb_array_elements(pg_temp.ask(viewer, 'list_run_events', jsonb_build_object('id', id)) -> 'items') e $$,
  $$ values ('opened', '1'::jsonb, 'observe'), ('handed_over', '0', 'observe'), ('slice_began', '1', 'observe'), ('phase_began', '1', 'plan'), ('phase_began', '1', 'apply'), ('planned', '1', 'apply') $$, 'what happened, in order');
select is((select details from odoo_seed.run_events where event = 'planned'), '{"pass": 1, "counts": {"create": 1}}', 'with what was planned');
select is(jsonb_build_array(a #> '{errors,total}', a #> '{errors,items,0,ref}', a #> '{warnings,total}', a #> '{warnings,items,0,code}', a -> 'progress'), '[2, "T1", 1, "text_lost", {"create": {"done": 0, "total": 1, "failed": 0}}]',
  'errors, warnings and progress') from people, ids, pg_temp.ask(viewer, 'get_run', jsonb_build_object('id', id)) a;
select is(pg_temp.ask(viewer, 'list_run_errors', jsonb_build_object('id', id) || args::jsonb) ->> 'total', expected, 'errors ' || args) from people, ids, (values ('{}', '2'), ('{"code": "refused"}', '1'), ('{"model": "x"}', '0')) v (args, expected);
select matches(pg_temp.said(sibling, f, jsonb_build_object('id', id)), '^OC004: Cannot find run', 'not for a sibling: ' || f) from people, ids, unnest(array['list_run_events', 'list_run_errors', 'cancel_run', 'retry_run']) f;

-- cancelled
select matches(pg_temp.said(viewer, f, jsonb_build_object('id', id)), '^OC103: Cannot do this: it takes the permission runs\.', 'a viewer may not ' || f) from people, ids, unnest(array['cancel_run', 'retry_run']) f;
select matches(pg_temp.said(manager, 'retry_run', jsonb_build_object('id', id)), '^OC008: Cannot retry run .+ from observe: it is running$', 'a run at work is not tried again') from people, ids;
select is(pg_temp.ask(manager, 'cancel_run', jsonb_build_object('id', id)) ->> 'cancel_requested_at' is not null, true, 'a run at work is asked to stop') from people, ids;
select is(odoo_seed.end_run(id, 1, true, 1), 'cancelled', 'and stops') from ids;
select matches(pg_temp.said(manager, 'cancel_run', jsonb_build_object('id', id)), '^OC008: Cannot cancel run .+: it has ended \(cancelled\)$', 'once') from people, ids;
select results_eq('select event, details from odoo_seed.run_events e join ids on ids.id = e.run_id order by e.id desc limit 2', $$ values ('ended', '{"status": "cancelled"}'::jsonb), ('cancel_requested', '{}') $$, 'so its timeline says');

-- tried again
select matches(pg_temp.said(manager, 'retry_run', jsonb_build_object('id', id, 'from', 'plan')), '^OC008: Cannot retry run .+ from plan: it did not end between its observation and its plan$', 'after it may have written, Odoo is read again') from people, ids;
create temporary table again as select pg_temp.ask(manager, 'retry_run', jsonb_build_object('id', id)) as answer from people, ids;
select is(jsonb_build_array(again.answer -> 'retry_of', again.answer -> 'scope', again.answer -> 'phase'), jsonb_build_array(id, r.answer -> 'scope', 'observe'), 'a new run of the same scope') from again, run r, ids;
select is((select options from odoo_seed.sync_runs where id = (answer ->> 'id')::uuid), '{"full": true}', 'with the same options') from again;
update odoo_seed.sync_runs set status = 'failed', phase = 'plan', finished_at = now(), error = '{"code": "prune_refused"}' from again where id = (answer ->> 'id')::uuid;
create temporary table third as select pg_temp.ask(manager, 'retry_run', jsonb_build_object('id', answer -> 'id', 'from', 'plan')) as answer from people, again;
select is(answer ->> 'phase', 'plan', 'from its plan on, if it wrote nothing') from third;
select is((odoo_seed.claim_run((answer ->> 'id')::uuid, 60)).phase, 'plan', 'where its first slice begins') from third;
update odoo_seed.sync_runs set status = 'failed', finished_at = now() from third where id = (answer ->> 'id')::uuid;
update odoo_seed.sync_runs set finished_at = now() - interval '2 hours' from again where id = (answer ->> 'id')::uuid;
select matches(pg_temp.said(manager, 'retry_run', jsonb_build_object('id', answer -> 'id', 'from', 'plan')), 'its observation is older than an hour$', 'for an hour') from people, again;
insert into odoo_seed.sync_runs (binding, run_type, status, lease_expires_at, finished_at) values ('acme', 'import', 'failed', now(), now()), ('acme', 'seed', 'success', now(), now());
select matches(pg_temp.said(manager, 'retry_run', jsonb_build_object('id', r.id)), said, r.run_type || ' that is ' || r.status) from people, odoo_seed.sync_runs r
join (values ('import', 'failed', 'runs of type import are asked for anew$'), ('seed', 'success', 'it is success$')) v (run_type, status, said) using (run_type, status);

-- an agent looks, and starts nothing
insert into control.api_tokens (name, kind, person_id, scopes) select 'robot', 'agent', manager, '{*}' from people;
create temporary table agent as select jsonb_build_object('role', 'authenticated', 'sub', person_id, 'api_token', id) as claims from control.api_tokens where name = 'robot';
select is(tests.answer(claims, 'list_runs') ->> 'total', '5', 'an agent sees the runs of its person') from agent;
select matches(tests.answer(claims, f, args) #>> '{}', '^OC103', 'an agent may not ' || f) from agent, ids, lateral (values ('start_run', '{"type": "shadow", "binding": "acme"}'::jsonb), ('cancel_run', jsonb_build_object('id', id)), ('retry_run', jsonb_build_object('id', id))) v (f, args);
select * from finish();
rollback;
