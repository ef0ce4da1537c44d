-- When a sender of messages is called.

create view ops.v_due_notifications with (security_invoker = true) as
select n.*
from ops.notifications n
where n.enabled and coalesce(n.held_until <= clock_timestamp(), true)
  and (
    exists (select from ops.messages m
      where m.notification = n.name and m.ended is null and m.due_at <= clock_timestamp())
    or exists (select from ops.v_untold_news w
      where w.notification = n.name and w.due_at <= clock_timestamp())
    or exists (select from ops.v_heard h
      where h.kind = 'notifications' and h.name = n.name and h.place > n.place
        and h.place <= n.place + 20000)
  );
comment on view ops.v_due_notifications is
  'Notifications that have something to tell now, or of which that is to be seen.';
grant select on ops.v_due_notifications to service_role;

create function ops.wake_notifications()
returns int
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform ops.place_events();
  perform ops.gather_news(n.name, clock_timestamp())
  from ops.notifications n
  where n.enabled and n.place < ops.last_place();
  return (
    select count(ops.put_work('notify', d.name))::int
    from ops.v_due_notifications d
    where not exists (select from ops.work w where w.kind = 'notify' and w.key = d.name)
  );
end
$$;
comment on function ops.wake_notifications is
  'Notes what is to be told of what was committed, and has a sender called for each notification '
  'of which something is due. Returns for how many.';

create function ops.leave_messages(p_notification text, p_token uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if exists (select from ops.v_due_notifications d where d.name = p_notification) then
    perform ops.wait_work('notify', p_notification, p_token);
    return true;
  end if;
  perform ops.finish_work('notify', p_notification, p_token);
  return false;
end
$$;
comment on function ops.leave_messages is
  'A sender stops; another is called at once if something is due. Returns whether. Raises OC002.';

create function ops.end_notification()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from ops.work where kind = 'notify' and key = old.name;
  return null;
end
$$;
comment on function ops.end_notification is 'A notification that is deleted leaves no work.';
create trigger end_notification after delete on ops.notifications
for each row execute function ops.end_notification();

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-wake-notifications', '5 seconds', 'ops.wake_notifications', '5 minutes');

create view ops.v_failing_notifications with (security_invoker = true) as
select 'failing_notification' as rule, 'warning' as severity, n.name as object,
  null::text as tenant,
  format('Nobody is told by the notification %s since %s: %s', n.name,
    to_char(n.failing_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
    n.error ->> 'detail') as title,
  jsonb_build_object('peer', n.peer, 'failing_since', n.failing_since, 'error', n.error,
    'next_at', n.held_until) as evidence,
  jsonb_build_object('method', 'POST', 'path', format('/notifications/%s/test', n.name),
    'body', '{}'::jsonb) as resolve
from ops.notifications n
where n.enabled and (n.failing_since < clock_timestamp() - interval '10 minutes'
  or n.error ->> 'code' = 'message_peer_absent');
comment on view ops.v_failing_notifications is
  'Suggestions about notifications: those that have told nothing for ten minutes, and those whose '
  'peer is not configured.';
grant select on ops.v_failing_notifications to service_role;

revoke execute on function ops.wake_notifications, ops.leave_messages, ops.end_notification
from public;
grant execute on function ops.wake_notifications, ops.leave_messages to service_role;
