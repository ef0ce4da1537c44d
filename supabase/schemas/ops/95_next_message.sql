-- What is sent next.

insert into ops.work_kinds (kind, path, backoff_base, backoff_cap, lease_seconds, late_after)
values ('notify', 'events-send/messages', 5, 3600, 60, '10 minutes');

create view ops.v_untold_news with (security_invoker = true) as
select w.*
from ops.news w
where w.message is null
  -- What goes into a thread waits until the message before it is there.
  and (w.form <> 'news' or not exists (
    select from ops.messages m
    join ops.conversations c on c.id = m.conversation
    where m.notification = w.notification and m.ended is null and c.topic = w.topic));
comment on view ops.v_untold_news is
  'What no message has yet, but for what waits behind one of its conversation.';
grant select on ops.v_untold_news to service_role;

create function ops.converse(p_notification text, p_topic text, p_at timestamptz)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  talk bigint;
begin
  update ops.conversations set closed_at = p_at
  where notification = p_notification and topic = p_topic and closed_at is null
    and told_at < p_at - interval '7 days';
  insert into ops.conversations (notification, topic, told_at)
  values (p_notification, p_topic, p_at)
  on conflict (notification, topic) where closed_at is null do update set told_at = p_at
  returning id into talk;
  return talk;
end
$$;
comment on function ops.converse is
  'The open conversation about a topic, begun if there is none that is younger than seven days.';

create function ops.make_message(p_notification text, p_at timestamptz)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  first ops.v_untold_news;
  made uuid;
begin
  select * into first from ops.v_untold_news w
  where w.notification = p_notification and w.due_at <= p_at
  order by w.due_at, w.place
  limit 1;
  if not found then
    return null;
  end if;
  insert into ops.messages (notification, conversation, form, made_at, due_at)
  values (p_notification, case when first.form = 'news'
    then ops.converse(p_notification, first.topic, p_at) end, first.form, p_at, p_at)
  returning id into made;
  update ops.news w set message = made
  where w.notification = p_notification and w.message is null and w.due_at <= p_at
    and w.form = first.form and (w.form <> 'news' or w.topic = first.topic);
  update ops.messages m
  set closes = m.conversation is not null and l.ends, urgent = l.urgent
  from (
    select (array_agg(w.ends order by w.place desc))[1] as ends, bool_or(w.urgent) as urgent
    from ops.news w
    where w.message = made
  ) l
  where m.id = made;
  -- What a digest says is over is not waited for in a thread.
  update ops.conversations c set closed_at = p_at
  where first.form <> 'news' and c.notification = p_notification and c.closed_at is null
    and c.topic in (select w.topic from ops.news w where w.message = made and w.ends);
  return made;
end
$$;
comment on function ops.make_message is
  'Makes a message of what has been due longest, with all that goes into the same one: of a '
  'conversation, or of a form. Null when nothing is due.';

create function ops.message_to_send(p_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('id', m.id, 'notification', n.name, 'peer', n.peer,
    'address', n.address, 'form', m.form, 'closes', m.closes, 'thread', c.root,
    'language', coalesce(n.language, (
      select b.lang from ops.odoo_bindings b
      where b.tenant_slug = any (n.tenants) or b.tenant_slug = f.events -> 0 ->> 'tenant'
      order by b.name limit 1), 'en'),
    'count', f.count, 'types', f.types, 'events', f.events)
  from ops.messages m
  join ops.notifications n on n.name = m.notification
  left join ops.conversations c on c.id = m.conversation
  cross join lateral (
    select (select count(*) from ops.news w where w.message = m.id) as count,
      (select jsonb_object_agg(t.type, t.count) from (
        select e.type, count(*) from ops.news w join ops.events e using (place)
        where w.message = m.id group by e.type) t) as types,
      (select jsonb_agg(jsonb_build_object('type', l.type, 'subject', l.subject, 'tenant',
          l.tenant, 'at', l.at, 'data', l.data) order by l.place)
        from (
          select e.* from ops.news w join ops.events e using (place)
          where w.message = m.id
          -- The newest: they say how things are.
          order by e.place desc limit 10) l) as events
  ) f
  where m.id = p_id
$$;
comment on function ops.message_to_send is
  'A message as whoever writes it needs it: whom it goes to, its thread, how many events of which '
  'types it is about, and the last ten of these.';

create function ops.next_message(p_notification text, p_token uuid,
  p_at timestamptz default clock_timestamp())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  n ops.notifications;
  waiting uuid;
begin
  perform ops.lock_work('notify', p_notification, p_token);
  perform ops.gather_news(p_notification, p_at);
  select * into n from ops.notifications where name = p_notification;
  if not n.enabled or n.held_until > p_at then
    return null;
  end if;
  perform ops.keep_quiet(n, p_at);
  select m.id into waiting from ops.messages m
  where m.notification = n.name and m.ended is null and m.due_at <= p_at
  order by m.attempts, m.made_at, m.id
  limit 1;
  if not ops.keep_to_limit(n, p_at) then
    return null;
  end if;
  -- By itself: what is read with it in one expression would not see it.
  waiting := coalesce(waiting, ops.make_message(n.name, p_at));
  return ops.message_to_send(waiting);
end
$$;
comment on function ops.next_message is
  'The message that a notification sends next, as message_to_send() has it, stored before it goes '
  'out; null when there is none now. The same until record_message() was told what became of it. '
  'Raises OC002.';

revoke execute on function
  ops.converse, ops.make_message, ops.message_to_send, ops.next_message
from public;
grant execute on function
  ops.converse, ops.make_message, ops.message_to_send, ops.next_message
to service_role;
