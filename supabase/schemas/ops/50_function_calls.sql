-- Calling our own functions: pg_net carries nothing that a reader could use, and what it brings
-- is taken once.

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
  'What the database asked our functions to do, through pg_net, and what became of it. Kept for a '
  'day.';
comment on column ops.function_calls.path is
  'The function, and what is asked of it, e.g. seed-odoo-finance/slices.';
comment on column ops.function_calls.body is
  'What the function is to know; it takes it from here, pg_net does not see it.';
comment on column ops.function_calls.object is 'For which run or operation, by id.';
comment on column ops.function_calls.request_id is
  'In net.http_request_queue, and for six hours in net._http_response.';
comment on column ops.function_calls.taken_at is
  'When a function proved that it was called, and took the body.';
comment on column ops.function_calls.ended_at is 'When it said that it was done.';
comment on column ops.function_calls.error is
  'What it failed with: {"code", "detail", "suggestion"}.';
comment on column ops.function_calls.fault is
  'Why nobody took it: {"code", "detail", "suggestion"}.';
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
  'What a function failed with is noted, unless the run that it worked on tells it.';
create trigger note_call_error after update of error on ops.function_calls
for each row when (
  new.error is not null and not new.error ? 'run_id'
    and new.error ->> 'code' not in ('run_in_progress', 'lease_lost')
)
execute function ops.note_call_error();

revoke execute on function ops.note_call_error from public;
