-- What the functions that views call are to look at, and how few refs are looked up.

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
  'Has its caller look up refs one by one, as long as they are few; many, or all (null), are '
  'joined with everything. Ends with a caller that sets enable_nestloop and enable_seqscan '
  'itself, as each must.';

-- What the functions that views call are to look at; a view cannot be given it.
create function odoo_seed.look_only_at(p_binding text, p_refs text[])
returns void
language sql
set search_path = ''
as $$
  select set_config('odoo_seed.only',
    jsonb_build_object('binding', p_binding, 'refs', p_refs)::text, true)
$$;
comment on function odoo_seed.look_only_at is
  'Tells repeated_refs() and unresolved() until the end of the transaction that one binding will '
  'do, and of its tasks those with these refs, null for all. Null for both: everything again.';

create function odoo_seed.looked_at(out binding text, out refs text[])
language sql
stable
set search_path = ''
as $$
  select said.binding, said.refs
  from jsonb_to_record(nullif(current_setting('odoo_seed.only', true), '')::jsonb) as said (
    binding text, refs text[])
$$;
comment on function odoo_seed.looked_at is
  'What look_only_at() said last in this transaction; nulls for everything.';

revoke execute on function
  odoo_seed.look_up_few, odoo_seed.look_only_at, odoo_seed.looked_at
from public;
grant execute on function
  odoo_seed.look_up_few, odoo_seed.look_only_at, odoo_seed.looked_at
to service_role;
