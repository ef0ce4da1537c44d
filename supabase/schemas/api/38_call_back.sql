-- Callbacks of outside systems.

create function api.call_back(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.call_back((api.fact('step') #>> '{}')::uuid, p_args ->> 'status',
    p_args ->> 'detail');
  return jsonb_build_object('status', 'taken');
end
$$;
comment on function api.call_back is
  'Says how something outside went {"status": done or failed, "detail"}, for the step that the '
  'function api has found in a signed token. Raises OC108, OC151.';

revoke execute on function api.call_back from public, anon;
grant execute on function api.call_back to authenticated;
