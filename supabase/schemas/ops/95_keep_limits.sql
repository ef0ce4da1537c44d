-- What keeps a notification from telling more now: the limit of an hour, and quiet hours.

create function ops.keep_to_limit(p_n ops.notifications, p_at timestamptz)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  hour constant timestamptz := date_trunc('hour', p_at, 'UTC');
begin
  if p_n.most_per_hour > (
    select count(*) from ops.messages m
    where m.notification = p_n.name and m.ended_at >= hour and m.ended = 'posted'
  ) then
    return true;
  end if;
  update ops.news
  set form = 'more', due_at = ops.after_quiet(p_n, hour + interval '1 hour')
  where notification = p_n.name and message is null and due_at <= p_at;
  update ops.messages set due_at = ops.after_quiet(p_n, hour + interval '1 hour')
  where notification = p_n.name and ended is null and due_at <= p_at;
  return false;
end
$$;
comment on function ops.keep_to_limit is
  'Whether a notification may send one more message in this hour. Where not, what is due comes in '
  'one message when the hour is over.';

create function ops.keep_quiet(p_n ops.notifications, p_at timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  until constant timestamptz := ops.after_quiet(p_n, p_at);
begin
  if until = p_at then
    return;
  end if;
  update ops.news set due_at = until
  where notification = p_n.name and message is null and due_at <= p_at and not urgent;
  update ops.messages set due_at = until
  where notification = p_n.name and ended is null and due_at <= p_at and not urgent;
end
$$;
comment on function ops.keep_quiet is
  'Puts off what has become due in quiet hours, as what failed before them does.';

revoke execute on function ops.keep_to_limit, ops.keep_quiet from public;
grant execute on function ops.keep_to_limit, ops.keep_quiet to service_role;
