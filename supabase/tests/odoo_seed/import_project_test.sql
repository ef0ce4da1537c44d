-- refuse_import(), number_tasks(), import_project(): a project in Odoo becomes seeds that ask for nothing.
begin;
select plan(35);
select tests.empty();
select tests.add_binding('b', 'acct');
insert into odoo_seed.shadow_names values ('b', 'company', 'Acme', 1), ('b', 'user', 'ann@example.com', 2);
insert into odoo_seed.shadow_projects (binding, odoo_id, external_ref, name, company_name, manager_email, visibility, allow_dependencies, date_start, date_end, sequence, active, odoo_write_at)
values ('b', 10, 'P', 'Close', 'Acme', 'ann@example.com', 'followers', true, '2026-01-01', '2026-02-01', 10, true, now());
insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, stage_name, tag_names, assignee_emails, planned_hours, sequence, parent_ref, depends_on_odoo_ids, depends_on_refs, active, odoo_write_at)
values
  ('b', 1, null, 10, 'P', 'Third', 'Doing', '{}', '{}', 0, 30, null, '{}', '{}', true, now()),
  ('b', 2, null, 10, 'P', 'First', 'Doing', '{}', '{}', 0, 10, null, '{}', '{}', true, now()),
  ('b', 3, null, 10, 'P', 'Second', 'Doing', '{}', '{}', 0, 10, null, '{}', '{}', true, now());
create temporary table run as select tests.run('b', 'import') as id;
create function pg_temp.numbers(p_prefix text) returns text language sql as
  $$ select string_agg(n.external_ref || '=' || n.odoo_id, ' ' order by n.external_ref) from run, odoo_seed.number_tasks(run.id, 10, p_prefix) n $$;

-- numbers
select is(pg_temp.numbers('P-'), 'P-001=2 P-002=3 P-003=1', 'tasks are numbered by sequence and id');
update odoo_seed.shadow_tasks set external_ref = 'P-007' where odoo_id = 2;
select is(pg_temp.numbers('P-'), 'P-008=3 P-009=1', 'those that have a ref keep it, the others get the next numbers');
select is(pg_temp.numbers('P'), 'P001=3 P002=1', 'another prefix has numbers of its own');
insert into odoo_seed.applied values ('b', 'project.task', 'P-0999', 77, '{}', '{}', false);
select is(pg_temp.numbers('P-'), 'P-1000=3 P-1001=1', 'a number once given is not given again, and numbers may grow');
delete from odoo_seed.applied;

update odoo_seed.shadow_tasks set unreadable = '{"ref": "7 is no text"}' where odoo_id = 1;
select is(pg_temp.numbers('P-'), 'P-008=3', 'none is given to a task whose ref cannot be read');
update odoo_seed.shadow_tasks set unreadable = null;

-- refusals
create function pg_temp.refusal(p_statement text) returns text language plpgsql as $$
begin
  execute p_statement;
  return null;
exception when sqlstate 'OC011' then
  return sqlerrm;
end
$$;
select is(pg_temp.refusal('select odoo_seed.refuse_import(id, ''P'', 10) from run'), null, 'a project that carries the ref already may come in');
select is(pg_temp.refusal('select odoo_seed.refuse_import(id, ''N'', 11) from run'), null, 'and one that is to get a new ref');
select matches(pg_temp.refusal('select odoo_seed.refuse_import(id, ''P'', 11) from run'), 'project 10 in Odoo already has the ref "P"', 'but not under another''s ref');
insert into odoo_seed.projects (external_ref, name, company_name) values ('D', 'D', 'Acme');
select matches(pg_temp.refusal('select odoo_seed.refuse_import(id, ''D'', 11) from run'), 'goes to binding "default", not to "b"', 'nor under that of another binding');
update odoo_seed.projects set account_slug = 'acct';
select matches(pg_temp.refusal('select odoo_seed.refuse_import(id, ''D'', 11) from run'), 'the seed "D" is there already', 'nor under a seed''s that is still to be created');
delete from odoo_seed.projects;

