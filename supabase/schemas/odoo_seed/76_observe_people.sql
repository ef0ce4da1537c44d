-- How a run stores what people are called.

create function odoo_seed.observe_people(p_run_id uuid, p_people jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  delete from odoo_seed.shadow_people p
  where p.binding = run_binding and not exists (
    select from jsonb_to_recordset(p_people) f (odoo_id int) where f.odoo_id = p.odoo_id);

  insert into odoo_seed.shadow_people as p (binding, odoo_id, name, address)
  select run_binding, f.odoo_id, f.name, f.address
  from jsonb_to_recordset(p_people) f (odoo_id int, name text, address text)
  on conflict (binding, odoo_id) do update
  set name = excluded.name, address = excluded.address
  where (p.name, p.address) is distinct from (excluded.name, excluded.address);
end
$$;
comment on function odoo_seed.observe_people is
  'Takes all people of an Odoo who can be assigned: [{odoo_id, name, address}]. Others are '
  'deleted.';

revoke execute on function odoo_seed.observe_people from public;
grant execute on function odoo_seed.observe_people to service_role;
