-- Subscriptions whose events do not arrive, as suggestions have it.

create view ops.v_failing_subscriptions with (security_invoker = true) as
select 'failing_subscription' as rule,
  case when s.ended_at is not null then 'error' else 'warning' end as severity, s.name as object,
  null::text as tenant,
  case s.ended_why
    when 'gone' then format('The subscription %s has ended: its receiver answered 410.', s.name)
    when 'failing' then format('The subscription %s has ended: nothing arrived for three days.',
      s.name)
    else format('No event arrives at the subscription %s since %s.', s.name,
      to_char(s.failing_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
  end as title,
  jsonb_build_object('url', s.url, 'failing_since', s.failing_since, 'ended_at', s.ended_at,
    'next_at', s.held_until, 'last', (
      select jsonb_build_object('at', a.at, 'status', a.status, 'error', a.error)
      from ops.delivery_attempts a
      where a.subscription = s.name
      order by a.at desc, a.id
      limit 1)) as evidence,
  case when s.enabled then jsonb_build_object('method', 'POST', 'path',
      format('/events/subscriptions/%s/test', s.name), 'body', '{}'::jsonb)
    else jsonb_build_object('method', 'PATCH', 'path', format('/events/subscriptions/%s', s.name),
      'body', jsonb_build_object('enabled', true)) end as resolve
from ops.subscriptions s
where s.ended_at is not null
  or s.enabled and s.failing_since < clock_timestamp() - interval '10 minutes';
comment on view ops.v_failing_subscriptions is
  'Suggestions about subscriptions: those that have ended by themselves, and those at which '
  'nothing has arrived for ten minutes.';
grant select on ops.v_failing_subscriptions to service_role;
