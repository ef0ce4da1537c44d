-- v_plan: every field of both models, whichever side it moved on.
begin;
select plan(46);
select tests.seed();
insert into odoo_seed.projects (external_ref, name, company_name) values ('Q', 'Second', 'Other');
update odoo_seed.projects set manager_email = 'ann@example.com', description = 'd', date_start = '2026-01-01', date_end = '2026-02-01', sequence = 1
where external_ref = 'P';
update odoo_seed.tasks set description = 'd', tag_names = '{vat}', assignee_emails = '{ann@example.com}', planned_hours = 2,
  date_deadline = '2026-01-01 12:00Z', sequence = 1, milestone_name = 'M', parent_external_ref = 'T2', depends_on_refs = '{T2}'
where external_ref = 'T1';
select tests.sync();
insert into odoo_seed.shadow_names values ('default', 'user', 'bob@example.com', 3);
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T3', 'Task three');

create temporary table fields (tbl text, ref text, field text, assignment text, was jsonb, now jsonb, along jsonb default '{}');
insert into fields values
  ('projects', 'P', 'name', $$name = 'New'$$, '"Project"', '"New"'),
  ('projects', 'P', 'company', $$company_name = 'Other'$$, '"Acme"', '"Other"'),
  ('projects', 'P', 'manager', $$manager_email = 'BOB@example.com'$$, '"ann@example.com"', '"bob@example.com"'),
  ('projects', 'P', 'visibility', $$visibility = 'portal'$$, '"employees"', '"portal"'),
  ('projects', 'P', 'allow_dependencies', 'allow_dependencies = false', 'true', 'false'),
  ('projects', 'P', 'description', $$description = 'new'$$, '"d"', '"new"'),
  ('projects', 'P', 'dates', $$date_end = '2026-03-01'$$, '["2026-01-01", "2026-02-01"]', '["2026-01-01", "2026-03-01"]'),
  ('projects', 'P', 'sequence', 'sequence = 2', '1', '2'),
  ('tasks', 'T1', 'name', $$name = 'New'$$, '"Task one"', '"New"'),
  ('tasks', 'T1', 'project', $$project_external_ref = 'Q'$$, '"P"', '"Q"'),
  ('tasks', 'T1', 'description', $$description = 'new'$$, '"d"', '"new"'),
  ('tasks', 'T1', 'stage', $$stage_name = 'Done'$$, '"To Do"', '"Done"'),
  ('tasks', 'T1', 'tags', $$tag_names = '{vat,audit}'$$, '["vat"]', '["audit", "vat"]'),
  ('tasks', 'T1', 'assignees', $$assignee_emails = '{bob@example.com}'$$, '["ann@example.com"]', '["bob@example.com"]'),
  ('tasks', 'T1', 'planned_hours', 'planned_hours = 2.5', '2', '2.5'),
  ('tasks', 'T1', 'deadline', $$date_deadline = '2026-01-02 12:00Z'$$, '"2026-01-01 12:00:00"', '"2026-01-02 12:00:00"'),
  ('tasks', 'T1', 'sequence', 'sequence = 2', '1', '2'),
  ('tasks', 'T1', 'milestone', $$milestone_name = 'N'$$, '"M"', '"N"'),
  ('tasks', 'T1', 'parent', $$parent_external_ref = 'T3'$$, '"T2"', '"T3"'),
  ('tasks', 'T1', 'depends_on', $$depends_on_refs = '{T3,T2}'$$, '["T2"]', '["T2", "T3"]');

-- Odoo drops the stage of a task that changes its project.
update fields set along = '{"stage": {"from": "To Do", "to": "To Do"}}' where field = 'project';

select set_eq('select distinct case tbl when ''projects'' then ''project.project'' else ''project.task'' end, field from fields',
  $$ select model, field from odoo_seed.field_policies where field <> 'active' $$, 'every field but active is tried here');

select is(
  tests.after(format('update odoo_seed.%s set %s where external_ref = %L', tbl, assignment, ref),
    format('select action || changes from tests.planned(%L)', ref)),
  'update'::text || (jsonb_build_object(field, jsonb_build_object('from', was, 'to', now)) || along),
  format('%s: %s is written, and nothing else', tbl, field))
from fields;

-- The same fields, moved by people: the seed's word counts but for those to merge.
update fields set assignment = case field
  when 'project' then $$project_odoo_id = 12, project_ref = 'Q'$$
  when 'parent' then $$parent_ref = 'T3'$$
  when 'manager' then $$manager_email = 'bob@example.com'$$
  else assignment end;
select is(
  tests.after(format('update odoo_seed.shadow_%s set %s where external_ref = %L', tbl, assignment, ref),
    format('select action || changes from tests.planned(%L)', ref)),
  case when field in ('stage', 'assignees') then 'noop{}'
    else 'update'::text || (jsonb_build_object(field, jsonb_build_object('from', now, 'to', was)) || along) end,
  format('%s: %s that people changed is %s', tbl, field, case when field in ('stage', 'assignees') then 'kept' else 'put back' end))
from fields;

update odoo_seed.tasks set name = 'New', planned_hours = 8, stage_name = 'Done' where external_ref = 'T1';
select set_eq($$ select jsonb_object_keys(changes) from odoo_seed.v_plan where external_ref = 'T1' $$, array['name', 'planned_hours', 'stage'],
  'several fields are one update');
select is(tests.action('T2'), 'noop', 'other records have nothing to do with it');
select is((select count(*) from odoo_seed.v_plan), 5::bigint, 'the plan has one row a seed');
update odoo_seed.field_policies set policy = 'ignore' where field in ('name', 'planned_hours');
select set_eq($$ select jsonb_object_keys(changes) from odoo_seed.v_plan where external_ref = 'T1' $$, array['stage'], 'a field of policy ignore is left out');
update odoo_seed.field_policies set policy = 'initial' where field = 'stage';
select is(tests.action('T1'), 'noop', 'a field of policy initial is left alone after creation');

select * from finish();
rollback;
