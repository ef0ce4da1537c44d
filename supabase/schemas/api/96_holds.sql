-- Holds and sync windows, through the API.

create view api.holds with (security_invoker = true) as
select h.*
from control.shown_holds() h;
comment on view api.holds is
  'The holds that the caller may see; one that names neither binding nor tenant holds all.';

create view api.sync_windows with (security_invoker = true) as
select w.*
from control.shown_windows() w;
comment on view api.sync_windows is
  'The sync windows that the caller may see; one that names no binding is for all.';

revoke all on api.holds, api.sync_windows from public, anon;
grant select on api.holds, api.sync_windows to authenticated;

create function api.list_holds(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('holds', '[{"arg": "binding"}, {"arg": "tenant"}, {"arg": "active"}]',
    array['-put_at', 'put_at', 'until'], p_args);
end
$$;
comment on function api.list_holds is
  'A page of holds, the newest first: those of a binding, of a tenant, those that are active.';

create function api.put_hold(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  put ops.holds;
  ends constant timestamptz := p_args ->> 'until';
begin
  perform api.demand_shape(p_args, '{"binding": {"text": 255}, "tenant": {"text": 63},
    "reason": {"text": 1000, "needed": true}, "until": {"text": 64}}');
  if p_args ? 'binding' and p_args ? 'tenant' then
    perform api.refuse_seeds('[{"field": "tenant", "rule": "does not go with binding"}]', 'one');
  elsif p_args ? 'binding' then
    perform api.act_on_binding('holds.change', p_args ->> 'binding');
  else
    perform control.act_as_caller('holds.change', case when p_args ? 'tenant'
      then control.visible_tenant(p_args ->> 'tenant') end);
  end if;
  if ends <= clock_timestamp() then
    perform api.refuse_seeds('[{"field": "until", "rule": "has to be in the future"}]', 'one');
  end if;
  put := ops.put_hold(p_args ->> 'binding', (select t.slug from control.tenants t
    where t.id = case when p_args ? 'tenant' then control.visible_tenant(p_args ->> 'tenant') end),
    p_args ->> 'reason', ends);
  return (select to_jsonb(h) from api.holds h where h.id = put.id);
end
$$;
comment on function api.put_hold is
  'Holds a binding, a tenant or, with neither, all back {"binding", "tenant", "reason", "until"}; '
  'a hold that is there gets the new reason and end. Raises OC004, OC103, OC151.';

create function api.lift_hold(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted constant uuid := p_args ->> 'id';
  hold ops.holds;
begin
  select o.* into hold from control.shown_holds() h join ops.holds o on o.id = h.id
  where h.id = wanted;
  if not found then
    raise exception 'Cannot find hold %: there is none', wanted using errcode = 'OC004';
  elsif hold.binding is not null then
    perform api.act_on_binding('holds.change', hold.binding);
  else
    perform control.act_as_caller('holds.change',
      (select t.id from control.tenants t where t.slug = hold.tenant));
  end if;
  perform ops.lift_hold(wanted);
  return (select to_jsonb(h) from api.holds h where h.id = wanted);
end
$$;
comment on function api.lift_hold is
  'Lifts a hold {"id"}; what waited begins. Raises OC004 (also for one that was lifted), OC103.';

create function api.list_windows(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('sync_windows', '[{"arg": "binding"}, {"arg": "kind"}]',
    array['created_at', 'next_at'], p_args);
end
$$;
comment on function api.list_windows is 'A page of sync windows: those of a binding, or of a kind.';

create function api.create_window(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  made constant uuid := gen_random_uuid();
begin
  perform api.demand_shape(p_args, '{"binding": {"text": 255},
    "kind": {"among": ["allow", "deny"], "needed": true}, "cron": {"text": 100, "needed": true},
    "minutes": {"from": 1, "to": 10080, "needed": true}, "time_zone": {"text": 63},
    "manual": {"truth": true}}');
  if p_args ? 'binding' then
    perform api.act_on_binding('windows.change', p_args ->> 'binding');
  else
    perform control.act_as_caller('windows.change');
  end if;
  perform api.write_row('ops.sync_windows', 'insert into ops.sync_windows
      (id, binding, kind, cron, lasts, time_zone, manual)
    select ($1 ->> ''id'')::uuid, $1 ->> ''binding'', $1 ->> ''kind'', $1 ->> ''cron'',
      make_interval(mins => ($1 ->> ''minutes'')::int), coalesce($1 ->> ''time_zone'', ''UTC''),
      coalesce(($1 ->> ''manual'')::boolean, false)',
    p_args || jsonb_build_object('id', made));
  return (select to_jsonb(w) from api.sync_windows w where w.id = made);
end
$$;
comment on function api.create_window is
  'Makes a sync window {"binding", "kind", "cron", "minutes", "time_zone", "manual"}; without a '
  'binding it is for all. Raises OC004, OC103, OC151.';

create function api.drop_window(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted constant uuid := p_args ->> 'id';
begin
  if not exists (select from control.shown_windows() w where w.id = wanted) then
    raise exception 'Cannot find sync window %: there is none', wanted using errcode = 'OC004';
  end if;
  perform control.act_as_caller('windows.change');
  delete from ops.sync_windows where id = wanted;
  perform ops.drive();
  return jsonb_build_object('id', wanted);
end
$$;
comment on function api.drop_window is
  'Takes a sync window {"id"} away; what waited for it begins. Raises OC004, OC103.';

revoke execute on function
  api.list_holds, api.put_hold, api.lift_hold, api.list_windows, api.create_window,
  api.drop_window
from public, anon;
grant execute on function
  api.list_holds, api.put_hold, api.lift_hold, api.list_windows, api.create_window,
  api.drop_window
to authenticated;
