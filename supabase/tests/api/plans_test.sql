-- Plans through the API: made, shown, approved by somebody else, refused, applied whole or in part, and never when stale.
begin;
select * from no_plan();
select tests.seed();
select tests.tenants();
select tests.drive();
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
select slug, slug, 'https://' || slug || '.example.com', 'books', 'bot', 'secret' from unnest(array['acme', 'sub']) slug;
insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug) values ('A', 'Acme''s', 'Acme', 'acme');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('A', 'A1', 'One'), ('A', 'A2', 'Two');
select tests.sync('acme');
update odoo_seed.tasks set name = 'New one' where external_ref = 'A1';
update odoo_seed.tasks set name = 'New two', active = false where external_ref = 'A2';
insert into odoo_seed.tasks (project_external_ref, external_ref, name, parent_external_ref) values ('A', 'A3', 'Three', 'A1'), ('A', 'A4', 'Four', 'none');
create temporary table people as select tests.person_as('platform_operator') as operator, tests.person_as('owner', 'acme') as owner, tests.person_as('admin', 'acme') as admin,
  tests.person_as('manager', 'acme') as manager, tests.person_as('viewer', 'acme') as viewer, tests.person_as('owner', 'sub') as sibling, tests.person('nobody') as stranger;
create function pg_temp.ask(p_person uuid, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) $$;
create function pg_temp.said(p_person uuid, p_function text, p_args jsonb default '{}') returns text language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) #>> '{}' $$;
create temporary table plan (id uuid);
-- What the queue does of a run that waits, as far as Odoo is not needed.
create function pg_temp.work(p_id uuid) returns text language plpgsql as $$
begin
  perform odoo_seed.claim_run(p_id, 60);
  perform odoo_seed.advance_run(p_id, 1, 'plan', null);
  perform odoo_seed.plan_run(p_id, 1);
  return odoo_seed.end_run(p_id, 1, false, 1);
exception when sqlstate 'OC007' then
  perform odoo_seed.fail_run(p_id, 1, '{"code": "plan_stale", "detail": "Stale."}', 1);
  return 'stale';
end
$$;
create function pg_temp.make(p_person uuid, p_args jsonb default '{}') returns uuid language plpgsql as $$
begin
  delete from plan;
  insert into plan select (pg_temp.ask(p_person, 'make_plan', '{"binding": "acme"}' || p_args) ->> 'id')::uuid;
  perform pg_temp.work(id) from plan;
  return (select id from plan);
end
$$;
create function pg_temp.on_plan(p_person uuid, p_function text, p_args jsonb default '{}') returns text language sql as $$ select pg_temp.said(p_person, p_function, jsonb_build_object('id', id) || p_args) from plan $$;
create function pg_temp.status() returns text language sql as $$ select pg_temp.on_plan(operator, 'get_plan')::jsonb ->> 'status' from people $$;

-- made
create temporary table made as select pg_temp.ask(manager, 'make_plan', '{"binding": "acme"}') as answer from people;
insert into plan select (answer ->> 'id')::uuid from made;
select is(answer - 'id' - 'created_at', '{"binding": "acme", "tenant": "acme", "status": "making", "scope": {"prune": "never"}, "hash": null, "counts": null, "requested_by": "manager-acme@example.com", "on_behalf_of": null,
  "finished_at": null, "expires_at": null, "error": null, "decision": null, "decided_by": null, "decided_at": null, "reason": null, "needs_approval": false, "runs": []}', 'a plan is made by the queue') from made;
select matches(pg_temp.on_plan(admin, f, '{"reason": "Fine."}'), '^OC008: Cannot (decide about|apply) plan .+: it is still being made$', 'until then: ' || f) from people, unnest(array['approve_plan', 'apply_plan']) f;
select is(pg_temp.work(id), 'partial', 'a row of it cannot be done whole') from plan;
select is(jsonb_build_array(a -> 'status', a -> 'counts', a ->> 'hash' ~ '^[0-9a-f]{32}$', (a ->> 'expires_at')::timestamptz > now()), '["ready", {"noop": 1, "create": 2, "update": 1, "archive": 1}, true, true]', 'it is kept')
from people, (select pg_temp.on_plan(manager, 'get_plan')::jsonb as a from people) v;
select matches(pg_temp.said(p, 'make_plan', '{"binding": "acme"}'), said, said) from people, lateral (values (viewer, '^OC103: .*plans.make'), (sibling, '^OC004: Cannot find binding "acme"'), (stranger, '^OC004: Cannot find binding "acme"')) v (p, said);

