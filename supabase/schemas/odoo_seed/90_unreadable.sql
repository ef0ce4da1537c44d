-- What could not be read in Odoo is reported.

create function odoo_seed.unreadable_fields(p_run_id uuid, p_scope jsonb)
returns table (model text, external_ref text, field text, code text, message text)
language sql
stable
set search_path = ''
as $$
  with run as (
    select r.* from odoo_seed.sync_runs r where r.id = p_run_id
  ),
  scope as materialized (
    select s as project_ref
    from run
    cross join lateral odoo_seed.projects_in_scope(run.binding, p_scope) s
    where p_scope ?| array['program', 'projects']
  ),
  observed as (
    select p.binding, 'project.project' as model, p.odoo_id, p.external_ref,
      p.external_ref as project_ref, p.unreadable
    from odoo_seed.shadow_projects p
    where p.unreadable is not null
    union all
    select t.binding, 'project.task', t.odoo_id, t.external_ref, t.project_ref, t.unreadable
    from odoo_seed.shadow_tasks t
    where t.unreadable is not null
  )
  select
    o.model, coalesce(o.external_ref, format('%s,%s', o.model, o.odoo_id)), field.key, 'unreadable',
    format('Cannot read %s of %s %s%s in Odoo: %s.', field.key, o.model, o.odoo_id,
      ' (' || o.external_ref || ')',
      coalesce(field.value ->> 'too_large', field.value #>> '{}'))
  from run
  join observed o on o.binding = run.binding
  cross join lateral jsonb_each(o.unreadable) field
  where (not p_scope ?| array['program', 'projects']
    or o.project_ref in (select s.project_ref from scope s))
    -- A dry run shows what a run would leave behind: what it writes can be read then.
    and not (run.run_type = 'plan' and exists (
      select from odoo_seed.run_actions a
      where a.run_id = run.id and a.model = o.model and a.external_ref = o.external_ref
        and a.changes ? field.key))
  order by o.model, o.odoo_id, field.key
$$;
comment on function odoo_seed.unreadable_fields is
  'Each field in a scope that could not be read in the Odoo of a run: the record, the field and '
  'its value.';

create function odoo_seed.report_unreadable(p_run_id uuid)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.sync_run_errors (run_id, model, external_ref, field, code, message)
  select r.id, u.model, u.external_ref, u.field, u.code, u.message
  from odoo_seed.sync_runs r
  cross join lateral odoo_seed.unreadable_fields(r.id, r.scope) u
  where r.id = p_run_id
$$;
comment on function odoo_seed.report_unreadable is
  'Notes each field in a run''s scope that could not be read in Odoo.';

revoke execute on function odoo_seed.unreadable_fields, odoo_seed.report_unreadable from public;
grant execute on function odoo_seed.unreadable_fields, odoo_seed.report_unreadable to service_role;
