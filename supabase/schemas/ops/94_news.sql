-- What a notification is to tell of an event, and when.

create function ops.topic_of(p_type text, p_subject text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when p_type ~ '^(drift|hold|operation|run|schedule)\.' then split_part(p_type, '.', 1)
    else regexp_replace(p_type, '_cleared$', '') end || ' ' || p_subject
$$;
comment on function ops.topic_of is
  'What a conversation is about: all that happens to an operation, a run, a schedule, a hold or '
  'to the drift of a binding is of one; of another subject, each type of events, with the one that '
  'clears it.';

create function ops.ends_topic(p_type text, p_data jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case p_type
    when 'drift.gone' then coalesce((p_data ->> 'open')::int = 0, false)
    when 'tenant.health_changed' then coalesce(p_data ->> 'state' = 'healthy', false)
    else p_type ~ '_cleared$'
      or p_type in ('operation.succeeded', 'operation.failed', 'operation.cancelled',
        'schedule.recovered', 'hold.lifted', 'run.succeeded', 'run.partly_failed', 'run.failed',
        'run.cancelled')
  end
$$;
comment on function ops.ends_topic is 'Whether nothing is left of a topic after such an event.';

create function ops.after_quiet(p_n ops.notifications, p_at timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select case
    when p_n.quiet_from is null then p_at
    when p_n.quiet_from < p_n.quiet_to and (hour < p_n.quiet_from or hour >= p_n.quiet_to)
      or p_n.quiet_from > p_n.quiet_to and hour < p_n.quiet_from and hour >= p_n.quiet_to then p_at
    else greatest(p_at, (here::date + (hour >= p_n.quiet_to)::int + p_n.quiet_to)
      at time zone p_n.time_zone)
  end
  from (select p_at at time zone p_n.time_zone as here) l
  cross join lateral (select here::time as hour) h
$$;
comment on function ops.after_quiet is
  'This moment, or the end of the quiet hours that it is in, by the clocks of the time zone.';

create function ops.digest_after(p_n ops.notifications, p_at timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select case p_n.digest
    when 'hourly' then date_trunc('hour', p_at, p_n.time_zone) + interval '1 hour'
    when 'daily' then (here::date + (here::time >= p_n.digest_at)::int + p_n.digest_at)
      at time zone p_n.time_zone
    else p_at
  end
  from (select p_at at time zone p_n.time_zone as here) l
$$;
comment on function ops.digest_after is
  'When what happens at a moment is told: with the next digest, or at once where there is none.';

create function ops.gather_news(p_notification text, p_at timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  n ops.notifications;
  upto bigint;
begin
  select * into n from ops.notifications where name = p_notification for no key update;
  select max(l.place) into upto from (
    select e.place from ops.events e where e.place > n.place order by e.place limit 5000) l;
  if upto is null or not n.enabled then
    return;
  end if;
  insert into ops.news (notification, place, topic, ends, urgent, form, due_at)
  select n.name, h.place, ops.topic_of(h.type, h.subject), ops.ends_topic(h.type, h.data),
    u.now,
    case when u.now or n.digest is null then 'news' else 'digest' end,
    case when u.now then p_at else ops.after_quiet(n, ops.digest_after(n, p_at)) end
  from ops.v_heard h
  cross join lateral (
    select h.type = 'test.sent' or coalesce(ops.is_of_types(h.type, n.urgent), false)
  ) u (now)
  where h.kind = 'notifications' and h.name = n.name and h.place > n.place and h.place <= upto;
  update ops.notifications set place = upto where name = n.name;
end
$$;
comment on function ops.gather_news is
  'Notes what a notification is to tell of the next 5,000 events, and when.';

revoke execute on function
  ops.topic_of, ops.ends_topic, ops.after_quiet, ops.digest_after, ops.gather_news
from public;
grant execute on function
  ops.topic_of, ops.ends_topic, ops.after_quiet, ops.digest_after, ops.gather_news
to service_role;
