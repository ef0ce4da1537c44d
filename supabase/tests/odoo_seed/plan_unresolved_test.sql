-- v_plan: names that lead nowhere are told; their field stays as it is and the rest goes through.
begin;
select plan(26);
select tests.seed();
insert into odoo_seed.shadow_names values ('default', 'user', 'ann@example.com', 2);
update odoo_seed.projects set manager_email = 'ann@example.com';
update odoo_seed.tasks set assignee_email = 'ann@example.com', depends_on_refs = '{T2}' where external_ref = 'T1';
select tests.sync();
select is_empty('select * from odoo_seed.v_unresolved', 'nothing is unresolved when all names are there');

-- people
update odoo_seed.projects set manager_email = 'Nobody@example.com', name = 'New';
select results_eq($$ select action, changes, incomplete, skipped, reason from odoo_seed.v_plan where external_ref = 'P' $$,
  $$ values ('update', '{"name": {"from": "Project", "to": "New"}}'::jsonb, true, '{manager}'::text[], 'manager "nobody@example.com" is no active internal user in Odoo') $$,
  'an unknown manager leaves the one who is there, and the name goes through');
select results_eq('select * from odoo_seed.v_unresolved', $$ values ('default', 'project.project', 'P', 'manager', 'nobody@example.com', false, null::text[]) $$, 'v_unresolved tells the same');
update odoo_seed.tasks set assignee_emails = '{nobody@example.com}' where external_ref = 'T1';
select results_eq($$ select action, changes, incomplete, skipped, reason from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('noop', '{}'::jsonb, true, '{assignees}'::text[], 'assignee "nobody@example.com" is no active internal user in Odoo') $$,
  'one unknown assignee of two leaves all assignees as they are');
select results_eq($$ select kind, external_ref, field, expected, actual, winner, reason from odoo_seed.v_drift where field in ('manager', 'assignees') order by 2 $$,
  $$ values ('unresolved', 'P', 'manager', '"nobody@example.com"'::jsonb, '"ann@example.com"'::jsonb, 'undecided', 'manager "nobody@example.com" is no active internal user in Odoo'),
    ('unresolved', 'T1', 'assignees', '["ann@example.com", "nobody@example.com"]', '["ann@example.com"]', 'undecided', 'assignee "nobody@example.com" is no active internal user in Odoo') $$,
  'what cannot be written is drift, too, with the reason');
