-- How a binding syncs by itself.

create function api.get_sync(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  wanted constant text := p_args ->> 'name';
begin
  if not exists (select from ops.odoo_bindings b where b.name = wanted)
    or not api.may_on_binding('bindings.read', wanted) then
    raise exception 'Cannot find binding %: there is none', ops.quoted(wanted)
      using errcode = 'OC004';
  end if;
  return (
    select jsonb_build_object('binding', b.name, 'auto_sync', b.auto_sync,
      'self_heal', b.self_heal, 'unsynced_since', s.unsynced_since, 'due_at', s.due_at,
      'waits', odoo_seed.why_auto_waits(b.name), 'opens_at', ops.sync_opens_at(b.name, now()),
      'run', s.run_id, 'failures', coalesce(s.failures, 0), 'stopped_at', s.stopped_at,
      'healed_at', s.healed_at, 'fights', (
        select coalesce(jsonb_agg(jsonb_build_object('drift', h.id, 'model', h.model,
          'ref', h.external_ref, 'field', h.field, 'heals', h.lately, 'again_at', h.again_at)
          order by h.external_ref, h.field), '[]')
        from odoo_seed.v_healable h
        where h.binding = b.name and h.fights
      ))
    from ops.odoo_bindings b
    left join odoo_seed.v_auto_sync s on s.binding = b.name
    where b.name = wanted
  );
end
$$;
comment on function api.get_sync is
  'How a binding {"name"} syncs by itself: since when seeds wait, when their run is due and what '
  'keeps it waiting, what became of the last one, and which drift comes back after every heal. '
  'Raises OC004.';

revoke execute on function api.get_sync from public, anon;
grant execute on function api.get_sync to authenticated;
