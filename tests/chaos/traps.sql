-- Traps at the boundaries of the engine of work: whoever crosses the one that is set dies before it commits.
create schema chaos;

-- No transaction: what dies leaves the trap sprung. 0: none is set.
create sequence chaos.trap minvalue 0 start 0;
select setval('chaos.trap', 0);

create function chaos.crossed(p_op text, p_old ops.work, p_new ops.work)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_op = 'INSERT' then 'put'
    when p_op = 'DELETE' then 'done'
    when p_new.status = 'running' and p_new.lease_token is distinct from p_old.lease_token
      then 'claim'
    when p_new.status = 'running' and p_new.lease_expires_at is distinct from p_old.lease_expires_at
      then 'extend'
    when p_old.status = 'running' and p_new.status = 'waiting' then 'hand over'
    when p_old.status = 'running' and p_new.status in ('queued', 'dead') then 'fail'
  end
$$;

create function chaos.spring(p_boundary text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- The functions alone: pg_cron and people do not die here.
  if current_setting('application_name') = 'postgres.js' and (select last_value from chaos.trap)
    = array_position(array['put', 'claim', 'call', 'take', 'extend', 'hand over', 'fail', 'done'],
      p_boundary) then
    perform setval('chaos.trap', 0);
    perform pg_terminate_backend(pg_backend_pid());
  end if;
end
$$;

create function chaos.watch_work()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform chaos.spring(chaos.crossed(tg_op, old, new));
  return null;
end
$$;
create trigger chaos after insert or update or delete on ops.work
for each row execute function chaos.watch_work();

create function chaos.watch_calls()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform chaos.spring(case when tg_op = 'INSERT' then 'call' else 'take' end);
  return null;
end
$$;
create trigger chaos after insert or update of taken_at on ops.function_calls
for each row execute function chaos.watch_calls();
