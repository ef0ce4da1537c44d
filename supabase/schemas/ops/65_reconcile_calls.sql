-- A call that no function takes is a fault, which is reported within a minute.

create function ops.why_untaken(
  p_status int, p_late boolean, p_timed_out boolean, p_error text, p_waits boolean, out what text,
  out suggestion text
)
language sql
immutable
set search_path = ''
as $$
  select
    case
      when p_status = 401 and p_late
        then 'it came more than a minute after it was signed, and the function answered 401'
      when p_status = 401
        then 'the function answered 401, so the secret in Vault is not the function''s'
      when p_status = 404 then 'the function answered 404, so it is not deployed there'
      when p_status = 421 then 'the function answered 421, so it is another project''s'
      when p_status is not null then format('the function answered %s', p_status)
      when p_timed_out then 'the function did not answer within 10 s'
      when p_error is not null
        then format('the function is not reached (%s)', ops.quoted(left(p_error, 120)))
      when p_waits then 'pg_net has not sent it for 20 s'
      else 'nobody has taken it for 20 s, and no answer is known'
    end,
    case
      when p_status = 401 and p_late or p_status is null and p_waits
        and not coalesce(p_timed_out, false) and p_error is null
        then 'See what pg_net is at, in net.http_request_queue; select net.worker_restart() frees '
          'it.'
      when p_status = 401
        then 'Make FUNCTIONS_SECRET of the functions and the Vault secret functions_secret the '
          'same; deploy with verify_jwt = false; see that functions_url is this project''s.'
      when p_status = 421
        then 'Call a function of this project with its token: it keeps its own address in the '
          'Vault secret functions_url.'
      when p_status = 404 or p_error is not null or p_status < 400
        then 'Correct the Vault secret functions_url, or deploy the function.'
      else 'Look at the log of the function: a setting may be missing, or it does not start.'
    end
$$;
comment on function ops.why_untaken is
  'Why no function took a call, and what to do: from the status answered, or pg_net''s error, or '
  'neither.';

-- Long: one query finds what is untaken and why, and the loop only writes that down.
create function ops.reconcile_calls()
returns int
language plpgsql
set search_path = ''
as $$
declare
  untaken record;
  told int := 0;
begin
  if exists (select from vault.decrypted_secrets
    where name in ('functions_secret', 'functions_secret_next')
      and not ops.is_functions_secret(decrypted_secret)) then
    perform ops.note_fault('ops.call_function', 'functions_secret', 'OC032',
      'Cannot sign with the Vault secret functions_secret: it is not whsec_ and base64 of 24 bytes '
        'or more');
  end if;
  for untaken in
    select c.id, c.path, why.what, why.suggestion,
      coalesce(answer.status_code = 421, false) as foreign_answer
    from ops.function_calls c
    -- Numbers begin anew when the server crashed: what is older is the answer to somebody else.
    left join lateral (
      select n.status_code, n.timed_out, n.error_msg, n.created
      from net._http_response n
      where n.id = c.request_id and n.created >= c.called_at
      limit 1
    ) answer on true
    cross join lateral ops.why_untaken(
      answer.status_code, answer.created > c.called_at + interval '1 minute', answer.timed_out,
      answer.error_msg,
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
      'detail', format('Cannot call %s: %s.', untaken.path, untaken.what), 'suggestion',
      untaken.suggestion
    )
    where id = untaken.id;
    perform ops.note_fault('ops.call_function', untaken.path, 'OC033',
      format('Cannot call %s: %s', untaken.path, untaken.what));
    told := told + 1;
  end loop;
  return told;
end
$$;
comment on function ops.reconcile_calls is
  'Finds calls that no function took: at once when the answer says so, else after 20 s. The fault '
  'is in the call''s row and in ops.reconcile_faults. Returns how many were found.';

create function ops.forget_calls()
returns void
language sql
set search_path = ''
as $$
  delete from ops.function_calls where called_at < ops.kept_since('calls')
$$;
comment on function ops.forget_calls is 'Deletes calls that are older than ops.retentions has it.';

insert into ops.schedules (name, cadence, runs, late_after)
values
  ('ops-reconcile-calls', '10 seconds', 'ops.reconcile_calls', '5 minutes'),
  ('ops-forget-calls', '41 * * * *', 'ops.forget_calls', '3 hours');

revoke execute on function ops.why_untaken, ops.reconcile_calls, ops.forget_calls from public;
