-- A template is claimed for an attempt, and locked while the attempt writes.

create function control.claim_template(p_lease_seconds int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  due ops.work;
begin
  -- Two claims must not both find a server free, nor a copy begin while one looks; as in
  -- claim_step.
  perform pg_advisory_xact_lock('control.provisioning_jobs'::regclass::int);
  select d.* into due
  from ops.v_due_work d
  join control.database_templates t on control.template_key(t.db_host, t.database) = d.key
  where d.kind = 'template'
  order by array_position(array['stale', 'ready', 'building'], t.status), d.due_at
  limit 1
  for no key update of d skip locked;
  if not found then
    return null;
  end if;
  due := ops.lease_work(due.kind, due.key, p_lease_seconds);
  return (
    select to_jsonb(t)
      || jsonb_build_object('lease_token', due.lease_token, 'attempts', due.attempts - 1)
    from control.database_templates t
    where control.template_key(t.db_host, t.database) = due.key
  );
end
$$;
comment on function control.claim_template is
  'Takes the next due template: its row as an object, with the token that ends the attempt and how '
  'many attempts have failed; null when none is due.';

create function control.lock_template(p_host text, p_database text, p_token uuid)
returns control.database_templates
language plpgsql
set search_path = ''
as $$
declare
  locked control.database_templates;
begin
  select * into locked from control.database_templates
  where db_host = p_host and database = p_database
  for no key update;
  perform ops.lock_work('template', control.template_key(p_host, p_database), p_token);
  return locked;
end
$$;
comment on function control.lock_template is
  'The template that a token belongs to, locked until the transaction ends. Raises OC002 when '
  'another worker has it or it went stale.';

create function control.extend_template(p_host text, p_database text, p_token uuid,
  p_lease_seconds int)
returns void
language sql
set search_path = ''
as $$
  select ops.extend_work('template', control.template_key(p_host, p_database), p_token,
    p_lease_seconds)
$$;
comment on function control.extend_template is 'The heartbeat of an attempt. Raises OC002.';

create function control.claim_template_build(p_host text, p_database text, p_token uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.lock_template(p_host, p_database, p_token);
  update control.database_templates
  set build_claimed_at = coalesce(build_claimed_at, clock_timestamp())
  where db_host = p_host and database = p_database;
end
$$;
comment on function control.claim_template_build is
  'A database with the name build_<database> is ours from now on; called once the name was found '
  'free. Raises OC002.';

create function control.note_template(p_host text, p_database text, p_token uuid, p_uuid text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.lock_template(p_host, p_database, p_token);
  update control.database_templates
  set uuid = p_uuid
  where db_host = p_host and database = p_database;
end
$$;
comment on function control.note_template is
  'A template has this database.uuid. Called before a database gets its name, so that one which '
  'has it is never unknown. Raises OC002.';

revoke execute on function
  control.claim_template, control.lock_template, control.extend_template,
  control.claim_template_build, control.note_template
from public;
grant execute on function
  control.claim_template, control.lock_template, control.extend_template,
  control.claim_template_build, control.note_template
to service_role;
