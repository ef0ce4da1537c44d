-- accept_drift(): what Odoo holds becomes what the seed says, and nothing is left to do.
begin;
select plan(51);
select tests.seed();
insert into odoo_seed.projects (external_ref, name, company_name) values ('Q', 'Other', 'Acme');
update odoo_seed.projects set manager_email = 'ann@example.com', date_start = '2026-01-01', date_end = '2026-02-01',
  description = '<p>old</p>', sequence = 5 where external_ref = 'P';
update odoo_seed.tasks set assignee_email = 'ann@example.com', tag_names = '{old}', depends_on_refs = '{T2}', planned_hours = 1,
  date_deadline = '2026-01-05Z', milestone_name = 'M1', sequence = 5, description = '<p>old</p>' where external_ref = 'T1';
select tests.sync();
insert into odoo_seed.shadow_names values ('default', 'user', 'ben@example.com', 3), ('default', 'company', 'Beta', 9);

-- Odoo's side moves; accepting it leaves a noop. What of the seed is asked for afterwards, as text.
create function pg_temp.accepted(p_ref text, p_field text, p_change text, p_table text, p_column text) returns text language sql as $$
  select tests.after(
    format('update odoo_seed.shadow_%s set %s where external_ref = %L; select * from odoo_seed.accept_drift(%L, %L)', p_table, p_change, p_ref, p_ref, p_field),
    format('select tests.action(%L) || '' '' || coalesce((select (%s)::text from odoo_seed.%s where external_ref = %L), ''null'')', p_ref, p_column, p_table, p_ref)) $$;

select is(pg_temp.accepted('P', 'name', $$name = 'New'$$, 'projects', 'name'), 'noop New', 'a project''s name');
select is(pg_temp.accepted('P', 'company', $$company_name = 'Beta'$$, 'projects', 'company_name'), 'noop Beta', 'its company');
select is(pg_temp.accepted('P', 'manager', $$manager_email = 'ben@example.com'$$, 'projects', 'manager_email'), 'noop ben@example.com', 'its manager');
select is(pg_temp.accepted('P', 'manager', $$manager_email = null$$, 'projects', 'manager_email'), 'noop null', 'no manager');
select is(pg_temp.accepted('P', 'visibility', $$visibility = 'portal'$$, 'projects', 'visibility'), 'noop portal', 'its visibility');
select is(pg_temp.accepted('P', 'allow_dependencies', $$allow_dependencies = false$$, 'projects', 'allow_dependencies'), 'noop false', 'its dependencies');
select is(pg_temp.accepted('P', 'description', $$description = '<p>new</p>'$$, 'projects', 'description'), 'noop <p>new</p>', 'its description, as Odoo has it');
select is(pg_temp.accepted('P', 'description', $$description = null$$, 'projects', 'description'), 'noop null', 'no description');
select is(pg_temp.accepted('P', 'dates', $$date_start = '2026-01-02', date_end = '2026-03-01'$$, 'projects', 'date_start || '' '' || date_end'), 'noop 2026-01-02 2026-03-01', 'its dates, as a pair');
select is(pg_temp.accepted('P', 'dates', $$date_start = null, date_end = null$$, 'projects', 'date_end'), 'noop null', 'no dates');
select is(pg_temp.accepted('P', 'sequence', $$sequence = 8$$, 'projects', 'sequence'), 'noop 8', 'its sequence');
select is(pg_temp.accepted('P', 'active', $$active = false$$, 'projects', 'active'), 'noop false', 'its being archived');

