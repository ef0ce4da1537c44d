-- Modules that tenants have are known to the catalog.

create function control.learn_modules()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into control.modules (name) select distinct s.module_name from seen s
  on conflict do nothing;
  return null;
end
$$;
comment on function control.learn_modules is 'Learns the modules that tenants were found with.';
create trigger learn_modules after insert on control.tenant_module_states
referencing new table as seen for each statement execute function control.learn_modules();

-- Who has a module.
create index on control.tenant_module_states (module_name, tenant_id);

revoke execute on function control.learn_modules from public;
