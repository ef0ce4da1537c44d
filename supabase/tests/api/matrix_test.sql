-- The matrix of permissions: every role in every place, against every permission and every tenant, and what tables show.
begin;
select * from no_plan();
select tests.tenants();
select tests.add_tenant('rival', 'platform', 'provider');
select tests.add_tenant('stranger', 'rival');
select tests.add_tenant('below', 'prov', 'provider');
select tests.add_tenant('deep', 'below');

create temporary table callers as
select role, null::text as place, tests.person_as(role) as person from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role
union all
select role, place, tests.person_as(role, place) from unnest(array['owner', 'admin', 'manager', 'member', 'viewer']) role, unnest(array['prov', 'sub', 'acme']) place
union all
select 'nobody', null, tests.person('nobody');
grant select on callers to authenticated;

-- What the table says, spelled out: whether a role in a place has a permission for a tenant.
create function pg_temp.expected(p_role text, p_place text, p_permission text, p_tenant text) returns boolean language sql as $$
  select exists (select from control.permissions p where p.permission = p_permission and p.role = p_role and case p.reach
    when 'platform' then true
    when 'own' then p_tenant = p_place
    when 'below' then p_place = 'prov' and p_tenant in ('sub', 'below', 'deep')
  end) $$;
create function pg_temp.may(p_person uuid, p_permission text, p_tenant text) returns boolean language plpgsql as $$
begin
  perform tests.be(p_person);
  return control.may(p_permission, (select id from control.tenants where slug = p_tenant));
end
$$;
create temporary table matrix as
select c.role, c.place, p.permission, t.slug as tenant, pg_temp.expected(c.role, c.place, p.permission, t.slug) as expected, pg_temp.may(c.person, p.permission, t.slug) as actual
from callers c, (select distinct permission from control.permissions) p, control.tenants t;
select tests.be_nobody();
select is_empty('select * from matrix where actual and not expected', 'nobody may what the matrix does not say');
select is_empty('select * from matrix where expected and not actual', 'and everybody may what it says');
select cmp_ok((select count(*) from matrix), '>=', 3800::bigint, 'of all combinations');
select cmp_ok((select count(*) from matrix where not expected), '>=', 2500::bigint, 'most of which are denials');

-- acting() is may() for a tenant that is not there yet
create function pg_temp.acts(p_person uuid, p_permission text, p_parent text) returns boolean language plpgsql as $$
begin
  perform tests.be(p_person);
  return (control.acting(p_permission, (select id from control.tenants where slug = p_parent))).role is not null;
end
$$;
select is(pg_temp.acts(c.person, 'operations.' || kind, parent),
  exists (select from control.permissions where permission = 'operations.' || kind and role = c.role and (reach = 'platform' or reach = 'below' and parent in ('prov', 'below') and c.place = 'prov')
    or permission = 'operations.' || kind and role = c.role and reach = 'below' and parent = c.place),
  format('%s of %s and %s below %s', c.role, coalesce(c.place, 'the platform'), kind, parent))
from callers c, unnest(array['create', 'clone', 'decommission']) kind, unnest(array['platform', 'prov', 'below', 'rival']) parent;
select tests.be_nobody();

-- a provider that is paused looks, and does nothing
select tests.put('prov', 'paused');
select ok(pg_temp.may(tests.person_as('owner', 'prov'), 'tenants.read', 'sub'), 'a paused provider reads those below it');
select ok(not pg_temp.may(tests.person_as('owner', 'prov'), 'operations.pause', 'sub'), 'and asks for nothing');
select tests.put('prov', 'active');
select tests.be_nobody();

-- what policies show of each table
select tests.open(slug, 'backup') from unnest(array['acme', 'sub', 'stranger', 'deep']) slug;
insert into control.tenant_module_states (tenant_id, module_name, state) select id, 'project', 'installed' from control.tenants;
create function pg_temp.seen(p_person uuid, p_query text) returns text[] language plpgsql as $$
declare
  seen text[];
begin
  perform tests.be(p_person);
  set local role authenticated;
  execute format('select coalesce(array_agg(slug order by slug), ''{}'') from (%s) s (slug)', p_query) into seen;
  reset role;
  perform tests.be_nobody();
  return seen;
end
$$;
create function pg_temp.reached(p_role text, p_place text, p_permission text) returns text[] language sql as $$
  select coalesce(array_agg(t.slug order by t.slug), '{}') from control.tenants t where pg_temp.expected(p_role, p_place, p_permission, t.slug) $$;
