-- What waits for a second person is decided by one, and by another one.

create function control.is_own_request(p_user text, p_on_behalf_of text, p_person uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select p_person = control.calling_person()
      or array[c.name, c.on_behalf_of]::text[] && array[p_user, p_on_behalf_of]
      or exists (select from control.api_tokens t
        where t.name = p_user and t.made_by = control.calling_person())
    from control.caller() c
  );
end
$$;
comment on function control.is_own_request is
  'Whether the caller has asked for something: as the same person, whatever the address is now, by '
  'the same name, or through a token that they have made.';

create function control.demand_person(p_what text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if (select kind from control.caller()) is distinct from 'person' then
    raise exception 'Cannot decide on %: that is for people', p_what
      using errcode = 'OC103', hint = 'Ask a person; machines may only propose.';
  end if;
  perform control.demand_second_factor();
end
$$;
comment on function control.demand_person is
  'Raises OC103 for an agent or a service, or without the second factor that the settings ask for: '
  'what waits for a second person is decided by one.';

revoke execute on function control.is_own_request, control.demand_person from public;
grant execute on function control.is_own_request, control.demand_person to service_role;
