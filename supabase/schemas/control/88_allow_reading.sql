-- The platform's owner adds readable columns, and removes them.
create trigger write_audit after insert or delete on control.readable_columns
for each row execute function control.audit_change('table_name', 'column_name');
create trigger write_audit_update after update on control.readable_columns
for each row when (old.* is distinct from new.*)
execute function control.audit_change('table_name', 'column_name');

create function control.allow_reading(p_table text, p_columns text[])
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  actor constant jsonb := control.act_as_caller('settings.change');
  refused text;
  count int;
begin
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
  select p_table, c, actor ->> 'user' from unnest(p_columns) c
  on conflict do nothing;
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.allow_reading is
  'Lets the roles of tenants read more columns of a table of Odoo, from their next module_apply '
  'on. Returns how many are new. Raises OC103, OC153 for columns with secrets.';

create function control.forbid_reading(p_table text, p_columns text[])
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  count int;
begin
  perform control.act_as_caller('settings.change');
  delete from control.readable_columns where table_name = p_table and column_name = any (p_columns);
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.forbid_reading is
  'The roles of tenants read these columns no more, from their next module_apply on. Returns how '
  'many there were. Raises OC103.';

revoke execute on function control.allow_reading, control.forbid_reading from public;
grant execute on function control.allow_reading, control.forbid_reading to service_role;
