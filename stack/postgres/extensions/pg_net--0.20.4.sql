-- The interface of pg_net 0.20.4: https://github.com/supabase/pg_net
-- Owners and privileges are those of the real one, see privileges.json: PUBLIC may do everything in here.
create schema net;

create domain net.http_method as text
  check (value ilike 'get' or value ilike 'post' or value ilike 'delete');

create unlogged table net.http_request_queue (
  id bigserial,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds int not null
);

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out bool,
  error_msg text,
  created timestamptz not null default now()
);
create index on net._http_response (created);

create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (status net.request_status, message text, response net.http_response);

create function net._urlencode_string(string varchar) returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(string_agg(
    case
      when sign ~ '[A-Za-z0-9_.~-]' then sign
      else regexp_replace(upper(encode(convert_to(sign, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
    end,
    ''
  ), '')
  from regexp_split_to_table($1, '') as sign
$$;

create function net._encode_url_with_params_array(url text, params_array text[]) returns text
language sql
immutable
set search_path = ''
as $$
  select $1 || case
    when cardinality($2) = 0 then ''
    else case when $1 like '%?%' then '&' else '?' end || array_to_string($2, '&')
  end
$$;

-- The worker of the stack looks by itself; who is called here waits for nothing.
create function net.wake() returns void
language sql
as $$ select $$;

create function net.worker_restart() returns bool
language sql
as $$ select true $$;

create function net.wait_until_running() returns void
language sql
as $$ select $$;

create function net.check_worker_is_up() returns void
language plpgsql
as $$
begin
  if not exists (select from pg_stat_activity where application_name = 'stack workers') then
    raise exception 'the pg_net background worker is not up';
  end if;
end
$$;

create function net.http_get(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds int default 5000
) returns bigint
language sql
as $$
  insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
  select 'GET', net._encode_url_with_params_array($1, p.encoded), $3, $4
  from (
    select coalesce(array_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value)), '{}') as encoded
    from jsonb_each_text($2)
  ) p
  returning id
$$;

create function net.http_post(
  url text,
  body jsonb default '{}'::jsonb,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb,
  timeout_milliseconds int default 5000
) returns bigint
language plpgsql
as $$
#variable_conflict use_column
declare
  content_type text := (select value from jsonb_each_text($4) where lower(key) = 'content-type' limit 1);
  request bigint;
begin
  if content_type <> 'application/json' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  select 'POST', net._encode_url_with_params_array($1, p.encoded),
    case when content_type is null then $4 || '{"Content-Type": "application/json"}' else $4 end,
    convert_to($2::text, 'UTF8'), $5
  from (
    select coalesce(array_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value)), '{}') as encoded
    from jsonb_each_text($3)
  ) p
  returning id into request;
  return request;
end
$$;

create function net.http_delete(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds int default 5000,
  body jsonb default null
) returns bigint
language sql
as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  select 'DELETE', net._encode_url_with_params_array($1, p.encoded), $3, convert_to($5::text, 'UTF8'), $4
  from (
    select coalesce(array_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value)), '{}') as encoded
    from jsonb_each_text($2)
  ) p
  returning id
$$;

create function net._await_response(request_id bigint) returns bool
language plpgsql
as $$
begin
  while not exists (select from net._http_response where id = $1) loop
    perform pg_sleep(0.05);
  end loop;
  return true;
end
$$;

create function net._http_collect_response(request_id bigint, async bool default true)
returns net.http_response_result
language plpgsql
as $$
declare
  answer net._http_response;
begin
  if not $2 then
    perform net._await_response($1);
  end if;
  select * into answer from net._http_response where id = $1;
  if answer.id is null or answer.error_msg is not null then
    return row('ERROR', coalesce(answer.error_msg, 'request matching request_id not found'), null)::net.http_response_result;
  end if;
  return row('SUCCESS', 'ok', row(answer.status_code, answer.headers, answer.content)::net.http_response)::net.http_response_result;
end
$$;

create function net.http_collect_response(request_id bigint, async bool default true)
returns net.http_response_result
language sql
as $$ select net._http_collect_response($1, $2) $$;

grant usage on schema net to public;
grant all on all sequences in schema net to public;
grant all on all tables in schema net to public;

-- What Supabase adds as soon as the extension is there.
grant usage on schema net to supabase_functions_admin, postgres, anon, authenticated, service_role;
