-- A call of one of our own functions, signed, from SQL.

create function ops.is_functions_secret(p_secret text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_secret ~ '^whsec_([A-Za-z0-9+/]{4}){8,}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'
$$;
comment on function ops.is_functions_secret is
  'Whether a text can be a secret of the functions: whsec_ and base64 of 24 bytes or more.';

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
  where s.name in ('functions_secret', 'functions_secret_next')
    and ops.is_functions_secret(s.decrypted_secret)
$$;
comment on function ops.sign_call is
  'The header webhook-signature of a call (Standard Webhooks), over id, second, path and body, '
  'with each secret in Vault. Null without one.';

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
      where name in ('functions_secret', 'functions_secret_next')
        and ops.is_functions_secret(decrypted_secret)
    )
$$;
comment on function ops.functions_are_callable is
  'Whether Vault has both secrets that calls of the functions need: functions_url and '
  'functions_secret.';

create function ops.call_function(p_path text, p_body jsonb default '{}',
  p_object text default null, p_id uuid default null)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  base_url text :=
    (select rtrim(decrypted_secret, '/') from vault.decrypted_secrets where name = 'functions_url');
  call uuid := coalesce(p_id, gen_random_uuid());
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
    -- It answers before it works. Whoever does not delays everybody else's calls for so long.
    timeout_milliseconds := 10000
  ))
  on conflict (id) do update
    set request_id = excluded.request_id, called_at = clock_timestamp(), fault = null;
  return call;
end
$$;
comment on function ops.call_function is
  'Calls one of our functions through pg_net, and returns the id of the call in '
  'ops.function_calls; what is sent is worth nothing to a reader. p_id: of a call that is made '
  'again. Null when functions_are_callable() is false.';

revoke execute on function
  ops.is_functions_secret, ops.sign_call, ops.functions_are_callable, ops.call_function
from public;
grant execute on function ops.functions_are_callable to service_role;
