-- Descriptions in Markdown: which are to be rendered, and where their HTML is stored.

create function odoo_seed.descriptions_to_render(p_binding text, p_limit int,
  p_bytes bigint default 200000)
returns table (model text, external_ref text, description text, digest text)
language plpgsql
stable
set search_path = ''
as $$
declare
  bytes bigint := 0;
begin
  -- Two looks into empty indexes, mostly.
  if not exists (
    select from odoo_seed.projects p
    where p.description_format = 'markdown' and p.description is not null
      and p.rendered_from is distinct from md5(p.description)
  ) and not exists (
    select from odoo_seed.tasks t
    where t.description_format = 'markdown' and t.description is not null
      and t.rendered_from is distinct from md5(t.description)
  ) then
    return;
  end if;
  for model, external_ref, description, digest in
    with going as materialized (
      select b.project_ref
      from odoo_seed.v_project_bindings b
      where b.binding = p_binding and b.sync_enabled
    )
    select 'project.project', p.external_ref::text, p.description, md5(p.description)
    from odoo_seed.projects p
    where p.description_format = 'markdown' and p.description is not null
      and p.rendered_from is distinct from md5(p.description)
      and p.external_ref in (select g.project_ref from going g)
    union all
    select 'project.task', t.external_ref::text, t.description, md5(t.description)
    from odoo_seed.tasks t
    where t.description_format = 'markdown' and t.description is not null
      and t.rendered_from is distinct from md5(t.description)
      and t.project_external_ref in (select g.project_ref from going g)
    limit p_limit
  loop
    bytes := bytes + octet_length(description);
    exit when bytes > p_bytes and bytes > octet_length(description);
    return next;
  end loop;
end
$$;
comment on function odoo_seed.descriptions_to_render is
  'Descriptions in Markdown of a binding''s seeds that changed since their HTML was made: at most '
  'p_limit, and p_bytes of text, but one at least. store_rendered() takes the digest back.';

create function odoo_seed.staged_to_render(p_run_id uuid, p_limit int,
  p_bytes bigint default 200000)
returns table (model text, external_ref text, description text, digest text)
language sql
stable
set search_path = ''
as $$
  select case w.kind when 'projects' then 'project.project' else 'project.task' end, w.key,
    w.markdown, md5(w.markdown)
  from (
    select s.*, row_number() over place as nr,
      sum(octet_length(s.markdown)) over place as bytes
    from odoo_seed.sync_runs r
    join odoo_seed.staged_seeds s on s.upload = (r.options ->> 'upload')::uuid
      and s.markdown is not null and s.html is null
    where r.id = p_run_id
    window place as (order by s.line)
    order by s.line
    limit p_limit
  ) w
  where w.nr = 1 or w.bytes <= p_bytes
$$;
comment on function odoo_seed.staged_to_render is
  'As descriptions_to_render(), of the files that a run is to make a plan of.';

create function odoo_seed.store_rendered(p_run_id uuid, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform odoo_seed.lock_run(p_run_id);
  update odoo_seed.projects p
  set description_rendered = r.html, rendered_from = r.digest
  from jsonb_to_recordset(p_rows) as r (model text, external_ref text, digest text, html text)
  where r.model = 'project.project' and p.external_ref = r.external_ref
    and md5(p.description) = r.digest;

  update odoo_seed.tasks t
  set description_rendered = r.html, rendered_from = r.digest
  from jsonb_to_recordset(p_rows) as r (model text, external_ref text, digest text, html text)
  where r.model = 'project.task' and t.external_ref = r.external_ref
    and md5(t.description) = r.digest;

  update odoo_seed.staged_seeds s
  set html = r.html
  from jsonb_to_recordset(p_rows) as r (model text, external_ref text, digest text, html text)
  where s.upload = (
      select (o.options ->> 'upload')::uuid from odoo_seed.sync_runs o where o.id = p_run_id)
    and s.kind = case r.model when 'project.project' then 'projects' else 'tasks' end
    and s.key = r.external_ref and md5(s.markdown) = r.digest;
end
$$;
comment on function odoo_seed.store_rendered is
  'Takes [{model, external_ref, digest, html}]. A description that changed meanwhile is rendered '
  'again. Raises OC002.';

revoke execute on function
  odoo_seed.descriptions_to_render, odoo_seed.staged_to_render, odoo_seed.store_rendered
from public;
grant execute on function
  odoo_seed.descriptions_to_render, odoo_seed.staged_to_render, odoo_seed.store_rendered
to service_role;
