-- Seeds that make no sense are refused at the door, each by a constraint that says what is wrong.
begin;
select plan(100);
select tests.seed();

create function pg_temp.refused(p_statement text, p_constraint text, p_description text) returns text language sql as
  $$ select throws_matching(p_statement, p_constraint, p_description) $$;
create function pg_temp.program(p_set text) returns text language sql as $$ select 'update odoo_seed.programs set ' || p_set $$;
create function pg_temp.project(p_set text) returns text language sql as $$ select 'update odoo_seed.projects set ' || p_set $$;
create function pg_temp.task(p_set text) returns text language sql as $$ select 'update odoo_seed.tasks set ' || p_set || ' where external_ref = ''T1''' $$;

-- refs
select pg_temp.refused(pg_temp.program($$slug = ''$$), 'ref_must_not_be_empty_or_padded', 'an empty slug');
select pg_temp.refused(pg_temp.project($$external_ref = ''$$), 'ref_must_not_be_empty_or_padded', 'an empty project ref');
select pg_temp.refused(pg_temp.project($$external_ref = ' P'$$), 'ref_must_not_be_empty_or_padded', 'a project ref with a space before it');
select pg_temp.refused(pg_temp.project($$external_ref = 'P '$$), 'ref_must_not_be_empty_or_padded', 'a project ref with a space after it');
select pg_temp.refused(pg_temp.task($$external_ref = E'T1\n'$$), 'ref_must_not_be_empty_or_padded', 'a task ref with a line end after it');
select pg_temp.refused(pg_temp.task($$external_ref = E'\t'$$), 'ref_must_not_be_empty_or_padded', 'a task ref of nothing but space');
select pg_temp.refused(pg_temp.project($$external_ref = U&'P\00A0'$$), 'ref_must_not_be_empty_or_padded', 'a project ref with a no-break space after it');
select lives_ok(pg_temp.task($$external_ref = 'T 1/ä'$$), 'a ref may hold spaces and signs inside');
select lives_ok($$ update odoo_seed.tasks set external_ref = 'T1' where external_ref = 'T 1/ä' $$, 'a ref can be changed back');
select pg_temp.refused(pg_temp.task($$external_ref = 'T2'$$), 'tasks_external_ref_key', 'a task ref that is taken');
select pg_temp.refused($$ insert into odoo_seed.projects (external_ref, name, company_name) values ('P', 'x', 'x') $$,
  'projects_external_ref_key', 'a project ref that is taken');
select pg_temp.refused($$ insert into odoo_seed.programs (slug, name) values ('close', 'x') $$, 'programs_slug_key', 'a slug that is taken');
select pg_temp.refused(pg_temp.task($$project_external_ref = 'nowhere'$$), 'tasks_project_external_ref_fkey', 'a task of no project');
select pg_temp.refused(pg_temp.task($$project_external_ref = null$$), 'not-null', 'a task without a project');
select pg_temp.refused(pg_temp.project($$program_slug = 'nowhere'$$), 'projects_program_slug_fkey', 'a project of no programme');

-- programmes
select pg_temp.refused(pg_temp.program($$name = ' '$$), 'name_must_not_be_empty', 'a programme without a name');
select pg_temp.refused(pg_temp.program($$program_type = 'sprint'$$), 'program_type_must_be_known', 'a programme of an unknown type');
select pg_temp.refused(pg_temp.program($$parent_slug = slug$$), 'program_must_not_be_its_own_parent', 'a programme under itself');

-- projects
select pg_temp.refused(pg_temp.project($$name = ' '$$), 'name_must_not_be_empty', 'a project without a name');
select pg_temp.refused(pg_temp.project($$company_name = ''$$), 'company_must_not_be_empty', 'a project without a company');
select pg_temp.refused(pg_temp.project($$manager_email = 'ann'$$), 'manager_must_be_an_address', 'a manager who is no address');
select pg_temp.refused(pg_temp.project($$manager_email = 'ann@example.com, bob@example.com'$$), 'manager_must_be_an_address', 'two managers');
select pg_temp.refused(pg_temp.project($$manager_email = ''$$), 'manager_must_be_an_address', 'an empty manager');
select pg_temp.refused(pg_temp.project($$visibility = 'public'$$), 'visibility_must_be_known', 'an unknown visibility');
select pg_temp.refused(pg_temp.project($$date_start = '2026-01-01'$$), 'dates_must_be_both_or_none', 'a start without an end');
select pg_temp.refused(pg_temp.project($$date_end = '2026-01-01'$$), 'dates_must_be_both_or_none', 'an end without a start');
select pg_temp.refused(pg_temp.project($$date_start = '2026-01-02', date_end = '2026-01-01'$$), 'dates_must_be_in_order', 'an end before the start');
select lives_ok(pg_temp.project($$date_start = '2026-01-01', date_end = '2026-01-01'$$), 'a project of one day is stored');
select lives_ok(pg_temp.project($$visibility = 'invited_users'$$), 'the visibility that Odoo 19 added is stored');