select is(pg_temp.accepted('T1', 'name', $$name = 'New'$$, 'tasks', 'name'), 'noop New', 'a task''s name');
select is(pg_temp.accepted('T1', 'project', $$project_ref = 'Q'$$, 'tasks', 'project_external_ref'), 'noop Q', 'its project');
select is(pg_temp.accepted('T1', 'description', $$description = '<p>new</p>'$$, 'tasks', 'description'), 'noop <p>new</p>', 'its description');
select is(pg_temp.accepted('T1', 'stage', $$stage_name = 'Done'$$, 'tasks', 'stage_name'), 'noop Done', 'its stage, which people moved');
select is(pg_temp.accepted('T1', 'stage', $$stage_name = null$$, 'tasks', 'stage_name'), 'noop null', 'no stage');
select is(pg_temp.accepted('T1', 'tags', $$tag_names = '{b,a}'$$, 'tasks', 'tag_names'), 'noop {a,b}', 'its tags');
select is(pg_temp.accepted('T1', 'tags', $$tag_names = '{}'$$, 'tasks', 'tag_names'), 'noop {}', 'no tags');
select is(pg_temp.accepted('T1', 'assignees', $$assignee_emails = '{ben@example.com}'$$, 'tasks', $$assignee_email || coalesce(assignee_emails::text, ' alone')$$), 'noop ben@example.com alone', 'one assignee for one');
select is(pg_temp.accepted('T1', 'assignees', $$assignee_emails = '{ann@example.com,ben@example.com}'$$, 'tasks', $$coalesce(assignee_email, 'list ') || assignee_emails::text$$), 'noop list {ann@example.com,ben@example.com}', 'several as a list');
select is(pg_temp.accepted('T1', 'assignees', $$assignee_emails = '{}'$$, 'tasks', $$coalesce(assignee_email, 'list ') || assignee_emails::text$$), 'noop list {}', 'nobody');
select is(pg_temp.accepted('T1', 'planned_hours', $$planned_hours = 2.5$$, 'tasks', 'planned_hours'), 'noop 2.5', 'its hours');
select is(pg_temp.accepted('T1', 'planned_hours', $$planned_hours = 0$$, 'tasks', 'planned_hours'), 'noop 0', 'no hours');
select is(pg_temp.accepted('T1', 'deadline', $$date_deadline = '2026-02-01 12:00Z'$$, 'tasks', $$date_deadline at time zone 'UTC'$$), 'noop 2026-02-01 12:00:00', 'its deadline');
select is(pg_temp.accepted('T1', 'deadline', $$date_deadline = null$$, 'tasks', 'date_deadline'), 'noop null', 'no deadline');
select is(pg_temp.accepted('T1', 'sequence', $$sequence = 1$$, 'tasks', 'sequence'), 'noop 1', 'its sequence');
select is(pg_temp.accepted('T1', 'milestone', $$milestone_name = 'M2'$$, 'tasks', 'milestone_name'), 'noop M2', 'its milestone');
select is(tests.after($$ update odoo_seed.tasks set parent_external_ref = 'T2' where external_ref = 'T1';
    update odoo_seed.applied set sent = sent || '{"parent": "T2"}' where external_ref = 'T1'; select odoo_seed.accept_drift('T1', 'parent') $$,
  $$ select tests.action('T1') || coalesce((select parent_external_ref from odoo_seed.tasks where external_ref = 'T1'), ' null') $$), 'noop null', 'no parent');
select is(pg_temp.accepted('T1', 'depends_on', $$depends_on_refs = '{}'$$, 'tasks', 'depends_on_refs'), 'noop {}', 'no dependencies');
select is(pg_temp.accepted('T1', 'active', $$active = false$$, 'tasks', 'active'), 'noop false', 'its being archived');

-- several at once, and what it answers
update odoo_seed.shadow_tasks set name = 'Renamed', stage_name = 'Done' where external_ref = 'T1';
select results_eq($$ select * from odoo_seed.accept_drift('T1') $$,
  $$ values ('T1', 'name', '"Task one"'::jsonb, '"Renamed"'::jsonb), ('T1', 'stage', '"To Do"', '"Done"') $$, 'without a field all that differ are taken');
