-- Fixtures for those who call: people with roles, tokens, and what they are answered.
begin;

create function tests.person(p_name text) returns uuid language sql set search_path = '' as $$
  insert into auth.users (id, aud, role, email) values (md5(p_name)::uuid, 'authenticated', 'authenticated', p_name || '@example.com')
  on conflict (id) do nothing;
  select md5(p_name)::uuid;
$$;

-- A person with a role: on the platform, or in a tenant.
create function tests.person_as(p_role text, p_tenant text default null) returns uuid language plpgsql set search_path = '' as $$
declare
  person uuid := tests.person(concat_ws('-', replace(p_role, '_', '-'), p_tenant));
begin
  if p_tenant is null then
    insert into control.platform_members (user_id, role) values (person, p_role) on conflict do nothing;
  else
    insert into control.tenant_user_assignments (tenant_id, user_id, role)
    select id, person, p_role from control.tenants where slug = p_tenant on conflict do nothing;
  end if;
  return person;
end
$$;

-- From here on, until tests.be_nobody(), the person's claims are the session's; the database role stays.
create function tests.be(p_person uuid) returns void language sql set search_path = '' as $$
  select set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated', 'sub', p_person)::text, true);
$$;
create function tests.be_nobody() returns void language sql set search_path = '' as $$
  select set_config('request.jwt.claims', '', true);
$$;

-- What a function of the API answers a caller, or "<SQLSTATE>: <message>".
create function tests.answer(p_caller jsonb, p_function text, p_args jsonb default '{}', p_facts jsonb default '{}') returns jsonb language plpgsql set search_path = '' as $$
declare
  answer jsonb;
begin
  answer := api.call(p_caller, p_function, p_args, p_facts);
  reset role;
  perform tests.be_nobody();
  return answer;
exception when others then
  reset role;
  perform tests.be_nobody();
  return to_jsonb(sqlstate || ': ' || sqlerrm);
end
$$;
create function tests.claims(p_person uuid) returns jsonb language sql set search_path = '' as $$
  select jsonb_build_object('role', 'authenticated', 'sub', p_person);
$$;
create function tests.hash_of(p_secret text) returns jsonb language sql set search_path = '' as $$
  select jsonb_build_object('token_hash', encode(sha256(convert_to(p_secret, 'UTF8')), 'hex'));
$$;

select plan(1);
select has_function('tests', 'person_as', 'the fixtures of those who call are in place');
select * from finish();
commit;
