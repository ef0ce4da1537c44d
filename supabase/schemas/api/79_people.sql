-- The people of an Odoo, as those who write seeds look them up.

create view api.people with (security_invoker = true) as
select p.odoo_id as id, p.binding, p.odoo_id, p.name, p.address
from odoo_seed.shadow_people p;
comment on view api.people is 'The people who can be assigned in the bindings that the caller may '
  'see.';
revoke all on api.people from public, anon;
grant select on api.people to authenticated;

create function api.list_people(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  -- A binding that is not there is no empty one.
  perform api.get_binding(jsonb_build_object('name', p_args ->> 'name'));
  return api.listed('people', '[
      {"arg": "name", "of": ["binding"]},
      {"arg": "q", "of": ["name", "address"], "is": "like"}
    ]',
    array['name', 'address'], p_args);
end
$$;
comment on function api.list_people is
  'A page of the people of a binding {"name"} who can be assigned: those that match q. Raises '
  'OC004.';

revoke execute on function api.list_people from public, anon;
grant execute on function api.list_people to authenticated;
