-- Who may create whom, and who may ask for what.
begin;
select * from no_plan();
select tests.tenants();
select tests.add_tenant('other', 'platform', 'provider');

create function pg_temp.create_by(p_actor jsonb, p_parent text, p_type text default 'client', p_slug text default 'x') returns text language sql as $$
  select tests.refusal(format('select tests.create_tenant(%L, %L)', jsonb_build_object('slug', p_slug, 'name', 'X',
    'tenant_type', p_type, 'parent', p_parent, 'admin_email', 'a@example.com', 'plan', 'starter'), p_actor)) $$;
select is(pg_temp.create_by(tests.actor('platform_owner'), parent, type), 'fine', format('the platform owner creates a %s below %s', type, parent))
from unnest(array['platform', 'prov']) parent, unnest(array['client', 'internal', 'provider']) type;
select is(pg_temp.create_by(tests.actor(role, 'prov'), 'prov'), 'fine', 'a provider''s ' || role || ' creates a client below itself') from unnest(array['owner', 'admin']) role;
select matches(pg_temp.create_by(tests.actor('owner', 'prov'), 'platform'), '^OC103: Cannot create tenant "x": "ann" may not ask for it', 'not beside itself');
select matches(pg_temp.create_by(tests.actor('owner', 'prov'), 'other'), '^OC103', 'nor below another');
select matches(pg_temp.create_by(tests.actor('owner', 'prov'), 'prov', 'provider'), '^OC103: .*may not make providers', 'nor a provider');
select matches(pg_temp.create_by(tests.actor(role, 'prov'), 'prov'), '^OC103', 'nor may its ' || role) from unnest(array['manager', 'member', 'viewer']) role;
select matches(pg_temp.create_by(tests.actor('owner', 'acme'), 'acme'), '^OC106', 'a client creates nobody');
select matches(pg_temp.create_by(tests.actor('owner', 'acme'), 'platform'), '^OC103', 'anywhere');
select matches(pg_temp.create_by(tests.actor('platform_operator'), 'platform'), '^OC103', 'nor does an operator');
select matches(pg_temp.create_by(tests.actor('finance_owner'), 'platform'), '^OC103', 'nor the finance owner');
select matches(pg_temp.create_by('{"role": "platform_owner"}', 'platform'), '^OC103: Cannot do this for nobody', 'nor nobody');
select matches(pg_temp.create_by(tests.actor('agent'), 'platform'), '^OC103', 'nor an agent on nobody''s behalf');
select matches(pg_temp.create_by(tests.actor('platform_owner'), 'platform', 'platform_owner'), 'only_the_platform_owner_has_no_parent', 'there is one platform owner');
select matches(pg_temp.create_by(tests.actor('platform_owner'), 'acme'), '^OC106', 'a client is no parent, whoever asks');
select matches(pg_temp.create_by(tests.actor('platform_owner'), 'nobody'), '^OC004', 'the parent has to exist');
select matches(pg_temp.create_by(tests.actor('platform_owner'), 'platform', p_slug => 'acme'), '^OC105: Cannot create tenant "acme": the slug is taken', 'a slug is taken once');
create function pg_temp.hint(p_statement text) returns text language plpgsql as $$
declare hint text;
begin
  execute p_statement;
  return 'fine';
exception when others then
  get stacked diagnostics hint = pg_exception_hint;
  return hint;
end
$$;
select is(pg_temp.hint($$ select control.refuse_taken_slug('acme') $$), 'Choose another slug; those of decommissioned tenants stay taken.', 'and another one has to be chosen');
select tests.put('acme', 'provisioning');
select matches(pg_temp.hint($$ select control.refuse_taken_slug('acme') $$), '^That tenant is stored and not created yet', 'unless it is the one that is meant');
select tests.put('acme', 'active');
select tests.put('prov', 'paused');
select matches(pg_temp.create_by(tests.actor('owner', 'prov'), 'prov'), '^OC103', 'a paused provider creates nobody');
select matches(pg_temp.create_by(tests.actor('platform_owner'), 'prov'), '^OC106.*is paused', 'nor is anybody created below it');
select tests.put('sub', 'provisioning');
select matches(tests.refusal($$ select tests.open('sub', 'create') $$), '^OC106: Cannot create tenant "sub": its parent "prov" is paused', 'nor one created that is stored already');
select tests.put('sub', 'active');
select tests.put('prov', 'active');

