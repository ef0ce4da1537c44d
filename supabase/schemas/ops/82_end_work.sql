-- How work ends: done, waiting, failed or dead; and how a dead letter is sent again.

create function ops.forget_work(p_kind text, p_key text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  freed text;
begin
  delete from ops.work where kind = p_kind and key = p_key returning lane into freed;
  if freed is not null then
    perform ops.drive();
  end if;
end
$$;
comment on function ops.forget_work is
  'Deletes a piece of work, whoever has it; the next of its lane is called for.';

create function ops.finish_work(p_kind text, p_key text, p_token uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_work(p_kind, p_key, p_token);
  perform ops.note_scheduled(p_kind, p_key);
  perform ops.forget_work(p_kind, p_key);
end
$$;
comment on function ops.finish_work is 'A piece of work is done. Raises OC002.';

create function ops.release_work(
  p_kind text, p_key text, p_status text, p_pause interval, p_keeps_lane boolean, p_error jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  released ops.work;
begin
  update ops.work
  set status = p_status, run_after = clock_timestamp() + p_pause, occupies_lane = p_keeps_lane,
    error = p_error, lease_token = null, lease_expires_at = null, called_at = null,
    died_at = case when p_status = 'dead' then clock_timestamp() end
  where kind = p_kind and key = p_key
  returning * into released;
  if released.lane is not null or released.due_at <= clock_timestamp() then
    perform ops.drive();
  end if;
end
$$;
comment on function ops.release_work is
  'Takes a piece of work from its worker; work that may begin now is called for.';

create function ops.wait_work(
  p_kind text, p_key text, p_token uuid, p_seconds numeric default 0,
  p_keeps_lane boolean default false
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_work(p_kind, p_key, p_token);
  update ops.work set outage_since = null where kind = p_kind and key = p_key;
  perform ops.release_work(p_kind, p_key, 'waiting', make_interval(secs => p_seconds),
    p_keeps_lane, null);
end
$$;
comment on function ops.wait_work is
  'A piece of work goes on in so many seconds, which is no new attempt. p_keeps_lane: what it '
  'began outside still occupies its place in the lane. Raises OC002.';

create function ops.count_failure(p_locked ops.work, p_away boolean)
returns ops.work
language sql
set search_path = ''
as $$
  update ops.work
  set outage_attempts = outage_attempts + p_away::int,
    outage_since = case when p_away then coalesce(outage_since, clock_timestamp()) end
  where kind = (p_locked).kind and key = (p_locked).key
  returning *
$$;
comment on function ops.count_failure is
  'Counts a failed attempt, unless it met an outage; then it notes since when.';

create function ops.fail_work(p_kind text, p_key text, p_token uuid, p_error jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
  locked ops.work := ops.lock_work(p_kind, p_key, p_token);
  survived constant interval :=
    (select k.outage_survived from ops.work_kinds k where k.kind = p_kind);
  mends text := (
    select f.mends from ops.work_faults f where f.kind = p_kind and f.code = p_error ->> 'code'
  );
  dead boolean;
begin
  locked := ops.count_failure(locked,
    coalesce(mends = 'by_itself' and survived is not null, false));
  dead := case
    when mends = 'never' then true
    when locked.outage_since is not null then locked.outage_since < clock_timestamp() - survived
    else coalesce(locked.attempts_left <= 0, false)
  end;
  perform ops.release_work(p_kind, p_key, case when dead then 'dead' else 'queued' end,
    ops.backoff(p_kind, locked.attempts), false, p_error);
  perform ops.note_scheduled(p_kind, p_key, p_error);
  return case when dead then 'dead' else 'queued' end;
end
$$;
comment on function ops.fail_work is
  'An attempt failed with {"code", "detail"}: the work is queued again after a growing pause, or '
  'is dead if work_faults says so of the code. Returns which. Raises OC002.';

create function ops.restart_work(p_kind text, p_key text, p_after interval default '0')
returns void
language plpgsql
set search_path = ''
as $$
begin
  update ops.work
  set attempts = 0, outage_attempts = 0, outage_since = null
  where kind = p_kind and key = p_key;
  perform ops.release_work(p_kind, p_key, 'queued', p_after, false, null);
end
$$;
comment on function ops.restart_work is
  'A piece of work begins anew, whoever has it; that worker''s token is void from then on.';

create function ops.replay_work(p_kind text, p_key text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  hook constant text := (select k.replays from ops.work_kinds k where k.kind = p_kind);
begin
  perform from ops.work where kind = p_kind and key = p_key and status = 'dead' for no key update;
  if not found then
    raise exception 'Cannot replay % %: it is not dead', p_kind, ops.quoted(p_key)
      using errcode = 'OC004', hint = 'ops.v_dead lists what is.';
  end if;
  if hook is not null then
    execute format('select %s($1)', hook) using p_key;
    return;
  end if;
  perform ops.restart_work(p_kind, p_key);
end
$$;
comment on function ops.replay_work is
  'Sends a dead letter again, once its cause is mended. Raises OC004.';

revoke execute on function
  ops.forget_work, ops.finish_work, ops.release_work, ops.wait_work, ops.count_failure,
  ops.fail_work, ops.restart_work, ops.replay_work
from public;
grant execute on function
  ops.forget_work, ops.finish_work, ops.release_work, ops.wait_work, ops.count_failure,
  ops.fail_work, ops.restart_work, ops.replay_work
to service_role;
