-- How many requests a caller may send.

create unlogged table control.request_windows (
  caller text primary key,
  begun_at timestamptz not null,
  taken int not null
);
comment on table control.request_windows is
  'What callers have taken of the requests of a minute. It may be lost.';
create index on control.request_windows (begun_at);
alter table control.request_windows enable row level security;
grant select, insert, update, delete, maintain on control.request_windows to service_role;

create function control.take_requests(p_caller text, p_wanted int)
returns table (granted int, ends_at timestamptz)
language plpgsql
set search_path = ''
as $$
declare
  minute constant timestamptz := date_trunc('minute', clock_timestamp());
  secret constant bytea := decode(substring(p_caller from '^token:([0-9a-f]+)$'), 'hex');
  who text := p_caller;
  total int := 0;
begin
  if secret is not null then
    select token_id::text into who from control.api_token_secrets where hash = secret;
  end if;
  -- A token that nobody has is refused soon enough, and leaves nothing behind.
  if who is not null then
    insert into control.request_windows as r (caller, begun_at, taken)
    values (who, minute, p_wanted)
    on conflict (caller) do update
    set taken = p_wanted + case when r.begun_at = excluded.begun_at then r.taken else 0 end,
      begun_at = excluded.begun_at
    returning r.taken into total;
  end if;
  return query
  select greatest(0, least(p_wanted, s.requests_a_minute - (total - p_wanted))),
    minute + interval '1 minute'
  from control.settings s;
end
$$;
comment on function control.take_requests is
  'Takes some of the requests that a caller, a user''s id or token:<digest>, has in the minute '
  'under way: how many there were left, which may be fewer, and when the next ones are. A server '
  'takes them by the dozen, so that few requests write.';

create function control.forget_request_windows()
returns int
language plpgsql
set search_path = ''
as $$
declare
  count int;
begin
  delete from control.request_windows where begun_at < ops.kept_since('request_windows');
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.forget_request_windows is
  'Removes what is older than ops.retentions has it.';

insert into ops.retentions (what, keep, description)
values ('request_windows', '1 hour', 'How much callers of the API asked, minute by minute.');

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-forget-request-windows', '1 hour', 'control.forget_request_windows', '1 day');

revoke execute on function control.take_requests, control.forget_request_windows from public;
grant execute on function control.take_requests, control.forget_request_windows to service_role;
