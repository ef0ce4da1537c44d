-- Calling our own functions: pg_net carries nothing that a reader could use, and what it brings is taken once.
set lock_timeout = '5s';
set statement_timeout = '60s';

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
create index function_calls_open on ops.function_calls (called_at) where taken_at is null and fault is null;
create index function_calls_object on ops.function_calls (object, called_at);
create index function_calls_taken on ops.function_calls (path, taken_at);
create index function_calls_age on ops.function_calls (called_at);
comment on table ops.function_calls is
  'What the database asked our functions to do, through pg_net, and what became of it. Kept for a day.';
comment on column ops.function_calls.path is 'The function, and what is asked of it, e.g. seed-odoo-finance/slices.';
comment on column ops.function_calls.body is 'What the function is to know; it takes it from here, pg_net does not see it.';
comment on column ops.function_calls.object is 'For which run or operation, by id.';
comment on column ops.function_calls.request_id is 'In net.http_request_queue, and for six hours in net._http_response.';
comment on column ops.function_calls.taken_at is 'When a function proved that it was called, and took the body.';
comment on column ops.function_calls.ended_at is 'When it said that it was done.';
comment on column ops.function_calls.error is 'What it failed with: {"code", "detail", "suggestion"}.';
comment on column ops.function_calls.fault is 'Why nobody took it: {"code", "detail", "suggestion"}.';
alter table ops.function_calls enable row level security;

create function ops.is_functions_secret(p_secret text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_secret ~ '^whsec_([A-Za-z0-9+/]{4}){8,}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'
$$;
comment on function ops.is_functions_secret is 'Whether a text can be a secret of the functions: whsec_ and base64 of 24 bytes or more.';

create function ops.sign_call(p_id uuid, p_second bigint, p_path text, p_body text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select string_agg(
    'v1,' || encode(extensions.hmac(
      convert_to(format(E'%s.%s./%s\n%s', p_id, p_second, p_path, p_body), 'UTF8'),
      decode(substr(s.decrypted_secret, 7), 'base64'), 'sha256'
    ), 'base64'),
    ' ' order by s.name
  )
  from vault.decrypted_secrets s
  where s.name in ('functions_secret', 'functions_secret_next') and ops.is_functions_secret(s.decrypted_secret)
$$;
comment on function ops.sign_call is
  'The header webhook-signature of a call (Standard Webhooks), over id, second, path and body, with each secret that Vault holds. Null without one.';

create function ops.functions_are_callable()
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (select from vault.secrets where name = 'functions_url')
    and exists (
      select from vault.decrypted_secrets
      where name in ('functions_secret', 'functions_secret_next') and ops.is_functions_secret(decrypted_secret)
    )
$$;
comment on function ops.functions_are_callable is
  'Whether Vault holds what it takes to call our functions: functions_url and functions_secret.';

create function ops.call_function(p_path text, p_body jsonb default '{}', p_object text default null)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  base_url text := (select rtrim(decrypted_secret, '/') from vault.decrypted_secrets where name = 'functions_url');
  call uuid := gen_random_uuid();
  second bigint := floor(extract(epoch from clock_timestamp()));
  signature text := ops.sign_call(call, second, p_path, '{}');
begin
  if base_url is null or signature is null then
    return null;
  end if;
  insert into ops.function_calls (id, path, body, object, request_id)
  values (call, p_path, p_body, p_object, net.http_post(
    url := base_url || '/' || p_path,
    body := '{}',
    headers := jsonb_build_object(
      'Content-Type', 'application/json',
      'webhook-id', call, 'webhook-timestamp', second::text, 'webhook-signature', signature
    ),
    -- It answers before it works. Whoever does not holds up everybody else's calls for so long.
    timeout_milliseconds := 10000
  ));
  return call;
end
$$;
comment on function ops.call_function is
  'Calls one of our functions through pg_net, and returns the id of the call in ops.function_calls; what is sent is worth nothing to who reads it. Null when functions_are_callable() says no.';

create function ops.take_call(p_id uuid, p_path text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  asked jsonb;
begin
  update ops.function_calls
  set taken_at = clock_timestamp()
  where id = p_id and path = p_path and taken_at is null
  returning body into asked;
  if found then
    return asked;
  end if;
  if exists (select from ops.function_calls where id = p_id) then
    raise exception 'Cannot take call %: it was taken before, or is for another path', p_id using errcode = 'OC031';
  end if;
  raise exception 'Cannot take call %: this project''s database did not make it, so it is another project''s, with the same secret', p_id
    using errcode = 'OC035';
end
$$;
comment on function ops.take_call is 'Uses a call up, and returns its body. Raises OC031 the second time, and OC035 for a call that was never made here: who signed it is another project''s database.';

create function ops.end_call(p_id uuid, p_object text, p_error jsonb)
returns void
language sql
security definer
set search_path = ''
as $$
  update ops.function_calls
  set ended_at = clock_timestamp(), object = coalesce(object, p_object), error = p_error
  where id = p_id and taken_at is not null and ended_at is null
$$;
comment on function ops.end_call is 'Says that what a call asked for is done, or failed; p_object: the run that it began.';

revoke execute on function ops.sign_call, ops.is_functions_secret, ops.functions_are_callable, ops.call_function, ops.take_call,
  ops.end_call from public;
grant execute on function ops.functions_are_callable, ops.take_call, ops.end_call to service_role;
grant select on ops.function_calls to service_role;
