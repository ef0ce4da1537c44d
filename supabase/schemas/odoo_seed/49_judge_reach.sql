-- What of staged rows is not the caller's to say: where they are, and where they would go.

create function odoo_seed.projects_reached(p_all boolean, p_slugs text[])
returns setof odoo_seed.projects
language sql
stable
set search_path = ''
as $$
  select p.* from odoo_seed.projects p where p_all or p.tenant_slug = any (p_slugs)
$$;
comment on function odoo_seed.projects_reached is
  'The projects of all, or of the tenants with these slugs. Inlined.';

create function odoo_seed.program_faults(p_upload uuid, p_all boolean)
returns table (line int, field text, rule text)
language sql
stable
set search_path = ''
as $$
  select s.line, f.field, f.rule
  from odoo_seed.staged_seeds s
  cross join lateral (
    values
      ('slug', case when not p_all then 'is a programme, which the platform''s people change' end),
      ('parent_slug', case when s.said ->> 'parent_slug' is not null
        and not exists (select from odoo_seed.programs p where p.slug = s.said ->> 'parent_slug')
        and not exists (select from odoo_seed.staged_seeds o where o.upload = s.upload
          and o.kind = 'programs' and o.key = s.said ->> 'parent_slug')
        then 'is no programme' end)
  ) f (field, rule)
  where s.upload = p_upload and s.kind = 'programs' and f.rule is not null
$$;
comment on function odoo_seed.program_faults is
  'Programmes that the caller may not change, and parents that are none.';

create function odoo_seed.project_faults(p_upload uuid, p_all boolean, p_slugs text[])
returns table (line int, field text, rule text)
language sql
stable
set search_path = ''
as $$
  select s.line, f.field, f.rule
  from odoo_seed.staged_seeds s
  left join odoo_seed.projects is_now on is_now.external_ref = s.key
  cross join lateral (select
    case when s.said ? 'tenant_slug' then s.said ->> 'tenant_slug' else is_now.tenant_slug
      end as tenant,
    case when s.said ? 'account_slug' then s.said ->> 'account_slug' else is_now.account_slug
      end as account
  ) wanted
  cross join lateral (
    values
      ('external_ref', case when is_now.id is not null
        and not coalesce(p_all or is_now.tenant_slug = any (p_slugs), false) then 'is taken' end),
      ('tenant_slug', case when p_all then null
        when (wanted.tenant = any (p_slugs)) is not true
          then 'must be a tenant whose seeds the caller may change'
        -- Else what one tenant says would be written to the Odoo of another, or of the platform.
        when is_now.id is null or is_now.tenant_slug is distinct from wanted.tenant then (
          select 'has no Odoo of its own for this project'
          from ops.resolve_odoo_binding(s.key, wanted.account, wanted.tenant) b
          where (b.tenant_slug = any (p_slugs)) is not true
        ) end),
      ('account_slug', case when not p_all and wanted.account is distinct from is_now.account_slug
        then 'is for the platform''s people to decide' end),
      ('program_slug', case when s.said ->> 'program_slug' is not null
        and s.said ->> 'program_slug' is distinct from is_now.program_slug
        and not exists (select from odoo_seed.programs p where p.slug = s.said ->> 'program_slug'
          and (p_all or exists (select from odoo_seed.projects_reached(p_all, p_slugs) o
            where o.program_slug = p.slug)))
        and not exists (select from odoo_seed.staged_seeds o where o.upload = s.upload
          and o.kind = 'programs' and o.key = s.said ->> 'program_slug')
        then 'is no programme' end)
  ) f (field, rule)
  where s.upload = p_upload and s.kind = 'projects' and s.key is not null and f.rule is not null
$$;
comment on function odoo_seed.project_faults is
  'Projects whose ref is taken, or that would go to a tenant, an Odoo or a programme that is not '
  'the caller''s to give.';

create function odoo_seed.task_faults(p_upload uuid, p_all boolean, p_slugs text[])
returns table (line int, field text, rule text)
language sql
stable
set search_path = ''
as $$
  with reached as materialized (
    select p.external_ref from odoo_seed.projects_reached(p_all, p_slugs) p
  ), coming as materialized (
    select s.kind, s.key from odoo_seed.staged_seeds s
    where s.upload = p_upload and s.kind in ('projects', 'tasks')
  )
  select s.line, f.field, f.rule
  from odoo_seed.staged_seeds s
  left join odoo_seed.tasks is_now on is_now.external_ref = s.key
  cross join lateral (
    values
      ('external_ref', case when is_now.id is not null and is_now.project_external_ref not in (
        select r.external_ref from reached r) then 'is taken' end),
      ('project_external_ref', case when s.said ? 'project_external_ref'
        and (s.said ->> 'project_external_ref') is distinct from is_now.project_external_ref
        and s.said ->> 'project_external_ref' not in (select r.external_ref from reached r)
        and s.said ->> 'project_external_ref' not in (
          select c.key from coming c where c.kind = 'projects' and c.key is not null)
        then 'is no project whose tasks the caller may change' end),
      ('parent_external_ref', case when s.said ->> 'parent_external_ref' is not null
        and (s.said ->> 'parent_external_ref') is distinct from is_now.parent_external_ref
        and not exists (
          select from odoo_seed.tasks t join reached r on r.external_ref = t.project_external_ref
          where t.external_ref = s.said ->> 'parent_external_ref')
        and s.said ->> 'parent_external_ref' not in (
          select c.key from coming c where c.kind = 'tasks' and c.key is not null)
        then 'is no task that the caller may change' end)
  ) f (field, rule)
  where s.upload = p_upload and s.kind = 'tasks' and s.key is not null and f.rule is not null
$$;
comment on function odoo_seed.task_faults is
  'Tasks whose ref is taken, or that would go into a project or below a task that the caller does '
  'not reach.';

create function odoo_seed.reach_faults(p_upload uuid, p_kind text, p_all boolean, p_slugs text[])
returns table (line int, field text, rule text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query select * from odoo_seed.program_faults(p_upload, p_all) where p_kind = 'programs';
  return query select * from odoo_seed.project_faults(p_upload, p_all, p_slugs)
    where p_kind = 'projects';
  return query select * from odoo_seed.task_faults(p_upload, p_all, p_slugs)
    where p_kind = 'tasks';
end
$$;
comment on function odoo_seed.reach_faults is
  'What of the staged rows of a kind is not for the caller to say, who reaches all, or the tenants '
  'with these slugs.';

revoke execute on function
  odoo_seed.projects_reached, odoo_seed.program_faults, odoo_seed.project_faults,
  odoo_seed.task_faults, odoo_seed.reach_faults
from public;
grant execute on function
  odoo_seed.projects_reached, odoo_seed.program_faults, odoo_seed.project_faults,
  odoo_seed.task_faults, odoo_seed.reach_faults
to service_role;
