-- Calls of our own functions: pg_net carries nothing that a reader could use, and a call is taken
-- once.

create table ops.function_calls (
  id uuid primary key default gen_random_uuid(),
  path text not null,
  body jsonb not null default '{}',
  object text,
  request_id bigint not null,
  called_at timestamptz not null default clock_timestamp(),
  taken_at timestamptz,
  ended_at timestamptz,
  error jsonb,
  fault jsonb,
  constraint function_calls_path check (path ~ '^[a-z]+(-[a-z]+)*(/[a-z]+)*$'),
  constraint function_calls_end check (ended_at is null or taken_at is not null),
  constraint function_calls_error check (error is null or ended_at is not null)
);
comment on table ops.function_calls is
  'What the database asked the functions to do, through pg_net, and what became of it. Kept for a '
  'day.';
comment on column ops.function_calls.path is
  'The function and its route, e.g. seed-odoo-finance/slices.';
comment on column ops.function_calls.body is
  'The body of the call; the function reads it here, and pg_net does not see it.';
comment on column ops.function_calls.object is
  'The id of the run or operation for which it is made.';
comment on column ops.function_calls.request_id is
  'In net.http_request_queue, and for six hours in net._http_response.';
comment on column ops.function_calls.taken_at is
  'When a function verified the call, and took the body.';
comment on column ops.function_calls.ended_at is 'When the function reported that it was done.';
comment on column ops.function_calls.error is
  'The error that the function reported: {"code", "detail", "suggestion"}.';
comment on column ops.function_calls.fault is
  'Why no function took it: {"code", "detail", "suggestion"}.';
create index function_calls_open on ops.function_calls (called_at)
  where taken_at is null and fault is null;
create index function_calls_object on ops.function_calls (object, called_at);
create index function_calls_taken on ops.function_calls (path, taken_at);
create index function_calls_age on ops.function_calls (called_at);
alter table ops.function_calls enable row level security;
grant select on ops.function_calls to service_role;

create function ops.note_call_error()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform ops.note_fault(new.path, new.object, 'OC034', new.error ->> 'detail');
  return null;
end
$$;
comment on function ops.note_call_error is
  'Stores the error that a function reported, unless its run has it.';
create trigger note_call_error after update of error on ops.function_calls
for each row when (
  new.error is not null and not new.error ? 'run_id'
    and new.error ->> 'code' not in ('run_in_progress', 'lease_lost')
)
execute function ops.note_call_error();

revoke execute on function ops.note_call_error from public;
