-- observe_tasks() and resolve_task_refs(): tasks with the refs of their projects, parents and dependencies.
begin;
select plan(23);
select tests.empty();
insert into odoo_seed.shadow_projects (binding, odoo_id, external_ref, name, active, odoo_write_at)
values ('default', 7, 'P', 'Project', true, now()), ('default', 8, 'Q', 'Second', true, now());
create temporary table run as select tests.run() as id;
create function pg_temp.row(p_id int, p_name text, p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('odoo_id', p_id, 'external_ref', 'R' || p_id, 'project_odoo_id', 7, 'name', p_name, 'tag_names', '[]'::jsonb,
    'assignee_emails', '[]'::jsonb, 'depends_on_odoo_ids', '[]'::jsonb, 'active', true, 'odoo_write_at', '2026-01-01T00:00:00Z',
    'odoo_write_by', 'ann') || p_more $$;
create function pg_temp.observe(p_at text, p_after int, p_through int, variadic p_rows jsonb[] default '{}') returns void language sql as
  $$ select odoo_seed.observe_tasks(run.id, p_at::timestamptz, p_after, p_through, to_jsonb(p_rows)) from run $$;
create function pg_temp.resolve() returns void language sql as $$ select odoo_seed.resolve_task_refs(id) from run $$;
create function pg_temp.held() returns text language sql as
  $$ select string_agg(odoo_id || ' ' || name, ', ' order by odoo_id) from odoo_seed.shadow_tasks where binding = 'default' $$;

select pg_temp.observe('2026-06-01', 0, 1000, pg_temp.row(1, 'one',
  '{"description": "<p>d</p>", "stage_name": "Done", "tag_names": ["b", "a"], "assignee_emails": ["b@example.com", "a@example.com"],
    "planned_hours": 1.50, "date_deadline": "2026-01-01T12:00:00Z", "sequence": 4, "milestone_name": "M", "state": "1_done", "active": false}'));
select results_eq('select binding, external_ref, project_odoo_id, state, odoo_write_at, odoo_write_by, observed_at, document from odoo_seed.shadow_tasks',
  $$ values ('default', 'R1', 7, '1_done', '2026-01-01 00:00Z'::timestamptz, 'ann', '2026-06-01'::timestamptz,
    '{"name": "one", "project": "P", "description": "<p>d</p>", "stage": "Done", "tags": ["a", "b"], "assignees": ["a@example.com", "b@example.com"],
      "planned_hours": 1.5, "deadline": "2026-01-01 12:00:00", "sequence": 4, "milestone": "M", "depends_on": [], "active": false}'::jsonb) $$,
  'every field of a task is kept');
select pg_temp.observe('2026-06-01', 0, 1, pg_temp.row(1, 'one', '{"project_odoo_id": 99}'));
select is((select project_ref from odoo_seed.shadow_tasks), 'project.project,99', 'a project that carries no ref is named by its id');
select pg_temp.observe('2026-06-01', 0, 1, pg_temp.row(1, 'one', '{"project_odoo_id": null}'));
select is((select project_ref from odoo_seed.shadow_tasks), null, 'a task of no project has none');

select pg_temp.observe('2026-06-01', 0, 1000, pg_temp.row(1, 'one'), pg_temp.row(5, 'five'), pg_temp.row(10, 'ten'), pg_temp.row(11, 'eleven'));
select pg_temp.observe('2026-06-02', 5, 10, pg_temp.row(6, 'six'));
select is(pg_temp.held(), '1 one, 5 five, 6 six, 11 eleven', 'what a page lacks is forgotten, within its range only');
select pg_temp.observe('2026-06-02', 0, 0, pg_temp.row(5, 'V'));
select is(pg_temp.held(), '1 one, 5 V, 6 six, 11 eleven', 'an empty range forgets nothing');
select tests.add_binding('b', 'b');
insert into odoo_seed.shadow_tasks (binding, odoo_id, name, tag_names, assignee_emails, depends_on_odoo_ids, active, odoo_write_at)
values ('b', 11, 'theirs', '{}', '{}', '{}', true, now());
select pg_temp.observe('2026-06-02', 10, 20);
select is(pg_temp.held(), '1 one, 5 V, 6 six', 'an empty page empties its range');
select is((select name from odoo_seed.shadow_tasks where binding = 'b'), 'theirs', 'another binding''s shadow is not touched');

-- refs of parents and dependencies
select pg_temp.observe('2026-06-03', 0, 1000,
  pg_temp.row(1, 'one', '{"parent_odoo_id": 5, "depends_on_odoo_ids": [6, 5]}'),
  pg_temp.row(5, 'V', '{"parent_odoo_id": 404, "depends_on_odoo_ids": [404, 6]}'), pg_temp.row(6, 'six'), pg_temp.row(7, 'bare', '{"external_ref": null}'));
select pg_temp.resolve();
select results_eq('select parent_ref, depends_on_refs from odoo_seed.shadow_tasks where odoo_id = 1', $$ values ('R5', '{R6,R5}'::text[]) $$,
  'parents and dependencies get their refs');
select results_eq('select parent_ref, depends_on_refs from odoo_seed.shadow_tasks where odoo_id = 5', $$ values ('project.task,404', '{"project.task,404",R6}'::text[]) $$,
  'or are named by their id');
select is((select document -> 'depends_on' from odoo_seed.shadow_tasks where odoo_id = 1), '["R5", "R6"]', 'and the document follows');

-- what did not change is not written
create temporary table before as select ctid as place, * from odoo_seed.shadow_tasks where odoo_id = 1;
create function pg_temp.place() returns text language sql as $$ select ctid::text from odoo_seed.shadow_tasks where odoo_id = 1 and binding = 'default' $$;
select pg_temp.observe('2026-06-04', 0, 1, pg_temp.row(1, 'one', '{"parent_odoo_id": 5, "depends_on_odoo_ids": [6, 5]}'));
select pg_temp.resolve();
select is(pg_temp.place(), (select place::text from before), 'an unchanged task is not written again, links or not');
create function pg_temp.written(p_field text, p_value jsonb) returns boolean language sql as $$
  select tests.after(
    format('select pg_temp.observe(''2026-06-04'', 0, 1, pg_temp.row(1, ''one'', %L))',
      '{"parent_odoo_id": 5, "depends_on_odoo_ids": [6, 5]}'::jsonb || jsonb_build_object(p_field, p_value)),
    'select pg_temp.place()') <> (select place::text from before) $$;
select ok(not pg_temp.written('name', '"one"'), 'the same value is not written');
select ok(bool_and(pg_temp.written(field, value)), 'any other value is: ' || string_agg(field, ', '))
from jsonb_each('{"name": "1", "description": "x", "stage_name": "Done", "tag_names": ["x"], "assignee_emails": ["x@example.com"], "planned_hours": 2,
  "date_deadline": "2026-01-01T12:00:00Z", "sequence": 2, "milestone_name": "M", "state": "1_done", "active": false, "external_ref": "other",
  "project_odoo_id": 8, "parent_odoo_id": 6, "depends_on_odoo_ids": [6], "odoo_write_at": "2026-01-02T00:00:00Z", "odoo_write_by": "bob"}') changed (field, value);

-- links that change or go
select pg_temp.observe('2026-06-04', 0, 1, pg_temp.row(1, 'one', '{"parent_odoo_id": 6, "depends_on_odoo_ids": [5]}'));
select pg_temp.resolve();
select results_eq('select parent_ref, depends_on_refs from odoo_seed.shadow_tasks where odoo_id = 1', $$ values ('R6', '{R5}'::text[]) $$, 'changed links are followed');
select pg_temp.observe('2026-06-04', 0, 1, pg_temp.row(1, 'one'));
select pg_temp.resolve();
select results_eq('select parent_ref, depends_on_refs from odoo_seed.shadow_tasks where odoo_id = 1', $$ values (null::text, '{}'::text[]) $$, 'removed links are forgotten');
select pg_temp.observe('2026-06-05', 0, 1, pg_temp.row(1, 'one', '{"parent_odoo_id": 7}'));
select pg_temp.resolve();
select is((select parent_ref from odoo_seed.shadow_tasks where odoo_id = 1), 'project.task,7', 'a parent without a ref is named by its id');
select pg_temp.observe('2026-06-05', 6, 7, pg_temp.row(7, 'bare'));
select pg_temp.resolve();
select is((select parent_ref from odoo_seed.shadow_tasks where odoo_id = 1), 'R7', 'and by its ref once it has one, though the child did not change');

-- older news
select pg_temp.observe('2026-06-01', 0, 1, pg_temp.row(1, 'old news'));
select is((select name from odoo_seed.shadow_tasks where odoo_id = 1), 'one', 'older news does not overwrite newer');
select pg_temp.observe('2026-06-01', 0, 1);
select is((select name from odoo_seed.shadow_tasks where odoo_id = 1), 'one', 'older news that a task was not there does not remove it');
select pg_temp.observe('2026-06-06', 0, 1, pg_temp.row(1, 'new'));
select is((select name from odoo_seed.shadow_tasks where odoo_id = 1), 'new', 'newer news overwrites');

-- a project that gets another ref
update odoo_seed.shadow_projects set external_ref = 'P2' where odoo_id = 7;
select pg_temp.observe('2026-06-07', 0, 1, pg_temp.row(1, 'new'));
select is((select project_ref from odoo_seed.shadow_tasks where odoo_id = 1), 'P2', 'a task follows its project''s new ref');

-- together with a seed
insert into odoo_seed.projects (external_ref, name, company_name) values ('P2', 'Project', 'Acme');
insert into odoo_seed.tasks (project_external_ref, external_ref, name, stage_name) values ('P2', 'R1', 'new', null);
select is(tests.action('R1'), 'noop', 'what was observed is what the plan compares');
select is((select odoo_id from odoo_seed.v_plan where external_ref = 'R1'), 1, 'and where it writes');

select * from finish();
rollback;
