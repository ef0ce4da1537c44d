-- What a sender sends next.

create function ops.takes_more(p_subscription text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select count(*) < 1000
  from (select from ops.deliveries d where d.subscription = p_subscription limit 1000) l
$$;
comment on function ops.takes_more is
  'Whether a subscription is offered what is new: whoever refuses everything is not until that is '
  'less.';

create function ops.window_end(p_s ops.subscriptions, p_limit int)
returns bigint
language sql
stable
set search_path = ''
as $$
  select case
    when not ops.takes_more(p_s.name) then p_s.place
    else coalesce((
      select w.place from ops.v_wanted w
      where w.subscription = p_s.name and w.place > p_s.place and w.place <= last.place
      order by w.place
      offset p_limit - 1 limit 1
    ), last.place, p_s.place)
  end
  from (
    select max(l.place) as place
    from (
      select e.place from ops.events e where e.place > p_s.place order by e.place limit 5000
    ) l
  ) last
$$;
comment on function ops.window_end is
  'The place up to which a subscription is offered events now: so many that it wants, among the '
  'next 5,000.';

-- Long: one query a part of the batch.
create function ops.next_deliveries(p_subscription text, p_token uuid, p_limit int default 200)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  s ops.subscriptions;
  upto bigint;
  events jsonb;
begin
  perform ops.lock_work('deliver', p_subscription, p_token);
  select * into s from ops.subscriptions where name = p_subscription;
  if not s.enabled or s.held_until > clock_timestamp() then
    return null;
  end if;
  upto := ops.window_end(s, p_limit);
  select jsonb_agg(to_jsonb(b) - 'turn' order by b.turn, b.place) into events
  from (
    -- What was tried least comes first, so that what always fails does not hold up the rest.
    (select f.attempts as turn, d.attempts, e.place, e.position, e.id, e.type, e.subject, e.tenant,
      e.at, e.data
    from ops.v_first_deliveries f
    join ops.deliveries d on d.subscription = f.subscription and d.subject = f.subject
    join ops.events e on e.place = d.place
    where f.subscription = s.name and f.due_at <= clock_timestamp()
    order by f.attempts, d.place
    limit p_limit)
    union all
    select 0, 0, w.place, w.position, w.id, w.type, w.subject, w.tenant, w.at, w.data
    from ops.v_wanted w
    where w.subscription = s.name and w.place > s.place and w.place <= upto
      and not exists (select from ops.deliveries d
        where d.subscription = s.name and d.subject = w.subject)
  ) b;
  if events is null and upto <= s.place then
    return null;
  end if;
  return jsonb_build_object('url', s.url, 'secrets', ops.subscription_secrets(s.name),
    'failing', s.failing_since is not null, 'upto', upto, 'events', coalesce(events, '[]'));
end
$$;
comment on function ops.next_deliveries is
  'The next batch of a subscription: {"url", "secrets", "failing", "upto", "events"}, in the order '
  'in which those of one subject have to arrive; null when there is none now. The same until '
  'record_deliveries() was told what became of it. Raises OC002.';

revoke execute on function ops.next_deliveries, ops.window_end, ops.takes_more from public;
grant execute on function ops.next_deliveries, ops.window_end, ops.takes_more to service_role;
