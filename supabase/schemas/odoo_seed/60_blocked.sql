-- Why a record cannot be written now.

create function odoo_seed.blocked_projects(p_binding text, p_refs text[])
returns table (
  binding text, external_ref text, reason text
)
language sql
stable
begin atomic
  select
    r.binding, r.external_ref,
    case
      when r.company_missing then format('company %s is not in Odoo', ops.quoted(r.company))
      when r.binding_company <> r.company
        then format('company %s is not the one this binding serves (%s)', ops.quoted(r.company),
          ops.quoted(r.binding_company))
      else 'its ref is on more than one project in Odoo'
    end as reason
  from (
    select
      s.binding, s.external_ref, s.duplicated, s.seed ->> 'company' as company, b.binding_company,
      s.duplicated or s.odoo_id is not null or s.seed ->> 'active' = 'true' as wanted,
      exists (select from odoo_seed.shadow_names n
        where n.binding = s.binding and n.kind = 'company')
        and not exists (
          select from odoo_seed.shadow_names n
          where n.binding = s.binding and n.kind = 'company' and n.name = s.seed ->> 'company'
        ) as company_missing
    from odoo_seed.sides(p_binding, p_refs) s
    join odoo_seed.v_project_bindings b on b.project_ref = s.external_ref
    where s.model = 'project.project'
  ) r
  where r.wanted
    and (r.company_missing or r.duplicated or r.binding_company <> r.company);
end;
comment on function odoo_seed.blocked_projects is
  'v_blocked_projects, of one binding; null for all. Inlined.';

create view odoo_seed.v_blocked_projects with (security_invoker = true) as
select * from odoo_seed.blocked_projects(null, null);
comment on view odoo_seed.v_blocked_projects is
  'Projects that no run may write, and their tasks with them, each with the reason.';
grant select, insert, update, delete, maintain on odoo_seed.v_blocked_projects to service_role;

create function odoo_seed.why_blocked(p_model text, p_project text, p_reason text)
returns text
language sql
stable
parallel safe
return case
  when p_model = 'project.project' then p_reason
  when p_reason is not null
    then format('project %s is blocked: %s', ops.quoted(p_project), p_reason)
end;
comment on function odoo_seed.why_blocked is
  'Why a record of a blocked project cannot be written, in words for the project itself or for a '
  'task. Inlined.';

revoke execute on function odoo_seed.blocked_projects, odoo_seed.why_blocked from public;
grant execute on function odoo_seed.blocked_projects, odoo_seed.why_blocked to service_role;
