-- The tree: who stands below whom, no cycles, and as many as fit.
begin;
select plan(22);
select tests.tenants();
create function pg_temp.id(p_slug text) returns uuid language sql as $$ select id from control.tenants where slug = p_slug $$;

select is(tests.refusal($$ select tests.add_tenant('x', 'prov') $$), 'fine', 'a provider has tenants below it');
select matches(tests.refusal($$ select tests.add_tenant('x', 'acme') $$), '^OC106: Cannot store tenant "x": its parent "acme" is a client$', 'a client has none');
select lives_ok($$ select tests.add_tenant('lab', 'platform', 'internal') $$, 'the platform owner has');
select matches(tests.refusal($$ select tests.add_tenant('x', 'lab') $$), 'OC106.*is a internal', 'an internal one has none');
select matches(tests.refusal($$ select tests.add_tenant('x', 'nobody') $$), 'fine', 'the fixture adds none below nobody');
select matches(tests.refusal($$ insert into control.tenants (slug, name, tenant_type, admin_email, plan_code) values ('x', 'X', 'client', 'a@b.c', 'starter') $$),
  'only_the_platform_owner_has_no_parent', 'every tenant has a parent');
select matches(tests.refusal($$ insert into control.tenants (slug, name, tenant_type, admin_email, plan_code) values ('x', 'X', 'platform_owner', 'a@b.c', 'starter') $$),
  'platform_owner_must_be_one', 'but the one platform owner');
select matches(tests.refusal($$ select tests.add_tenant('x', 'platform', 'guest') $$), 'tenant_type_must_be_known', 'types are four');

select tests.add_tenant('deep', 'prov', 'provider');
select set_eq($$ select slug from control.lineage(pg_temp.id('deep')) l (id) join control.tenants using (id) $$, array['deep', 'prov', 'platform'], 'lineage() goes up to the top');
select matches(tests.refusal($$ update control.tenants set parent_id = pg_temp.id('deep') where slug = 'prov' $$), '^23514: Cannot store tenant "prov": it is its own ancestor', 'a cycle is refused');
select matches(tests.refusal($$ update control.tenants set parent_id = id where slug = 'prov' $$), 'its own ancestor', 'of one as well');
select is(tests.refusal($$ update control.tenants set parent_id = pg_temp.id('deep') where slug = 'sub' $$), 'fine', 'moving within the tree is not');
select matches(tests.refusal($$ update control.tenants set tenant_type = 'client' where slug = 'prov' $$), 'OC106.*it has tenants below it', 'a provider with tenants stays one');
select is(tests.refusal($$ update control.tenants set tenant_type = 'client' where slug = 'deep' $$), 'fine', 'without, it need not');
select matches(tests.refusal($$ select tests.put('acme', 'active'); update control.tenants set status = 'decommissioned' where slug = 'prov' $$),
  'OC106: Cannot decommission tenant "prov": below it there is "deep", "sub"', 'nobody goes while others depend on it');

update control.tenants set parent_id = pg_temp.id('platform') where slug = 'sub';
update control.tenants set status = 'decommissioned' where slug = 'deep';
select tests.open('prov', 'decommission');
select matches(tests.refusal($$ select tests.add_tenant('x', 'prov') $$), '^OC106: Cannot store tenant "x": its parent "prov" is decommissioned, or is to be$', 'nobody comes below one that goes');
select matches(tests.refusal($$ update control.tenants set parent_id = pg_temp.id('prov') where slug = 'sub' $$), '^OC106.*is to be', 'or moves there');
select matches(tests.refusal($$ select tests.create_tenant('{"slug": "x", "name": "X", "tenant_type": "client", "parent": "prov", "admin_email": "a@example.com", "plan": "starter"}', tests.actor('platform_owner')) $$),
  '^OC106.*is to be', 'or is asked for');
select is(tests.work(), '', 'while it waits for approval');
select tests.cancel_operation(id, tests.actor('platform_owner')) from control.operations where finished_at is null;
select is(tests.refusal($$ select tests.add_tenant('x', 'prov') $$), 'fine', 'unless it stays');

update control.settings set tenant_limit = (select count(*) from control.tenants where status <> 'decommissioned');
select matches(tests.refusal($$ select tests.add_tenant('x', 'platform') $$), '^OC104: Cannot create tenant "x": this environment holds \d+ tenants at most', 'the limit holds');
update control.tenants set status = 'decommissioned' where slug = 'acme';
select is(tests.refusal($$ select tests.add_tenant('x', 'platform') $$), 'fine', 'who is gone makes room');
select * from finish();
rollback;
