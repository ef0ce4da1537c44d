-- The interface of pg_net 0.14: https://github.com/supabase/pg_net
create schema net;

create domain net.http_method as text
  check (value ilike 'get' or value ilike 'post' or value ilike 'delete');

create unlogged table net.http_request_queue (
  id bigserial not null,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index on net._http_response (created);

create function net._urlencode(value text) returns text
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

create function net._enqueue(
  method text, url text, params jsonb, headers jsonb, body bytea, timeout_milliseconds integer
) returns bigint
language sql
security definer
set search_path = ''
as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  select
    $1,
    $2 || coalesce(
      case when $2 like '%?%' then '&' else '?' end
        || string_agg(net._urlencode(key) || '=' || net._urlencode(value), '&'),
      ''
    ),
    $4, $5, $6
  from jsonb_each_text($3)
  returning id
$$;

create function net.http_get(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds integer default 5000
) returns bigint
language sql
as $$ select net._enqueue('GET', $1, $2, $3, null, $4) $$;

create function net.http_post(
  url text,
  body jsonb default '{}',
  params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}',
  timeout_milliseconds integer default 5000
) returns bigint
language plpgsql
as $$
declare
  all_headers jsonb := coalesce($4, '{}');
  content_type text :=
    (select value from jsonb_each_text(all_headers) where key ilike 'content-type' limit 1);
begin
  if content_type is null then
    all_headers := all_headers || '{"Content-Type": "application/json"}';
  elsif content_type not ilike 'application/json%' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  return net._enqueue('POST', $1, $3, all_headers, convert_to($2::text, 'UTF8'), $5);
end
$$;

create function net.http_delete(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds integer default 5000,
  body jsonb default null
) returns bigint
language sql
as $$ select net._enqueue('DELETE', $1, $2, $3, convert_to($5::text, 'UTF8'), $4) $$;

grant usage on schema net to postgres, anon, authenticated, service_role, supabase_functions_admin;
grant select, delete on net.http_request_queue, net._http_response to postgres, service_role;
