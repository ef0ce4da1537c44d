-- The platform's owner adds readable columns, and removes them.
create trigger write_audit after insert or delete on control.readable_columns
for each row execute function control.audit_change('table_name', 'column_name');
create trigger write_audit_update after update on control.readable_columns
for each row when (old.* is distinct from new.*)
execute function control.audit_change('table_name', 'column_name');

create function control.refuse_reading(p_actor jsonb, p_table text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_actor ->> 'role' is distinct from 'platform_owner' then
    raise exception 'Cannot change what is read of %: % may not', ops.quoted(p_table),
      coalesce(p_actor ->> 'role', 'nobody')
      using errcode = 'OC103', hint = 'Ask the platform_owner.';
  end if;
end
$$;
comment on function control.refuse_reading is
  'Raises OC103 for an actor who may not decide what tenants'' roles read: only the platform''s '
  'owner may.';

create function control.allow_reading(p_table text, p_columns text[], p_actor jsonb)
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  refused text;
  count int;
begin
  p_actor := control.act_as(p_actor);
  perform control.refuse_reading(p_actor, p_table);
  select string_agg(c, ', ' order by c)
  into refused
  from unnest(p_columns) c
  where control.is_never_readable(p_table, c);
  if refused is not null then
    raise exception 'Cannot let % of % be read: that bears secrets', refused, ops.quoted(p_table)
      using errcode = 'OC153',
        hint = 'See control.is_never_readable; make a view of what is wanted in a database of your '
          'own.';
  end if;
  insert into control.readable_columns (table_name, column_name, allowed_by)
  select p_table, c, p_actor ->> 'user' from unnest(p_columns) c
  on conflict do nothing;
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.allow_reading is
  'Lets the roles of tenants read more columns of a table of Odoo, from their next module_apply '
  'on. Returns how many are new. Raises OC103, OC151, OC153 for columns with secrets.';

create function control.forbid_reading(p_table text, p_columns text[], p_actor jsonb)
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  count int;
begin
  p_actor := control.act_as(p_actor);
  perform control.refuse_reading(p_actor, p_table);
  delete from control.readable_columns where table_name = p_table and column_name = any (p_columns);
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.forbid_reading is
  'The roles of tenants read these columns no more, from their next module_apply on. Returns how '
  'many there were. Raises OC103, OC151.';

revoke execute on function
  control.refuse_reading, control.allow_reading, control.forbid_reading
from public;
grant execute on function
  control.refuse_reading, control.allow_reading, control.forbid_reading
to service_role;
