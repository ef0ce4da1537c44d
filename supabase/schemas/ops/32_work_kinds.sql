-- Kinds of work: who does it, how often it is tried, and which faults waiting mends.

create table ops.work_kinds (
  kind text primary key,
  path text,
  at_once int,
  max_attempts int,
  backoff_base numeric not null default 2,
  backoff_factor numeric not null default 2,
  backoff_cap numeric not null default 240,
  outage_survived interval,
  lease_seconds int not null default 120,
  call_again_after interval not null default '5 seconds',
  late_after interval not null default '10 minutes',
  taken_is_done boolean not null default false,
  may_begin text,
  gives_up text,
  replays text,
  paused boolean not null default false,
  constraint work_kind_must_be_a_word check (kind ~ '^[a-z][a-z_]*$'),
  constraint path_must_be_a_functions check (path ~ '^[a-z]+(-[a-z]+)*(/[a-z]+)*$'),
  constraint at_once_must_be_possible check (at_once >= 0),
  constraint max_attempts_must_be_possible check (max_attempts > 0),
  constraint backoff_must_grow check (
    backoff_base > 0 and backoff_factor >= 1 and backoff_cap >= backoff_base
  ),
  constraint lease_must_have_time check (lease_seconds > 0),
  constraint hooks_must_be_functions_of_ours check (
    concat_ws(' ', may_begin, gives_up, replays)
      ~ '^((ops|odoo_seed|control)\.[a-z_]+( (ops|odoo_seed|control)\.[a-z_]+)*)?$'
  )
);
comment on table ops.work_kinds is
  'Kinds of work that may fail. One engine does all of it; a new kind is a row and a function.';
comment on column ops.work_kinds.path is
  'The function that is called when work is due. Null: none is called, workers claim it unasked.';
comment on column ops.work_kinds.at_once is
  'How many pieces of work of one lane may be at work at a time. Null: no limit.';
comment on column ops.work_kinds.max_attempts is
  'After so many attempts the work is dead; a row of ops.work may have its own number. Null: it '
  'is tried for ever.';
comment on column ops.work_kinds.backoff_base is
  'Seconds of pause after the first failure; each further one takes backoff_factor times as long, '
  'up to backoff_cap, and a quarter more or less.';
comment on column ops.work_kinds.outage_survived is
  'How long an outage is waited for, at the cost of no attempt. Null: it costs an attempt like '
  'any other fault.';
comment on column ops.work_kinds.lease_seconds is
  'How long a worker has a piece of work unless it extends the lease.';
comment on column ops.work_kinds.call_again_after is
  'A call may be lost: if no worker has claimed the work by then, the function is called again.';
comment on column ops.work_kinds.late_after is
  'Work that has been due for longer is in ops.v_late.';
comment on column ops.work_kinds.taken_is_done is
  'The work is done once the function has taken the call, because the call has all that it needs.';
comment on column ops.work_kinds.may_begin is
  'A function (key) that says whether a piece of work may begin now, beyond its lane.';
comment on column ops.work_kinds.gives_up is
  'A function (key, error) that is called when the worker was lost in the last attempt; it makes '
  'the work a dead letter itself. Null: the work becomes one, and nothing else happens.';
comment on column ops.work_kinds.replays is
  'A function (key) that ops.replay_work calls for a dead letter. Null: the work is queued again.';
comment on column ops.work_kinds.paused is
  'True: no work of the kind begins; work that runs goes on.';
alter table ops.work_kinds enable row level security;
grant select, maintain on ops.work_kinds to service_role;

create table ops.work_faults (
  kind text not null,
  code text not null,
  mends text not null,
  constraint work_faults_pkey primary key (kind, code),
  constraint fault_must_be_of_a_kind foreign key (kind) references ops.work_kinds (kind)
    on update cascade on delete cascade,
  constraint fault_code_must_be_a_word check (code ~ '^[a-z][a-z_]*$'),
  constraint fault_must_mend_somehow check (mends in ('never', 'by_itself'))
);
comment on table ops.work_faults is
  'Which faults waiting mends, for each kind of work. A fault that is not here may be gone by the '
  'next attempt.';
comment on column ops.work_faults.code is 'As in docs/errors.md.';
comment on column ops.work_faults.mends is
  'never: there is no further attempt. by_itself: an outage, which is waited for as long as the '
  'kind''s outage_survived.';
alter table ops.work_faults enable row level security;
grant select, maintain on ops.work_faults to service_role;

create function ops.backoff(p_kind text, p_attempts int)
returns interval
language sql
volatile
set search_path = ''
as $$
  -- Never all at the same moment: what failed together must not come back together.
  select make_interval(secs => (0.75 + random() / 2)
    * least(k.backoff_cap, k.backoff_base * k.backoff_factor ^ failures)::double precision)
  from ops.work_kinds k
  cross join lateral (select least(greatest(p_attempts, 1), 50) - 1 as failures) earlier
  where k.kind = p_kind
$$;
comment on function ops.backoff is 'How long work of a kind pauses after so many failed attempts.';

revoke execute on function ops.backoff from public;
grant execute on function ops.backoff to service_role;
