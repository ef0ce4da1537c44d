-- Which binding a project goes to: project before account before tenant before default.
begin;
select plan(10);

select tests.empty();
insert into ops.odoo_bindings (name, project_ref, account_slug, tenant_slug, url, database, username, password_secret)
values
  ('for-project', 'P', null, null, 'https://a.example.com', 'd', 'u', 's'),
  ('for-account', null, 'acc', null, 'https://b.example.com', 'd', 'u', 's'),
  ('for-tenant', null, null, 'ten', 'https://c.example.com', 'd', 'u', 's');

create function pg_temp.resolve(p_project text, p_account text, p_tenant text) returns text language sql as
  $$ select string_agg(name, ' and ') from ops.resolve_odoo_binding(p_project, p_account, p_tenant) $$;

select is(pg_temp.resolve('P', 'acc', 'ten'), 'for-project', 'a project''s binding comes before all others');
select is(pg_temp.resolve('Q', 'acc', 'ten'), 'for-account', 'an unbound project takes its account''s binding');
select is(pg_temp.resolve('Q', null, 'ten'), 'for-tenant', 'without an account the tenant''s binding counts');
select is(pg_temp.resolve('Q', 'other', 'ten'), 'for-tenant', 'an unbound account leaves it to the tenant');
select is(pg_temp.resolve('Q', 'other', 'other'), 'default', 'what no binding claims goes to default');
select is(pg_temp.resolve('Q', null, null), 'default', 'a project that names nobody goes to default');
select is(pg_temp.resolve('acc', 'P', 'P'), 'default', 'a name counts in its own scope only');

update ops.odoo_bindings set sync_enabled = false where name = 'for-account';
select is(pg_temp.resolve('Q', 'acc', 'ten'), 'for-account', 'a disabled binding still claims its scope');

insert into odoo_seed.projects (external_ref, name, company_name, account_slug)
values ('Q', 'Q', 'Acme', 'acc'), ('P', 'P', 'Acme', 'acc');
select results_eq(
  'select project_ref::text, binding, sync_enabled, url from odoo_seed.v_project_bindings order by 1',
  $$ values ('P', 'for-project', true, 'https://a.example.com'), ('Q', 'for-account', false, 'https://b.example.com') $$,
  'v_project_bindings() tells each project''s Odoo and that a disabled binding stops it'
);
update odoo_seed.projects set sync_enabled = false where external_ref = 'P';
select results_eq(
  $$ select sync_enabled from odoo_seed.v_project_bindings where project_ref = 'P' $$, 'values (false)',
  'a project can be stopped by itself'
);

select * from finish();
rollback;
