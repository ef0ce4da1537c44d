-- Work that waits, runs or is dead. Finished work leaves the table.

create table ops.work (
  kind text not null,
  key text not null,
  id uuid not null default gen_random_uuid(),
  lane text,
  object text,
  payload jsonb not null default '{}',
  status text not null default 'queued',
  run_after timestamptz not null default clock_timestamp(),
  attempts int not null default 0,
  max_attempts int,
  outage_attempts int not null default 0,
  outage_since timestamptz,
  attempts_left int generated always as (max_attempts - attempts + outage_attempts) stored,
  occupies_lane boolean not null default false,
  lease_token uuid,
  lease_expires_at timestamptz,
  due_at timestamptz generated always as (case status
    when 'running' then lease_expires_at
    when 'dead' then null
    else run_after
  end) stored,
  called_at timestamptz,
  error jsonb,
  put_at timestamptz not null default clock_timestamp(),
  died_at timestamptz,
  constraint work_pkey primary key (kind, key),
  constraint work_id_must_not_be_taken unique (id),
  constraint work_must_be_of_a_kind foreign key (kind) references ops.work_kinds (kind)
    on update cascade,
  constraint work_status_must_be_known check (status in ('queued', 'running', 'waiting', 'dead')),
  constraint work_attempts_must_be_possible check (
    attempts >= 0 and outage_attempts between 0 and attempts
      and (max_attempts is null or max_attempts > 0)
  ),
  constraint lease_belongs_to_running_work check (
    num_nonnulls(lease_token, lease_expires_at) = case when status = 'running' then 2 else 0 end
  ),
  constraint lane_is_occupied_by_begun_work check (
    occupies_lane = (status = 'running') or status = 'waiting'
  ),
  constraint dead_work_must_say_why check (
    (status = 'dead') = (died_at is not null) and (status <> 'dead' or error is not null)
  )
);
comment on table ops.work is
  'Work that may fail, from its put to its end: one row a kind and key. Everything that waits is '
  'here, and never in pg_net alone, whose tables a crash empties.';
comment on column ops.work.key is 'The id of what is to be done, in the kind''s own tables.';
comment on column ops.work.id is
  'The id of this piece of work; a later one of the same kind and key has another.';
comment on column ops.work.lane is
  'At most work_kinds.at_once of one lane run at a time. Null: it shares nothing with others.';
comment on column ops.work.object is
  'The run or operation for which the function is called, if that is not the key: ops.call_fault '
  'knows it.';
comment on column ops.work.payload is 'The body of the call.';
comment on column ops.work.status is
  'queued; running, under a lease; waiting, for what was started outside or for its next claim, '
  'which is no new attempt; dead.';
comment on column ops.work.attempts is 'Attempts begun.';
comment on column ops.work.outage_attempts is
  'Attempts that failed because of an outage: they do not count towards max_attempts.';
comment on column ops.work.outage_since is
  'Since when the outage lasts; null when the last attempt met none.';
comment on column ops.work.occupies_lane is
  'Whether it occupies a place in its lane: it runs, or waits for what it began there.';
comment on column ops.work.lease_token is
  'The worker that shows it may extend and end the work; every claim makes a new one.';
comment on column ops.work.due_at is
  'When it may be claimed: its pause is over, or its lease ran out.';
comment on column ops.work.called_at is
  'When the function was last called for it; null once a worker claimed it.';
create index work_due on ops.work (due_at);
create index work_lanes on ops.work (kind, lane) where lane is not null;
create index work_dead on ops.work (died_at desc, id) where status = 'dead';
create index work_objects on ops.work (object) where object is not null;
alter table ops.work enable row level security;
grant select, insert, update, delete, maintain on ops.work to service_role;

create function ops.may_begin(p_hook text, p_key text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  answer boolean;
begin
  execute format('select %s($1)', p_hook) into answer using p_key;
  return answer;
end
$$;
comment on function ops.may_begin is 'What a kind''s own function says of a piece of work.';

create function ops.lane_is_free(p_work ops.work, p_at_once int)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select p_at_once > count(*)
  from ops.work other
  where other.kind = p_work.kind and other.lane = p_work.lane and other.key <> p_work.key
    and (
      other.occupies_lane
      or other.due_at <= clock_timestamp()
        and (other.due_at, other.key) < (p_work.due_at, p_work.key)
    )
$$;
comment on function ops.lane_is_free is
  'Whether a lane has a place for a piece of work. Work that occupies one goes before it, and '
  'work that was due earlier.';

create view ops.v_due_work with (security_invoker = true) as
select w.*
from ops.work w
where w.due_at <= clock_timestamp()
  and (w.status <> 'running' or w.attempts_left is null or w.attempts_left > 0)
  -- No join: whoever locks a row of this view locks the work and nothing else.
  and exists (
    select from ops.work_kinds k
    where k.kind = w.kind and not k.paused
      and (w.occupies_lane or w.lane is null or k.at_once is null
        or ops.lane_is_free(w, k.at_once))
      and (k.may_begin is null or ops.may_begin(k.may_begin, w.key))
  );
comment on view ops.v_due_work is
  'Work that may be claimed now: its pause is over or its lease ran out, its lane has a place, '
  'and its kind lets it begin.';
grant select, insert, update, delete, maintain on ops.v_due_work to service_role;

create view ops.v_dead with (security_invoker = true) as
select kind, key, object, lane, attempts, error ->> 'code' as code, error ->> 'detail' as detail,
  put_at, died_at
from ops.work
where status = 'dead';
comment on view ops.v_dead is
  'The dead letters of every kind: work that was given up. ops.replay_work(kind, key) sends it '
  'again.';
grant select on ops.v_dead to service_role;

revoke execute on function ops.may_begin, ops.lane_is_free from public;
grant execute on function ops.may_begin, ops.lane_is_free to service_role;
