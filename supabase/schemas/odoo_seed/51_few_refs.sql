-- How few refs are looked up.

create function odoo_seed.look_up_few(p_refs text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Without statistics a nested loop may go through everything for each ref: not for many.
  if cardinality(p_refs) <= 2000 then
    perform set_config('enable_nestloop', 'on', true), set_config('enable_seqscan', 'off', true);
  end if;
end
$$;
comment on function odoo_seed.look_up_few is
  'Makes its caller look up refs one by one while they are few; many, or all (null), are joined '
  'with everything. The settings end with a caller that sets enable_nestloop and enable_seqscan '
  'itself, as each must.';

revoke execute on function odoo_seed.look_up_few from public;
grant execute on function odoo_seed.look_up_few to service_role;
