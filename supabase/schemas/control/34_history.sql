-- What has ended never changes.

create function control.refuse_new_history()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  ended control.operations;
begin
  select * into ended from control.operations
  where id = (to_jsonb(old) ->>
    case when tg_table_name = 'operations' then 'id' else 'operation_id' end)::uuid;
  if tg_op = 'DELETE' or ended.finished_at is not null then
    raise exception 'Cannot % operation %: history does not change', lower(tg_op), ended.id
      using errcode = 'OC110', hint = 'A retry is a new operation.';
  end if;
  return new;
end
$$;
comment on function control.refuse_new_history is
  'Refuses (OC110) to delete operations, steps and approvals, or to change them once the '
  'operation has ended.';
create trigger history_is_immutable before update or delete on control.operations
for each row execute function control.refuse_new_history();
create trigger history_is_immutable before update or delete on control.provisioning_jobs
for each row execute function control.refuse_new_history();
create trigger history_is_immutable before update or delete on control.operation_approvals
for each row execute function control.refuse_new_history();

revoke execute on function control.refuse_new_history from public;
