-- open_operation(): one row and its steps, once, whatever is asked twice.
begin;
select plan(33);
select tests.tenants();
create temporary table op as
select * from tests.open_operation('acme', 'backup', '[{"name": "dump", "exclusive": "server:db1", "max_attempts": 3}, {"name": "keep"}]', '{"to": "s3"}',
  tests.actor('platform_owner') || '{"request_id": "r1"}', 'key-1');

select results_eq('select status, existing from op', $$ values ('queued', false) $$, 'it is queued');
select results_eq($$ select t.slug::text, o.kind, o.tenant_status, o.requested_by::text, o.trigger_source, o.input, o.idempotency_key from control.operations o join control.tenants t on t.id = o.tenant_id $$,
  $$ values ('acme', 'backup', 'active', 'ann', 'api', '{"to": "s3"}'::jsonb, 'key-1') $$, 'with what was asked, and by whom');
select results_eq($$ select position, name, status, dangerous, max_attempts, exclusive, attempts from control.provisioning_jobs order by position $$,
  $$ values (1, 'dump', 'queued', false, 3, 'server:db1', 0), (2, 'keep', 'queued', false, 5, null, 0) $$, 'and its steps in order');
select is(tests.tenant('acme'), 'active', 'the tenant has not moved yet');

-- the same again
select results_eq($$ select o.id = op.id, o.existing from tests.open_operation('acme', 'backup', '[{"name": "dump"}]', '{"to": "s3"}', tests.actor('platform_owner'), 'key-1') o, op $$,
  $$ values (true, true) $$, 'the same key names the same operation');
select is((select count(*) from control.provisioning_jobs), 2::bigint, 'and adds nothing');
select matches(tests.refusal($$ select tests.open('acme', 'backup', p_input => '{"to": "disk"}', p_key => 'key-1') $$), '^OC006: Cannot backup tenant "acme"', 'another input is another request');
select matches(tests.refusal($$ select tests.open('acme', 'pause', p_input => '{"to": "s3"}', p_key => 'key-1') $$), '^OC006', 'so is another kind');
select matches(tests.refusal($$ select tests.open('sub', 'backup', p_input => '{"to": "s3"}', p_key => 'key-1') $$), '^OC006', 'and another tenant');
select matches(tests.refusal($$ select tests.open('nobody', 'backup', p_input => '{"to": "s3"}', p_key => 'key-1') $$), '^OC004', 'and there has to be one');

-- a key is its caller's own, and no way around being admitted
select matches(tests.refusal(format('select tests.open(''acme'', ''backup'', p_actor => %L, p_input => ''{"to": "s3"}'', p_key => ''key-1'')', actor)), '^OC103: Cannot backup tenant "acme"', what)
from (values
  (tests.actor('viewer', 'acme'), 'a viewer who repeats ann''s request in her name is refused'),
  (tests.actor('viewer', 'acme', 'vic'), 'and in its own'),
  (tests.actor('owner', 'sub'), 'and the owner of another tenant')
) v (actor, what);
select matches(tests.refusal($$ select tests.open('acme', 'backup', p_actor => tests.actor('platform_owner', null, 'ben'), p_input => '{"to": "s3"}', p_key => 'key-1') $$),
  '^OC102', 'another one''s key of the same text is another request');
select matches(tests.refusal($$ select tests.open('acme', 'backup', p_actor => tests.actor('agent', null, 'ann', 'ben'), p_input => '{"to": "s3"}', p_key => 'key-1') $$),
  '^OC102', 'and so is one on somebody''s behalf');
select is((select o.existing from tests.open_operation('acme', 'backup', '[{"name": "dump"}]', '{"to": "s3"}', tests.actor('platform_owner', null, E' ANN\u200b'), 'key-1') o), true, 'however she is written, ann is ann');

-- while it is open
create function pg_temp.detail(p_statement text) returns text language plpgsql as $$
declare detail text;
begin
  execute p_statement;
  return 'fine';
exception when others then
  get stacked diagnostics detail = pg_exception_detail;
  return sqlstate || ' ' || detail;
end
$$;
select is(pg_temp.detail($$ select tests.open('acme', 'pause') $$), 'OC102 ' || id, 'a second operation of a tenant is refused, with the first one''s id') from op;
select is(tests.refusal($$ select tests.open('sub', 'pause') $$), 'fine', 'another tenant is free');
select throws_ok($$ insert into control.operations (tenant_id, kind, tenant_status, requested_by) select tenant_id, 'pause', 'active', 'x' from control.operations $$, '23505', null, 'nor can two open ones be stored');
select is(tests.work(), 'dump, keep', 'its steps are worked');
select is(tests.refusal($$ select tests.open('acme', 'pause') $$), 'fine', 'then the tenant is free');
select results_eq($$ select status, existing from tests.open_operation('acme', 'backup', '[]', '{"to": "s3"}', tests.actor('platform_owner'), 'key-1') $$,
  $$ values ('succeeded', true) $$, 'and the key still names what was');

-- steps that make no sense
select matches(tests.refusal($$ select tests.open('acme', 'pause', tests.steps('a', 'a')) $$), 'step_must_not_be_taken', 'two steps of one name');
select matches(tests.refusal($$ select tests.open('acme', 'pause', tests.steps('A b')) $$), 'name_must_be_a_word', 'a name that is none');
select matches(tests.refusal($$ select tests.open('acme', 'pause', '[{"name": "a", "max_attempts": 0}]') $$), 'attempts_must_be_possible', 'no attempt at all');
select matches(tests.refusal($$ select tests.open('acme', 'pause', '[]') $$), '22023', 'no step at all');

-- a new tenant with its first operation
create function pg_temp.ask(p_slug text, p_key text) returns record language sql as $$
  select o from tests.request_tenant(jsonb_build_object('slug', p_slug, 'name', 'N', 'tenant_type', 'client', 'parent', 'prov', 'admin_email', 'a@example.com', 'plan', 'starter'),
    'create', tests.steps('one'), jsonb_build_object('slug', p_slug), tests.actor('owner', 'prov'), p_key) o $$;
select lives_ok($$ select pg_temp.ask('fresh', 'key-2') $$, 'a provider asks for a new tenant');
select is(tests.tenant('fresh'), 'provisioning', 'which is provisioning');
select lives_ok($$ select pg_temp.ask('fresh', 'key-2') $$, 'the same again finds it');
select matches(tests.refusal($$ select pg_temp.ask('fresh', 'key-3') $$), '^OC105', 'another request for the slug does not');
create function pg_temp.ask_as(p_actor jsonb) returns record language sql as $$
  select o from tests.request_tenant('{"slug": "fresh", "name": "N", "tenant_type": "client", "parent": "prov", "admin_email": "a@example.com", "plan": "starter"}',
    'create', tests.steps('one'), '{"slug": "fresh"}', p_actor, 'key-2') o $$;
select matches(tests.refusal($$ select pg_temp.ask_as(tests.actor('viewer', 'prov')) $$), '^OC103', 'a viewer who repeats it is refused');
select matches(tests.refusal($$ select pg_temp.ask_as(tests.actor('platform_operator')) $$), '^OC103', 'and whoever may not ask for tenants');
select matches(tests.refusal($$ select pg_temp.ask_as(tests.actor('owner', 'prov', 'ben')) $$), '^OC105', 'another owner with the same key asks anew');
select * from finish();
rollback;
