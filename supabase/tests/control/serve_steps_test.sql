-- What steps store on our side: clones that may be made, bindings, modules, members.
begin;
select * from no_plan();
select tests.tenants();

create function pg_temp.clone_by(p_actor jsonb, p_source text, p_slug text default 'copy', p_key text default null) returns text language sql as $$
  select tests.refusal(format('select tests.request_clone(%L, %L, %L, ''{"with_data": true}'', %L, %L)', p_source,
    jsonb_build_object('slug', p_slug, 'name', 'Copy'), tests.steps('one'), p_actor, p_key)) $$; -- leaves nothing behind
select is(pg_temp.clone_by(tests.actor('platform_owner'), 'acme'), 'fine', 'the platform owner clones a tenant');
select tests.request_clone('acme', '{"slug": "copy", "name": "Copy"}', tests.steps('one'), '{}', tests.actor('platform_owner'), null);
select is((select (tenant_type, plan_code, status, admin_email, (select slug from control.tenants p where p.id = t.parent_id))::text from control.tenants t where slug = 'copy'),
  '(client,starter,provisioning,a@example.com,platform)', 'the clone stands beside its source and has what that has');
select is((select input from control.operations o join control.tenants t on t.id = o.tenant_id where t.slug = 'copy') ->> 'source_database', 'odoo_acme', 'it says what to copy');
select is(pg_temp.clone_by(tests.actor('owner', 'prov'), 'sub', 'copy-two'), 'fine', 'a provider clones its own');
select matches(pg_temp.clone_by(tests.actor('owner', 'prov'), 'acme', 'stolen'), '^OC103', 'and nobody else''s, even below itself');
select matches(pg_temp.clone_by(tests.actor('owner', 'sub'), 'sub', 'stolen'), '^OC103', 'a client clones nobody');
select matches(pg_temp.clone_by(tests.actor('platform_owner'), 'none', 'x'), '^OC004', 'a source has to exist');
select matches(pg_temp.clone_by(tests.actor('platform_owner'), 'acme'), '^OC105', 'the clone''s slug has to be free');
select tests.put('acme', 'paused');
select matches(pg_temp.clone_by(tests.actor('platform_owner'), 'acme', 'x'), '^OC101: Cannot clone tenant "acme": it is paused', 'a paused one would be cloned with nobody able to log in');
select tests.put('acme', 'active');
select tests.add_tenant('leaf', 'prov', 'client', 'schema');
select matches(pg_temp.clone_by(tests.actor('platform_owner'), 'leaf', 'x'), '^OC101', 'nor one without a database of its own');
create function pg_temp.keyed() returns boolean language sql as $$
  select existing from tests.request_clone('acme', '{"slug": "keyed", "name": "Copy"}', tests.steps('one'), '{}', tests.actor('platform_owner'), 'k') $$;
select is(pg_temp.keyed(), false, 'a key asks for a clone');
select is(pg_temp.keyed(), true, 'the same key asks for the same one');
select is((select count(*) from control.operations where idempotency_key = 'k'), 1::bigint, 'which is asked for once');
select tests.put('acme', 'paused');
select is(pg_temp.keyed(), true, 'and is found when the source could be cloned no more');
select tests.put('acme', 'active');
select matches(tests.refusal(format('select tests.request_clone(''acme'', ''{"slug": "keyed", "name": "Copy"}'', tests.steps(''one''), ''{}'', %L, ''k'')', actor)), wanted, what) from (values
  (tests.actor('viewer', 'acme'), '^OC103', 'but not by a viewer'), (tests.actor('platform_owner', null, 'ben'), '^OC105', 'nor by another who has that key')
) v (actor, wanted, what);

create function pg_temp.id(p_slug text) returns uuid language sql as $$ select id from control.tenants where slug = p_slug $$;
select is(control.bind_tenant(pg_temp.id('acme'), 'http://odoo', 'bot', 'secret'), 'acme', 'a binding has the tenant''s name');
select is(control.bind_tenant(pg_temp.id('acme'), 'http://odoo:8069', 'bot', 'secret'), 'acme', 'and is made once');
select is((select (url, database, sync_enabled)::text from ops.odoo_bindings where tenant_slug = 'acme'), '(http://odoo:8069,odoo_acme,t)', 'it is brought up to date');
select is(control.unbind_tenant(pg_temp.id('acme')), true, 'it is closed');
select is((select sync_enabled from ops.odoo_bindings where tenant_slug = 'acme'), false, 'and stays on record');
select is(control.unbind_tenant(pg_temp.id('sub')), false, 'who has none loses none');
select is(control.bind_tenant(pg_temp.id('acme'), 'http://odoo', 'bot', 'secret'), 'acme', 'and can be opened again');

-- a binding of a tenant's slug, or with its name, that somebody made
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('theirs', 'sub', 'http://their-odoo', 'theirs', 'them', 'theirs');
insert into ops.odoo_bindings (name, account_slug, url, database, username, password_secret) values ('prov', 'an-account', 'http://their-odoo', 'theirs', 'them', 'theirs');
create temporary table theirs as select * from ops.odoo_bindings where name in ('theirs', 'prov');
select throws_ok(format('select control.bind_tenant(%L, ''http://odoo'', ''bot'', ''secret'')', pg_temp.id(slug)), 'OC131', null, slug || ' is not bound over it') from unnest(array['sub', 'prov']) slug;
select is(control.why_no_binding(pg_temp.id('sub')), 'The binding theirs was not made for tenant sub: whoever made it says where its seeds go. It was left alone.', 'and it is said whose it is not');
select is(control.why_no_binding(pg_temp.id('acme')), null, 'ours is ours');
select is(control.unbind_tenant(pg_temp.id('sub')), false, 'nor is it closed');
select set_eq('select * from ops.odoo_bindings where name in (''theirs'', ''prov'')', 'select * from theirs', 'it is as it was, byte for byte');
delete from ops.odoo_bindings where name = 'acme';
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret) values ('acme', 'acme', 'http://their-odoo', 'theirs', 'them', 'theirs');
select isnt(control.why_no_binding(pg_temp.id('acme')), null, 'one that somebody made in the place of ours is theirs');

create temporary table applying as select tests.open('sub', 'module_apply', tests.steps('one')) as id;
select control.note_modules((select id from applying), array['project', 'crm']);
select control.note_modules((select id from applying), array['project'], '{"project": ["mail", "portal"], "crm": [], "elsewhere": ["mail"]}');
select is((select jsonb_object_agg(name, depends_on) from control.modules where name in ('project', 'crm', 'elsewhere')), '{"project": ["mail", "portal"], "crm": []}', 'what modules depend on is known');
select results_eq($$ select module_name, state from control.tenant_module_states where tenant_id = pg_temp.id('sub') order by 1 $$,
  $$ values ('crm', 'installed'), ('project', 'installed') $$, 'modules are written down once');

select * from finish();
rollback;
