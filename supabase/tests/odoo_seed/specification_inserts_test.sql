-- The inserts of the specification work as they stand there.
begin;
select plan(7);
select tests.empty();

select lives_ok($$
  INSERT INTO odoo_seed.programs (slug, name, program_type)
  VALUES ('fin-close', 'Finance Close & Tax Compliance', 'ppm');
$$, 'a programme');
select lives_ok($$
  INSERT INTO odoo_seed.projects (
    program_slug, external_ref, name, company_name, manager_email
  ) VALUES (
    'fin-close',
    'FIN_CLOSE_PROJ',
    'Month-End Financial Closing Standardization',
    'TBWA\SMP',
    'manager@example.com'
  );
$$, 'a project');
select lives_ok($$
  INSERT INTO odoo_seed.tasks (
    project_external_ref, external_ref, name, stage_name, assignee_email
  ) VALUES (
    'FIN_CLOSE_PROJ',
    'FIN_CLOSE_T001',
    'Configure chart of accounts',
    'To Do',
    'assignee@example.com'
  );
$$, 'a task');
select lives_ok('set constraints all immediate', 'nothing is left to be refused at commit');
select results_eq('select program_type, active from odoo_seed.programs', $$ values ('ppm', true) $$, 'a programme''s defaults');
select results_eq(
  'select visibility, allow_dependencies, active, sync_enabled, odoo_project_id from odoo_seed.projects',
  $$ values ('employees', true, true, true, null::int) $$, 'a project''s defaults');
select results_eq(
  'select stage_name, active, tag_names, depends_on_refs, odoo_task_id from odoo_seed.tasks',
  $$ values ('To Do', true, null::text[], null::text[], null::int) $$, 'a task''s defaults');

select * from finish();
rollback;
