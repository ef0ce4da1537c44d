-- What cannot be read in Odoo: no value in the shadow, a difference where the seed says something, and told by every run.
begin;
select plan(34);
select tests.seed();
update odoo_seed.tasks set planned_hours = 8, date_deadline = '2026-03-31 17:00Z', stage_name = 'Doing', assignee_email = 'ann@example.com' where external_ref = 'T1';
select tests.sync();
select tests.drive();
create temporary table run (id uuid);
create function pg_temp.open(p_type text default 'seed', p_scope jsonb default '{}') returns void language sql as $$
  delete from odoo_seed.sync_runs;
  delete from run;
  insert into run select id from odoo_seed.open_run('default', p_type, p_scope, '{}', null, true, 60) $$;
create function pg_temp.row(p_id int, p_ref text, p_unreadable jsonb, p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('odoo_id', p_id, 'external_ref', p_ref, 'project_odoo_id', 11, 'name', 'Task one', 'stage_name', 'Doing', 'tag_names', '[]'::jsonb,
    'assignee_emails', '["ann@example.com"]'::jsonb, 'planned_hours', 8, 'date_deadline', '2026-03-31T17:00:00Z', 'sequence', 10,
    'depends_on_odoo_ids', '[]'::jsonb, 'active', true, 'odoo_write_at', '2026-01-01T00:00:00Z', 'unreadable', p_unreadable) || p_more $$;
create function pg_temp.observe(p_row jsonb) returns void language sql as
  $$ select odoo_seed.observe_tasks(id, clock_timestamp(), 0, 0, jsonb_build_array(p_row)) from run $$;
create function pg_temp.told() returns text language sql as
  $$ select string_agg(concat_ws(' ', model, external_ref, field, code), ', ' order by id) from odoo_seed.sync_run_errors $$;
create function pg_temp.finish_it() returns text language sql as $$ select odoo_seed.end_run(id, 1, false, 0) from run $$;

-- the shadow and the document
select pg_temp.open();
select pg_temp.observe(pg_temp.row(101, 'T1', '{"planned_hours": "NaN is no finite number"}', '{"planned_hours": null}'));
select is((select planned_hours from odoo_seed.shadow_tasks where odoo_id = 101), null, 'no value is guessed');
select is((select document -> 'planned_hours' from odoo_seed.shadow_tasks where odoo_id = 101), '{"unreadable": "NaN is no finite number"}', 'the document says why there is none');
select is((select document ->> 'name' from odoo_seed.shadow_tasks where odoo_id = 101), 'Task one', 'and all else');

-- the plan
select is((select action from tests.planned('T1')), 'update', 'the seed''s own value repairs the record');
select is((select changes from tests.planned('T1')), '{"planned_hours": {"from": {"unreadable": "NaN is no finite number"}, "to": 8}}', 'and nothing else is written');
select is((select kind || ' ' || field || ' ' || winner from odoo_seed.v_drift where external_ref = 'T1'), 'field planned_hours seed', 'it is drift');
select pg_temp.observe(pg_temp.row(101, 'T1', '{"stage": "true is no id of a record", "assignees": "5 is no list of ids"}', '{"stage_name": null, "assignee_emails": []}'));
select is((select string_agg(change.key, ' ' order by change.key) from tests.planned('T1'), jsonb_each(changes) change), 'assignees stage', 'also where people''s changes are kept otherwise');
select pg_temp.observe(pg_temp.row(101, 'T1', '{"milestone": "\"x\" is no id of a record", "written_by": "true is no id of a record", "state": "5 is no text"}'));
select is((select action from tests.planned('T1')), 'noop', 'what the seed says nothing about is left alone');
select ok(not (select document ?| '{written_by,state}' from odoo_seed.shadow_tasks where odoo_id = 101), 'what is not compared is in no document');
select pg_temp.observe(pg_temp.row(101, 'T1', '{"active": "\"yes\" is no yes or no"}'));
select is((select action || changes::text from tests.planned('T1')), 'unarchive{"active": {"to": true, "from": {"unreadable": "\"yes\" is no yes or no"}}}', 'whether it is archived is said anew');
select pg_temp.observe(pg_temp.row(101, 'T1', null));
select is((select action from tests.planned('T1')), 'noop', 'once it can be read all is as before');

-- what is only too large is somebody's
select pg_temp.observe(pg_temp.row(101, 'T1', '{"stage": {"too_large": "its answer is larger than 5 MB"}}', '{"stage_name": null}'));
select is((select document -> 'stage' from odoo_seed.shadow_tasks where odoo_id = 101), '{"too_large": "its answer is larger than 5 MB"}', 'the document tells it from what nobody can mean');
select is((select action from tests.planned('T1')), 'noop', 'under merge it is not written over');
select is((select kind || ' ' || field || ' ' || winner from odoo_seed.v_drift where external_ref = 'T1'), 'field stage odoo', 'it is drift that Odoo wins');
update odoo_seed.field_policies set policy = 'enforce' where model = 'project.task' and field = 'stage';
select is((select changes #>> '{stage,to}' from tests.planned('T1')), 'Doing', 'under enforce it is');
update odoo_seed.field_policies set policy = 'merge' where model = 'project.task' and field = 'stage';
select is((select u.message from run, odoo_seed.unreadable_fields(run.id, '{}') u where u.field = 'stage'),
  'Cannot read stage of project.task 101 (T1) in Odoo: its answer is larger than 5 MB.', 'and each run tells it');
select pg_temp.observe(pg_temp.row(101, 'T1', null));

-- a ref that cannot be read
select pg_temp.observe(pg_temp.row(101, null, '{"ref": "true is no text"}'));
select is((select external_ref from odoo_seed.shadow_tasks where odoo_id = 101), 'T1', 'a record keeps the ref under which we wrote it');
select is((select action from tests.planned('T1')), 'noop', 'so that its seed is not created anew');
select pg_temp.observe(pg_temp.row(190, null, '{"ref": "true is no text"}'));
select is((select external_ref from odoo_seed.shadow_tasks where odoo_id = 190), null, 'one that we never wrote has none');
delete from odoo_seed.shadow_tasks where odoo_id = 190;

-- what runs tell
select pg_temp.observe(pg_temp.row(101, 'T1', '{"milestone": "\"x\" is no id of a record", "sequence": "1.5 is no whole number of 32 bits"}'));
select is(pg_temp.finish_it(), 'partial', 'a run that leaves something unreadable is partial');
select is(pg_temp.told(), 'project.task T1 milestone unreadable, project.task T1 sequence unreadable', 'each field is told');
select is((select message from odoo_seed.sync_run_errors where field = 'sequence'),
  'Cannot read sequence of project.task 101 (T1) in Odoo: 1.5 is no whole number of 32 bits.', 'with the record, the field and the value');
select matches((select sync_error from odoo_seed.tasks where external_ref = 'T1'), 'Cannot read milestone of project.task 101', 'beside the seed, too');
select pg_temp.open('shadow');
select is(pg_temp.finish_it(), 'partial', 'a shadow tells it as well');
select pg_temp.open('seed', '{"program": "close"}');
select is(pg_temp.finish_it(), 'partial', 'so does a run whose scope the record is in');
insert into odoo_seed.programs (slug, name) values ('other', 'Other');
select pg_temp.open('seed', '{"program": "other"}');
select is(pg_temp.finish_it(), 'success', 'but none of another scope');

-- a dry run tells what a run would leave behind
select pg_temp.open('plan');
select pg_temp.observe(pg_temp.row(101, 'T1', '{"planned_hours": "NaN is no finite number", "sequence": "1.5 is no whole number of 32 bits"}', '{"planned_hours": null}'));
select odoo_seed.plan_run(id, 1) from run;
select is(pg_temp.finish_it() || ' ' || pg_temp.told(), 'partial project.task T1 sequence unreadable', 'what it would write is part of the plan instead');

-- records that nobody can tell from others
select pg_temp.open();
delete from odoo_seed.shadow_tasks where odoo_id = 101;
select is((select action from tests.planned('T1')), 'create', 'a task that was not seen');
select odoo_seed.record_errors(id, '[{"model": "project.task", "external_ref": "T1", "field": "id", "code": "unreadable", "message": "Cannot read id."}]') from run;
select is((select odoo_seed.plan_run(id, 1) from run), 0, 'is not created where it was there without an id');

delete from odoo_seed.sync_run_errors;
update odoo_seed.sync_runs set counts = null, pass = 0, passes_left = 2;
delete from odoo_seed.run_actions;
select odoo_seed.record_errors(id, '[{"model": "project.task", "external_ref": "project.task,?", "field": "ref", "code": "unreadable", "message": "Cannot read ref."}]') from run;
select is((select odoo_seed.plan_run(id, 1) from run), 0, 'nor where one is there without id and ref, which may be it');
delete from odoo_seed.sync_run_errors;
update odoo_seed.sync_runs set counts = null, pass = 0, passes_left = 2;
delete from odoo_seed.run_actions;
select odoo_seed.record_errors(id, '[{"model": "project.project", "external_ref": "project.project,?", "field": "ref", "code": "unreadable", "message": "Cannot read ref."},
  {"model": "project.task", "external_ref": "project.task,?", "field": "id", "code": "unreadable", "message": "Cannot read id."}]') from run;
select is((select odoo_seed.plan_run(id, 1) from run), 1, 'a project without both, or a task that is known to have no ref, keeps no task from being created');

-- projects
update odoo_seed.shadow_tasks set unreadable = null;
select odoo_seed.observe_projects(id, clock_timestamp(), 0, 0, '[{"odoo_id": 11, "external_ref": null, "name": "Project", "company_name": "Acme", "visibility": "employees",
  "allow_dependencies": true, "sequence": 10, "active": true, "odoo_write_at": "2026-01-01T00:00:00Z", "unreadable": {"ref": "7 is no text", "dates": "\"26-01-01\" is no day"}}]') from run;
select is((select external_ref || ' ' || (document ->> 'dates') from odoo_seed.shadow_projects where odoo_id = 11), 'P {"unreadable": "\"26-01-01\" is no day"}', 'a project is read as a task is');
select is((select action from tests.planned('P')), 'noop', 'and left alone where its seed says nothing');
delete from odoo_seed.sync_run_errors;
select is(pg_temp.finish_it() || ' ' || pg_temp.told(), 'partial project.project P dates unreadable, project.project P ref unreadable', 'and told');

select * from finish();
rollback;
