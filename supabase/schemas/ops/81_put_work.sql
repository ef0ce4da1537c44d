-- Work is put, claimed, and kept under a lease.

create function ops.put_work(
  p_kind text, p_key text, p_payload jsonb default '{}', p_lane text default null,
  p_object text default null, p_after interval default '0', p_max_attempts int default null,
  p_at_hand boolean default false
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  put uuid;
begin
  if p_lane is not null then
    -- Two puts must not both find the last place of a lane free: neither sees the other's yet.
    perform pg_advisory_xact_lock(hashtext(p_kind), hashtext(p_lane));
  end if;
  insert into ops.work (kind, key, payload, lane, object, run_after, max_attempts, called_at)
  select p_kind, p_key, p_payload, p_lane, p_object, clock_timestamp() + p_after,
    coalesce(p_max_attempts, k.max_attempts), case when p_at_hand then clock_timestamp() end
  from ops.work_kinds k
  where k.kind = p_kind
  on conflict (kind, key) do nothing
  returning id into put;
  return coalesce(put, (select w.id from ops.work w where w.kind = p_kind and w.key = p_key));
end
$$;
comment on function ops.put_work is
  'Puts a piece of work, unless there is one of that kind and key. Returns its id. The function '
  'is called at once if it is due; with p_at_hand only if the worker that is there does not claim '
  'it.';

create function ops.lease_work(p_kind text, p_key text, p_lease_seconds int default null)
returns ops.work
language sql
set search_path = ''
as $$
  update ops.work w
  set status = 'running', attempts = w.attempts + (w.status <> 'waiting')::int,
    occupies_lane = true, lease_token = gen_random_uuid(), called_at = null,
    lease_expires_at = clock_timestamp()
      + make_interval(secs => coalesce(p_lease_seconds, k.lease_seconds))
  from ops.work_kinds k
  where w.kind = p_kind and w.key = p_key and k.kind = w.kind
  returning w.*
$$;
comment on function ops.lease_work is
  'Gives a piece of due work, which the caller has locked, to a worker.';

create function ops.one_claim_at_a_time(p_kind text)
returns void
language sql
set search_path = ''
as $$
  select pg_advisory_xact_lock('ops.work'::regclass::int, hashtext(p_kind))
$$;
comment on function ops.one_claim_at_a_time is
  'Locks a kind for a few milliseconds, before any row, so that two claims do not both find the '
  'last place of a lane free.';

create function ops.claim_work(p_kind text, p_key text default null,
  p_lease_seconds int default null)
returns ops.work
language plpgsql
set search_path = ''
as $$
declare
  due ops.work;
begin
  perform ops.one_claim_at_a_time(p_kind);
  select * into due
  from ops.v_due_work d
  where d.kind = p_kind and (p_key is null or d.key = p_key)
  order by d.due_at, d.key
  limit 1
  for no key update skip locked;
  if not found then
    return null;
  end if;
  return ops.lease_work(due.kind, due.key, p_lease_seconds);
end
$$;
comment on function ops.claim_work is
  'Takes the work of a kind that has been due longest, or that of a key, under a lease; null when '
  'there is none. Work whose lease ran out is due again, as a further attempt.';

create function ops.lock_work(p_kind text, p_key text, p_token uuid)
returns ops.work
language plpgsql
set search_path = ''
as $$
declare
  locked ops.work;
begin
  select * into locked
  from ops.work
  where kind = p_kind and key = p_key and status = 'running' and lease_token = p_token
  for no key update;
  if not found then
    raise exception 'Cannot go on with % %: its lease is lost', p_kind, p_key
      using errcode = 'OC002';
  end if;
  return locked;
end
$$;
comment on function ops.lock_work is
  'The work that a token belongs to, locked until the transaction ends. Raises OC002 when another '
  'worker has it, or it is over.';

create function ops.extend_work(p_kind text, p_key text, p_token uuid,
  p_lease_seconds int default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_work(p_kind, p_key, p_token);
  update ops.work w
  set lease_expires_at = clock_timestamp()
    + make_interval(secs => coalesce(p_lease_seconds, k.lease_seconds))
  from ops.work_kinds k
  where w.kind = p_kind and w.key = p_key and k.kind = w.kind;
end
$$;
comment on function ops.extend_work is 'The heartbeat of a worker. Raises OC002.';

create function ops.note_progress(p_kind text, p_key text, p_token uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_work(p_kind, p_key, p_token);
  update ops.work
  set attempts = 1, outage_attempts = 0, outage_since = null
  where kind = p_kind and key = p_key;
end
$$;
comment on function ops.note_progress is
  'Something was done that stays: failures are counted anew from here on. Raises OC002.';

revoke execute on function
  ops.put_work, ops.lease_work, ops.one_claim_at_a_time, ops.claim_work, ops.lock_work,
  ops.extend_work, ops.note_progress
from public;
grant execute on function
  ops.put_work, ops.lease_work, ops.one_claim_at_a_time, ops.claim_work, ops.lock_work,
  ops.extend_work, ops.note_progress
to service_role;
