-- What became of a message.

create function ops.settle_message(p_message ops.messages, p_outcome jsonb, p_at timestamptz)
returns void
language sql
set search_path = ''
as $$
  with ended as (
    select case
      when p_outcome ->> 'code' is null then 'posted'
      when p_outcome ->> 'code' = 'message_peer_absent' then 'skipped'
      when p_message.first_failed_at < p_at - interval '3 days' then 'given_up'
    end as how
  )
  update ops.messages m
  set ended = e.how, ended_at = case when e.how is not null then p_at end,
    reference = p_outcome ->> 'reference',
    attempts = m.attempts + (p_outcome ? 'code')::int,
    first_failed_at = case when p_outcome ? 'code' then coalesce(m.first_failed_at, p_at)
      else m.first_failed_at end,
    error = case when p_outcome ? 'code'
      then jsonb_build_object('code', p_outcome -> 'code', 'detail', p_outcome -> 'detail') end,
    due_at = p_at + ops.backoff('notify', m.attempts + 1)
  from ended e
  where m.id = p_message.id
$$;
comment on function ops.settle_message is
  'Ends a message that was posted, that nobody carries, or that failed for three days; any other '
  'is tried again later.';

create function ops.note_peer(p_notification text, p_outcome jsonb, p_at timestamptz)
returns void
language sql
set search_path = ''
as $$
  update ops.notifications n
  set failures = case when p_outcome ? 'code' then n.failures + 1 else 0 end,
    failing_since = case when p_outcome ? 'code' then coalesce(n.failing_since, p_at) end,
    error = case when p_outcome ? 'code'
      then jsonb_build_object('code', p_outcome -> 'code', 'detail', p_outcome -> 'detail') end,
    told_at = case when p_outcome ? 'code' then n.told_at else p_at end,
    -- Where only one message is refused, another is taken next, and the pauses begin anew.
    held_until = case when p_outcome ->> 'code' <> 'message_peer_absent' then p_at + greatest(
      ops.backoff('notify', n.failures + 1),
      make_interval(secs => least(coalesce((p_outcome ->> 'again_in')::float, 0), 86400))) end
  where n.name = p_notification
$$;
comment on function ops.note_peer is
  'What an attempt says of the peer: since when nothing arrives, why, and until when it is left '
  'alone, as long as it asks for and a day at most.';

create function ops.record_message(p_notification text, p_token uuid, p_message uuid,
  p_outcome jsonb, p_at timestamptz default clock_timestamp())
returns void
language plpgsql
set search_path = ''
as $$
declare
  message ops.messages;
begin
  perform ops.lock_work('notify', p_notification, p_token);
  select * into message from ops.messages where id = p_message and ended is null
  for no key update;
  if not found then
    return;
  end if;
  perform ops.settle_message(message, p_outcome, p_at);
  perform ops.note_peer(p_notification, p_outcome, p_at);
  update ops.conversations c
  set root = coalesce(c.root, m.reference),
    closed_at = coalesce(c.closed_at, case when m.closes and m.ended is not null then p_at end)
  from ops.messages m
  where m.id = p_message and c.id = m.conversation;
end
$$;
comment on function ops.record_message is
  'Takes what became of a message: {} or {"reference"} where it was taken, else {"code", "detail", '
  '"again_in"}. Raises OC002.';

revoke execute on function
  ops.settle_message, ops.note_peer, ops.record_message
from public;
grant execute on function
  ops.settle_message, ops.note_peer, ops.record_message
to service_role;
