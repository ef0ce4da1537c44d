-- The other end of a call: a function takes it once, and reports its outcome.

create function ops.take_call(p_id uuid, p_path text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  asked jsonb;
  done ops.work;
begin
  update ops.function_calls
  set taken_at = clock_timestamp()
  where id = p_id and path = p_path and taken_at is null
  returning body into asked;
  if found then
    delete from ops.work where id = p_id returning * into done;
    perform ops.note_scheduled(done.kind, done.key);
    return asked;
  end if;
  if exists (select from ops.function_calls where id = p_id) then
    raise exception 'Cannot take call %: it was taken before, or is for another path', p_id
      using errcode = 'OC031';
  end if;
  raise exception 'Cannot take call %: this project''s database did not make it, so it is another '
    'project''s, with the same secret', p_id
    using errcode = 'OC035';
end
$$;
comment on function ops.take_call is
  'Takes a call, once, and returns its body; a piece of work that ends with its call is done. '
  'Raises OC031 the second time, and OC035 for a call that was never made here: another '
  'project''s database signed it.';

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
comment on function ops.end_call is
  'Stores that what a call asked for is done, or failed; p_object: the run that it began.';

revoke execute on function ops.take_call, ops.end_call from public;
grant execute on function ops.take_call, ops.end_call to service_role;
