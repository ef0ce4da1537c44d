-- Which people are told of events, through the API.

create view api.notifications with (security_invoker = true) as
select n.name as id, n.name, n.peer, n.address, n.types, n.tenants, n.urgent,
  to_char(n.quiet_from, 'HH24:MI') as quiet_from, to_char(n.quiet_to, 'HH24:MI') as quiet_to,
  n.time_zone, n.digest, to_char(n.digest_at, 'HH24:MI') as digest_at, n.most_per_hour,
  n.language, n.enabled,
  case when not n.enabled then 'off' when n.failing_since is not null then 'failing'
    else 'well' end as state,
  n.failing_since, n.error ->> 'detail' as error, n.held_until as next_at, n.told_at,
  (select count(*)::int from ops.news w where w.notification = n.name and w.message is null)
    as waiting,
  n.created_by, n.created_at
from ops.notifications n;
comment on view api.notifications is 'Who is told of events by chat or mail, and whether it works.';

create view api.news with (security_invoker = true) as
select w.place as id, w.notification, e.id as event, e.type, e.subject, e.tenant, w.due_at, w.form,
  w.message, coalesce(m.ended, case when m.attempts > 0 then 'failing' else 'waiting' end) as state,
  m.ended_at, m.error ->> 'detail' as error
from ops.news w
join ops.events e on e.place = w.place
left join ops.messages m on m.id = w.message;
comment on view api.news is
  'Events that notifications are to tell, or told in the last 30 days, and what became of it.';

revoke all on api.notifications, api.news from public, anon;
grant select on api.notifications, api.news to authenticated;

create function api.list_notifications(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('notifications', '[{"arg": "state"}, {"arg": "peer"}]',
    array['name', 'created_at'], p_args);
end
$$;
comment on function api.list_notifications is
  'A page of notifications, by name: those in a state, those of a peer.';

create function api.get_notification(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.get_seed('notifications', 'name', p_args ->> 'name');
end
$$;
comment on function api.get_notification is 'A notification {"name"}. Raises OC004.';

create function api.list_news(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  perform api.get_notification(p_args);
  return api.listed('news', '[
      {"arg": "name", "of": ["notification"]},
      {"arg": "state"},
      {"arg": "form"},
      {"arg": "type"},
      {"arg": "since", "of": ["due_at"], "is": "from"},
      {"arg": "until", "of": ["due_at"], "is": "before"}
    ]',
    array['-due_at', 'due_at'], p_args);
end
$$;
comment on function api.list_news is
  'A page of what a notification {"name"} is to tell or told, the newest first: those that match '
  'state, form, type, since and until. Raises OC004.';

revoke execute on function api.list_notifications, api.get_notification, api.list_news
from public, anon;
grant execute on function api.list_notifications, api.get_notification, api.list_news
to authenticated;
