-- Modules, and bundles of them: what they are, what they were, and what a change would do.

create view api.modules with (security_invoker = true) as
select m.name as id, m.first_seen_at, array(
    select b.code from control.module_bundles b where m.name = any (b.modules) order by b.code
  ) as bundles, m.depends_on
from control.modules m;
comment on view api.modules is
  'The modules that the catalog knows, the bundles that name them, and what they depend on.';

create view api.bundle_versions with (security_invoker = true) as
select v.bundle_code as bundle, v.version, v.name, v.description, v.bundle_type as type, v.modules,
  v.made_at, v.made_by
from control.bundle_versions v;
comment on view api.bundle_versions is 'What bundles were, version by version.';

revoke all on api.modules, api.bundle_versions from public, anon;
grant select on api.modules, api.bundle_versions to authenticated;

create function api.list_modules(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('modules', '[
      {"arg": "q", "of": ["id"], "is": "like"},
      {"arg": "bundle", "of": ["bundles"], "is": "with"}
    ]',
    array['id', 'first_seen_at'], p_args);
end
$$;
comment on function api.list_modules is
  'A page of the modules that the catalog knows, by name: those that match q, or are in a bundle.';

create function api.get_module(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant api.modules := (select m from api.modules m where m.id = p_args ->> 'module');
begin
  if (wanted).id is null then
    raise exception 'Cannot find module %: no bundle and no tenant has it',
      to_json(left(p_args ->> 'module', 80))
      using errcode = 'OC004';
  end if;
  return to_jsonb(wanted) || (
    select jsonb_build_object('tenant_count', count(*),
      'tenants', coalesce(jsonb_agg(jsonb_build_object('tenant', h.slug, 'state', h.state,
        'source', h.source) order by h.slug) filter (where h.place <= 200), '[]'))
    from (
      select t.slug, s.state, s.source, row_number() over (order by t.slug) as place
      from control.tenant_module_states s
      join control.tenants t on t.id = s.tenant_id
      where s.module_name = (wanted).id
    ) h
  );
end
$$;
comment on function api.get_module is
  'A module {"module"} with the bundles that name it and the tenants that have it, as far as the '
  'caller may see them: how many, and the first 200. Raises OC004.';

create function api.find_bundle(p_code text)
returns control.module_bundles
language plpgsql
stable
set search_path = ''
as $$
declare
  bundle control.module_bundles;
begin
  select * into bundle from control.module_bundles b where b.code = p_code;
  if not found then
    raise exception 'Cannot find bundle %: there is none', to_json(left(p_code, 80))
      using errcode = 'OC004';
  end if;
  return bundle;
end
$$;
comment on function api.find_bundle is 'A bundle by its code. Raises OC004.';

create function api.get_bundle(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select to_jsonb(b) || jsonb_build_object(
      'tenants', (select count(*) from control.tenants t
        where t.bundle_code = b.id and t.status <> 'decommissioned'),
      'versions', (
        select coalesce(jsonb_agg(to_jsonb(v) - 'bundle' order by v.made_at desc), '[]')
        from api.bundle_versions v
        where v.bundle = b.id
      ))
    from api.bundles b
    where b.id = (api.find_bundle(p_args ->> 'id')).code
  );
end
$$;
comment on function api.get_bundle is
  'A bundle {"id"} with all its versions, the newest first, and how many tenants have it, as far '
  'as the caller may see them. Raises OC004.';

create function api.set_bundle(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"code": {"text": 63, "needed": true},
    "name": {"text": 200, "needed": true}, "description": {"text": 2000},
    "type": {"text": 63, "needed": true}, "modules": {"list": 500, "needed": true}}');
  perform control.act_as_caller('catalog.change');
  insert into control.module_bundles as b (code, name, description, bundle_type, modules)
  values (p_args ->> 'code', p_args ->> 'name', coalesce(p_args ->> 'description', ''),
    p_args ->> 'type', array(select jsonb_array_elements_text(p_args -> 'modules')))
  on conflict (code) do update
  set name = excluded.name, description = excluded.description,
    bundle_type = excluded.bundle_type, modules = excluded.modules
  where (b.name, b.description, b.bundle_type, b.modules) is distinct from
    (excluded.name, excluded.description, excluded.bundle_type, excluded.modules);
  return api.get_bundle(jsonb_build_object('id', p_args ->> 'code'));
end
$$;
comment on function api.set_bundle is
  'Makes a bundle {"code", "name", "description", "type", "modules"}, or gives it another version; '
  'the earlier ones stay. What changes nothing makes none. Raises OC103.';

create function api.preview_bundle(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  bundle control.module_bundles;
  wanted constant text[] := array(select jsonb_array_elements_text(p_args -> 'modules') order by 1);
begin
  perform api.demand_shape(p_args, '{"modules": {"list": 500, "needed": true}}');
  perform control.demand('catalog.change');
  bundle := api.find_bundle(p_args ->> 'id');
  return (
    with tenants as materialized (
      select t.slug, t.status, count(m.module_name) > 0 as modules_known,
        count(*) filter (where m.module_name = any (wanted)) < cardinality(wanted) as changes,
        coalesce(array_agg(m.module_name) filter (where m.module_name = any (
          wanted || bundle.modules)), '{}') as modules
      from control.tenants t
      left join control.tenant_module_states m on m.tenant_id = t.id and m.state = 'installed'
      where t.bundle_code = bundle.code and t.status <> 'decommissioned'
      group by t.id
    )
    select jsonb_build_object('bundle', bundle.code, 'version', bundle.version,
      'add', array(select unnest(wanted) except select unnest(bundle.modules) order by 1),
      'remove', array(select unnest(bundle.modules) except select unnest(wanted) order by 1),
      'total', (select count(*) from tenants),
      'would_change', (select count(*) from tenants where changes),
      'tenants', (
        select coalesce(jsonb_agg(jsonb_build_object('tenant', t.slug, 'status', t.status,
          'modules_known', t.modules_known,
          'install', array(select unnest(wanted) except select unnest(t.modules) order by 1),
          'keep', array(select unnest(t.modules) except select unnest(wanted) order by 1))
          order by t.slug), '[]')
        from (select * from tenants order by slug limit 200) t
      ))
  );
end
$$;
comment on function api.preview_bundle is
  'What a bundle {"id"} with other modules {"modules"} would mean, which changes nothing: what it '
  'gets and loses, and for its first 200 tenants what module_apply or rebuild would install, and '
  'what they keep although the bundle loses it, since nothing is uninstalled. A tenant whose '
  'modules nobody recorded lacks all of them. Raises OC004, OC103.';

revoke execute on function
  api.list_modules, api.get_module, api.find_bundle, api.get_bundle, api.set_bundle,
  api.preview_bundle
from public, anon;
grant execute on function
  api.list_modules, api.get_module, api.find_bundle, api.get_bundle, api.set_bundle,
  api.preview_bundle
to authenticated;
