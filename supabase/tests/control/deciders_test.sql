-- Whose mail about an operation lets them decide: of who proved the address, may decide, and did not ask.
begin;
select plan(17);
select tests.tenants();
create function pg_temp.decider(p_id uuid, p_address text) returns text language sql as $$
  select control.decider(p_id, p_address) ->> 'person' $$;
create temporary table people as
select name, tests.person_as(role, tenant) as id, replace(role, '_', '-') || coalesce('-' || tenant, '') || '@example.com' as address from (values
  ('owner', 'platform_owner', null), ('operator', 'platform_operator', null), ('money', 'finance_owner', null), ('tenant', 'owner', 'acme')) v (name, role, tenant);
update auth.users set email_confirmed_at = now() where id in (select id from people);
create function pg_temp.address(p_name text) returns text language sql as $$ select address from people where name = p_name $$;
create function pg_temp.id(p_name text) returns text language sql as $$ select id::text from people where name = p_name $$;
create temporary table op as select tests.open('acme', 'pause', p_actor => tests.actor('agent', null, 'bot', 'ann')) as id;
select tests.be_nobody();

select is(control.decider(id, pg_temp.address('owner')), jsonb_build_object('operation', id, 'person', pg_temp.id('owner'), 'until',
  (select expires_at from control.operation_approvals where operation_id = id)), 'an owner may, as long as it waits') from op;
select is(pg_temp.decider(id, upper(pg_temp.address('owner'))), pg_temp.id('owner'), 'in whatever case the address is') from op;
select is(pg_temp.decider(id, pg_temp.address('operator')), pg_temp.id('operator'), 'an operator may pause') from op;
select is(pg_temp.decider(id, address), null, 'who may not, gets no link: ' || address) from op, (values
  (pg_temp.address('money')), (pg_temp.address('tenant')), ('nobody@example.com'), (''), (pg_temp.address('owner') || ', ' || pg_temp.address('operator'))) v (address);
select is(pg_temp.decider(gen_random_uuid(), pg_temp.address('owner')), null, 'nor does anybody for what is not there');
select is(coalesce(current_setting('request.jwt.claims', true), ''), '', 'and nobody is acted for afterwards');

-- who asked
select tests.be((select id from people where name = 'operator'));
select pg_temp.decider(id, pg_temp.address('owner')) from op;
select is(auth.uid()::text, pg_temp.id('operator'), 'a caller stays who it is');
select tests.be_nobody();
update control.operations set asked_by = pg_temp.id('owner')::uuid where id = (select id from op);
select is(pg_temp.decider(id, pg_temp.address('owner')), null, 'who asked for it does not decide') from op;
update control.operations set asked_by = null where id = (select id from op);

-- who no longer may
create function pg_temp.without(p_change text) returns text language plpgsql as $$
declare told text;
begin
  begin
    execute p_change;
    told := coalesce(pg_temp.decider((select id from op), pg_temp.address('owner')), 'none');
    raise exception using errcode = 'TS000';
  exception when sqlstate 'TS000' then return told;
  end;
end
$$;
select is(pg_temp.without(change), 'none', what) from (values
  (format('update auth.users set email_confirmed_at = null where id = %L', pg_temp.id('owner')), 'an address that nobody has proven is nobody''s'),
  (format('update auth.users set banned_until = now() + interval ''1 day'' where id = %L', pg_temp.id('owner')), 'who is banned decides nothing'),
  (format('delete from control.platform_members where user_id = %L', pg_temp.id('owner')), 'nor does who lost the role'),
  ('update control.settings set second_factor = true', 'where a second factor is asked for, a mail is none'),
  ('update control.operation_approvals set requested_at = now() - interval ''2 days'', expires_at = now() - interval ''1 s''', 'too late is too late')
) v (change, what);
select * from finish();
rollback;
