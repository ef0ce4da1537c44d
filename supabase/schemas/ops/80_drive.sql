-- The driver calls the functions for due work until a worker claims it.

create function ops.drive()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  due record;
  called int := 0;
begin
  for due in
    select w.kind, w.key, w.payload, k.path, case when k.taken_is_done then w.id end as call,
      case when k.taken_is_done then w.object else coalesce(w.object, w.key) end as object
    from ops.v_due_work w
    join ops.work_kinds k on k.kind = w.kind
    where k.path is not null
      and (w.called_at is null or w.called_at <= clock_timestamp() - k.call_again_after)
    order by w.due_at
    limit 100
    -- Who has a row locked is about to change it, and drives then.
    for no key update of w skip locked
  loop
    exit when called = 0 and not ops.functions_are_callable();
    perform ops.call_function(due.path, due.payload, due.object, due.call);
    update ops.work set called_at = clock_timestamp() where kind = due.kind and key = due.key;
    called := called + 1;
  end loop;
  return called;
end
$$;
comment on function ops.drive is
  'Calls the functions for due work. A call may be lost, doubled or late: it is repeated until a '
  'worker claims the work, and only the claim decides who does it. Returns how many calls were '
  'made; none without the Vault secrets that calls need.';

create function ops.hand_over_work(p_kind text)
returns int
language sql
set search_path = ''
as $$
  with waits as (
    select kind, key from ops.v_due_work
    where kind = p_kind
    order by due_at
    limit 1
    for no key update skip locked
  )
  update ops.work w set called_at = null from waits where (w.kind, w.key) = (waits.kind, waits.key);
  select ops.drive();
$$;
comment on function ops.hand_over_work is
  'A worker that has to stop has a function called for the work that has been due longest. '
  'Returns how many calls were made.';

create function ops.drive_new_work()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if exists (select from put where called_at is null and run_after <= clock_timestamp()) then
    perform ops.drive();
  end if;
  return null;
end
$$;
comment on function ops.drive_new_work is
  'Calls the function for work that is put, unless its worker is at hand.';
create trigger drive_new_work after insert on ops.work
referencing new table as put
for each statement execute function ops.drive_new_work();

revoke execute on function ops.drive, ops.hand_over_work, ops.drive_new_work from public;
grant execute on function ops.drive, ops.hand_over_work to service_role;
