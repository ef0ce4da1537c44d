-- A change set is announced once: it is claimed, marked, sent, settled, and acknowledged.

insert into ops.work_kinds (kind, path, at_once, max_attempts, outage_survived, late_after)
values ('change_set', 'notify-superset/announcements', null, 12, '1 day', '15 minutes');
insert into ops.work_faults (kind, code, mends)
values
  ('change_set', 'github_unreachable', 'by_itself'),
  ('change_set', 'github_busy', 'by_itself'),
  ('change_set', 'github_refused', 'never'),
  ('change_set', 'misconfigured', 'never');

insert into ops.schedules (name, cadence, runs, late_after)
values
  ('ops-gather-noticed-changes', '5 seconds', 'ops.gather_noticed_changes', '5 minutes'),
  ('ops-compare-watched-schemas', '30 seconds', 'ops.compare_watched_schemas', '5 minutes');

insert into ops.event_types (type, description)
values ('schema.changed', 'Tables or views of a watched schema were created, changed or dropped.');

create function ops.change_set_shown(p_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', s.id, 'opened_at', s.opened_at, 'migrations', s.migrations,
    'sending_at', s.sending_at, 'sent_times', s.sent_times,
    'is_received', s.outcome = 'announced' or s.acknowledged_at is not null,
    'changes', coalesce((
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('schema', c.schema,
        'object', c.object, 'kind', c.kind, 'change', c.change, 'previous', c.previous,
        'tenant', c.tenant)) order by c.schema, c.object)
      from ops.schema_changes c where c.change_set_id = s.id), '[]'),
    'pushes', coalesce((
      select jsonb_agg(jsonb_build_object('repository', p.repository, 'commit', p.commit,
        'ref', p.ref, 'files', p.files) order by p.at, p.repository, p.commit)
      from ops.schema_pushes p where p.change_set_id = s.id), '[]'))
  from ops.change_sets s
  where s.id = p_id
$$;
comment on function ops.change_set_shown is 'A change set as it is announced, without its columns.';

create function ops.claim_change_set(p_lease_seconds int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  claimed ops.work := ops.claim_work('change_set', p_lease_seconds => p_lease_seconds);
begin
  if claimed.key is null then
    return null;
  end if;
  return ops.change_set_shown(claimed.key::uuid)
    || jsonb_build_object('lease_token', claimed.lease_token, 'attempts', claimed.attempts);
end
$$;
comment on function ops.claim_change_set is
  'Takes the change set that is due under a lease; null: none is due.';

create function ops.begin_sending(p_id uuid, p_token uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_change_sets();
  perform ops.lock_work('change_set', p_id::text, p_token);
  if exists (select from ops.change_sets s where s.id = p_id and s.settled_at is null) then
    if ops.gather_changes() is null then
      return null;
    end if;
    update ops.schema_pushes p set change_set_id = p_id where p.change_set_id is null;
  end if;
  update ops.change_sets s
  set sending_at = clock_timestamp(), sent_times = s.sent_times + 1
  where s.id = p_id;
  return ops.change_set_shown(p_id);
end
$$;
comment on function ops.begin_sending is
  'Marks a change set as being sent, with all that has changed by now, and returns it. To be '
  'committed before it is sent: whoever finds it marked must ask the receiver first. Null: nothing '
  'differs any more, and the set is gone. Raises OC002.';

create function ops.leave_change_set(p_id uuid, p_token uuid, p_error jsonb, p_arrived boolean,
  p_seconds numeric default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_change_sets();
  perform ops.lock_work('change_set', p_id::text, p_token);
  if not p_arrived then
    update ops.change_sets s set sending_at = null where s.id = p_id;
  end if;
  if p_seconds is not null then
    perform ops.wait_work('change_set', p_id::text, p_token, least(p_seconds, 3600));
  else
    perform ops.fail_work('change_set', p_id::text, p_token, p_error);
  end if;
end
$$;
comment on function ops.leave_change_set is
  'An attempt ended without a receipt: what did not arrive is open again, and takes in what '
  'changes. It is tried again after a pause, or in p_seconds. Raises OC002.';

create function ops.keep_known(p_id uuid)
returns void
language sql
set search_path = ''
as $$
  delete from ops.known_relations k
  using ops.schema_changes c
  where c.change_set_id = p_id and (
    (k.schema, k.name) = (c.schema, c.object) or k.schema || '.' || k.name = c.previous
  );
  insert into ops.known_relations (schema, name, relation, kind, columns, definition)
  select c.schema, c.object, c.relation, c.kind, c.after, c.definition
  from ops.schema_changes c
  join ops.watched_schemas w on w.schema = c.schema
  where c.change_set_id = p_id and c.change <> 'dropped';
  insert into ops.seen_migrations
  select unnest(s.migrations) from ops.change_sets s where s.id = p_id
  on conflict do nothing;
  delete from ops.noticed_ddl n where n.gathered;
  delete from ops.watched_schemas w
  where w.tenant is not null and to_regnamespace(format('%I', w.schema)) is null
    and not exists (select from ops.known_relations k where k.schema = w.schema);
$$;
comment on function ops.keep_known is
  'What a change set says is known from now on; a tenant''s schema that is gone is watched no '
  'longer.';

create function ops.settle_change_set(p_id uuid, p_outcome text, p_reason text default null,
  p_run_url text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.lock_change_sets();
  if exists (select from ops.change_sets s where s.id = p_id and s.settled_at is null) then
    perform ops.keep_known(p_id);
    perform ops.emit('schema.changed', 'schema-changes/' || p_id, jsonb_build_object(
      'change_set', p_id, 'migrations', to_jsonb(s.migrations),
      'objects', jsonb_agg(jsonb_strip_nulls(jsonb_build_object('schema', c.schema,
        'object', c.object, 'kind', c.kind, 'change', c.change, 'previous', c.previous))
        order by c.schema, c.object)), c.tenant)
    from ops.change_sets s
    join ops.schema_changes c on c.change_set_id = s.id
    where s.id = p_id
    group by s.id, s.migrations, c.tenant;
  end if;
  update ops.change_sets s
  set settled_at = coalesce(s.settled_at, clock_timestamp()), outcome = p_outcome,
    reason = p_reason, run_url = coalesce(p_run_url, s.run_url)
  where s.id = p_id;
  perform ops.forget_work('change_set', p_id::text);
end
$$;
comment on function ops.settle_change_set is
  'A change set is announced, kept or unclear; the next one begins. Each tenant whose schema it '
  'is, and the platform, has its event.';

revoke execute on function
  ops.change_set_shown, ops.claim_change_set, ops.begin_sending, ops.leave_change_set,
  ops.keep_known, ops.settle_change_set
from public;
grant execute on function
  ops.change_set_shown, ops.claim_change_set, ops.begin_sending, ops.leave_change_set,
  ops.keep_known, ops.settle_change_set
to service_role;
