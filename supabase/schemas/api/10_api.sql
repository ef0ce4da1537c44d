-- The schema that faces people and machines: views to read, functions to change.

create schema api;
comment on schema api is
  'What the API serves. A view shows what the caller may see, by the policies of the tables below; '
  'a function judges for itself.';
grant usage on schema api to authenticated;

create function api.call(p_caller jsonb, p_function text, p_args jsonb default '{}',
  p_facts jsonb default '{}', p_key text default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  claims constant jsonb := case
    when p_caller ? 'token_hash'
      then control.token_claims(decode(p_caller ->> 'token_hash', 'hex'))
        || p_caller - 'token_hash'
    else p_caller
  end;
  caller constant text := coalesce(claims ->> 'api_token', claims ->> 'sub');
  hash constant bytea := case when p_key is not null
    then sha256(convert_to((p_args - array['secret', 'password'])::text, 'UTF8')) end;
  answer jsonb;
begin
  if p_key is not null then
    answer := control.kept_answer(caller, p_key, p_function, hash);
    if answer is not null then
      return answer;
    end if;
  end if;
  perform set_config('request.jwt.claims', claims::text, true);
  perform set_config('api.facts', p_facts::text, true);
  perform set_config('role', 'authenticated', true);
  -- Planned only now, so that privileges and policies are those of the caller.
  execute format('select api.%I($1)', p_function) into answer using p_args;
  perform set_config('role', 'none', true);
  if p_key is not null then
    perform control.keep_answer(caller, p_key, p_function, hash, answer);
  end if;
  return answer;
end
$$;
comment on function api.call is
  'Calls one of this schema''s functions, which take one object and give one, as the caller, '
  'until the transaction ends. p_caller: the claims of a JWT that was verified, or {"token_hash"} '
  'of an API token, and the request_id. p_facts: what the function api knows and a caller cannot '
  'say. p_key: an Idempotency-Key, under which it is done once. Raises OC201 for a token that is '
  'not valid, what the function raises, and as control.kept_answer() does.';

create function api.fact(p_name text, p_needed boolean default true)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  fact constant jsonb := nullif(current_setting('api.facts', true), '')::jsonb -> p_name;
begin
  if fact is null and p_needed then
    raise exception 'Cannot do this here: only the function api knows %', p_name
      using errcode = 'OC151', hint = 'Send the request to /functions/v1/api.';
  end if;
  return fact;
end
$$;
comment on function api.fact is
  'What the function api has found out beside its caller: judged (what was sent has the shape that '
  'it must have), odoo_url, target (what an operation would destroy, as Odoo shows it now). Raises '
  'OC151 where it is needed and the call did not come from there.';

create function api.etag(p_answer jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select '"' || left(encode(sha256(convert_to(p_answer::text, 'UTF8')), 'hex'), 32) || '"'
$$;
comment on function api.etag is 'The ETag of an answer: a digest of the text that is sent.';

create function api.demand_match(p_args jsonb, p_current jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant text := p_args ->> 'if_match';
begin
  if wanted is null or wanted = '*'
    or api.etag(p_current) = any (regexp_split_to_array(wanted, '\s*,\s*')) then
    return;
  end if;
  raise exception 'Cannot change it: it is not as If-Match has it'
    using errcode = 'OC202', hint = 'Read it again and send the ETag that it has now.';
end
$$;
comment on function api.demand_match is
  'Raises OC202 unless what is there, locked, is as the argument if_match has it, or there is no '
  'such argument.';

revoke execute on function api.call, api.fact, api.etag, api.demand_match from public, anon;
grant execute on function api.etag, api.demand_match to authenticated;
