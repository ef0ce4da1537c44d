-- Seeds, as the API shows them.

create view api.programs with (security_invoker = true) as
select p.id, p.slug, p.name, p.program_type, p.parent_slug, p.description, p.active, p.created_at,
  p.changed_at
from odoo_seed.programs p;
comment on view api.programs is 'The programmes that the caller may see.';

create view api.projects with (security_invoker = true) as
select
  p.id, p.external_ref, p.program_slug, p.name, p.company_name, p.manager_email, p.visibility,
  p.allow_dependencies, p.description, p.description_format, p.date_start, p.date_end, p.sequence,
  p.active, p.tenant_slug, p.account_slug, p.sync_enabled, p.odoo_project_id, p.sync_error,
  p.synced_at, p.created_at, p.changed_at,
  (select control.binding_of(p.external_ref, p.account_slug, p.tenant_slug)) as binding
from odoo_seed.projects p;
comment on view api.projects is
  'The projects that the caller may see, each with the binding that it goes to.';

create view api.listed_projects with (security_invoker = true) as
select
  p.id, p.external_ref, p.program_slug, p.name, p.company_name, p.manager_email, p.date_start,
  p.date_end, p.active, p.tenant_slug, p.account_slug, p.sync_enabled, p.odoo_project_id,
  p.sync_error, p.synced_at, p.changed_at, p.sync_error is not null as failed
from odoo_seed.projects p;
comment on view api.listed_projects is
  'Projects as lists have them, without their descriptions; failed: the last run could not write '
  'them.';

create view api.tasks with (security_invoker = true) as
select
  t.id, t.external_ref, t.project_external_ref, t.name, t.description, t.description_format,
  t.stage_name, t.tag_names, t.assignee_email, t.assignee_emails, t.depends_on_refs,
  t.parent_external_ref, t.milestone_name, t.planned_hours, t.date_deadline, t.deadline_date,
  t.sequence, t.active, t.odoo_task_id, t.sync_error, t.synced_at, t.created_at, t.changed_at
from odoo_seed.tasks t;
comment on view api.tasks is 'The tasks that the caller may see.';

create view api.listed_tasks with (security_invoker = true) as
select
  t.id, t.external_ref, t.project_external_ref, t.name, t.stage_name, t.tag_names,
  coalesce(t.document -> 'assignees', '[]') as assignees, t.parent_external_ref, t.milestone_name,
  t.planned_hours, t.date_deadline, t.deadline_date, t.active, t.odoo_task_id, t.sync_error,
  t.synced_at, t.changed_at, t.sync_error is not null as failed
from odoo_seed.tasks t;
comment on view api.listed_tasks is
  'Tasks as lists have them, without their descriptions; failed: the last run could not write '
  'them.';

revoke all on api.programs, api.projects, api.listed_projects, api.tasks, api.listed_tasks
from public, anon;
grant select on api.programs, api.projects, api.listed_projects, api.tasks, api.listed_tasks
to authenticated;

create function api.in_projects(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  asked constant boolean := p_args ?| array['program', 'tenant', 'binding'];
  program constant text := p_args ->> 'program';
  tenant constant text := p_args ->> 'tenant';
  binding constant text := p_args ->> 'binding';
begin
  if not asked then
    return p_args;
  end if;
  return p_args || jsonb_build_object('projects', array(
    select p.external_ref
    from odoo_seed.projects p
    where (program is null or p.program_slug = program)
      and (tenant is null or p.tenant_slug = tenant)
      and (binding is null or p.external_ref in (select control.refs_of_binding(binding)))
  )::text);
end
$$;
comment on function api.in_projects is
  'Arguments with the refs of the projects that they describe by program, tenant and binding, as '
  'far as the caller may see these.';

create function api.list_programs(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('programs', '[
      {"arg": "q", "of": ["slug", "name"], "is": "like"},
      {"arg": "parent", "of": ["parent_slug"]},
      {"arg": "active"},
      {"arg": "changed_since", "of": ["changed_at"], "is": "from"}
    ]',
    array['slug', 'name', 'changed_at'], p_args);
end
$$;
comment on function api.list_programs is
  'A page of programmes, by slug: those that match q, parent, active and changed_since.';

create function api.list_projects(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('listed_projects', '[
      {"arg": "q", "of": ["external_ref", "name"], "is": "like"},
      {"arg": "projects", "of": ["external_ref"], "is": "among"},
      {"arg": "active"},
      {"arg": "failed"},
      {"arg": "changed_since", "of": ["changed_at"], "is": "from"}
    ]',
    array['external_ref', 'name', 'changed_at'], api.in_projects(p_args));
end
$$;
comment on function api.list_projects is
  'A page of projects, by ref: those that match q, program, tenant, binding, active, failed and '
  'changed_since.';

create function api.list_tasks(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('listed_tasks', '[
      {"arg": "q", "of": ["external_ref", "name"], "is": "like"},
      {"arg": "project", "of": ["project_external_ref"]},
      {"arg": "projects", "of": ["project_external_ref"], "is": "among"},
      {"arg": "stage", "of": ["stage_name"]},
      {"arg": "assignee", "of": ["assignees"], "is": "has"},
      {"arg": "active"},
      {"arg": "failed"},
      {"arg": "changed_since", "of": ["changed_at"], "is": "from"}
    ]',
    array['external_ref', 'changed_at'], api.in_projects(p_args));
end
$$;
comment on function api.list_tasks is
  'A page of tasks, by ref: those that match q, program, project, tenant, binding, stage, '
  'assignee, active, failed and changed_since.';

revoke execute on function
  api.in_projects, api.list_programs, api.list_projects, api.list_tasks
from public, anon;
grant execute on function
  api.in_projects, api.list_programs, api.list_projects, api.list_tasks
to authenticated;
