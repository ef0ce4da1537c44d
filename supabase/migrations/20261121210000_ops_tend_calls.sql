-- Calls that nobody takes are faults: what the function answered, or that it did not, is told within a minute.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function ops.why_untaken(
  p_status int, p_late boolean, p_timed_out boolean, p_error text, p_waits boolean, out what text, out suggestion text
)
language sql
immutable
set search_path = ''
as $$
  select
    case
      when p_status = 401 and p_late then 'it came more than a minute after it was signed, and the function answered 401'
      when p_status = 401 then 'the function answered 401, so the secret in Vault is not the function''s'
      when p_status = 404 then 'the function answered 404, so it is not deployed there'
      when p_status = 421 then 'the function answered 421, so it is another project''s'
      when p_status is not null then format('the function answered %s', p_status)
      when p_timed_out then 'the function did not answer within 10 s'
      when p_error is not null then format('the function is not reached (%s)', ops.quoted(left(p_error, 120)))
      when p_waits then 'pg_net has not sent it for 20 s'
      else 'nobody has taken it for 20 s, and no answer is known'
    end,
    case
      when p_status = 401 and p_late or p_status is null and p_waits and not coalesce(p_timed_out, false) and p_error is null
        then 'See what pg_net is at, in net.http_request_queue; select net.worker_restart() frees it.'
      when p_status = 401
        then 'Make FUNCTIONS_SECRET of the functions and the Vault secret functions_secret the same; deploy with verify_jwt = false; see that functions_url is this project''s.'
      when p_status = 421
        then 'Call a function of this project with its token: it keeps its own address in the Vault secret functions_url.'
      when p_status = 404 or p_error is not null or p_status < 400
        then 'Correct the Vault secret functions_url, or deploy the function.'
      else 'Look at the log of the function: a setting may be missing, or it does not start.'
    end
$$;
comment on function ops.why_untaken is
  'What to tell of a call that nobody took, and what to do: from the status answered, or pg_net''s error, or neither.';

create function ops.tend_calls()
returns int
language plpgsql
set search_path = ''
as $$
declare
  untaken record;
  told int := 0;
begin
  if exists (select from vault.decrypted_secrets where name in ('functions_secret', 'functions_secret_next') and not ops.is_functions_secret(decrypted_secret)) then
    perform ops.note_fault('ops.call_function', 'functions_secret', 'OC032',
      'Cannot sign with the Vault secret functions_secret: it is not whsec_ and base64 of 24 bytes or more');
  end if;
  for untaken in
    select c.id, c.path, why.what, why.suggestion, coalesce(answer.status_code = 421, false) as foreign_answer
    from ops.function_calls c
    -- Numbers begin anew when the server crashed: what is older is the answer to somebody else.
    left join lateral (
      select n.status_code, n.timed_out, n.error_msg, n.created
      from net._http_response n
      where n.id = c.request_id and n.created >= c.called_at
      limit 1
    ) answer on true
    cross join lateral ops.why_untaken(
      answer.status_code, answer.created > c.called_at + interval '1 minute', answer.timed_out, answer.error_msg,
      exists (select from net.http_request_queue q where q.id = c.request_id)
    ) why
    where c.taken_at is null and c.fault is null
      and (
        answer.status_code >= 300 or answer.timed_out or answer.error_msg is not null
        or c.called_at < clock_timestamp() - interval '20 seconds'
      )
    order by c.called_at
    for update of c skip locked
  loop
    update ops.function_calls
    set fault = jsonb_build_object(
      'code', case when untaken.foreign_answer then 'call_foreign' else 'call_untaken' end,
      'detail', format('Cannot call %s: %s.', untaken.path, untaken.what), 'suggestion', untaken.suggestion
    )
    where id = untaken.id;
    perform ops.note_fault('ops.call_function', untaken.path, 'OC033', format('Cannot call %s: %s', untaken.path, untaken.what));
    told := told + 1;
  end loop;
  return told;
end
$$;
comment on function ops.tend_calls is
  'Finds calls that nobody took: at once when the answer says so, else after 20 s. Each is told in its row and in ops.tending_faults. Returns how many were found.';

create function ops.call_fault(p_object text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select last.fault
  from (
    select c.path, c.called_at, c.fault
    from ops.function_calls c
    where c.object = p_object and c.fault is not null and c.taken_at is null
    order by c.called_at desc
    limit 1
  ) last
  where not exists (
    select from ops.function_calls later
    where later.path = last.path and later.taken_at > last.called_at
  )
$$;
comment on function ops.call_fault is
  'Why nobody comes for a run or an operation, by its id: {"code", "detail", "suggestion"}. Null as soon as the function takes a call again.';

create view ops.v_call_faults with (security_invoker = true) as
select distinct on (c.path) c.path, c.called_at, c.fault ->> 'detail' as detail, c.fault ->> 'suggestion' as suggestion
from ops.function_calls c
where c.fault is not null and c.taken_at is null
  and not exists (
    select from ops.function_calls later
    where later.path = c.path and later.taken_at > c.called_at
  )
order by c.path, c.called_at desc;
comment on view ops.v_call_faults is 'Functions that do not take the database''s calls now, and why. No row: all do.';

create function ops.is_other_project(p_url text, p_own_url text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(substring(p_url from project) <> substring(p_own_url from project), false)
  from (values ('^https://([a-z0-9]{20})\.supabase\.[a-z]+/')) hosted (project)
$$;
comment on function ops.is_other_project is
  'Whether both are addresses of hosted projects, and of two; false where that cannot be told, as of a domain of one''s own.';

create function ops.keep_functions_url(p_url text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  kept record;
begin
  perform pg_advisory_xact_lock('ops.function_calls'::regclass::int);
  select s.id, s.decrypted_secret as url into kept from vault.decrypted_secrets s where s.name = 'functions_url';
  if not found then
    perform vault.create_secret(p_url, 'functions_url');
  elsif ops.is_other_project(kept.url, p_url) or rtrim(kept.url, '/') <> p_url and exists (
    select from ops.function_calls c
    where c.fault ->> 'code' = 'call_foreign'
      and c.called_at > (select coalesce(max(t.taken_at), '-infinity') from ops.function_calls t)
  ) then
    perform vault.update_secret(kept.id, p_url);
    perform ops.note_fault('ops.keep_functions_url', 'functions_url', 'OC035',
      format('Cannot call %s: it is another project''s; functions_url is %s now', ops.quoted(kept.url), ops.quoted(p_url)));
  end if;
end
$$;
comment on function ops.keep_functions_url is
  'Where our functions are, as they say themselves: Postgres does not know. Kept in Vault when it has no functions_url, or another project''s, as a copied database has; what else is there stays, e.g. a domain of one''s own.';

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
comment on function ops.note_call_error is 'What a function failed with is noted, unless the run that it worked on tells it.';
create trigger note_call_error after update of error on ops.function_calls
for each row when (
  new.error is not null and not new.error ? 'run_id' and new.error ->> 'code' not in ('run_in_progress', 'lease_lost')
)
execute function ops.note_call_error();

select cron.schedule('ops-tend-calls', '10 seconds', 'select ops.tend_calls()');
select cron.schedule('ops-forget-calls', '41 * * * *',
  $$delete from ops.function_calls where called_at < now() - interval '1 day'$$);

revoke execute on function ops.why_untaken, ops.tend_calls, ops.call_fault, ops.is_other_project, ops.keep_functions_url,
  ops.note_call_error from public;
grant execute on function ops.call_fault, ops.keep_functions_url to service_role;
grant select on ops.v_call_faults to service_role;
