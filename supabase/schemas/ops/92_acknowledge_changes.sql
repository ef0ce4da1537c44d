-- The other ends: who settles a set, what the receiver answers, and what pushes tell.

create function ops.end_sending(p_id uuid, p_token uuid, p_outcome text,
  p_reason text default null, p_run_url text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_change_sets();
  perform ops.lock_work('change_set', p_id::text, p_token);
  if p_outcome = 'kept' and ops.gather_changes() is not null then
    update ops.schema_pushes p set change_set_id = p_id where p.change_set_id is null;
  end if;
  perform ops.settle_change_set(p_id, p_outcome, p_reason, p_run_url);
  if p_outcome = 'unclear' then
    perform ops.note_fault('ops.end_sending', p_id::text, 'unclear', p_reason);
  end if;
end
$$;
comment on function ops.end_sending is
  'Whoever has a change set settles it: as ops.settle_change_set(). Raises OC002.';

create function ops.acknowledge_changes(p_id uuid, p_as text, p_detail text default null,
  p_run_url text default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  told ops.change_sets;
begin
  perform ops.lock_change_sets();
  select * into told from ops.change_sets s where s.id = p_id and s.sent_times > 0;
  if not found then
    raise exception 'Cannot acknowledge change set %: it was never sent', p_id
      using errcode = 'OC004';
  end if;
  if told.outcome is distinct from 'announced' then
    perform ops.settle_change_set(p_id, 'announced');
  end if;
  -- What was done stays done, whatever a run that was repeated says of itself.
  update ops.change_sets s
  set acknowledged_at = clock_timestamp(), acknowledged_as = p_as,
    acknowledged_detail = p_detail, run_url = coalesce(p_run_url, s.run_url)
  where s.id = p_id and s.acknowledged_as is distinct from 'done';
end
$$;
comment on function ops.acknowledge_changes is
  'The receiver says that it has a change set, and what became of it: done or failed. The same '
  'may be said again. Raises OC004 for a set that was never sent.';

create function ops.note_push(p_repository text, p_commit text, p_before text, p_ref text,
  p_files jsonb)
returns uuid
language plpgsql
set search_path = ''
as $$
begin
  insert into ops.schema_pushes (repository, commit, before, ref, files)
  values (p_repository, p_commit, p_before, p_ref, p_files)
  on conflict do nothing;
  return coalesce((
    select p.change_set_id from ops.schema_pushes p
    where (p.repository, p.commit) = (p_repository, p_commit)
  ), ops.gather_changes());
end
$$;
comment on function ops.note_push is
  'A commit touches the schema: it is announced once, with what has changed. Returns the change '
  'set; the one before it while that is being sent.';

create view ops.v_change_sets with (security_invoker = true) as
select s.id,
  case
    when s.acknowledged_as is not null then s.acknowledged_as
    when s.outcome = 'announced' and s.settled_at < now() - interval '30 minutes'
      then 'unacknowledged'
    when s.outcome is not null then s.outcome
    when s.sending_at is not null then 'sending'
    else 'pending'
  end as status,
  s.opened_at, s.settled_at, s.acknowledged_at, s.sent_times, s.migrations,
  (select count(*)::int from ops.schema_changes c where c.change_set_id = s.id) as objects,
  array(select distinct c.tenant from ops.schema_changes c
    where c.change_set_id = s.id and c.tenant is not null order by c.tenant) as tenants,
  s.run_url, coalesce(s.acknowledged_detail, s.reason, w.error ->> 'detail') as detail
from ops.change_sets s
left join ops.work w on w.kind = 'change_set' and w.key = s.id::text;
comment on view ops.v_change_sets is
  'Change sets: pending; sending; announced; unacknowledged for half an hour; done or failed, as '
  'the receiver says; kept, since nobody is to be told; unclear.';
grant select on ops.v_change_sets to service_role;

create function ops.announce_again(p_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_change_sets();
  update ops.change_sets s
  set sending_at = null where s.id = p_id and s.outcome in ('kept', 'unclear');
  if not found then
    raise exception 'Cannot announce change set % again: it is neither kept nor unclear', p_id
      using errcode = 'OC004', hint = 'ops.v_change_sets lists what is.';
  end if;
  perform ops.put_work('change_set', p_id::text);
end
$$;
comment on function ops.announce_again is
  'Sends a change set that was kept, or of which nobody knows what became of it. Raises OC004.';

create function ops.forget_change_sets()
returns void
language sql
set search_path = ''
as $$
  delete from ops.change_sets where settled_at < now() - interval '1 year'
$$;
comment on function ops.forget_change_sets is 'Change sets are kept for a year.';
insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-forget-change-sets', '37 4 * * *', 'ops.forget_change_sets', '2 days');

revoke execute on function
  ops.end_sending, ops.acknowledge_changes, ops.note_push, ops.announce_again,
  ops.forget_change_sets
from public;
grant execute on function
  ops.end_sending, ops.acknowledge_changes, ops.note_push, ops.announce_again
to service_role;
