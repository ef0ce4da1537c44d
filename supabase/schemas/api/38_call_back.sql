-- Callbacks of outside systems.

create function api.call_back(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  step constant uuid := (api.fact('step') #>> '{}')::uuid;
  sent constant bytea := sha256(convert_to(api.fact('webhook_id', false) #>> '{}', 'UTF8'));
  caller constant text := 'callback:' || step;
  answer jsonb := '{"status": "taken"}';
begin
  if sent is not null and control.kept_answer(caller, encode(sent, 'hex'), 'call_back',
    sha256(convert_to(p_args::text, 'UTF8'))) is not null then
    return answer;
  end if;
  perform control.call_back(step, p_args ->> 'status', p_args ->> 'detail');
  if sent is not null then
    perform control.keep_answer(caller, encode(sent, 'hex'), 'call_back',
      sha256(convert_to(p_args::text, 'UTF8')), answer);
  end if;
  return answer;
end
$$;
comment on function api.call_back is
  'Says how something outside went {"status": done or failed, "detail"}, for the step that the '
  'function api has found in a signed token, or in the address of what was signed. That comes with '
  'the id of the message: sent again, it is answered again and done once. Raises OC006, OC108, '
  'OC151, OC203.';

revoke execute on function api.call_back from public, anon;
grant execute on function api.call_back to authenticated;