delete from odoo_seed.shadow_tasks where external_ref = 'T1';
select results_eq($$ select action, changes ? 'assignees', changes ? 'name', incomplete from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('create', false, true, true) $$, 'a new task is created without them');
insert into odoo_seed.shadow_names values ('default', 'user', 'nobody@example.com', 3);
select results_eq($$ select changes #> '{assignees,to}', incomplete, skipped, reason from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('["ann@example.com", "nobody@example.com"]'::jsonb, false, '{}'::text[], null::text) $$, 'and with them once they are there');
select is(tests.changes('P') #>> '{manager,to}', 'nobody@example.com', 'as is the manager');

-- an address that two users share names neither
update odoo_seed.shadow_names set odoo_id = null, shared_by = '{desk,"o''neil"}' where name = 'nobody@example.com';
select is((select reason from odoo_seed.v_plan where external_ref = 'T1'),
  'assignee "nobody@example.com" is ambiguous: the Odoo users "desk", "o''neil" share this address', 'an address of two users is told with their logins');
select is(tests.changes('P') ? 'manager', false, 'and assigns nobody');
select is(odoo_seed.why_not_a_seed('default', 'project.project', 'manager', '"nobody@example.com"', true),
  '"nobody@example.com" is no active internal user with an address of its own', 'nor does it come into a seed');
delete from odoo_seed.shadow_names where name = 'nobody@example.com';
insert into odoo_seed.shadow_names values ('default', 'user', 'nobody@example.com', 3);

-- dependencies
update odoo_seed.tasks set assignee_emails = null, depends_on_refs = '{T2,T9,T8}' where external_ref = 'T1';
select results_eq($$ select changes #> '{depends_on,to}', incomplete, skipped, reason from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('["T2"]'::jsonb, true, '{}'::text[], 'depends on "T8", which is no seed of this binding; depends on "T9", which is no seed of this binding') $$,
  'unknown dependencies are told, the known one goes through');
delete from odoo_seed.shadow_tasks;
delete from odoo_seed.shadow_projects;
delete from odoo_seed.applied;
update odoo_seed.projects set manager_email = null;
select tests.sync();
update odoo_seed.shadow_tasks set depends_on_refs = '{T2}' where external_ref = 'T1';
select results_eq($$ select action, incomplete from odoo_seed.v_plan where external_ref = 'T1' $$, $$ values ('noop', true) $$,
  'a record that holds all but the unknown is not written, and still told');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T9', 'Nine'), ('P', 'T8', 'Eight');
select is(tests.changes('T1'), '{"depends_on": {"from": ["T2"], "to": ["T2", "T8", "T9"]}}', 'dependencies are completed once their tasks are seeds');
update odoo_seed.tasks set depends_on_refs = '{T7}' where external_ref = 'T1';
select is(tests.changes('T1'), '{"depends_on": {"from": ["T2"], "to": []}}', 'if none is known, none is left');

-- tasks that will not be there
update odoo_seed.tasks set active = false where external_ref in ('T8', 'T9');
update odoo_seed.tasks set depends_on_refs = '{T2,T8}', parent_external_ref = 'T9' where external_ref = 'T1';
select results_eq($$ select action, incomplete, skipped, reason from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values ('noop', true, '{parent}'::text[], 'depends on "T8", which is inactive and not in Odoo; parent "T9" is inactive and not in Odoo') $$,
  'an inactive task that Odoo never had can be neither parent nor dependency');
select is(tests.after($$ update odoo_seed.tasks set active = true where external_ref in ('T8', 'T9') $$, $$ select tests.changes('T1') ->> 'depends_on' $$),
  '{"to": ["T2", "T8"], "from": ["T2"]}', 'an active one can');
update odoo_seed.tasks set active = false, parent_external_ref = null, depends_on_refs = null where external_ref = 'T1';
update odoo_seed.tasks set depends_on_refs = '{T1}' where external_ref = 'T2';
select is((select incomplete from odoo_seed.v_plan where external_ref = 'T2'), false, 'an inactive one that Odoo holds can');
update odoo_seed.tasks set depends_on_refs = null where external_ref = 'T2';
update odoo_seed.tasks set active = true;
select is((select count(*) from odoo_seed.v_plan where incomplete), 0::bigint, 'nothing is left unresolved');

-- tasks of another binding
select tests.add_binding('b', 'b');
insert into odoo_seed.projects (external_ref, name, company_name, account_slug) values ('Q', 'Elsewhere', 'Acme', 'b');
update odoo_seed.tasks set project_external_ref = 'Q' where external_ref = 'T2';
update odoo_seed.tasks set depends_on_refs = '{T2}', parent_external_ref = 'T2' where external_ref = 'T1';
select results_eq($$ select incomplete, skipped, reason from odoo_seed.v_plan where external_ref = 'T1' $$,
  $$ values (true, '{parent}'::text[], 'depends on "T2", which is no seed of this binding; parent "T2" is no seed of this binding') $$,
  'a task in another Odoo can be neither parent nor dependency');
update odoo_seed.projects set account_slug = null;
select results_eq($$ select incomplete, skipped, reason from odoo_seed.v_plan where external_ref = 'T1' $$, $$ values (false, '{}'::text[], null::text) $$,
  'one in another project of the same binding can');
update odoo_seed.projects set sync_enabled = false where external_ref = 'Q';
select is((select incomplete from odoo_seed.v_plan where external_ref = 'T1'), true, 'one that is not synchronised cannot');

-- whom a binding's seeds name
update odoo_seed.projects set sync_enabled = true, manager_email = 'Boss@example.com' where external_ref = 'Q';
update odoo_seed.tasks set assignee_emails = '{ann@example.com,Boss@example.com}';
create function pg_temp.named(p_binding text) returns setof text language sql as $$
  select * from odoo_seed.addresses_in_seeds(p_binding, array['boss@example.com', 'ann@example.com', 'nobody@example.com']) $$;
select set_eq($$ select pg_temp.named('default') $$, array['boss@example.com', 'ann@example.com'], 'addresses_in_seeds() tells who of these is named, in lower case');
select is_empty($$ select pg_temp.named('b') $$, 'those of the binding only');
update odoo_seed.projects set account_slug = 'b' where external_ref = 'Q';
select bag_eq($$ select pg_temp.named('b') $$, array['boss@example.com', 'ann@example.com'], 'each once, and moves with the projects');
update odoo_seed.tasks set assignee_emails = null, assignee_email = 'Ann@example.com' where external_ref = 'T1';
select set_eq($$ select * from odoo_seed.addresses_in_seeds('default', array['ann@example.com', 'boss@example.com'])
  union select * from odoo_seed.addresses_in_seeds('b', array['ann@example.com']) $$, array['ann@example.com', 'boss@example.com'], 'also who is the only one');

select * from finish();
rollback;