select is(pg_temp.seen(c.person, 'select slug from control.tenants'), pg_temp.reached(c.role, c.place, 'tenants.read'),
  format('%s of %s sees their tenants', c.role, coalesce(c.place, 'the platform'))) from callers c;
create temporary table watched (relation, key, permission) as values
  ('control.tenant_module_states', 'x.tenant_id', 'modules.read'), ('control.operations', 'x.tenant_id', 'operations.read');
select is(pg_temp.seen(c.person, format('select distinct t.slug from %s x join control.tenants t on t.id = %s', w.relation, w.key)),
  (select coalesce(array_agg(s order by s), '{}') from unnest(pg_temp.reached(c.role, c.place, w.permission)) s
    where w.relation <> 'control.operations' or s in ('acme', 'sub', 'stranger', 'deep')),
  format('%s of %s and %s', c.role, coalesce(c.place, 'the platform'), w.relation)) from callers c, watched w;
select is(pg_temp.seen(c.person, 'select distinct t.slug from control.provisioning_jobs j join control.operations o on o.id = j.operation_id join control.tenants t on t.id = o.tenant_id'),
  pg_temp.seen(c.person, 'select distinct t.slug from control.operations o join control.tenants t on t.id = o.tenant_id'),
  format('%s of %s sees the steps of the operations that they see', c.role, coalesce(c.place, 'the platform'))) from callers c;
select is(cardinality(pg_temp.seen(c.person, 'select object from control.audit_logs')) > 0,
  exists (select from control.permissions p where p.permission = 'audit.read' and p.role = c.role), format('%s and the audit log', c.role)) from callers c;

-- nobody changes a table, and some are not even read
create temporary table closed as
select c.oid::regclass::text as name from pg_class c where c.relnamespace in ('control'::regnamespace, 'ops'::regnamespace, 'odoo_seed'::regnamespace) and c.relkind in ('r', 'v');
select ok(not has_table_privilege(role, name, 'insert, update, delete, truncate, references, trigger'), format('%s changes nothing of %s', role, name))
from closed, unnest(array['anon', 'authenticated', 'authenticator']) role;
select ok(not has_table_privilege(role, name, 'select'), format('%s reads nothing of %s', role, name)) from closed, unnest(array['anon', 'authenticator']) role;
select ok(not has_any_column_privilege('authenticated', name, 'select'), 'nobody who signed in reads ' || name) from closed where (name !~ '^control\.' and name <> all (array['ops.event_types', 'ops.events', 'ops.subscriptions', 'ops.deliveries', 'ops.delivery_attempts', 'ops.notifications', 'ops.news', 'ops.messages',
  'odoo_seed.sync_runs', 'odoo_seed.sync_run_errors', 'odoo_seed.sync_run_warnings', 'odoo_seed.run_events',
    'odoo_seed.run_actions', 'odoo_seed.plan_decisions', 'odoo_seed.drift_items', 'odoo_seed.drift_snapshots', 'odoo_seed.drift_states', 'odoo_seed.drift_mutes', 'odoo_seed.shadow_people', 'ops.odoo_bindings', 'odoo_seed.programs', 'odoo_seed.projects', 'odoo_seed.tasks', 'odoo_seed.field_policies'])) or name in (
  'control.api_token_secrets', 'control.password_showings', 'control.tenant_databases', 'control.operation_databases', 'control.database_templates', 'control.tenant_bindings', 'control.accepted_risks', 'control.readable_columns');

-- a person who is gone, or locked out, is nobody at once
create temporary table gone as select tests.person_as('platform_owner') as person;
select ok(pg_temp.may(person, 'tenants.read', 'acme'), 'the owner may') from gone;
update auth.users set banned_until = now() + interval '1 hour' from gone where id = person;
select ok(not pg_temp.may(person, 'tenants.read', 'acme'), 'and once banned may not') from gone;
update auth.users set banned_until = null, deleted_at = now() from gone where id = person;
select ok(not pg_temp.may(person, 'tenants.read', 'acme'), 'nor once removed') from gone;
update auth.users set deleted_at = null from gone where id = person;
delete from control.platform_members using gone where user_id = person;
select ok(not pg_temp.may(person, 'tenants.read', 'acme'), 'nor without the role') from gone;
select tests.be_nobody();
select * from finish();
rollback;
