-- An outside system says that what a step waits for has come.

create function control.call_back(p_step uuid, p_status text, p_detail text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  operation uuid := (select operation_id from control.provisioning_jobs where id = p_step);
begin
  perform control.lock_operation(operation);
  perform control.act_as('{"user": "callback"}', operation);
  update control.provisioning_jobs
  set output = output || jsonb_build_object('called_back', jsonb_strip_nulls(jsonb_build_object(
    'at', clock_timestamp(), 'status', p_status, 'detail', p_detail,
    -- Who looks at it now may have looked before.
    'unseen', case when status = 'running' then true end)))
  where id = p_step and status in ('running', 'waiting');
  if not found then
    raise exception 'Cannot take the callback: its step is not under way'
      using errcode = 'OC108', hint = 'It has ended, or has not begun.';
  end if;
  update ops.work set run_after = clock_timestamp(), called_at = null
  where kind = 'step' and key = p_step::text and status = 'waiting';
  perform ops.drive();
end
$$;
comment on function control.call_back is
  'Has a step that waits looked at now, and one that is looked at once more. What was said, status '
  '(done or failed) and a detail, is in its output as called_back. Raises OC108 for a step that is '
  'not under way.';

revoke execute on function control.call_back from public;
grant execute on function control.call_back to service_role;
