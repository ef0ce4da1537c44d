-- Lost workers, late work, dead letters.

create function ops.is_lost(p_kind text, p_key text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform from ops.work
  where kind = p_kind and key = p_key and status = 'running' and attempts_left <= 0
    and lease_expires_at <= clock_timestamp()
  for no key update skip locked;
  return found;
end
$$;
comment on function ops.is_lost is
  'Whether the worker of a piece of work was lost in its last attempt; if so, it is locked.';

create function ops.bury_work(p_kind text, p_key text, p_error jsonb)
returns void
language sql
set search_path = ''
as $$
  select ops.release_work(p_kind, p_key, 'dead', '0', false, p_error)
$$;
comment on function ops.bury_work is 'Makes a piece of work a dead letter: it is tried no more.';

create function ops.give_up_lost(p_work ops.work)
returns void
language plpgsql
set search_path = ''
as $$
declare
  hook constant text := (select k.gives_up from ops.work_kinds k where k.kind = (p_work).kind);
  error constant jsonb := coalesce((p_work).error, jsonb_build_object('code', 'cut_off', 'detail',
    format('Cannot finish %s %s: its worker was cut off again and again.', (p_work).kind,
      (p_work).key)));
begin
  if hook is not null then
    execute format('select %s($1, $2)', hook) using (p_work).key, error;
  elsif ops.is_lost((p_work).kind, (p_work).key) then
    perform ops.bury_work((p_work).kind, (p_work).key, error);
  end if;
end
$$;
comment on function ops.give_up_lost is
  'The worker of a piece of work was lost in its last attempt: calls the kind''s hook, or makes '
  'it a dead letter.';

create function ops.give_up_lost_work()
returns int
language plpgsql
set search_path = ''
as $$
declare
  lost ops.work;
  given_up int := 0;
begin
  for lost in
    -- Not locked: a kind's own rows are locked before its work.
    select * from ops.work
    where status = 'running' and lease_expires_at <= clock_timestamp() and attempts_left <= 0
  loop
    begin
      perform ops.give_up_lost(lost);
      given_up := given_up + 1;
    exception when others then
      perform ops.note_fault('ops.give_up_lost_work', coalesce(lost.object, lost.key), sqlstate,
        sqlerrm);
    end;
  end loop;
  return given_up;
end
$$;
comment on function ops.give_up_lost_work is
  'Gives up work whose worker was lost in the last attempt. Returns how many; what cannot be '
  'given up is in ops.reconcile_faults and delays no other.';

create view ops.v_late with (security_invoker = true) as
select w.kind, w.key, w.object, w.lane, w.status, w.due_at, w.called_at, w.attempts,
  ops.call_fault(coalesce(w.object, w.key)) ->> 'detail' as call_fault,
  w.error ->> 'detail' as last_error
from ops.work w
join ops.work_kinds k on k.kind = w.kind
where w.due_at < clock_timestamp() - k.late_after
  and (w.status = 'running' or k.may_begin is null or ops.may_begin(k.may_begin, w.key));
comment on view ops.v_late is
  'Work that has been due for longer than its kind''s late_after: its function does not take '
  'calls, its lane is full, or its kind is paused. What its own kind lets wait is not late.';
grant select on ops.v_late to service_role;

revoke execute on function
  ops.is_lost, ops.bury_work, ops.give_up_lost, ops.give_up_lost_work
from public;
grant execute on function
  ops.is_lost, ops.bury_work, ops.give_up_lost, ops.give_up_lost_work
to service_role;