-- tasks
select pg_temp.refused(pg_temp.task($$name = ''$$), 'name_must_not_be_empty', 'a task without a name');
select pg_temp.refused(pg_temp.task($$stage_name = ' '$$), 'stage_must_not_be_empty', 'a stage without a name');
select pg_temp.refused(pg_temp.task($$milestone_name = ''$$), 'milestone_must_not_be_empty', 'a milestone without a name');
select pg_temp.refused(pg_temp.task($$stage_name = U&'\00A0\3000'$$), 'stage_must_not_be_empty', 'a stage of white space alone, whichever');
select pg_temp.refused(pg_temp.task($$tag_names = '{a," "}'$$), 'tags_must_not_be_empty', 'a tag of a space');
select pg_temp.refused(pg_temp.project($$company_name = U&'\200B'$$), 'company_must_not_be_empty', 'a company of something without width');
select pg_temp.refused(pg_temp.task($$assignee_email = 'bob'$$), 'assignee_must_be_an_address', 'an assignee who is no address');
select pg_temp.refused(pg_temp.task($$assignee_emails = '{bob@example.com,bob}'$$), 'assignees_must_be_addresses', 'one of the assignees is no address');
select pg_temp.refused(pg_temp.task($$assignee_emails = '{bob@example.com,null}'$$), 'assignees_must_be_addresses', 'one of the assignees is null');
select pg_temp.refused(pg_temp.task($$assignee_emails = array['']$$), 'assignees_must_be_addresses', 'the only assignee is empty');
select pg_temp.refused(pg_temp.task($$assignee_emails = array['ann@example.com bob@example.com']$$), 'assignees_must_be_addresses', 'two addresses in one item');
select lives_ok(pg_temp.task($$assignee_emails = '{bob@example.com,ann@example.com}'$$), 'several assignees are stored');
select lives_ok(pg_temp.task($$assignee_emails = '{}'$$), 'an empty list of assignees is stored');
select pg_temp.refused(pg_temp.task($$tag_names = array['']$$), 'tags_must_not_be_empty', 'a tag without a name');
select pg_temp.refused(pg_temp.task($$tag_names = array['a', null]$$), 'tags_must_not_be_empty', 'a tag that is null');
select pg_temp.refused(pg_temp.task($$depends_on_refs = array['']$$), 'dependencies_must_not_be_empty', 'a dependency without a ref');
select pg_temp.refused(pg_temp.task($$depends_on_refs = array[null]::text[]$$), 'dependencies_must_not_be_empty', 'a dependency that is null');
select pg_temp.refused(pg_temp.task($$depends_on_refs = '{T2,T1}'$$), 'task_must_not_depend_on_itself', 'a task that waits for itself');
select lives_ok(pg_temp.task($$depends_on_refs = '{T9}'$$), 'a dependency on a task that is not there yet is stored');
select pg_temp.refused(pg_temp.task($$parent_external_ref = 'T1'$$), 'task_must_not_be_under_itself', 'a task under itself');
select pg_temp.refused(pg_temp.task($$planned_hours = -1$$), 'planned_hours_must_not_be_negative', 'negative hours');

