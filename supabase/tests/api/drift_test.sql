-- Drift through the API: the inbox, its summary, what is accepted, what is muted.
begin;
select * from no_plan();
select tests.seed();
select tests.tenants();
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
select slug, slug, 'https://' || slug || '.example.com', 'books', 'bot', 'secret' from unnest(array['acme', 'sub']) slug;
insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug) values ('A', 'Acme''s', 'Acme', 'acme'), ('S', 'Sub''s', 'Acme', 'sub');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('A', 'A1', 'One'), ('A', 'A2', 'Two'), ('S', 'S1', 'One');
select tests.sync(b) from unnest(array['acme', 'sub', 'default']) b;
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('A', 'A3', 'Three');
update odoo_seed.shadow_tasks set name = 'Renamed', stage_name = 'Done', odoo_write_by = 'ann@example.com', odoo_write_at = '2026-02-02 00:00Z' where external_ref in ('A1', 'S1');
delete from odoo_seed.shadow_tasks where external_ref = 'A2';
insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, tag_names, assignee_emails, depends_on_odoo_ids, active, odoo_write_at)
values ('acme', 301, null, 11, 'A', 'Extra', '{}', '{}', '{}', true, '2026-02-02 00:00Z');
select odoo_seed.refresh_drift(b) from unnest(array['acme', 'sub', 'default']) b;
update odoo_seed.drift_items set first_seen = '2026-01-01 00:00Z' where kind = 'name';
create temporary table people as select tests.person_as('platform_operator') as operator, tests.person_as('manager', 'acme') as manager,
  tests.person_as('viewer', 'acme') as viewer, tests.person_as('owner', 'prov') as provider, tests.person_as('owner', 'sub') as sibling, tests.person('nobody') as stranger;
create function pg_temp.ask(p_person uuid, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) $$;
create function pg_temp.said(p_person uuid, p_function text, p_args jsonb default '{}') returns text language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) #>> '{}' $$;
create function pg_temp.refs(p_person uuid, p_args jsonb default '{}', p_function text default 'list_drift') returns text language sql as $$
  select string_agg(concat_ws(' ', d ->> 'kind', d ->> 'ref', d ->> 'field'), ', ' order by d ->> 'ref', d ->> 'field') || ' of ' || (answer ->> 'total')
  from pg_temp.ask(p_person, p_function, p_args) answer cross join jsonb_array_elements(answer -> 'items') d group by answer $$;
create function pg_temp.item(p_ref text, p_field text default null) returns uuid language sql as $$ select id from odoo_seed.drift_items where external_ref = p_ref and field is not distinct from p_field $$;

-- the inbox
select is(pg_temp.refs(p, args::jsonb), expected, args || ' of ' || who) from people, lateral (values
  (manager, 'a manager', '{}', 'name A1 name, field A1 stage, missing A2, untried A3, orphan project.task,301 of 5'), (viewer, 'a viewer', '{}', 'name A1 name, field A1 stage, missing A2, untried A3, orphan project.task,301 of 5'),
  (sibling, 'a sibling', '{}', 'name S1 name, field S1 stage of 2'), (provider, 'a provider', '{}', 'name S1 name, field S1 stage of 2'), (stranger, 'a stranger', '{}', null),
  (operator, 'an operator', '{"kind": "name"}', 'name A1 name, name S1 name of 2'), (operator, 'an operator', '{"kind": "name", "tenant": "acme"}', 'name A1 name of 1'), (operator, 'an operator', '{"binding": "sub"}', 'name S1 name, field S1 stage of 2'),
  (operator, 'an operator', '{"project": "S"}', 'name S1 name, field S1 stage of 2'), (operator, 'an operator', '{"field": "stage"}', 'field A1 stage, field S1 stage of 2'), (operator, 'an operator', '{"model": "project.project"}', null),
  (operator, 'an operator', '{"person": "ann@example.com", "binding": "acme"}', 'name A1 name, field A1 stage of 2'), (operator, 'an operator', '{"ref": "A2"}', 'missing A2 of 1'), (operator, 'an operator', '{"winner": "odoo"}', 'field A1 stage, field S1 stage of 2'),
  (operator, 'an operator', '{"since": "2026-06-01T00:00:00Z", "binding": "sub"}', 'field S1 stage of 1'), (operator, 'an operator', '{"until": "2026-06-01T00:00:00Z"}', 'name A1 name, name S1 name of 2'),
  (manager, 'a manager', '{"sort": "first_seen", "limit": 1}', 'name A1 name of 5'), (operator, 'an operator', '{"tenant": "prov"}', null)) v (p, who, args, expected);
