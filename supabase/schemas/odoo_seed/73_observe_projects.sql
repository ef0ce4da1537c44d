-- How a run stores the projects that it read in Odoo.

-- Long: one statement, so that its parts see one shadow; a column is a word in each.
create function odoo_seed.observe_projects(
  p_run_id uuid, p_observed_at timestamptz, p_after_id int, p_through_id int, p_rows jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  renamed int[];
begin
  p_rows := odoo_seed.with_known_refs(run_binding, 'project.project', p_rows);
  select array_agg(coalesce(s.odoo_id, r.odoo_id)) into renamed
  from jsonb_to_recordset(p_rows) as r (odoo_id int, external_ref text)
  full join (
    select h.odoo_id, h.external_ref,
      h.odoo_id > p_after_id and h.odoo_id <= p_through_id as covered
    from odoo_seed.shadow_projects h
    where h.binding = run_binding and h.observed_at <= p_observed_at
  ) s on s.odoo_id = r.odoo_id
  where s.external_ref is distinct from r.external_ref and (s.covered or r.odoo_id is not null);

  with page as materialized (
    select
      r.odoo_id, r.external_ref, r.name, r.company_name, r.manager_email, r.visibility,
        r.allow_dependencies,
      r.description, r.date_start, r.date_end, r.sequence, r.active, r.odoo_write_at,
      r.odoo_write_by,
      coalesce(odoo_seed.other_names(r.name, r.translations), '{}') as translations, r.unreadable
    from jsonb_to_recordset(p_rows) as r (
      odoo_id int, external_ref text, name text, company_name text, manager_email text,
      visibility text,
      allow_dependencies boolean, description text, date_start date, date_end date, sequence int,
      active boolean, odoo_write_at timestamptz, odoo_write_by text, translations jsonb,
      unreadable jsonb
    )
  ),
  gone as (
    delete from odoo_seed.shadow_projects s
    where s.binding = run_binding and s.odoo_id > p_after_id and s.odoo_id <= p_through_id
      and s.observed_at <= p_observed_at
      and s.odoo_id not in (select page.odoo_id from page)
  ),
  held as (
    select
      s.odoo_id, s.external_ref, s.name, s.company_name, s.manager_email, s.visibility,
        s.allow_dependencies,
      s.description, s.date_start, s.date_end, s.sequence, s.active, s.odoo_write_at,
      s.odoo_write_by,
      s.translations, s.unreadable
    from odoo_seed.shadow_projects s
    where s.binding = run_binding
  )
  insert into odoo_seed.shadow_projects as s (
    binding, odoo_id, external_ref, name, company_name, manager_email, visibility,
    allow_dependencies,
    description, date_start, date_end, sequence, active, odoo_write_at, odoo_write_by, translations,
    unreadable, observed_at
  )
  select run_binding, c.*, p_observed_at
  from (select * from page except select * from held) c
  on conflict (binding, odoo_id) do update
  set external_ref = excluded.external_ref, name = excluded.name,
    company_name = excluded.company_name,
    manager_email = excluded.manager_email, visibility = excluded.visibility,
    allow_dependencies = excluded.allow_dependencies, description = excluded.description,
    date_start = excluded.date_start, date_end = excluded.date_end, sequence = excluded.sequence,
    active = excluded.active, odoo_write_at = excluded.odoo_write_at,
    odoo_write_by = excluded.odoo_write_by, translations = excluded.translations,
    unreadable = excluded.unreadable,
    observed_at = excluded.observed_at
  where s.observed_at <= excluded.observed_at;

  update odoo_seed.shadow_tasks t
  set project_ref = coalesce(
    (select p.external_ref from odoo_seed.shadow_projects p
      where p.binding = run_binding and p.odoo_id = t.project_odoo_id),
    'project.project,' || t.project_odoo_id)
  where t.binding = run_binding and t.project_odoo_id = any (renamed);
end
$$;
comment on function odoo_seed.observe_projects is
  'Takes one page of projects read from Odoo: all projects with ids above p_after_id up to '
  'p_through_id. Rows that did not change are not written. Tasks follow a project''s new ref.';

revoke execute on function odoo_seed.observe_projects from public;
grant execute on function odoo_seed.observe_projects to service_role;
