-- Import: a project in Odoo becomes a seed, with its tasks.

create function odoo_seed.refuse_import(p_run_id uuid, p_project_ref text, p_odoo_id int)
returns void
language plpgsql
set search_path = ''
as $$
declare
  binding ops.odoo_bindings;
  goes_to text;
  held_by int;
begin
  select b.* into binding
  from odoo_seed.sync_runs r join ops.odoo_bindings b on b.name = r.binding
  where r.id = p_run_id;
  goes_to := coalesce(
    (select b.binding from odoo_seed.v_project_bindings b where b.project_ref = p_project_ref),
    (select b.name from ops.resolve_odoo_binding(p_project_ref, binding.account_slug,
      binding.tenant_slug) b)
  );
  select s.odoo_id into held_by
  from odoo_seed.shadow_projects s
  where s.binding = binding.name and s.external_ref = p_project_ref
  order by s.odoo_id = p_odoo_id
  limit 1;

  if goes_to <> binding.name then
    raise exception 'Cannot import: a project with the ref % goes to binding %, not to %',
      ops.quoted(p_project_ref), ops.quoted(goes_to), ops.quoted(binding.name)
      using errcode = 'OC011', hint = 'Name that binding, or choose another project_ref.';
  elsif held_by <> p_odoo_id then
    raise exception 'Cannot import: project % in Odoo already has the ref %', held_by,
      ops.quoted(p_project_ref)
      using errcode = 'OC011', hint = 'Choose another project_ref.';
  elsif held_by is null
    and exists (select from odoo_seed.projects p where p.external_ref = p_project_ref) then
    raise exception 'Cannot import: the seed % is there already, and Odoo does not hold it',
      ops.quoted(p_project_ref)
      using errcode = 'OC011',
        hint = 'Adopt the project to make it that seed''s, or choose another project_ref.';
  end if;
end
$$;
comment on function odoo_seed.refuse_import is
  'Raises OC011 when a project of Odoo cannot be imported under a ref: the ref is taken, or '
  'belongs to another binding.';

-- Long: a statement for each of what it makes, in which a column is a line.
create function odoo_seed.import_project(p_run_id uuid, p_project_ref text, p_program jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  project_count int;
  task_refs text[];
  refused record;
begin
  insert into odoo_seed.programs (slug, name)
  values (p_program ->> 'slug', coalesce(p_program ->> 'name', p_program ->> 'slug'))
  on conflict (slug) do nothing;

  select f.field, f.reason
  into refused
  from odoo_seed.shadow_projects s
  cross join lateral (
    select field.name as field,
      odoo_seed.why_not_a_seed(run_binding, 'project.project', field.name, field.value,
        true) as reason
    from (values
      ('name', to_jsonb(s.name)), ('company', to_jsonb(s.company_name)),
        ('visibility', to_jsonb(s.visibility))
    ) field (name, value)
  ) f
  where s.binding = run_binding and s.external_ref = p_project_ref and f.reason is not null
  order by f.field
  limit 1;
  if found then
    raise exception 'Cannot import the project: its % is not usable, %', refused.field,
      refused.reason
      using errcode = 'OC011',
        hint = 'Give the project another ' || refused.field || ' in Odoo, and repeat the import.';
  end if;

  insert into odoo_seed.projects (
    program_slug, external_ref, name, company_name, manager_email, visibility, allow_dependencies,
    description, date_start, date_end, active, tenant_slug, account_slug, odoo_project_id
  )
  select
    p_program ->> 'slug', s.external_ref, odoo_seed.name_key(s.name),
      odoo_seed.name_key(s.company_name),
    case when odoo_seed.why_not_a_seed(run_binding, 'project.project', 'manager',
      to_jsonb(s.manager_email), true) is null
      then s.manager_email end,
    s.visibility, coalesce(s.allow_dependencies, true),
    case when char_length(s.description) <= 1000000 then nullif(s.description, '') end,
    case when s.date_end is not null then s.date_start end,
      case when s.date_start is not null then s.date_end end,
    s.active, b.tenant_slug, b.account_slug, s.odoo_id
  from odoo_seed.shadow_projects s
  join ops.odoo_bindings b on b.name = s.binding
  where s.binding = run_binding and s.external_ref = p_project_ref
  on conflict (external_ref) do nothing;
  get diagnostics project_count = row_count;

  task_refs := odoo_seed.import_tasks(run_binding, p_project_ref);
  -- What an earlier seed of the same ref said is nothing that this one takes back.
  update odoo_seed.applied a
  set sent = '{}', echo = '{}'
  where a.binding = run_binding
    and ((a.model = 'project.task' and a.external_ref = any (task_refs))
      or (a.model = 'project.project' and a.external_ref = p_project_ref and project_count = 1));

  return jsonb_build_object(
    'projects', project_count,
    'tasks', cardinality(task_refs),
    'notes', (
      select coalesce(jsonb_agg(to_jsonb(n) order by n.model, n.external_ref, n.field), '[]')
      from odoo_seed.left_out_of_import(run_binding, p_project_ref, task_refs,
        project_count = 1) n)
  );
end
$$;
comment on function odoo_seed.import_project is
  'Writes programme, project and tasks from the shadow into the seeds, unless they are there: '
  '{"projects", "tasks", "notes": [{model, external_ref, field, code, message}]}. A seed says '
  'nothing about what is empty in Odoo.';

revoke execute on function odoo_seed.refuse_import, odoo_seed.import_project from public;
grant execute on function odoo_seed.refuse_import, odoo_seed.import_project to service_role;
