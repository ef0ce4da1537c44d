-- What steps note about a tenant.

create function control.note_modules(p_operation_id uuid, p_modules text[],
  p_depends_on jsonb default '{}')
returns void
language sql
set search_path = ''
as $$
  insert into control.tenant_module_states (tenant_id, module_name, state, last_operation_id)
  select o.tenant_id, m.name, 'installed', o.id
  from control.operations o
  cross join unnest(p_modules) m (name)
  where o.id = p_operation_id
  on conflict (tenant_id, module_name) do update
    set state = 'installed', last_operation_id = excluded.last_operation_id;
  update control.modules m set depends_on = d.names
  from (
    select key as module, array(select jsonb_array_elements_text(value)) as names
    from jsonb_each(p_depends_on)
  ) d
  where m.name = d.module and m.depends_on is distinct from d.names
$$;
comment on function control.note_modules is
  'Stores that an operation found or made these modules installed, and what they depend on there: '
  '{"<module>": [modules]}.';

create function control.dismiss_members(p_tenant_id uuid)
returns int
language sql
set search_path = ''
as $$
  with gone as (delete from control.tenant_user_assignments where tenant_id
    = p_tenant_id returning 1)
  select count(*)::int from gone
$$;
comment on function control.dismiss_members is 'Removes all users from a tenant. Returns how many.';

create function control.note_image(p_operation uuid)
returns table (image text, image_tag text, odoo_version text)
language sql
set search_path = ''
as $$
  update control.tenants t
  set image_tag = w.image_tag
  from control.operations o
  join control.tenants here on here.id = o.tenant_id
  join control.infra_templates i on i.code = here.infra_template_code
  join control.tested_images w
    on w.infra_template_code = i.code and w.image_tag = o.input ->> 'image_tag'
  where o.id = p_operation and t.id = here.id
  returning split_part(i.docker_image_odoo, ':', 1), w.image_tag, w.odoo_version
$$;
comment on function control.note_image is
  'Stores which image a tenant is to run on, and returns it with the version that its server will '
  'answer with; no row when the tag is no longer tested.';

revoke execute on function
  control.note_modules, control.dismiss_members, control.note_image
from public;
grant execute on function
  control.note_modules, control.dismiss_members, control.note_image
to service_role;
