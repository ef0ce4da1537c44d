-- What people and machines read of seeds and bindings, by the matrix of permissions.

grant usage on schema odoo_seed, ops to authenticated;
grant select on
  odoo_seed.programs, odoo_seed.projects, odoo_seed.tasks, odoo_seed.field_policies
to authenticated;
-- All but the name of the secret.
grant select (
  name, project_ref, account_slug, tenant_slug, url, database, username, transport, company_name,
  lang, sync_enabled, unique_refs, bulk_action, prune_share, full_shadow_hours, shadow_minutes,
  time_zone, working_day_ends, new_project_stages, folded_stages, auto_sync, auto_sync_seconds,
  self_heal, heals_an_hour, created_at
) on ops.odoo_bindings to authenticated;

create policy "The caller reads the projects of tenants that they may" on odoo_seed.projects
for select to authenticated
using (
  (select control.reaches_all('seeds.read'))
  or tenant_slug in (select control.reach_slugs('seeds.read'))
);

create policy "The caller reads the tasks of projects that they may" on odoo_seed.tasks
for select to authenticated
using (
  (select control.reaches_all('seeds.read'))
  or project_external_ref in (
    select p.external_ref from odoo_seed.projects p
    where p.tenant_slug in (select control.reach_slugs('seeds.read'))
  )
);

create policy "The caller reads the programmes of projects that they may" on odoo_seed.programs
for select to authenticated
using (
  (select control.reaches_all('seeds.read'))
  or slug in (
    select p.program_slug from odoo_seed.projects p
    where p.tenant_slug in (select control.reach_slugs('seeds.read'))
  )
);

create policy "Who may reads who decides about fields" on odoo_seed.field_policies
for select to authenticated using ((select control.has_anywhere('policies.read')));

create policy "The caller reads the bindings of tenants that they may" on ops.odoo_bindings
for select to authenticated
using (
  (select control.reaches_all('bindings.read'))
  or tenant_slug in (select control.reach_slugs('bindings.read'))
);

create trigger write_audit after insert or delete on ops.odoo_bindings
for each row execute function control.audit_change('name');
create trigger write_audit_update after update on ops.odoo_bindings
for each row when (old.* is distinct from new.*) execute function control.audit_change('name');
create trigger write_audit after insert or delete on odoo_seed.field_policies
for each row execute function control.audit_change('model', 'field');
create trigger write_audit_update after update on odoo_seed.field_policies
for each row when (old.* is distinct from new.*)
execute function control.audit_change('model', 'field');

create function control.binding_of(p_project_ref text, p_account_slug text, p_tenant_slug text)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select b.name from ops.resolve_odoo_binding(p_project_ref, p_account_slug, p_tenant_slug) b
  );
end
$$;
comment on function control.binding_of is
  'The name of the binding of a project, whether the caller may see the binding or not.';

create function control.refs_of_binding(p_binding text)
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  -- As ops.resolve_odoo_binding() decides, for all projects at once.
  select p.external_ref
  from ops.odoo_bindings b
  join odoo_seed.projects p on case
    when b.project_ref is not null then p.external_ref = b.project_ref
    when b.account_slug is not null then p.account_slug = b.account_slug
    when b.tenant_slug is not null then p.tenant_slug = b.tenant_slug
    else true
  end
  where b.name = p_binding
    and (b.project_ref is not null
      or not exists (select from ops.odoo_bindings o where o.project_ref = p.external_ref))
    and (num_nonnulls(b.project_ref, b.account_slug) > 0
      or not exists (select from ops.odoo_bindings o where o.account_slug = p.account_slug))
    and (num_nonnulls(b.project_ref, b.account_slug, b.tenant_slug) > 0
      or not exists (select from ops.odoo_bindings o where o.tenant_slug = p.tenant_slug))
$$;
comment on function control.refs_of_binding is 'The refs of the projects that go to a binding.';

create function control.note_change(
  p_action text, p_object text, p_before jsonb, p_after jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  actor constant jsonb := ops.actor();
  entry control.audit_logs;
begin
  entry.action := p_action;
  entry.object := p_object;
  entry.before := p_before;
  entry.after := p_after;
  entry.actor := coalesce(control.actor_named(actor ->> 'user'), session_user);
  entry.on_behalf_of := control.actor_named(actor ->> 'on_behalf_of');
  entry.request_id := actor ->> 'request_id';
  perform control.append_audit(entry);
end
$$;
comment on function control.note_change is
  'Writes to the audit log what no trigger does: seeds that a caller has changed, which may be '
  'many at once.';

revoke execute on function control.binding_of, control.refs_of_binding, control.note_change
from public;
grant execute on function control.binding_of, control.refs_of_binding
to authenticated, service_role;
grant execute on function control.note_change to service_role;