-- operations
create function pg_temp.ask(p_actor jsonb, p_kind text, p_slug text) returns text language sql as $$
  select left(tests.refusal(format('select tests.put(%L, (select from_status from control.tenant_transitions where operation = %L and event = ''start'' limit 1)); select tests.open(%L, %L, p_actor => %L, p_input => ''{"image_tag": "18.1", "confirm": "%s"}'')',
    p_slug, p_kind, p_slug, p_kind, p_actor, p_slug)), 5) $$;
select tests.add_backup(slug) from unnest(array['acme', 'sub']) slug;
select is(pg_temp.ask(tests.actor('platform_owner'), kind, 'acme'), 'fine', 'the platform owner may ask for ' || kind) from control.operation_kinds;
select is(pg_temp.ask(tests.actor('platform_operator'), kind, 'acme'),
  case when kind in ('create', 'clone', 'upgrade_to_provider', 'decommission', 'purge') then 'OC103' else 'fine' end, 'an operator and ' || kind) from control.operation_kinds;
select is(pg_temp.ask(tests.actor('owner', 'prov'), kind, 'sub'),
  case when kind in ('create', 'clone', 'pause', 'resume', 'module_apply', 'backup', 'restore_drill', 'reset_password') then 'fine' else 'OC103' end, 'a provider and ' || kind || ' of its own client') from control.operation_kinds;
select is(pg_temp.ask(tests.actor('owner', 'prov'), kind, 'acme'), 'OC103', 'a provider and ' || kind || ' of another''s client') from control.operation_kinds;
select is(pg_temp.ask(tests.actor('owner', 'prov'), 'backup', 'prov'), 'OC103', 'a provider and itself');
select is(pg_temp.ask(tests.actor('agent', null, 'bot', 'ann'), kind, 'acme'), 'fine', 'an agent may propose ' || kind) from control.operation_kinds;
select is(pg_temp.ask(tests.actor('owner', 'acme'), kind, 'acme'), 'OC103', 'a client may not ask for ' || kind) from control.operation_kinds;
select matches(tests.refusal($$ select tests.open('acme', 'dance') $$), '^OC004', 'an unknown kind');
select matches(tests.refusal($$ select tests.open('nobody', 'pause') $$), '^OC004', 'an unknown tenant');

-- image tags
select matches(tests.refusal($$ select tests.open('acme', 'upgrade_image', p_input => '{"image_tag": "19.0"}') $$), '^OC107: .*image tag "19.0" is not tested', 'only a tested tag');
select matches(tests.refusal($$ select tests.open('acme', 'upgrade_image') $$), '^OC107: .*\(none\)', 'and one has to be named');

-- client to provider
select matches(tests.refusal($$ select tests.open('prov', 'upgrade_to_provider') $$), '^OC106', 'a provider needs no upgrade');
select tests.add_tenant('scout', 'platform', 'client', 'schema');
select matches(tests.refusal($$ select tests.open('scout', 'upgrade_to_provider') $$), '^OC106', 'without a database of its own there is none');
create temporary table upgrade as select tests.open('acme', 'upgrade_to_provider') as id;
select matches(tests.refusal('select control.upgrade_to_provider(id) from upgrade'), '^OC004', 'it happens within its operation');
select tests.claim();
select lives_ok('select control.upgrade_to_provider(id) from upgrade', 'there it does');
select lives_ok('select control.upgrade_to_provider(id) from upgrade', 'and again, as a step may');
select results_eq($$ select tenant_type, plan_code::text from control.tenants where slug = 'acme' $$, $$ values ('provider', 'provider') $$, 'the client is a provider');
select is(pg_temp.create_by(tests.actor('owner', 'acme'), 'acme'), 'fine', 'and creates clients of its own');
select matches(tests.refusal($$ select tests.open('prov', 'decommission') $$), '^OC106.*below it there is "sub"', 'who has tenants below it is not decommissioned');
select * from finish();
rollback;