-- what is too long for a seed
create function pg_temp.import() returns jsonb language sql as $$ select odoo_seed.import_project(id, 'P', '{"slug": "close"}') from run $$;
savepoint before;
update odoo_seed.shadow_projects set name = repeat('x', 1001), company_name = repeat('y', 256);
select is(pg_temp.refusal('select pg_temp.import()'), 'Cannot import the project: its company is not usable, it is longer than 255 characters', 'a project of names that no seed has stays where it is');
update odoo_seed.shadow_projects set name = 'Close', company_name = 'Acme', description = repeat('x', 1000001);
update odoo_seed.shadow_tasks set external_ref = 'P-00' || odoo_id, description = repeat('x', 1000001), stage_name = repeat('s', 256), milestone_name = repeat('m', 256);
update odoo_seed.shadow_tasks set name = repeat('x', 1001) where odoo_id = 3;
select is((select string_agg(concat_ws(' ', note ->> 'external_ref', note ->> 'field', note ->> 'message'), E'\n') from jsonb_array_elements(pg_temp.import() -> 'notes') note),
  E'P description Cannot import description: it is longer than a million characters.\n'
  'P-001 description Cannot import description: it is longer than a million characters.\nP-001 milestone Cannot import milestone: it is longer than 255 characters.\n'
  'P-001 stage Cannot import stage: it is longer than 255 characters.\n'
  'P-002 description Cannot import description: it is longer than a million characters.\nP-002 milestone Cannot import milestone: it is longer than 255 characters.\n'
  'P-002 stage Cannot import stage: it is longer than 255 characters.\n'
  'P-003 Cannot import the task: it has no name or one of more than 1,000 characters, or its ref is not usable or is on another record or seed, too.',
  'texts of which a seed cannot have as much are left out, and told');
rollback to before;

-- what cannot be read
savepoint before;
update odoo_seed.shadow_tasks set external_ref = 'P-00' || odoo_id;
update odoo_seed.shadow_tasks set unreadable = '{"planned_hours": "NaN is no finite number"}', planned_hours = null where odoo_id = 2;
select is((select pg_temp.import() -> 'notes'), '[]', 'what cannot be read is left out');
select results_eq($$ select u.external_ref, u.field, u.message from run, odoo_seed.unreadable_fields(run.id, '{"projects": ["P"]}') u $$,
  $$ values ('P-002', 'planned_hours', 'Cannot read planned_hours of project.task 2 (P-002) in Odoo: NaN is no finite number.') $$, 'and told as that');
rollback to before;

-- the import
update odoo_seed.shadow_tasks set external_ref = 'P-00' || odoo_id;
update odoo_seed.shadow_tasks set description = '<p>x</p>', tag_names = '{b,a}', assignee_emails = '{ann@example.com}', planned_hours = 1.5, date_deadline = '2026-02-01Z',
  milestone_name = 'M', parent_ref = 'P-002', depends_on_odoo_ids = '{3}', depends_on_refs = '{P-003}' where odoo_id = 1;
update odoo_seed.shadow_tasks set active = false where odoo_id = 3;
create temporary table imported as select odoo_seed.import_project(id, 'P', '{"slug": "close", "name": "Close"}') as result from run;
select is((select result from imported), '{"projects": 1, "tasks": 3, "notes": []}', 'one project and its tasks');
select is((select name from odoo_seed.programs where slug = 'close'), 'Close', 'with a programme');
select results_eq('select binding, program_slug from odoo_seed.v_project_bindings b join odoo_seed.projects p on p.external_ref = b.project_ref', $$ values ('b', 'close') $$, 'it goes to the binding it came from');
select is((select parent_external_ref || ' ' || depends_on_refs::text || ' ' || tag_names::text || ' ' || assignee_emails::text || ' ' || milestone_name || ' ' || planned_hours || ' ' || description from odoo_seed.tasks where external_ref = 'P-001'),
  'P-002 {P-003} {b,a} {ann@example.com} M 1.5 <p>x</p>', 'a task with all that it has');
select is((select num_nulls(tag_names, assignee_emails, depends_on_refs, planned_hours, sequence) from odoo_seed.tasks where external_ref = 'P-002'), 5, 'of what is empty in Odoo, and of the order, the seed says nothing');
select is((select active from odoo_seed.tasks where external_ref = 'P-003'), false, 'an archived one is inactive');
select results_eq($$ select distinct action from odoo_seed.v_plan where binding = 'b' $$, $$ values ('noop') $$, 'the plan has nothing to do');
select odoo_seed.record_agreement(id) from run;
select results_eq($$ select distinct created_by_us from odoo_seed.applied $$, 'values (false)', 'none of it is ours to prune');
select results_eq($$ select distinct action from odoo_seed.v_plan where binding = 'b' $$, $$ values ('noop') $$, 'and still has nothing to do once that is noted');
update odoo_seed.tasks set name = 'Mine' where external_ref = 'P-001';
select is((select odoo_seed.import_project(id, 'P', '{"slug": "close"}') from run), '{"projects": 0, "tasks": 0, "notes": []}', 'again, it imports nothing');
select is((select name from odoo_seed.tasks where external_ref = 'P-001'), 'Mine', 'and leaves seeds alone');

