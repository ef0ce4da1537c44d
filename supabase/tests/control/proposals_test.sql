-- A tenant that an agent proposes: nobody's word, and its slug, domain and place are free again.
begin;
select plan(19);
select tests.tenants();
create function pg_temp.propose(p_slug text, p_key text default null) returns text language sql as $$
  select id::text from tests.request_tenant(
    jsonb_build_object('slug', p_slug, 'name', 'Proposed', 'tenant_type', 'client', 'parent', 'platform', 'admin_email', 'a@example.com',
      'plan', 'starter', 'primary_domain', p_slug || '.example.com'),
    'create', tests.steps('one'), jsonb_build_object('slug', p_slug), tests.actor('agent', null, 'bot', 'ann'), p_key) $$;
create function pg_temp.places() returns bigint language sql as $$ select count(*) from control.tenants where status <> 'decommissioned' $$;
create function pg_temp.end(p_how text, p_id uuid) returns void language plpgsql as $$
begin
  case p_how
    when 'refused' then perform tests.refuse_operation(p_id, tests.actor('platform_owner', null, 'bob'), 'No.');
    when 'cancelled' then perform tests.cancel_operation(p_id, tests.actor('platform_owner', null, 'bob'));
    when 'approved and cancelled' then
      perform tests.approve_operation(p_id, tests.actor('platform_owner', null, 'bob'));
      perform tests.cancel_operation(p_id, tests.actor('platform_owner', null, 'bob'));
    else
      update control.operation_approvals set requested_at = now() - interval '2 days', expires_at = now() - interval '1 day' where operation_id = p_id;
      perform control.expire_approvals();
  end case;
end
$$;
create temporary table proposed (how text, id uuid, places bigint);
do $$
declare how text; opened uuid; places bigint;
begin
  foreach how in array array['refused', 'cancelled', 'approved and cancelled', 'expired'] loop
    places := pg_temp.places();
    opened := pg_temp.propose('wanted');
    perform pg_temp.end(how, opened);
    insert into proposed values (how, opened, pg_temp.places() - places);
  end loop;
end
$$;
select is(places, 0::bigint, how || ', it takes no place') from proposed;
select is(tests.operation(id), 'cancelled', how || ', the proposal is history') from proposed;
select ok(t.slug like 'refused-%' and t.database = 'odoo_' || t.schema and t.status = 'decommissioned', how || ', its tenant has no name of its own')
from proposed p join control.operations o using (id) join control.tenants t on t.id = o.tenant_id;
select is((select count(*) from control.tenants where slug = 'wanted'), 0::bigint, 'and the slug was free each time');
select matches(tests.refusal(format('select tests.retry_operation(%L, null, %L)', (select id from proposed where how = 'refused'), tests.actor('platform_owner'))),
  '^OC101', 'what was given back is not tried again');

create temporary table keyed as select pg_temp.propose('keyed', 'a key') as id;
select pg_temp.end('refused', id::uuid) from keyed;
select is(pg_temp.propose('keyed', 'a key'), (select id from keyed), 'the same request finds the same proposal');
select ok(pg_temp.propose('keyed', 'another') <> (select id from keyed), 'and another one proposes anew');

select tests.add_tenant('stored', 'platform');
select tests.put('stored', 'provisioning');
create temporary table asked as select tests.open('stored', 'create', tests.steps('one'), tests.actor('agent', null, 'bot', 'ann')) as id;
select pg_temp.end('refused', id) from asked;
select is((select count(*) from control.tenants where slug = 'stored'), 1::bigint, 'a tenant that was stored before keeps its names');
create temporary table begun as select pg_temp.propose('begun') as id;
select tests.approve_operation(id::uuid, tests.actor('platform_owner', null, 'bob')) from begun;
select tests.fail(tests.claim());
select tests.work();
select is(tests.operation(id::uuid), 'failed', 'an approved one that fails') from begun;
select is(tests.tenant('begun'), 'error', 'is a tenant like all others');
select * from finish();
rollback;
