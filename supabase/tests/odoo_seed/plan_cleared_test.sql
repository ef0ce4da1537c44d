-- v_plan: a null column says nothing about Odoo, and clears what an earlier seed had set; '{}' says none.
begin;
select plan(50);
select tests.seed();
insert into odoo_seed.shadow_names values ('default', 'user', 'ann@example.com', 2);
update odoo_seed.projects set manager_email = 'ann@example.com', description = 'd', date_start = '2026-01-01', date_end = '2026-02-01', sequence = 1;
update odoo_seed.tasks set description = 'd', tag_names = '{vat}', assignee_emails = '{ann@example.com}', planned_hours = 2,
  date_deadline = '2026-01-01 12:00Z', sequence = 1, milestone_name = 'M', parent_external_ref = 'T2', depends_on_refs = '{T2}'
where external_ref = 'T1';
select tests.sync();

create temporary table fields (tbl text, ref text, field text, cleared text, was jsonb, empty jsonb, emptied text);
insert into fields values
  ('projects', 'P', 'manager', 'manager_email = null', '"ann@example.com"', 'null', 'manager_email = null'),
  ('projects', 'P', 'description', 'description = null', '"d"', 'null', 'description = null'),
  ('projects', 'P', 'dates', 'date_start = null, date_end = null', '["2026-01-01", "2026-02-01"]', 'null', 'date_start = null, date_end = null'),
  ('projects', 'P', 'sequence', 'sequence = null', '1', '10', 'sequence = 10'),
  ('tasks', 'T1', 'description', 'description = null', '"d"', 'null', 'description = null'),
  ('tasks', 'T1', 'stage', 'stage_name = null', '"To Do"', 'null', 'stage_name = null'),
  ('tasks', 'T1', 'tags', 'tag_names = null', '["vat"]', '[]', $$tag_names = '{}'$$),
  ('tasks', 'T1', 'assignees', 'assignee_emails = null', '["ann@example.com"]', '[]', $$assignee_emails = '{}'$$),
  ('tasks', 'T1', 'planned_hours', 'planned_hours = null', '2', '0', 'planned_hours = 0'),
  ('tasks', 'T1', 'deadline', 'date_deadline = null', '"2026-01-01 12:00:00"', 'null', 'date_deadline = null'),
  ('tasks', 'T1', 'sequence', 'sequence = null', '1', '10', 'sequence = 10'),
  ('tasks', 'T1', 'milestone', 'milestone_name = null', '"M"', 'null', 'milestone_name = null'),
  ('tasks', 'T1', 'parent', 'parent_external_ref = null', '"T2"', 'null', 'parent_ref = null'),
  ('tasks', 'T1', 'depends_on', 'depends_on_refs = null', '["T2"]', '[]', $$depends_on_refs = '{}'$$);

create function pg_temp.verdict(p_statements text, p_field fields) returns text language sql as $$
  select tests.after(p_statements, format('select action || changes from tests.planned(%L)', p_field.ref)) $$;
create function pg_temp.clear_seed(f fields) returns text language sql as $$
  select format('update odoo_seed.%s set %s where external_ref = %L;', f.tbl, f.cleared, f.ref) $$;
create function pg_temp.empty_odoo(f fields) returns text language sql as $$
  select format('update odoo_seed.shadow_%s set %s where external_ref = %L;', f.tbl, f.emptied, f.ref) $$;

select is(pg_temp.verdict(pg_temp.clear_seed(f), f),
  'update'::text || jsonb_build_object(f.field, jsonb_build_object('from', f.was, 'to', f.empty)),
  format('%s: a cleared %s is cleared in Odoo', f.tbl, f.field))
from fields f;
select is(pg_temp.verdict(pg_temp.clear_seed(f) || pg_temp.empty_odoo(f), f), 'noop{}',
  format('%s: a cleared %s that Odoo does not hold either is at rest', f.tbl, f.field))
from fields f;
select is(pg_temp.verdict(
    pg_temp.clear_seed(f) || format('update odoo_seed.applied set sent = sent - %L where external_ref = %L', f.field, f.ref), f),
  'noop{}', format('%s: %s is people''s when no seed ever set it', f.tbl, f.field))
from fields f;

update odoo_seed.tasks set tag_names = '{}', assignee_emails = '{}', depends_on_refs = '{}' where external_ref = 'T1';
select is(tests.changes('T1'),
  '{"tags": {"from": ["vat"], "to": []}, "assignees": {"from": ["ann@example.com"], "to": []}, "depends_on": {"from": ["T2"], "to": []}}',
  'an empty list says none');
update odoo_seed.applied set sent = sent - '{tags,assignees,depends_on}'::text[] where external_ref = 'T1';
update odoo_seed.tasks set assignee_emails = null where external_ref = 'T1';
select is(tests.changes('T1'), '{"tags": {"from": ["vat"], "to": []}, "depends_on": {"from": ["T2"], "to": []}}',
  'even to what people put there');

-- what was said as the empty value leaves nothing to clear
select is(tests.after($$ update odoo_seed.applied set sent = sent || '{"tags": []}' where external_ref = 'T1';
    update odoo_seed.tasks set tag_names = null, depends_on_refs = null where external_ref = 'T1' $$, $$ select tests.action('T1') $$),
  'noop', 'a seed that had said none and now says nothing leaves people''s tags');
select is(tests.after($$ delete from odoo_seed.applied;
    update odoo_seed.tasks set tag_names = null, depends_on_refs = null, planned_hours = null where external_ref = 'T1' $$, $$ select tests.action('T1') $$),
  'noop', 'in a record that was there before us, nothing is cleared');
select is(tests.after($$ update odoo_seed.applied set odoo_id = 999 where external_ref = 'T1';
    update odoo_seed.tasks set tag_names = null, depends_on_refs = null, planned_hours = null where external_ref = 'T1' $$, $$ select tests.action('T1') $$),
  'noop', 'what was applied to another record of that ref clears nothing in this one');
update odoo_seed.tasks set depends_on_refs = null, tag_names = null, planned_hours = 0 where external_ref = 'T1';
select is(tests.changes('T1'), '{"planned_hours": {"from": 2, "to": 0}}', 'no hours are a value like any other');
update odoo_seed.tasks set planned_hours = 2 where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'and all is at rest again');
select ok(not exists (select from odoo_seed.v_field_drift), 'with no drift left');

select * from finish();
rollback;
