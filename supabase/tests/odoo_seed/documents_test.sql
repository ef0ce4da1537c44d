-- Seeds and shadows as documents: the same thing said in two ways is the same document.
begin;
select plan(38);
select tests.seed();

select is(odoo_seed.text_set(null), null, 'text_set() leaves null alone');
select is(odoo_seed.text_set('{}'), '[]', 'text_set() of nothing is an empty list');
select is(odoo_seed.text_set('{a}'), '["a"]', 'text_set() of one');
select is(odoo_seed.text_set('{b,a}'), '["a", "b"]', 'text_set() sorts two');
select is(odoo_seed.text_set('{a,a}'), '["a"]', 'text_set() drops a double of two');
select is(odoo_seed.text_set('{b,a,b,C}'), odoo_seed.text_set('{C,b,a}'), 'text_set() sorts and drops doubles');
select is(odoo_seed.text_set('{a,B}'), odoo_seed.text_set('{B,a}'), 'text_set() orders two of different case as it orders any');
select is(odoo_seed.text_set('{é,z,Z}'), odoo_seed.text_set('{Z,é,z}'), 'text_set() orders other letters the same way each time');

select is(odoo_seed.name_key(null), null, 'name_key() leaves null alone');
select is(odoo_seed.name_key(E' To \u00a0\t Do\u200b\n'), 'To Do', 'name_key() makes any white space one space, and none around');
select is(odoo_seed.name_key(E'A\u0300 faire'), E'\u00c0 faire', 'name_key() composes letters and accents');
select isnt(odoo_seed.name_key('to do'), odoo_seed.name_key('To Do'), 'name_key() tells capitals apart');
select is(odoo_seed.name_set(null), null, 'name_set() leaves null alone');
select is(odoo_seed.name_set('{}'), '[]', 'name_set() of nothing is an empty list');
select is(odoo_seed.name_set('{" a"}'), '["a"]', 'name_set() of one');
select is(odoo_seed.name_set('{"b "," a"}'), '["a", "b"]', 'name_set() sorts two');
select is(odoo_seed.name_set('{"a ",a}'), '["a"]', 'name_set() drops one of two alike');
select is(odoo_seed.name_set('{b,"a  c","b ",C}'), odoo_seed.name_set('{C,"b","a c"}'), 'name_set() sorts and drops doubles');
select is(odoo_seed.name_keys(null), null, 'name_keys() leaves null alone');
select is(odoo_seed.name_keys('{"b ",a,"  c  d"}'), '{b,a,"c d"}', 'name_keys() keeps the order');
select is(odoo_seed.name_keys('{"a b","",c}'), '{"a b","",c}', 'name_keys() keeps what is empty');

select is(odoo_seed.assignee_set(null, null), null, 'assignee_set() says nothing when the seed says nothing');
select is(odoo_seed.assignee_set(null, '{}'), '{}', 'assignee_set() says none when the seed says none');
select is(odoo_seed.text_set(odoo_seed.assignee_set('Bob@Example.com', '{ann@example.com,bob@example.com}')),
  '["ann@example.com", "bob@example.com"]', 'assignee_set() takes both columns, in lower case, once each');

select is((select document from odoo_seed.projects),
  '{"name": "Project", "company": "Acme", "visibility": "employees", "allow_dependencies": true, "active": true}',
  'a project''s document holds what is said and nothing else');
select is((select document from odoo_seed.tasks where external_ref = 'T1'),
  '{"name": "Task one", "project": "P", "stage": "To Do", "active": true}',
  'a task''s document holds what is said and nothing else');

select is(odoo_seed.project_document(E'Project\u00a0', E' Acme\t', null, 'employees', true, null, null, null, null, true),
  (select document from odoo_seed.projects), 'a project and its company are called the same whatever the spaces');
select is(odoo_seed.task_document('T', 'P', null, E'Blocked\t', '{" a"}', null, null, null, null, 'M  1', null, null, true),
  odoo_seed.task_document('T', 'P', null, 'Blocked', '{a}', null, null, null, null, 'M 1', null, null, true),
  'so are a task''s stage, tags and milestone');
select is(odoo_seed.task_document('T', 'P', null, null, '{a,"a "}', null, null, null, null, null, null, null, true) -> 'tags', '["a"]',
  'two tags that differ in spaces are one');

update odoo_seed.projects set manager_email = 'Ann@Example.com', description = '<p>d</p>', sequence = 3,
  date_start = '2026-01-31', date_end = '2026-02-01';
select is((select document - '{name,company,visibility,allow_dependencies,active}'::text[] from odoo_seed.projects),
  '{"manager": "ann@example.com", "description": "<p>d</p>", "sequence": 3, "dates": ["2026-01-31", "2026-02-01"]}',
  'a project''s other fields');

update odoo_seed.tasks set description = '<p>d</p>', tag_names = '{x}', assignee_email = 'A@b.c', depends_on_refs = '{T2}',
  parent_external_ref = 'T2', milestone_name = 'M', planned_hours = 1.50, date_deadline = '2026-03-29 02:30:00.7+02', sequence = 0
where external_ref = 'T1';
select is((select document - '{name,project,stage,active}'::text[] from odoo_seed.tasks where external_ref = 'T1'),
  '{"description": "<p>d</p>", "tags": ["x"], "assignees": ["a@b.c"], "depends_on": ["T2"], "parent": "T2", "milestone": "M",
    "planned_hours": 1.5, "deadline": "2026-03-29 00:30:00", "sequence": 0}', 'a task''s other fields');

create function pg_temp.document(p_set text) returns text language sql as $$
  select tests.after('update odoo_seed.tasks set ' || p_set, 'select document from odoo_seed.tasks where external_ref = ''T1''') $$;
select is(pg_temp.document('planned_hours = 1.504'), pg_temp.document('planned_hours = 1.5'), 'hours are compared to two decimals');
select isnt(pg_temp.document('planned_hours = 1.51'), pg_temp.document('planned_hours = 1.5'), 'and not to fewer');
select is(pg_temp.document($$date_deadline = '2026-01-01 12:00:00+01'$$), pg_temp.document($$date_deadline = '2026-01-01 11:00:00.4+00'$$),
  'deadlines are compared to the second, in UTC');
select is(pg_temp.document($$description = E' \n'$$), pg_temp.document('description = null'), 'a blank description says as little as none');
select isnt(pg_temp.document($$description = ' x'$$), pg_temp.document($$description = 'x'$$), 'any other is compared as it stands');
set local time zone 'Asia/Manila';
set local datestyle = 'German';
select is((select document ->> 'deadline' from odoo_seed.tasks where external_ref = 'T1'), '2026-03-29 00:30:00',
  'the session''s time zone changes nothing');
select is(tests.after($$update odoo_seed.projects set date_end = '2026-02-02'$$, $$select document ->> 'dates' from odoo_seed.projects$$),
  '["2026-01-31", "2026-02-02"]', 'the session''s date style changes nothing');

select * from finish();
rollback;
