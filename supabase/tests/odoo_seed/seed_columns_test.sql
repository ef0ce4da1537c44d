-- seed_columns(): the way back from a document to the columns of a seed.
begin;
select plan(6);
select tests.seed();
update odoo_seed.projects set manager_email = 'ann@example.com', visibility = 'followers', allow_dependencies = false,
  description = '<p>x</p>', date_start = '2026-01-01', date_end = '2026-02-01', sequence = 7, active = false;
update odoo_seed.tasks set description = '<p>y</p>', stage_name = 'Done', tag_names = '{a,b}', assignee_emails = '{ann@example.com,ben@example.com}',
  depends_on_refs = '{T2}', parent_external_ref = 'T2', milestone_name = 'M', planned_hours = 7.25,
  date_deadline = '2026-03-01 10:00:00+08', sequence = 3, active = false where external_ref = 'T1';

select is(odoo_seed.project_document(c.name, c.company_name, c.manager_email, c.visibility, c.allow_dependencies, c.description,
    c.date_start, c.date_end, c.sequence, c.active), p.document, 'every field of a project comes back as it was')
from odoo_seed.projects p cross join lateral jsonb_populate_record(null::odoo_seed.projects, odoo_seed.seed_columns(p.document)) c;
select is(odoo_seed.task_document(c.name, c.project_external_ref, c.description, c.stage_name, c.tag_names, c.assignee_emails,
    c.planned_hours, c.date_deadline, c.sequence, c.milestone_name, c.parent_external_ref, c.depends_on_refs, c.active), t.document,
  'every field of a task comes back as it was')
from odoo_seed.tasks t cross join lateral jsonb_populate_record(null::odoo_seed.tasks, odoo_seed.seed_columns(t.document)) c
where t.external_ref = 'T1';
select is(odoo_seed.seed_columns('{"dates": null}'), '{"date_start": null, "date_end": null}', 'no dates are no dates on either side');
select is(odoo_seed.seed_columns('{"assignees": []}'), '{"assignee_email": null, "assignee_emails": []}', 'nobody is nobody in both columns');
select is(odoo_seed.seed_columns('{"deadline": null, "stage": null}'), '{"date_deadline": null, "deadline_date": null, "stage_name": null}', 'empty values stay empty');
select is(odoo_seed.seed_columns('{}'), '{}', 'nothing is nothing');

select * from finish();
rollback;
