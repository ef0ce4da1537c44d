-- What a check-up and the suggestions say of holds, and of bindings that sync by themselves.

create view control.v_found_sync with (security_invoker = true) as
select 'sync' as area, 'held' as name, ops.scope_of(h) as object, 'warning' as state,
  format('%s.', ops.told_hold(h) ->> 'detail') as seen,
  'Lift it, if nobody needs it any more (docs/runbooks/run-waits.md).' as suggestion,
  null::jsonb as resolve
from ops.holds h
where h.lifted_at is null and coalesce(h.until > now(), true)
union all
select 'sync', 'stopped', a.binding, 'warning',
  format('What binding %s began by itself is not tried again: %s.', a.binding,
    coalesce(r.error ->> 'detail', 'its last run is ' || r.status)),
  'Mend what the run names, and start one (docs/runbooks/run-waits.md).',
  jsonb_build_object('method', 'POST', 'path', '/runs', 'body',
    jsonb_build_object('type', 'seed', 'binding', a.binding))
from odoo_seed.auto_syncs a
join ops.odoo_bindings b on b.name = a.binding and b.auto_sync
left join odoo_seed.sync_runs r on r.id = a.run_id
where a.stopped_at is not null
union all
select 'sync', 'fights', v.binding || ' ' || v.external_ref, 'warning',
  format('%s of %s comes back after %s heals within an hour; %s wrote it last.',
    coalesce(v.field, 'The record'), v.external_ref, v.lately,
    coalesce(v.odoo_write_by, 'somebody')),
  'Find who writes it, and accept their value or mute it (docs/auto-sync.md).', null
from odoo_seed.v_healable v
where v.fights
union all
select 'sync', 'well', null, 'ok',
  format('Bindings that sync by themselves: %s, of which %s wait.', count(*),
    count(s.unsynced_since)), null, null
from odoo_seed.v_auto_sync s;
comment on view control.v_found_sync is
  'Holds, bindings whose own runs have stopped, drift that comes back after every heal, and how '
  'many bindings sync by themselves.';
grant select on control.v_found_sync to service_role;

create view control.v_suggested_syncs with (security_invoker = true) as
select 'sync_' || f.name as rule, 'warning' as severity, f.object, b.tenant_slug as tenant,
  f.seen as title, jsonb_build_object('suggestion', f.suggestion) as evidence, f.resolve
from control.v_found_sync f
left join ops.odoo_bindings b on b.name = split_part(f.object, ' ', 1) and f.name <> 'held'
where f.state = 'warning';
comment on view control.v_suggested_syncs is
  'Suggestions about holds and about bindings that sync by themselves.';
grant select on control.v_suggested_syncs to service_role;