-- shown
create function pg_temp.actions(p_args jsonb) returns text language sql as $$
  select string_agg(concat_ws(' ', a ->> 'action', a ->> 'ref', case a ->> 'written' when 'false' then 'reported' end), ', ' order by place) from people, jsonb_array_elements(pg_temp.on_plan(manager, 'list_plan_actions', p_args)::jsonb -> 'items') with ordinality v (a, place) $$;
select is(pg_temp.actions(args::jsonb), expected, args) from (values ('{}', 'update A1, archive A2, create A3, create A4'), ('{"action": "create"}', 'create A3, create A4'), ('{"ref": "A2"}', 'archive A2'), ('{"project": "P"}', null),
  ('{"model": "project.project"}', null), ('{"limit": 1, "offset": 1}', 'archive A2'), ('{"sort": "-ref", "limit": 2}', 'create A4, create A3'), ('{"written": "false"}', null)) v (args, expected);
select is(pg_temp.on_plan(manager, 'list_plan_actions', '{"ref": "A1"}')::jsonb #> '{items,0,changes}', '{"name": {"from": "One", "to": "New one"}}', 'each with what it changes') from people;
select is(pg_temp.on_plan(p, f, '{"reason": "Fine."}'), format('OC004: Cannot find plan %s: there is none', id), f) from plan, people, lateral (select unnest(array[sibling, stranger, viewer]) p) v, unnest(array['get_plan', 'list_plan_actions', 'approve_plan', 'refuse_plan', 'apply_plan']) f;
select is(pg_temp.ask(p, 'list_saved_plans', args::jsonb) ->> 'total', expected, args || ' ' || expected) from people, lateral (values (manager, '{}', '1'), (viewer, '{}', '0'), (sibling, '{}', '0'), (operator, '{}', '1'), (operator, '{"binding": "sub"}', '0'),
  (operator, '{"tenant": "acme", "status": "ready"}', '1'), (operator, '{"status": "applied"}', '0'), (manager, '{"actor": "manager-acme@example.com"}', '1')) v (p, args, expected);
select is(pg_temp.said(operator, 'get_plan', jsonb_build_object('id', r.id)) ~ '^OC004', true, 'a run that is no plan is none') from people, (select tests.run('sub') as id) r;

-- decided
select matches(pg_temp.on_plan(manager, f, '{"reason": "Fine."}'), '^OC103: .*plans.approve', 'a manager does not decide: ' || f) from people, unnest(array['approve_plan', 'refuse_plan']) f;
update ops.odoo_bindings set plans_need_approval = true where name = 'acme';
select matches(pg_temp.on_plan(manager, 'apply_plan'), '^OC009: Cannot write to binding "acme": it takes approved plans alone$', 'where plans need approval, none goes without') from people;
select matches(pg_temp.said(manager, 'start_run', '{"type": "seed", "binding": "acme"}'), '^OC009', 'nor does a seeding') from people;
select throws_ok($$ select * from odoo_seed.open_run('acme', 'seed', '{}', '{}', null, true, 60) $$, 'OC009', null, 'whoever asks for it');
select throws_ok($$ select odoo_seed.open_run('acme', 'seed', '{}', jsonb_build_object('plan', id), null, true, 60) from plan $$, 'OC009', null, 'nor a plan by another way');
select is(pg_temp.ask(manager, 'start_run', '{"type": "shadow", "binding": "acme"}') ->> 'status', 'running', 'a shadow writes nothing') from people;
select odoo_seed.cancel_run(id) from odoo_seed.sync_runs where binding = 'acme' and status = 'running';
create temporary table approved as select pg_temp.on_plan(admin, 'approve_plan', '{"reason": "As agreed.", "expires_in": 7200}')::jsonb as a from people;
select is(jsonb_build_array(a -> 'status', a -> 'decision', a -> 'decided_by', a -> 'reason', a -> 'needs_approval'), '["approved", "approved", "admin-acme@example.com", "As agreed.", true]', 'somebody else approves it') from approved;
select ok((a ->> 'expires_at')::timestamptz between now() + interval '119 minutes' and now() + interval '121 minutes', 'for so long') from approved;
select is(jsonb_build_array(actor, after -> 'reason'), '["admin-acme@example.com", "As agreed."]', 'the audit log has it') from control.audit_logs, plan where action = 'plan_decisions.insert' and object = 'plan_decisions:' || id;

-- applied in part, then stale
select is(pg_temp.on_plan(manager, 'apply_plan', '{"projects": ["B"]}'), format('OC151: Cannot apply plan %s: none of its actions is asked for', id), 'a part without an action is none') from people, plan;
create temporary table part as select pg_temp.on_plan(manager, 'apply_plan', '{"refs": ["A1", "A2"], "actions": ["update"], "models": ["project.task"], "projects": ["A"]}')::jsonb as a from people;
select is(jsonb_build_array(a -> 'type', a -> 'plan', a -> 'only', a -> 'requested_by'), jsonb_build_array('seed', id, '{"refs": ["A1", "A2"], "models": ["project.task"], "actions": ["update"], "projects": ["A"]}'::jsonb, 'manager-acme@example.com'), 'a part is applied by the queue') from part, plan;
select odoo_seed.claim_run((a ->> 'id')::uuid, 60), odoo_seed.advance_run((a ->> 'id')::uuid, 1, 'plan', null) from part;
select is(odoo_seed.plan_run((a ->> 'id')::uuid, 1), 1, 'and nothing else') from part;
select results_eq($$ select external_ref, action, state from odoo_seed.run_actions, part where run_id = (a ->> 'id')::uuid $$, $$ values ('A1', 'update', 'open') $$, 'than that part');
select is((select counts from odoo_seed.sync_runs, part where id = (a ->> 'id')::uuid), '{"update": 1}', 'which it counts');
update odoo_seed.shadow_tasks set name = 'New one' where external_ref = 'A1';
select is(odoo_seed.end_run((a ->> 'id')::uuid, 1, false, 1), 'success', 'done') from part;
select is((select count(*) from odoo_seed.empty_plans), 0::bigint, 'a part says nothing of the rest');
select is(jsonb_build_array(pg_temp.status(), a -> 'runs' -> 0 -> 'only' -> 'refs'), '["applied", ["A1", "A2"]]', 'so the plan says') from (select pg_temp.on_plan(operator, 'get_plan')::jsonb a from people) v;
select matches(pg_temp.on_plan(manager, 'apply_plan'), '^OC007: Cannot apply plan .+: Postgres or Odoo has moved since$', 'the whole is stale by now') from people;
select is(pg_temp.on_plan(manager, 'apply_plan', '{"actions": ["archive"]}')::jsonb ->> 'status', 'running', 'another part is not') from people;
update odoo_seed.sync_runs set status = 'failed', finished_at = now() where binding = 'acme' and status = 'running';

-- compared by meaning: what is written, record by record
select is(pg_temp.make(owner) is not null, true, 'another plan') from people;
select is(pg_temp.on_plan(admin, 'approve_plan', '{"reason": "Fine."}')::jsonb ->> 'status', 'approved', 'of somebody else') from people;
create function pg_temp.moved() returns jsonb language plpgsql as $$
declare
  run odoo_seed.sync_runs;
  said text;
begin
  select * into run from odoo_seed.sync_runs where id = (select id from plan);
  perform api.refuse_moved_plan(run, null);
  return 'null';
exception when sqlstate 'OC007' then
  get stacked diagnostics said = pg_exception_detail;
  return said;
end
$$;
select is(pg_temp.moved(), 'null', 'nothing has moved');
select is(tests.after(statement, 'select pg_temp.moved()')::jsonb, 'null', statement || ' does not matter') from (values ($$ update odoo_seed.shadow_tasks set odoo_write_at = now(), odoo_write_by = 'eve' $$),
  ($$ update odoo_seed.shadow_tasks set description = '<p>theirs</p>' where external_ref = 'A1' $$), ($$ update odoo_seed.run_actions set level = 5 $$)) v (statement);
select is(tests.after(statement, 'select pg_temp.moved()')::jsonb, expected::jsonb, statement) from (values
  ($$ update odoo_seed.tasks set active = true, name = 'Two' where external_ref = 'A2' $$, $$ {"total": 1, "records": [{"model": "project.task", "ref": "A2", "planned": {"action": "archive", "odoo_id": 102, "changes": {"active": {"from": true, "to": false}, "name": {"from": "Two", "to": "New two"}}}, "now": null}]} $$),
  ($$ update odoo_seed.tasks set name = 'Other' where external_ref = 'A1' $$, $$ {"total": 1, "records": [{"model": "project.task", "ref": "A1", "planned": null, "now": {"action": "update", "odoo_id": 101, "changes": {"name": {"from": "New one", "to": "Other"}}}}]} $$)) v (statement, expected);
select is(tests.after($$ insert into odoo_seed.tasks (project_external_ref, external_ref, name) select 'A', 'B' || n, 'B' from generate_series(1, 150) n $$, 'select (a -> ''total'')::text || '' '' || jsonb_array_length(a -> ''records'') from pg_temp.moved() a'), '150 100', 'of many, the first hundred');

-- its maker does not decide; what is refused, has expired or was applied is not applied
select is(pg_temp.make(admin) is not null, true, 'an admin''s own plan') from people;
select is(pg_temp.on_plan(admin, 'approve_plan', '{"reason": "Mine."}'), format('OC103: Cannot approve plan %s: "admin-acme@example.com" has asked for it', id), 'nobody approves their own') from people, plan;
select is(pg_temp.on_plan(owner, 'approve_plan', '{"reason": "Fine."}')::jsonb ->> 'status', 'approved', 'another one does') from people;
select is(pg_temp.on_plan(operator, 'refuse_plan', '{"reason": "Not today."}')::jsonb ->> 'status', 'refused', 'and a third refuses it after all') from people;
select matches(pg_temp.on_plan(owner, f, '{"reason": "Fine."}'), said, f) from people, (values ('approve_plan', '^OC008: Cannot decide about plan .+: it was refused$'), ('refuse_plan', '^OC008'), ('apply_plan', '^OC009: Cannot apply plan .+: it was refused$')) v (f, said);
update ops.odoo_bindings set plans_need_approval = false where name = 'acme';
select matches(pg_temp.on_plan(owner, 'apply_plan'), '^OC009', 'nor where none has to be approved') from people;
select is(pg_temp.make(admin) is not null, true, 'one more') from people;
update odoo_seed.sync_runs set plan_expires_at = now() - interval '1 s' from plan where sync_runs.id = plan.id;
select is(pg_temp.status(), 'expired', 'a plan expires');
select matches(pg_temp.on_plan(owner, f, '{"reason": "Fine."}'), said, f) from people, (values ('approve_plan', '^OC008: Cannot decide about plan .+: it has expired$'), ('apply_plan', '^OC007: Cannot apply plan .+: it expired at ')) v (f, said);
select is(pg_temp.make(admin) is not null, true, 'and the last') from people;
select is(pg_temp.on_plan(admin, 'apply_plan')::jsonb ->> 'status', 'running', 'without a rule its maker applies it') from people;
select matches(pg_temp.on_plan(owner, 'approve_plan', '{"reason": "Fine."}'), '^OC008: Cannot decide about plan .+: it was applied$', 'then there is nothing to decide') from people;
update odoo_seed.sync_runs set status = 'failed', finished_at = now() where binding = 'acme' and status = 'running';

-- an agent plans, and a person decides and applies
insert into control.api_tokens (name, kind, person_id, scopes) select 'robot', 'agent', owner, '{*}' from people;
create temporary table agent as select jsonb_build_object('role', 'authenticated', 'sub', person_id, 'api_token', id) as claims from control.api_tokens where name = 'robot';
create temporary table proposed as select tests.answer(claims, 'make_plan', '{"binding": "acme"}') as answer from agent;
select is(jsonb_build_array(answer -> 'requested_by', answer -> 'on_behalf_of'), '["robot", "owner-acme@example.com"]', 'an agent makes a plan') from proposed;
select pg_temp.work((answer ->> 'id')::uuid) from proposed;
select matches(tests.answer(claims, f, jsonb_build_object('id', answer -> 'id', 'reason', 'Fine.')) #>> '{}', '^OC103: Cannot do this', 'and may not ' || f) from agent, proposed, unnest(array['approve_plan', 'refuse_plan', 'apply_plan']) f;
select matches(pg_temp.said(owner, 'approve_plan', jsonb_build_object('id', answer -> 'id', 'reason', 'Mine.')), '^OC103: Cannot approve plan', 'nor may its person approve it') from people, proposed;
select * from finish();
rollback;