-- what JSON or Odoo cannot carry
select pg_temp.refused(pg_temp.program($$slug = repeat('x', 256)$$), 'ref_must_not_be_longer_than_255', 'a slug that no index takes');
select pg_temp.refused(pg_temp.task($$external_ref = repeat('x', 256)$$), 'ref_must_not_be_longer_than_255', 'a ref that no index takes');
select pg_temp.refused(pg_temp.task($$depends_on_refs = array['T9', repeat('x', 256)]$$), 'dependencies_must_not_be_longer_than_255', 'a dependency on a ref that cannot be');
select pg_temp.refused(pg_temp.project($$name = repeat('x', 1001)$$), 'name_must_not_be_longer_than_1000', 'a project of too long a name');
select pg_temp.refused(pg_temp.task($$name = repeat('x', 1001)$$), 'name_must_not_be_longer_than_1000', 'a task of too long a name');
select pg_temp.refused(pg_temp.project($$company_name = repeat('x', 256)$$), 'company_must_not_be_longer_than_255', 'a company of too long a name');
select pg_temp.refused(pg_temp.task($$stage_name = repeat('x', 256)$$), 'stage_must_not_be_longer_than_255', 'a stage of too long a name');
select pg_temp.refused(pg_temp.task($$milestone_name = repeat('x', 256)$$), 'milestone_must_not_be_longer_than_255', 'a milestone of too long a name');
select pg_temp.refused(pg_temp.project($$manager_email = repeat('x', 244) || '@example.com'$$), 'manager_must_not_be_longer_than_255', 'a manager of too long an address');
select pg_temp.refused(pg_temp.task($$assignee_email = repeat('x', 244) || '@example.com'$$), 'assignees_must_not_be_longer_than_255', 'an assignee of too long an address');
select pg_temp.refused(pg_temp.task($$assignee_emails = array['ann@example.com', repeat('x', 244) || '@example.com']$$), 'assignees_must_not_be_longer_than_255', 'also among others');
select pg_temp.refused(pg_temp.project($$description = repeat('x', 1000001)$$), 'description_must_not_be_longer_than_a_million', 'a project''s description that is too long');
select pg_temp.refused(pg_temp.task($$description = repeat('x', 1000001)$$), 'description_must_not_be_longer_than_a_million', 'a task''s description that is too long');
select lives_ok(pg_temp.task($$description = repeat('ä', 1000000), description_format = 'text'$$), 'a million characters are stored');
select lives_ok(pg_temp.task($$description = null, description_format = 'html'$$), 'and taken back');
select lives_ok(pg_temp.project($$name = repeat('ä', 1000), company_name = repeat('ä', 255), manager_email = repeat('x', 243) || '@example.com'$$), 'names of a project as long as they may be');
select lives_ok(pg_temp.task($$name = repeat('ä', 1000), stage_name = repeat('ä', 255), milestone_name = repeat('ä', 255)$$), 'names of a task as long as they may be');
select lives_ok(pg_temp.task($$assignee_email = repeat('x', 243) || '@example.com', assignee_emails = array[repeat('y', 243) || '@example.com', 'ann@example.com']$$), 'assignees as long as they may be');
select lives_ok(pg_temp.task($$assignee_email = null, assignee_emails = null, milestone_name = null$$), 'and none');
select pg_temp.refused(pg_temp.task($$tag_names = array['a', repeat('x', 256)]$$), 'tags_must_not_be_longer_than_255', 'a tag that Odoo''s index does not take');
select pg_temp.refused(pg_temp.task($$depends_on_refs = array[repeat('x', 200) || E'\n' || repeat('y', 200)]$$), 'dependencies_must_not_be_longer_than_255', 'nor in two lines');
select pg_temp.refused(pg_temp.task($$tag_names = array[repeat('x', 200) || E'\n' || repeat('y', 200), 'a']$$), 'tags_must_not_be_longer_than_255', 'a tag in two lines');
select lives_ok(pg_temp.task($$tag_names = array[repeat('x', 255), repeat('y', 254) || 'ä']$$), 'tags may have 255 characters each');
select lives_ok(pg_temp.task($$tag_names = null, depends_on_refs = null$$), 'or not be said');
select lives_ok(pg_temp.task($$tag_names = array[repeat('x', 255), repeat('y', 255)]$$), 'tags of 255 characters each are stored');
select pg_temp.refused(pg_temp.task($$description = repeat('ä', 250001), description_format = 'markdown'$$), 'markdown_must_not_be_longer_than_500_kb', 'Markdown that takes a run too long');
select pg_temp.refused(pg_temp.project($$description = repeat('x', 500001), description_format = 'markdown'$$), 'markdown_must_not_be_longer_than_500_kb', 'of a project, too');
select lives_ok(pg_temp.task($$description = repeat('x', 500000), description_format = 'markdown'$$), 'Markdown of 500 kB is stored');
select pg_temp.refused(pg_temp.task(format('planned_hours = %L', hours)), 'planned_hours_must_be_a_number_below_a_billion', hours || ' hours')
from unnest('{NaN,Infinity,1e9,1e400}'::text[]) hours;
select pg_temp.refused(pg_temp.task($$planned_hours = '-Infinity'$$), 'planned_hours_must_not_be_negative', 'minus infinity hours');
select lives_ok(pg_temp.task($$planned_hours = 999999999.99$$), 'as many hours as there may be are stored');
select pg_temp.refused(pg_temp.task(format('date_deadline = %L', at)), 'deadline_must_be_of_years_1000_to_9999', 'a deadline at ' || at)
from unnest(array['infinity', '-infinity', '0026-03-31 17:00Z', '0001-01-01Z', '0999-12-31 23:59:59Z', '10000-01-01Z', '0044-03-15 12:00Z BC']) at;
select lives_ok(pg_temp.task(format('date_deadline = %L', at)), 'a deadline at ' || at)
from unnest(array['1000-01-01Z', '9999-12-31 23:59:59Z']) at;
select pg_temp.refused(pg_temp.project(format('date_start = %L, date_end = %L', starts, ends)), 'dates_must_be_of_years_1000_to_9999', format('from %s to %s', starts, ends))
from (values ('0026-01-01', '2026-01-01'), ('2026-01-01', 'infinity'), ('-infinity', '2026-01-01'), ('2026-01-01', '10000-01-01')) span (starts, ends);
select lives_ok(pg_temp.project($$date_start = '1000-01-01', date_end = '9999-12-31'$$), 'the longest project is stored');

-- what is renamed is renamed everywhere
update odoo_seed.tasks set parent_external_ref = 'T2' where external_ref = 'T1';
update odoo_seed.tasks set external_ref = 'T9' where external_ref = 'T2';
update odoo_seed.projects set external_ref = 'Q';
update odoo_seed.programs set slug = 'open';
set constraints all immediate;
select is((select parent_external_ref::text || project_external_ref from odoo_seed.tasks where external_ref = 'T1'), 'T9Q',
  'a new ref of a parent or project reaches its tasks');
select is((select program_slug::text from odoo_seed.projects), 'open', 'a new slug reaches the projects');

select * from finish();
rollback;
