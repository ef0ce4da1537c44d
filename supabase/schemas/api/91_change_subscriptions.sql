-- Subscriptions, made and changed.

create function api.refuse_unknown_wishes(p_args jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  faults constant jsonb := (
    select jsonb_agg(f) from (
      select 'types' as field, ops.quoted(p) || ' is no type of events' as rule
      from jsonb_array_elements_text(coalesce(nullif(p_args -> 'types', 'null'), '[]')) p
      where not exists (select from ops.event_types t where p in ('*', t.type)
        or p like '%.*' and starts_with(t.type, rtrim(p, '*')))
      union all
      select 'tenants', ops.quoted(t) || ' is no tenant'
      from jsonb_array_elements_text(coalesce(nullif(p_args -> 'tenants', 'null'), '[]')) t
      where not exists (select from control.tenants c where c.slug = t)
    ) f);
begin
  if faults is not null then
    perform api.refuse_seeds(faults, 'one');
  end if;
end
$$;
comment on function api.refuse_unknown_wishes is
  'Raises OC151 for types of events and for tenants that there are not.';

create function api.create_event_subscription(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"name": {"text": 63, "needed": true},
    "url": {"text": 1000, "needed": true}, "types": {"list": 100}, "tenants": {"list": 100},
    "enabled": {"truth": true}}');
  perform control.act_as_caller('subscriptions.change');
  perform api.refuse_unknown_wishes(p_args);
  perform api.write_row('ops.subscriptions', 'insert into ops.subscriptions (name, url, types,
      tenants, enabled)
    select r.name, r.url, coalesce(r.types, ''{*}''), r.tenants, coalesce(r.enabled, true)
    from jsonb_populate_record(null::ops.subscriptions, $1) r', p_args);
  return jsonb_build_object('name', p_args ->> 'name',
    'secret', ops.make_subscription_secret(p_args ->> 'name', 1));
end
$$;
comment on function api.create_event_subscription is
  'A new subscription {"name", "url", "types", "tenants", "enabled"}, with its secret, which is '
  'never shown again. Raises OC103, OC131, OC151.';

create function api.demand_event_subscription(p_args jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from ops.subscriptions s
  where s.name = p_args ->> 'name' and control.reaches_all('subscriptions.read')
  for no key update;
  if not found then
    raise exception 'Cannot find subscription %: there is none', ops.quoted(p_args ->> 'name')
      using errcode = 'OC004';
  end if;
  perform control.act_as_caller('subscriptions.change');
end
$$;
comment on function api.demand_event_subscription is
  'Locks a subscription {"name"} that the caller may change. Raises OC004, OC103.';

create function api.change_event_subscription(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"url": {"text": 1000}, "types": {"list": 100},
    "tenants": {"list": 100}, "enabled": {"truth": true}}');
  perform api.demand_event_subscription(p_args);
  perform api.refuse_unknown_wishes(p_args);
  perform api.write_row('ops.subscriptions', 'update ops.subscriptions s
    set url = coalesce(r.url, s.url), types = coalesce(r.types, s.types),
      tenants = case when $1 ? ''tenants'' then r.tenants else s.tenants end,
      enabled = coalesce(r.enabled, s.enabled),
      ended_at = case when r.enabled then null else s.ended_at end,
      ended_why = case when r.enabled then null else s.ended_why end
    from jsonb_populate_record(null::ops.subscriptions, $1) r
    where s.name = r.name', p_args);
  if (p_args ->> 'enabled')::boolean then
    -- What is mended, or said to be, is tried at once.
    update ops.subscriptions
    set failures = 0, failing_since = null, held_until = null
    where name = p_args ->> 'name';
    update ops.deliveries
    set due_at = clock_timestamp(), attempts = 0, first_failed_at = null
    where subscription = p_args ->> 'name';
    perform ops.wake_subscriptions();
  end if;
  return api.get_event_subscription(p_args);
end
$$;
comment on function api.change_event_subscription is
  'Changes a subscription {"name", "url", "types", "tenants", "enabled"}: what is absent stays as '
  'it is. enabled: true goes on with one that has ended, where it ended. Raises OC004, OC103, '
  'OC151.';

create function api.rotate_event_subscription(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_event_subscription(p_args);
  return jsonb_build_object('name', p_args ->> 'name',
    'secret', ops.rotate_subscription(p_args ->> 'name'));
end
$$;
comment on function api.rotate_event_subscription is
  'A second secret of a subscription {"name"}; for a day both sign. Raises OC004, OC103, OC108.';

create function api.test_event_subscription(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  about constant text := 'subscriptions/' || (p_args ->> 'name');
begin
  perform api.demand_event_subscription(p_args);
  if not (select s.enabled from ops.subscriptions s where s.name = p_args ->> 'name') then
    raise exception 'Cannot test subscription %: it is not enabled', ops.quoted(p_args ->> 'name')
      using errcode = 'OC108', hint = 'Change it to "enabled": true first.';
  end if;
  perform ops.emit('test.sent', about,
    jsonb_build_object('subscription', p_args ->> 'name', 'asked_by', ops.actor() ->> 'user'));
  perform ops.wake_subscriptions();
  return (
    select jsonb_build_object('event', e.id) from ops.events e
    where e.type = 'test.sent' and e.subject = about
    order by e.position desc
    limit 1);
end
$$;
comment on function api.test_event_subscription is
  'Sends a subscription {"name"} an event that nobody else gets. Raises OC004, OC103, OC108.';

create function api.delete_event_subscription(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_event_subscription(p_args);
  delete from ops.subscriptions where name = p_args ->> 'name';
  return jsonb_build_object('name', p_args ->> 'name');
end
$$;
comment on function api.delete_event_subscription is
  'Ends a subscription {"name"}, with its secret and what it was still to get. Raises OC004, '
  'OC103.';

revoke execute on function
  api.refuse_unknown_wishes, api.create_event_subscription, api.demand_event_subscription,
  api.change_event_subscription, api.rotate_event_subscription, api.test_event_subscription,
  api.delete_event_subscription
from public, anon;
grant execute on function
  api.create_event_subscription, api.change_event_subscription, api.rotate_event_subscription,
  api.test_event_subscription, api.delete_event_subscription
to authenticated;
