-- What a file no longer has of the projects that it names, and whether these go to one Odoo.

create function odoo_seed.named_projects(p_upload uuid)
returns table (line int, ref text, field text)
language sql
stable
set search_path = ''
as $$
  select distinct on (n.ref) n.line, n.ref, n.field
  from (
    select s.line, s.key as ref, 'external_ref' as field
    from odoo_seed.staged_seeds s where s.upload = p_upload and s.kind = 'projects'
    union all
    select s.line, s.said ->> 'project_external_ref', 'project_external_ref'
    from odoo_seed.staged_seeds s where s.upload = p_upload and s.kind = 'tasks'
  ) n
  where n.ref is not null
  order by n.ref, n.line
$$;
comment on function odoo_seed.named_projects is
  'The projects that staged rows are, or are tasks of, each with the first row and its column.';

create function odoo_seed.stage_absent(p_upload uuid, p_all boolean, p_slugs text[])
returns void
language sql
set search_path = ''
as $$
  -- What is in the file is there: a row that was deleted and comes back is active again.
  update odoo_seed.staged_seeds s
  set said = s.said || '{"active": true}'
  where s.upload = p_upload and s.kind = 'tasks' and not s.said ? 'active';

  insert into odoo_seed.staged_seeds (upload, line, kind, key, said)
  select p_upload, 1000000 + row_number() over (order by t.external_ref), 'tasks', t.external_ref,
    '{"active": false}'
  from odoo_seed.tasks t
  where t.active
    and t.project_external_ref in (select n.ref from odoo_seed.named_projects(p_upload) n)
    and t.project_external_ref in (
      select p.external_ref from odoo_seed.projects_reached(p_all, p_slugs) p)
    and not exists (select from odoo_seed.staged_seeds s
      where s.upload = p_upload and s.kind = 'tasks' and s.key = t.external_ref)
$$;
comment on function odoo_seed.stage_absent is
  'Stages that active tasks which a file does not have become inactive: those of the projects that '
  'it names and the caller reaches, behind all of its own lines. Tasks that it has are active, '
  'unless it says something else.';

create function odoo_seed.binding_faults(p_upload uuid, p_binding text)
returns table (line int, field text, rule text)
language sql
stable
set search_path = ''
as $$
  select n.line, n.field, 'does not go to this binding'
  from odoo_seed.named_projects(p_upload) n
  left join odoo_seed.staged_seeds s
    on s.upload = p_upload and s.kind = 'projects' and s.key = n.ref
  left join odoo_seed.projects p on p.external_ref = n.ref
  cross join lateral ops.resolve_odoo_binding(n.ref,
    case when s.said ? 'account_slug' then s.said ->> 'account_slug' else p.account_slug end,
    case when s.said ? 'tenant_slug' then s.said ->> 'tenant_slug' else p.tenant_slug end) b
  where b.name <> p_binding
$$;
comment on function odoo_seed.binding_faults is
  'Projects that staged rows name and that go to another binding than they are meant for.';

revoke execute on function
  odoo_seed.named_projects, odoo_seed.stage_absent, odoo_seed.binding_faults
from public;
grant execute on function
  odoo_seed.named_projects, odoo_seed.stage_absent, odoo_seed.binding_faults
to service_role;
