-- Adoptions and imports begin as their caller; the function api, which reaches Odoo, works on them.

create function api.start_adoption(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  binding constant text := p_args ->> 'name';
  scope constant jsonb := jsonb_strip_nulls(jsonb_build_object(
    'program', p_args -> 'program', 'projects', p_args -> 'projects'));
  dry constant boolean := coalesce((p_args ->> 'dry_run')::boolean, false);
begin
  perform api.demand_shape(p_args, '{"program": {"text": 255}, "projects": {"list": 1000},
    "take": {"among": ["policy", "seed", "odoo"]}, "dry_run": {"truth": true}}');
  perform api.act_on_binding('runs.start', binding);
  if p_args ->> 'take' = 'odoo' then
    perform api.act_on_binding('seeds.change', binding);
  end if;
  perform api.demand_program(p_args ->> 'program');
  return jsonb_build_object('run',
    odoo_seed.start_run(binding, case when dry then 'plan' else 'adopt' end, scope, 180));
end
$$;
comment on function api.start_adoption is
  'Takes the lease for an adoption {"name": a binding, "program", "projects", "take", "dry_run"}, '
  'on which the function api works: {"run"}. Raises OC001, OC003, OC004, OC103, OC151.';

create function api.refuse_taken_ref(p_binding text, p_project_ref text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  goes_to constant text := coalesce(
    (select b.binding from odoo_seed.v_project_bindings b where b.project_ref = p_project_ref),
    (select r.name
      from ops.odoo_bindings b
      cross join lateral ops.resolve_odoo_binding(p_project_ref, b.account_slug, b.tenant_slug) r
      where b.name = p_binding));
begin
  -- odoo_seed.refuse_import() tells more, to those who may know it.
  if goes_to <> p_binding and not api.may_on_binding('runs.read', goes_to)
    or not control.reaches_all('seeds.change') and exists (
      select from odoo_seed.projects p
      where p.external_ref = p_project_ref
        and (p.tenant_slug in (select control.reach_slugs('seeds.change'))) is not true) then
    raise exception 'Cannot import: the ref % is taken', ops.quoted(p_project_ref)
      using errcode = 'OC011', hint = 'Choose another project_ref.';
  end if;
end
$$;
comment on function api.refuse_taken_ref is
  'Raises OC011 for a ref of a project that is not the caller''s to change, or goes to an Odoo of '
  'which they may not know.';

create function api.start_import(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  binding constant text := p_args ->> 'name';
  program constant text := p_args -> 'program' ->> 'slug';
begin
  perform api.demand_shape(p_args, '{"project_ref": {"text": 255, "needed": true}}');
  perform api.act_on_binding('runs.start', binding);
  perform api.act_on_binding('seeds.change', binding);
  if not control.reaches_all('seeds.change') and not api.sees_program(program) then
    raise exception 'Cannot import: there is no programme %', ops.quoted(program)
      using errcode = 'OC004', hint = 'Have one of the platform''s people make it.';
  end if;
  perform api.refuse_taken_ref(binding, p_args ->> 'project_ref');
  return jsonb_build_object('run', odoo_seed.start_run(binding, 'import', '{}', 180));
end
$$;
comment on function api.start_import is
  'Takes the lease for an import {"name": a binding, "program": {"slug"}, "project_ref"}, on which '
  'the function api works: {"run"}. Raises OC001, OC003, OC004, OC011, OC103, OC151.';

revoke execute on function api.start_adoption, api.refuse_taken_ref, api.start_import
from public, anon;
grant execute on function api.start_adoption, api.start_import to authenticated;
