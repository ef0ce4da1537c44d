-- Who is told of events, and what became of it.

create view api.event_subscriptions with (security_invoker = true) as
select s.name as id, s.name, s.url, s.types, s.tenants, s.enabled,
  case
    when s.ended_at is not null then 'ended'
    when not s.enabled then 'off'
    when s.failing_since is not null then 'failing'
    else 'well'
  end as state,
  s.failing_since, s.held_until as next_at, s.delivered_at, s.ended_at, s.ended_why,
  (select count(*)::int from ops.deliveries d where d.subscription = s.name) as undelivered,
  case when s.old_secret_until > now() then s.old_secret_until end as old_secret_until,
  s.created_by, s.created_at
from ops.subscriptions s;
comment on view api.event_subscriptions is 'Who is told of events, never with what secret.';

create view api.event_types with (security_invoker = true) as
select t.type as id, t.type, t.description from ops.event_types t;
comment on view api.event_types is 'The types of events.';

create view api.deliveries with (security_invoker = true) as
select a.id, a.subscription, e.id as event, e.type, e.subject, e.tenant, a.at,
  coalesce(a.status between 200 and 299, false) as delivered, a.status, a.ms, a.answer, a.error
from ops.delivery_attempts a
left join ops.events e on e.place = a.place;
comment on view api.deliveries is 'Every attempt of the last week to deliver an event.';

revoke all on api.event_subscriptions, api.event_types, api.deliveries
from public, anon;
grant select on api.event_subscriptions, api.event_types, api.deliveries
to authenticated;

create function api.list_event_subscriptions(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('event_subscriptions', '[{"arg": "state"}]',
    array['name', 'created_at'], p_args);
end
$$;
comment on function api.list_event_subscriptions is
  'A page of subscriptions, by name: those in a state.';

create function api.get_event_subscription(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.get_seed('event_subscriptions', 'name', p_args ->> 'name');
end
$$;
comment on function api.get_event_subscription is 'A subscription {"name"}. Raises OC004.';

create function api.list_event_types(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('event_types', '[]', array['type'], p_args);
end
$$;
comment on function api.list_event_types is 'A page of the types of events, by name.';

create function api.list_deliveries(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  perform api.get_event_subscription(p_args);
  return api.listed('deliveries', '[
      {"arg": "name", "of": ["subscription"]},
      {"arg": "delivered"},
      {"arg": "type"},
      {"arg": "event"},
      {"arg": "since", "of": ["at"], "is": "from"},
      {"arg": "until", "of": ["at"], "is": "before"}
    ]',
    array['-at', 'at', 'ms'], p_args);
end
$$;
comment on function api.list_deliveries is
  'A page of the attempts to deliver to a subscription {"name"}, the newest first: those that '
  'match delivered, type, event, since and until. Raises OC004.';

revoke execute on function
  api.list_event_subscriptions, api.get_event_subscription, api.list_event_types,
  api.list_deliveries
from public, anon;
grant execute on function
  api.list_event_subscriptions, api.get_event_subscription, api.list_event_types,
  api.list_deliveries
to authenticated;
