-- What became of a batch.

create type ops.delivery_outcome as (
  place bigint, status int, ms int, answer text, error text, again_in numeric
);
comment on type ops.delivery_outcome is
  'How an attempt went: the status of the answer, or the error, and in how many seconds the '
  'receiver wants to be asked again.';

create function ops.means_away(p_outcome ops.delivery_outcome)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_outcome.status is null or p_outcome.status in (408, 425, 429, 502, 503, 504)
$$;
comment on function ops.means_away is
  'Whether an outcome says something of the receiver as a whole, and nothing of the event.';

create function ops.next_try(p_attempts int, p_again_in numeric)
returns timestamptz
language sql
volatile
set search_path = ''
as $$
  select clock_timestamp() + greatest(ops.backoff('deliver', p_attempts),
    make_interval(secs => least(coalesce(p_again_in, 0), 86400)::float))
$$;
comment on function ops.next_try is
  'When something is tried again after so many attempts: later each time, and when the receiver '
  'asks for it, if that is later still and within a day.';

create function ops.bury_deliveries(p_subscription text, p_outcomes ops.delivery_outcome[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  dead record;
begin
  for dead in
    delete from ops.deliveries d
    using unnest(p_outcomes) o, ops.events e
    where d.subscription = p_subscription and d.place = o.place and e.place = o.place
      and d.first_failed_at < clock_timestamp() - interval '3 days'
    returning d.subscription || '/' || d.place as key, e.type, e.subject, o.status, o.error
  loop
    perform ops.put_work('delivery', dead.key, '{}', null, p_subscription, p_at_hand => true);
    perform ops.bury_work('delivery', dead.key, jsonb_build_object('code', 'webhook_refused',
      'detail', format('Cannot deliver %s of %s to %s for three days: %s.', dead.type, dead.subject,
        p_subscription, coalesce('it answers ' || dead.status, dead.error))));
  end loop;
end
$$;
comment on function ops.bury_deliveries is
  'Makes dead letters of what has failed for three days; its subject goes on.';

create function ops.note_receiver(p_subscription text, p_outcomes ops.delivery_outcome[])
returns void
language sql
set search_path = ''
as $$
  with seen as (
    select count(*) filter (where o.status between 200 and 299) as delivered,
      count(*) filter (where not coalesce(o.status between 200 and 299, false)) as failed,
      coalesce(bool_or(ops.means_away(o)), false) as away,
      coalesce(bool_or(o.status = 410), false) as gone,
      max(o.again_in) filter (where ops.means_away(o)) as again_in
    from unnest(p_outcomes) o
  ), judged as (
    select s.name, seen.*,
      case when seen.delivered > 0 then seen.away::int
        else s.failures + (seen.failed > 0)::int end as failures,
      case when seen.delivered > 0 then null
        when seen.failed > 0 then coalesce(s.failing_since, clock_timestamp())
        else s.failing_since end as failing_since
    from ops.subscriptions s
    cross join seen
    where s.name = p_subscription
  ), ended as (
    select j.*, case when j.gone then 'gone'
      when j.failing_since < clock_timestamp() - interval '3 days' then 'failing' end as why
    from judged j
  )
  update ops.subscriptions s
  set failures = e.failures, failing_since = e.failing_since,
    held_until = case when e.away then ops.next_try(e.failures, e.again_in) end,
    delivered_at = case when e.delivered > 0 then clock_timestamp() else s.delivered_at end,
    enabled = s.enabled and e.why is null,
    ended_at = case when e.why is not null then clock_timestamp() else s.ended_at end,
    ended_why = coalesce(e.why, s.ended_why)
  from ended e
  where s.name = e.name
$$;
comment on function ops.note_receiver is
  'What a batch says of the receiver: since when nothing arrives, until when it is left alone, and '
  'whether its subscription has ended: it is gone, or nothing arrived for three days.';

create function ops.record_deliveries(p_subscription text, p_token uuid, p_upto bigint,
  p_outcomes jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  outcomes constant ops.delivery_outcome[] := array(
    select o from jsonb_populate_recordset(null::ops.delivery_outcome, p_outcomes) o);
  before bigint;
begin
  perform ops.lock_work('deliver', p_subscription, p_token);
  select place into before from ops.subscriptions where name = p_subscription for no key update;
  insert into ops.delivery_attempts (subscription, place, status, ms, answer, error)
  select p_subscription, o.place, o.status, o.ms, o.answer, o.error from unnest(outcomes) o;
  -- What of the batch did not arrive is offered again, whether it was sent or waits behind another.
  insert into ops.deliveries (subscription, place, subject)
  select p_subscription, w.place, w.subject
  from ops.v_wanted w
  where w.subscription = p_subscription and w.place > before and w.place <= p_upto
    and not exists (select from unnest(outcomes) o
      where o.place = w.place and o.status between 200 and 299)
  on conflict do nothing;
  delete from ops.deliveries d
  using unnest(outcomes) o
  where d.subscription = p_subscription and d.place = o.place and o.status between 200 and 299;
  update ops.deliveries d
  set attempts = d.attempts + 1, first_failed_at = coalesce(d.first_failed_at, clock_timestamp()),
    due_at = ops.next_try(d.attempts + 1, o.again_in)
  from unnest(outcomes) o
  where d.subscription = p_subscription and d.place = o.place;
  update ops.subscriptions set place = greatest(place, p_upto) where name = p_subscription;
  perform ops.bury_deliveries(p_subscription, outcomes);
  perform ops.note_receiver(p_subscription, outcomes);
end
$$;
comment on function ops.record_deliveries is
  'Takes what became of a batch, in one transaction: an array of delivery_outcome. What is not '
  'among it, and was to be sent, is offered again. Raises OC002.';

revoke execute on function
  ops.means_away, ops.next_try, ops.bury_deliveries, ops.note_receiver, ops.record_deliveries
from public;
grant execute on function
  ops.means_away, ops.next_try, ops.bury_deliveries, ops.note_receiver, ops.record_deliveries
to service_role;
