-- The one rule that picks the binding of a project, and how to reach its Odoo.

create function ops.resolve_odoo_binding(p_project_ref text, p_account_slug text,
  p_tenant_slug text)
returns setof ops.odoo_bindings
language sql
stable
rows 1
begin atomic
  select b.*
  from ops.odoo_bindings b
  where b.project_ref = p_project_ref
    or b.account_slug = p_account_slug
    or b.tenant_slug = p_tenant_slug
    or b.name = 'default'
  order by
    b.project_ref is not null desc,
    b.account_slug is not null desc,
    b.tenant_slug is not null desc
  limit 1;
end;
comment on function ops.resolve_odoo_binding is
  'The binding of a project: project before account before tenant before default. A disabled '
  'binding still wins its scope.';

create function ops.odoo_connection(p_binding text)
returns table (
  url text, database text, username text, password text, transport text,
  sync_enabled boolean, unique_refs boolean, bulk_action boolean, time_zone text, lang text,
  new_project_stages text[], folded_stages text[]
)
language sql
stable
security definer
set search_path = ''
as $$
  select
    b.url, b.database, b.username, s.decrypted_secret, b.transport, b.sync_enabled, b.unique_refs,
    b.bulk_action, b.time_zone, b.lang, b.new_project_stages, b.folded_stages
  from ops.odoo_bindings b
  left join vault.decrypted_secrets s on s.name = b.password_secret
  where b.name = p_binding
$$;
comment on function ops.odoo_connection is
  'How to reach a binding''s Odoo, its password taken from Vault. No row: no such binding. Null '
  'url: use the environment.';

revoke execute on function ops.resolve_odoo_binding, ops.odoo_connection from public;
grant execute on function ops.resolve_odoo_binding, ops.odoo_connection to service_role;
