-- Functions that do not take calls now, and for which runs and operations.

create function ops.call_fault(p_object text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select last.fault
  from (
    select c.path, c.called_at, c.fault
    from ops.function_calls c
    where c.object = p_object and c.fault is not null and c.taken_at is null
    order by c.called_at desc
    limit 1
  ) last
  where not exists (
    select from ops.function_calls later
    where later.path = last.path and later.taken_at > last.called_at
  )
$$;
comment on function ops.call_fault is
  'Why the function takes no call for a run or an operation, by its id: {"code", "detail", '
  '"suggestion"}. Null as soon as it takes one again.';

create view ops.v_call_faults with (security_invoker = true) as
select distinct on (c.path) c.path, c.called_at, c.fault ->> 'detail' as detail,
  c.fault ->> 'suggestion' as suggestion
from ops.function_calls c
where c.fault is not null and c.taken_at is null
  and not exists (
    select from ops.function_calls later
    where later.path = c.path and later.taken_at > c.called_at
  )
order by c.path, c.called_at desc;
comment on view ops.v_call_faults is
  'Functions that do not take the database''s calls now, and why. No row: all do.';
grant select on ops.v_call_faults to service_role;

revoke execute on function ops.call_fault from public;
grant execute on function ops.call_fault to service_role;
