-- When a sender is called, and when a dead letter is sent again.

create view ops.v_due_subscriptions with (security_invoker = true) as
select s.*
from ops.subscriptions s
where s.enabled and coalesce(s.held_until <= clock_timestamp(), true)
  and (
    exists (select from ops.v_first_deliveries f
      where f.subscription = s.name and f.due_at <= clock_timestamp())
    or ops.takes_more(s.name) and exists (select from ops.v_wanted w
      where w.subscription = s.name and w.place > s.place
        -- Whoever wants few of many passes over the others by and by.
        and w.place <= s.place + 20000)
  );
comment on view ops.v_due_subscriptions is 'Subscriptions that have something to be sent now.';
grant select on ops.v_due_subscriptions to service_role;

create function ops.wake_subscriptions()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  woken int;
begin
  perform ops.place_events();
  select count(ops.put_work('deliver', d.name)) into woken
  from ops.v_due_subscriptions d
  where not exists (select from ops.work w where w.kind = 'deliver' and w.key = d.name);
  -- None of these events is theirs.
  update ops.subscriptions s
  set place = least(s.place + 20000, ops.last_place())
  where s.enabled and s.place < ops.last_place()
    and not exists (select from ops.work w where w.kind = 'deliver' and w.key = s.name)
    and not exists (select from ops.v_wanted w where w.subscription = s.name
      and w.place > s.place and w.place <= s.place + 20000);
  return woken;
end
$$;
comment on function ops.wake_subscriptions is
  'Places what was committed, and has a sender called for each subscription that wants some of it, '
  'or of which something is due again. Returns for how many.';

create function ops.leave_deliveries(p_subscription text, p_token uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if exists (select from ops.v_due_subscriptions d where d.name = p_subscription) then
    perform ops.wait_work('deliver', p_subscription, p_token);
    return true;
  end if;
  perform ops.finish_work('deliver', p_subscription, p_token);
  return false;
end
$$;
comment on function ops.leave_deliveries is
  'A sender stops; another is called at once if something is left. Returns whether. Raises OC002.';

create function ops.replay_delivery(p_key text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  wanted record;
begin
  select s.name, e.place, e.subject into wanted
  from ops.subscriptions s
  join ops.events e on e.place = split_part(p_key, '/', 2)::bigint
  where s.name = split_part(p_key, '/', 1);
  if not found then
    raise exception 'Cannot send delivery % again: its event is kept no longer', ops.quoted(p_key)
      using errcode = 'OC004', hint = 'Events are kept for 30 days.';
  end if;
  insert into ops.deliveries (subscription, place, subject)
  values (wanted.name, wanted.place, wanted.subject)
  on conflict do nothing;
  perform ops.forget_work('delivery', p_key);
  perform ops.wake_subscriptions();
end
$$;
comment on function ops.replay_delivery is
  'Sends an event that was given up again: <subscription>/<place>. What happened to its subject '
  'since may have been delivered before. Raises OC004.';

insert into ops.work_kinds (kind, replays) values ('delivery', 'ops.replay_delivery');

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-wake-subscriptions', '5 seconds', 'ops.wake_subscriptions', '5 minutes');

revoke execute on function
  ops.wake_subscriptions, ops.leave_deliveries, ops.replay_delivery
from public;
grant execute on function
  ops.wake_subscriptions, ops.leave_deliveries, ops.replay_delivery
to service_role;
