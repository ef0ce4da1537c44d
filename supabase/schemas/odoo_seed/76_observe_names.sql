-- How a run stores the companies and people that it read in Odoo.

create function odoo_seed.observe_names(p_run_id uuid, p_kind text, p_names jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  delete from odoo_seed.shadow_names n
  where n.binding = run_binding and n.kind = p_kind
    and n.name not in (select odoo_seed.name_key(name.key) from jsonb_each(p_names) name);

  insert into odoo_seed.shadow_names as n (binding, kind, name, odoo_id, shared_by)
  select
    run_binding, p_kind, odoo_seed.name_key(name.key),
    min(case jsonb_typeof(name.value) when 'number' then name.value::int end),
    max(case jsonb_typeof(name.value) when 'array' then array(
      select jsonb_array_elements_text(name.value) login order by login) end)
  from jsonb_each(p_names) name
  group by odoo_seed.name_key(name.key)
  on conflict (binding, kind, name) do update
  set odoo_id = excluded.odoo_id, shared_by = excluded.shared_by
  where (n.odoo_id, n.shared_by) is distinct from (excluded.odoo_id, excluded.shared_by);
end
$$;
comment on function odoo_seed.observe_names is
  'Takes all companies, or all active internal users, of an Odoo: {"name": id}, or {"address": '
  '[logins]} of an address that several users share. Others are deleted. Of two names with one '
  'normal form the older record counts.';

create function odoo_seed.addresses_in_seeds(p_binding text, p_addresses text[])
returns setof text
language sql
stable
set search_path = ''
set enable_nestloop = off
as $$
  select address
  from (
    select p.manager_email as one, null::text[] as others
    from odoo_seed.projects p
    join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref
    where b.binding = p_binding and b.sync_enabled and lower(p.manager_email) = any (p_addresses)
    union all
    select t.assignee_email, t.assignee_emails
    from odoo_seed.tasks t
    join odoo_seed.v_project_bindings b on b.project_ref = t.project_external_ref
    where b.binding = p_binding and b.sync_enabled
      and (lower(t.assignee_email) = any (p_addresses)
        or lower(t.assignee_emails::text)::text[] && p_addresses)
  ) named
  cross join lateral unnest(odoo_seed.assignee_set(named.one, named.others)) address
  where address = any (p_addresses)
  group by address
$$;
comment on function odoo_seed.addresses_in_seeds is
  'Which of these addresses, in small letters, the seeds of a binding name. A user of Odoo is '
  'called by login or address, whichever is among them.';

revoke execute on function odoo_seed.observe_names, odoo_seed.addresses_in_seeds from public;
grant execute on function odoo_seed.observe_names, odoo_seed.addresses_in_seeds to service_role;
