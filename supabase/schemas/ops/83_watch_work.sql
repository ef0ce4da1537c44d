-- What happens to work although nobody comes: lost workers, late work, dead letters.

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
    return;
  end if;
  perform from ops.work w
  where (w.kind, w.key, w.lease_token) = ((p_work).kind, (p_work).key, (p_work).lease_token)
    and w.due_at <= clock_timestamp()
  for no key update skip locked;
  if found then
    perform ops.release_work((p_work).kind, (p_work).key, 'dead', '0', false, error);
  end if;
end
$$;
comment on function ops.give_up_lost is
  'The worker of a piece of work was lost in its last attempt: its kind is told, or it is dead.';

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
  'given up is in ops.tending_faults and holds up no other.';

create view ops.v_dead with (security_invoker = true) as
select kind, key, object, lane, attempts, error ->> 'code' as code, error ->> 'detail' as detail,
  put_at, died_at
from ops.work
where status = 'dead';
comment on view ops.v_dead is
  'The dead letters of every kind: work that was given up. ops.replay_work(kind, key) sends it '
  'again.';
grant select on ops.v_dead to service_role;

create view ops.v_late with (security_invoker = true) as
select w.kind, w.key, w.object, w.lane, w.status, w.due_at, w.called_at, w.attempts,
  ops.call_fault(coalesce(w.object, w.key)) ->> 'detail' as nobody_comes,
  w.error ->> 'detail' as last_error
from ops.work w
join ops.work_kinds k on k.kind = w.kind
where w.due_at < clock_timestamp() - k.late_after;
comment on view ops.v_late is
  'Work of every kind that has been due for longer than its kind''s late_after: its function does '
  'not come, its lane is full, or its kind is paused.';
grant select on ops.v_late to service_role;

revoke execute on function ops.give_up_lost, ops.give_up_lost_work from public;