-- what a seed cannot say
delete from odoo_seed.tasks;
delete from odoo_seed.projects;
update odoo_seed.shadow_projects set manager_email = 'gone@example.com', date_end = null;
update odoo_seed.shadow_tasks set parent_ref = 'project.task,9', depends_on_refs = '{P-003,"project.task,9"}', assignee_emails = '{gone@example.com}', planned_hours = -1 where odoo_id = 1;
update odoo_seed.shadow_tasks set name = ' ' where odoo_id = 2;
update imported set result = (select odoo_seed.import_project(id, 'P', '{"slug": "close"}') from run);
select is((select result -> 'tasks' from imported), '2', 'a task without a name is left out');
select results_eq($$ select n ->> 'external_ref', coalesce(n ->> 'field', '-') from imported, jsonb_array_elements(result -> 'notes') n $$,
  $$ values ('P', 'dates'), ('P', 'manager'), ('P-001', 'assignees'), ('P-001', 'depends_on'), ('P-001', 'parent'), ('P-001', 'planned_hours'), ('P-002', '-') $$, 'and all that is left out is told');
select matches((select n ->> 'message' from imported, jsonb_array_elements(result -> 'notes') n where n ->> 'field' = 'depends_on'), '"project.task,9" is no task among the seeds', 'with the reason');
select is((select num_nulls(parent_external_ref, depends_on_refs, assignee_emails, planned_hours) from odoo_seed.tasks where external_ref = 'P-001'), 4, 'the seed says nothing about these');
select results_eq($$ select distinct action from odoo_seed.v_plan where binding = 'b' $$, $$ values ('noop') $$, 'so that the plan still has nothing to do');
insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, tag_names, assignee_emails, depends_on_odoo_ids, active, odoo_write_at)
values ('b', 50, 'P-050', 10, 'P', 'Twin', '{}', '{}', '{}', true, now()), ('b', 51, 'P-050', 10, 'P', 'Twin', '{}', '{}', '{}', true, now());
select is((select odoo_seed.import_project(id, 'P', '{"slug": "close"}') -> 'tasks' from run), '0', 'a ref on two records is left for a person to decide');

-- what no seed can hold
delete from odoo_seed.tasks;
delete from odoo_seed.projects;
delete from odoo_seed.shadow_tasks where odoo_id in (2, 3, 51);
update odoo_seed.shadow_projects set visibility = 'everybody', manager_email = null, date_start = null;
select matches(pg_temp.refusal($$ select odoo_seed.import_project(id, 'P', '{"slug": "close"}') from run $$), '"everybody" is no visibility', 'a visibility that a module added is refused by name');
update odoo_seed.shadow_projects set visibility = 'portal';
update odoo_seed.shadow_tasks set parent_ref = null, depends_on_refs = '{}', assignee_emails = '{}', planned_hours = 1e9, tag_names = array['a', repeat('x', 256)] where odoo_id = 1;
update odoo_seed.shadow_tasks set external_ref = repeat('x', 256) where odoo_id = 50;
update imported set result = (select odoo_seed.import_project(id, 'P', '{"slug": "close"}') from run);
select is((select result -> 'tasks' from imported), '1', 'a ref that no seed can have keeps its task out');
select results_eq($$ select left(n ->> 'external_ref', 5), coalesce(n ->> 'field', '-') from imported, jsonb_array_elements(result -> 'notes') n $$,
  $$ values ('P-001', 'planned_hours'), ('P-001', 'tags'), ('xxxxx', '-') $$, 'which is told, as are a billion hours and a tag without end');
select is((select num_nulls(planned_hours, tag_names) from odoo_seed.tasks where external_ref = 'P-001'), 2, 'the seed says nothing about these');

select * from finish();
rollback;
