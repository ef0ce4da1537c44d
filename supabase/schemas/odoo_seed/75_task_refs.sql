-- Parents and dependencies of observed tasks get their refs.

-- Long: two ways to what is touched, and the one statement that both are for.
create function odoo_seed.resolve_task_refs(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = on
set plan_cache_mode = force_custom_plan
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  touched constant int :=
    (select count(*) from odoo_seed.shadow_touched t where t.binding = run_binding);
begin
  -- Statistics know nothing of a binding that is new: its tasks were taken for one, and joined in
  -- 26 s.
  if touched > 100 then
    perform set_config('enable_nestloop', 'off', true);
  end if;
  if touched <= 1000 then
    insert into odoo_seed.shadow_touched (binding, odoo_id)
    select run_binding, s.odoo_id
    from odoo_seed.shadow_touched t
    join odoo_seed.shadow_tasks s
      on s.binding = run_binding and s.parent_odoo_id is not null and s.parent_odoo_id = t.odoo_id
    where t.binding = run_binding
    union
    select run_binding, s.odoo_id
    from odoo_seed.shadow_touched t
    join odoo_seed.shadow_tasks s
      on s.binding = t.binding and s.depends_on_odoo_ids <> '{}'
        and s.depends_on_odoo_ids @> array[t.odoo_id]
    where t.binding = run_binding
    on conflict do nothing;
  else
    insert into odoo_seed.shadow_touched (binding, odoo_id)
    select run_binding, s.odoo_id
    from odoo_seed.shadow_tasks s
    where s.binding = run_binding
      and (s.parent_odoo_id is not null or s.depends_on_odoo_ids <> '{}')
    on conflict do nothing;
  end if;

  with related as materialized (
    select s.odoo_id, s.parent_odoo_id, s.depends_on_odoo_ids
    from odoo_seed.shadow_touched x
    join odoo_seed.shadow_tasks s on s.binding = run_binding and s.odoo_id = x.odoo_id
    where x.binding = run_binding
      and (s.parent_odoo_id is not null or s.parent_ref is not null
        or s.depends_on_odoo_ids <> '{}' or s.depends_on_refs <> '{}')
  ),
  dependencies as (
    select
      r.odoo_id,
      array_agg(coalesce(before.external_ref, 'project.task,' || link.odoo_id)
        order by link.position) as refs
    from related r
    cross join lateral unnest(r.depends_on_odoo_ids) with ordinality link (odoo_id, position)
    left join odoo_seed.shadow_tasks before
      on before.binding = run_binding and before.odoo_id = link.odoo_id
    group by r.odoo_id
  ),
  linked as (
    select
      r.odoo_id,
      coalesce(d.refs, '{}') as depends_on_refs,
      case when r.parent_odoo_id is not null
        then coalesce(parent.external_ref, 'project.task,' || r.parent_odoo_id) end as parent_ref
    from related r
    left join dependencies d on d.odoo_id = r.odoo_id
    left join odoo_seed.shadow_tasks parent
      on parent.binding = run_binding and parent.odoo_id = r.parent_odoo_id
  )
  update odoo_seed.shadow_tasks t
  set parent_ref = l.parent_ref, depends_on_refs = l.depends_on_refs
  from linked l
  where t.binding = run_binding and t.odoo_id = l.odoo_id
    and (t.parent_ref, t.depends_on_refs) is distinct from (l.parent_ref, l.depends_on_refs);

  delete from odoo_seed.shadow_touched t where t.binding = run_binding;
end
$$;
comment on function odoo_seed.resolve_task_refs is
  'After the last page: gives parents and dependencies, which were read as ids, their refs, where '
  'either side changed.';

revoke execute on function odoo_seed.resolve_task_refs from public;
grant execute on function odoo_seed.resolve_task_refs to service_role;
