-- What became of the work that a schedule has put.

create function ops.note_scheduled(p_kind text, p_key text, p_error jsonb default null)
returns void
language sql
security definer
set search_path = ''
as $$
  update ops.schedules
  set last_succeeded_at = case when p_error is null then clock_timestamp()
      else last_succeeded_at end,
    error = p_error
  where name = p_key and kind = p_kind
$$;
comment on function ops.note_scheduled is
  'What became of a piece of work that a schedule has put; nothing for any other.';

revoke execute on function ops.note_scheduled from public;
grant execute on function ops.note_scheduled to service_role;