select is(pg_temp.refs(viewer, '{"tenant": "acme", "kind": "orphan"}', 'list_tenant_drift'), 'orphan project.task,301 of 1', 'of a tenant') from people;
select is(pg_temp.said(sibling, 'list_tenant_drift', '{"tenant": "acme"}'), 'OC004: Cannot find tenant "acme": there is none', 'which a sibling does not find') from people;
select is((pg_temp.ask(viewer, 'list_drift', '{"field": "name"}') #> '{items,0}') - 'last_seen', jsonb_build_object('id', pg_temp.item('A1', 'name')) || '{"binding": "acme", "tenant": "acme", "kind": "name", "model": "project.task", "ref": "A1",
  "field": "name", "project": "A", "odoo_id": 101, "expected": "One", "actual": "Renamed", "changed_by": "ann@example.com", "changed_at": "2026-02-02T00:00:00+00:00", "winner": "seed", "reason": null,
  "first_seen": "2026-01-01T00:00:00+00:00", "muted": false}', 'who changed it, when, and from what') from people;
select is((pg_temp.ask(viewer, 'list_drift') ->> 'as_of')::timestamptz, (select as_of from odoo_seed.drift_states where binding = 'acme'), 'as of when it is') from people;
select is(pg_temp.ask(stranger, 'list_drift') -> 'as_of', 'null', 'of nothing it is of no time') from people;

-- the summary
select is(a - 'as_of' - 'bindings', '{"total": 5, "newly": 4, "kinds": [{"kind": "field", "total": 1, "newly": 1}, {"kind": "missing", "total": 1, "newly": 1}, {"kind": "name", "total": 1, "newly": 0}, {"kind": "orphan", "total": 1, "newly": 1}, {"kind": "untried", "total": 1, "newly": 1}]}', 'by kind, and what is new')
from people, pg_temp.ask(viewer, 'summarize_drift', '{"since": "2026-06-01T00:00:00Z"}') a;
select is(jsonb_path_query_array(a, '$.bindings[*].binding') || jsonb_path_query_array(a, '$.bindings[*].total'), '["acme", "sub", 5, 2]', 'by binding') from people, pg_temp.ask(operator, 'summarize_drift') a;
select matches(a #>> '{}', '^OC103', 'not for strangers') from people, pg_temp.ask(stranger, 'summarize_drift') a;
select is(pg_temp.ask(operator, 'summarize_drift', '{"tenant": "sub"}') -> 'total', '2', 'of a tenant') from people;
update odoo_seed.drift_states set xid = '4'::xid8, snapshot = '5:5:'::pg_snapshot where binding = 'acme';
select is(jsonb_path_query_array(a, '$.bindings[*].stale'), '[true, false]', 'what changed since makes it stale') from people, pg_temp.ask(operator, 'summarize_drift') a;

-- muted
create temporary table mute as select pg_temp.ask(manager, 'mute_drift', '{"binding": "acme", "ref": "A1", "field": "name", "reason": "Agreed.", "until": "2035-01-01T00:00:00Z"}') as answer from people;
select is(answer - 'id' - 'created_at', '{"binding": "acme", "tenant": "acme", "ref": "A1", "field": "name", "reason": "Agreed.", "until": "2035-01-01T00:00:00+00:00", "muted_by": "manager-acme@example.com", "active": true}', 'a manager mutes') from mute;
select is(pg_temp.refs(viewer, args::jsonb), expected, 'muted ' || args) from people, (values ('{"field": "name"}', null), ('{"field": "name", "muted": "true"}', 'name A1 name of 1'), ('{"ref": "A1", "muted": "all"}', 'name A1 name, field A1 stage of 2')) v (args, expected);
select is(pg_temp.ask(viewer, 'summarize_drift') -> 'total', '4', 'nor is it counted') from people;
select matches(pg_temp.said(p, 'mute_drift', '{"binding": "acme", "ref": "A1", "reason": "x", "until": "2035-01-01T00:00:00Z"}'), said, said) from people, lateral (values (viewer, '^OC103: .*drift.mute'), (sibling, '^OC004: Cannot find binding "acme"'), (stranger, '^OC004: Cannot find')) v (p, said);
select matches(pg_temp.said(manager, 'mute_drift', '{"binding": "acme", "ref": "A1", "reason": "x", "until": "2000-01-01T00:00:00Z"}'), '^OC151: .*until has to be in the future', 'not for a time that has passed') from people;
insert into odoo_seed.drift_mutes (external_ref, reason) values ('S1', 'everywhere');
select is(pg_temp.ask(p, 'list_mutes', args::jsonb) ->> 'total', expected, 'mutes ' || args || expected) from people, lateral (values (viewer, '{}', '1'), (sibling, '{}', '0'), (operator, '{}', '2'), (operator, '{"tenant": "acme"}', '1'), (operator, '{"ref": "A1", "active": "true"}', '1'), (operator, '{"active": "false"}', '0')) v (p, args, expected);
select is((a #> '{items,0}') - 'id' - 'created_at', '{"binding": null, "tenant": null, "ref": "S1", "field": null, "reason": "everywhere", "until": null, "muted_by": null, "active": true}', 'one without an end') from people, pg_temp.ask(operator, 'list_mutes', '{"ref": "S1"}') a;
select is((select count(*) from odoo_seed.drift_items where external_ref = 'S1' and muted_until > now()), 2::bigint, 'counts in every binding');
select matches(pg_temp.said(p, 'unmute_drift', jsonb_build_object('id', answer -> 'id')), said, 'unmute ' || said) from mute, people, lateral (values (viewer, '^OC103: .*drift.mute'), (sibling, '^OC004: Cannot find mute'), (stranger, '^OC004: Cannot find mute')) v (p, said);
select matches(pg_temp.said(sibling, 'unmute_drift', jsonb_build_object('id', m.id)), '^OC004: Cannot find mute', 'one of every binding is the platform''s') from people, odoo_seed.drift_mutes m where external_ref = 'S1';
select is(pg_temp.ask(manager, 'unmute_drift', jsonb_build_object('id', answer -> 'id')), jsonb_build_object('id', answer -> 'id'), 'a manager ends it') from mute, people;
select is(pg_temp.refs(viewer, '{"field": "name"}'), 'name A1 name of 1', 'and it is back') from people;
select is((select string_agg(action, ' ' order by position) from control.audit_logs, mute where object = 'drift_mutes:' || (answer ->> 'id')), 'drift_mutes.insert drift_mutes.delete', 'the audit log has both');

-- accepted
create function pg_temp.accept(p_person uuid, variadic p_items uuid[]) returns jsonb language sql as $$ select pg_temp.ask(p_person, 'accept_drift', jsonb_build_object('items', p_items)) $$;
select matches(pg_temp.accept(p, pg_temp.item('A1', 'name')) #>> '{}', said, 'accept ' || said) from people, lateral (values (viewer, '^OC103: .*drift.accept'), (sibling, '^OC004: Cannot find drift .+: there is none$'), (stranger, '^OC004: Cannot find drift')) v (p, said);
select matches(pg_temp.accept(manager, pg_temp.item('A1', 'name'), pg_temp.item('S1', 'name')) #>> '{}', '^OC004: Cannot find drift', 'all or nothing') from people;
select matches(pg_temp.accept(manager, pg_temp.item('A1', 'name'), pg_temp.item('project.task,301')) #>> '{}', '^OC012: Cannot accept drift of "project.task,301": it has no seed$', 'an orphan has no seed to take it') from people;
select matches(pg_temp.accept(manager, pg_temp.item('A1', 'name'), pg_temp.item('A3')) #>> '{}', '^OC012: Cannot accept drift of "A3": it is not in Odoo yet', 'nor was something deleted that never was there') from people;
select is((select name from odoo_seed.tasks where external_ref = 'A1'), 'One', 'and so far no seed was changed');
create temporary table taken as select pg_temp.item('A1', 'name') as id, pg_temp.item('A2') as gone;
select is(jsonb_path_query_array(pg_temp.accept(manager, id, gone), '$.accepted[*].to') @> '["Renamed", false]', true, 'a value is taken, and that a record is gone') from people, taken;
select is((select jsonb_agg(jsonb_build_array(name, active) order by external_ref) from odoo_seed.tasks where external_ref in ('A1', 'A2')), '[["Renamed", true], ["Two", false]]', 'into the seeds');
select is(pg_temp.refs(viewer), 'field A1 stage, untried A3, orphan project.task,301 of 3', 'and is drift no more') from people;
select matches(pg_temp.accept(manager, id) #>> '{}', '^OC004: Cannot find drift', 'nor twice') from people, taken;

-- an agent looks
insert into control.api_tokens (name, kind, person_id, scopes) select 'robot', 'agent', manager, '{*}' from people;
create temporary table agent as select jsonb_build_object('role', 'authenticated', 'sub', person_id, 'api_token', id) as claims from control.api_tokens where name = 'robot';
select is(tests.answer(claims, 'list_drift') ->> 'total', '3', 'an agent sees the drift of its person') from agent;
select matches(tests.answer(claims, f, args) #>> '{}', '^OC103', 'an agent may not ' || f) from agent, lateral (values ('accept_drift', jsonb_build_object('items', array[pg_temp.item('A1', 'stage')])),
  ('mute_drift', '{"binding": "acme", "ref": "A1", "reason": "x", "until": "2035-01-01T00:00:00Z"}')) v (f, args);
select * from finish();
rollback;
