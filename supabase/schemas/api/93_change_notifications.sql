-- Notifications, made and changed.

create function api.notification_shape()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select '{"address": {"text": 2000}, "types": {"list": 100}, "tenants": {"list": 100},
    "urgent": {"list": 100}, "quiet_from": {"text": 5}, "quiet_to": {"text": 5},
    "time_zone": {"text": 63}, "digest": {"among": ["hourly", "daily"]}, "digest_at": {"text": 5},
    "most_per_hour": {"from": 1, "to": 1000}, "language": {"text": 10},
    "enabled": {"truth": true}}'::jsonb
$$;
comment on function api.notification_shape is 'What of a notification may be changed.';

create function api.create_notification(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, api.notification_shape()
    || '{"name": {"text": 63, "needed": true}, "types": {"list": 100, "needed": true},
      "peer": {"among": ["slack", "mattermost", "mail"], "needed": true}}');
  perform control.act_as_caller('notifications.change');
  perform api.refuse_unknown_wishes(p_args);
  perform api.refuse_unknown_wishes(jsonb_build_object('types', p_args -> 'urgent'));
  perform api.write_row('ops.notifications', 'insert into ops.notifications (name, peer, address,
      types, tenants, urgent, quiet_from, quiet_to, time_zone, digest, digest_at, most_per_hour,
      language, enabled)
    select r.name, r.peer, r.address, r.types, r.tenants, r.urgent, r.quiet_from, r.quiet_to,
      coalesce(r.time_zone, ''UTC''), r.digest, coalesce(r.digest_at, ''08:00''),
      coalesce(r.most_per_hour, 20), r.language, coalesce(r.enabled, true)
    from jsonb_populate_record(null::ops.notifications, $1) r', p_args);
  return api.get_notification(p_args);
end
$$;
comment on function api.create_notification is
  'A new notification; what happened before is not told. Raises OC103, OC151.';

create function api.demand_notification(p_args jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from ops.notifications n
  where n.name = p_args ->> 'name' and control.reaches_all('notifications.read')
  for no key update;
  if not found then
    raise exception 'Cannot find notification %: there is none', ops.quoted(p_args ->> 'name')
      using errcode = 'OC004';
  end if;
  perform control.act_as_caller('notifications.change');
end
$$;
comment on function api.demand_notification is
  'Locks a notification {"name"} that the caller may change. Raises OC004, OC103.';

create function api.change_notification(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, api.notification_shape());
  perform api.demand_notification(p_args);
  perform api.refuse_unknown_wishes(p_args);
  perform api.refuse_unknown_wishes(jsonb_build_object('types', p_args -> 'urgent'));
  perform api.write_row('ops.notifications', 'update ops.notifications n
    set address = r.address, types = coalesce(r.types, n.types), tenants = r.tenants,
      urgent = r.urgent, quiet_from = r.quiet_from, quiet_to = r.quiet_to,
      time_zone = coalesce(r.time_zone, n.time_zone), digest = r.digest,
      digest_at = coalesce(r.digest_at, n.digest_at),
      most_per_hour = coalesce(r.most_per_hour, n.most_per_hour), language = r.language,
      enabled = coalesce(r.enabled, n.enabled),
      place = case when n.enabled then n.place else ops.last_place() end,
      -- What is mended, or said to be, is tried at once.
      failures = 0, failing_since = null, error = null, held_until = null
    from ops.notifications o
    cross join lateral jsonb_populate_record(o, $1) r
    where o.name = $1 ->> ''name'' and n.name = o.name', p_args);
  update ops.messages set due_at = clock_timestamp()
  where notification = p_args ->> 'name' and ended is null;
  perform ops.wake_notifications();
  return api.get_notification(p_args);
end
$$;
comment on function api.change_notification is
  'Changes a notification {"name", …}: what is absent stays as it is, null is taken away. Raises '
  'OC004, OC103, OC151.';

create function api.test_notification(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  about constant text := 'notifications/' || (p_args ->> 'name');
begin
  perform api.demand_notification(p_args);
  if not (select n.enabled from ops.notifications n where n.name = p_args ->> 'name') then
    raise exception 'Cannot test notification %: it is not enabled', ops.quoted(p_args ->> 'name')
      using errcode = 'OC108', hint = 'Change it to "enabled": true first.';
  end if;
  perform ops.emit('test.sent', about,
    jsonb_build_object('notification', p_args ->> 'name', 'asked_by', ops.actor() ->> 'user'));
  update ops.notifications set held_until = null where name = p_args ->> 'name';
  perform ops.wake_notifications();
  return (
    select jsonb_build_object('event', e.id) from ops.events e
    where e.type = 'test.sent' and e.subject = about
    order by e.position desc
    limit 1);
end
$$;
comment on function api.test_notification is
  'Sends a message by a notification {"name"}, at any hour. Raises OC004, OC103, OC108.';

create function api.delete_notification(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_notification(p_args);
  delete from ops.notifications where name = p_args ->> 'name';
  return jsonb_build_object('name', p_args ->> 'name');
end
$$;
comment on function api.delete_notification is
  'Deletes a notification {"name"}, with what it was still to tell. Raises OC004, OC103.';

revoke execute on function
  api.notification_shape, api.create_notification, api.demand_notification,
  api.change_notification, api.test_notification, api.delete_notification
from public, anon;
grant execute on function
  api.create_notification, api.change_notification, api.test_notification,
  api.delete_notification
to authenticated;