select is(tests.action('T1'), 'noop', 'and nothing is left to do');
update odoo_seed.shadow_tasks set stage_name = 'Review' where external_ref = 'T1';
select is(tests.action('T1'), 'noop', 'people''s next move is theirs: both sides had agreed');
update odoo_seed.shadow_tasks set stage_name = 'Done' where external_ref = 'T1';
update odoo_seed.tasks set assignee_email = 'left@example.com' where external_ref = 'T1';
select is(tests.after($$ select odoo_seed.accept_drift('T1', 'assignees') $$, $$ select assignee_email from odoo_seed.tasks where external_ref = 'T1' $$),
  'ann@example.com', 'a name that leads nowhere gives way to whom Odoo has');
update odoo_seed.tasks set assignee_email = 'ann@example.com' where external_ref = 'T1';

-- what cannot be accepted
create function pg_temp.refused(p_change text, p_call text, p_message text, p_description text) returns text language plpgsql as $$
declare
  outcome text := 'accepted';
begin
  begin
    execute p_change;
    execute 'select odoo_seed.accept_drift(' || p_call || ')';
  exception when sqlstate 'OC004' or sqlstate 'OC012' then
    outcome := sqlerrm;
  end;
  return matches(outcome, p_message, p_description);
end
$$;
select pg_temp.refused('select 1', $$'T9'$$, '"T9": it is no seed of any enabled binding', 'a ref that is no seed');
select pg_temp.refused('select 1', $$'T1', null, 'b'$$, 'no seed of binding "b"', 'or not one of that binding');
select pg_temp.refused('select 1', $$'T1', 'name'$$, 'name is as the seed has it', 'a field that does not differ');
select pg_temp.refused($$update odoo_seed.shadow_projects set company_name = null where external_ref = 'P'$$, $$'P'$$, 'company: Odoo has none, and a seed needs one', 'no company');
select pg_temp.refused($$update odoo_seed.shadow_projects set date_end = null where external_ref = 'P'$$, $$'P'$$, 'half a pair', 'half a pair of dates');
select pg_temp.refused($$update odoo_seed.shadow_projects set manager_email = 'gone@example.com' where external_ref = 'P'$$, $$'P'$$, '"gone@example.com" is no active internal user', 'a manager who cannot be one');
select pg_temp.refused($$update odoo_seed.shadow_tasks set project_ref = 'project.project,9' where external_ref = 'T1'$$, $$'T1'$$, '"project.project,9" is no project among the seeds', 'a project that is no seed');
select pg_temp.refused($$update odoo_seed.shadow_tasks set depends_on_refs = '{"project.task,9"}' where external_ref = 'T1'$$, $$'T1'$$, '"project.task,9" is no task among the seeds', 'a person''s task to wait for');
select pg_temp.refused($$update odoo_seed.shadow_tasks set planned_hours = -1 where external_ref = 'T1'$$, $$'T1'$$, 'below zero', 'hours below zero');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T3', 'Three');
select pg_temp.refused('select 1', $$'T3'$$, 'it is not in Odoo yet', 'a record that never was in Odoo');
select pg_temp.refused($$insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, name, tag_names, assignee_emails, depends_on_odoo_ids, active, odoo_write_at)
  values ('default', 999, 'T2', 'Twin', '{}', '{}', '{}', true, now())$$, $$'T2'$$, 'more than one record', 'a ref that is on two records');

-- deleted in Odoo
delete from odoo_seed.shadow_tasks where external_ref = 'T2';
select results_eq($$ select * from odoo_seed.accept_drift('T2') $$, $$ values ('T2', 'active', 'true'::jsonb, 'false'::jsonb) $$, 'a deletion is accepted as an inactive seed');
select is(tests.action('T2'), 'noop', 'which asks for nothing any more');

-- a stage that the bot may not read is called by its id in the shadow
select is(odoo_seed.why_not_a_seed('default', 'project.task', 'stage', '"project.task.type,83"', true), 'what project.task.type,83 is called cannot be read',
  'what stands for a name that cannot be read comes into no seed');
select is(odoo_seed.why_not_a_seed('default', 'project.task', 'tags', '["Tax", "project.tags,5"]', true) is null, false, 'as one of several tags, too');
select is(odoo_seed.why_not_a_seed('default', 'project.task', 'stage', '"type,83"', true), null, 'other names with a number do');

select * from finish();
rollback;
