-- A template is claimed, made, checked, settled or given up.

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
  'Takes the next due template: its row as an object, with the token that ends the turn and how '
  'many attempts have failed; null when none is due.';

create function control.hold_template(p_host text, p_database text, p_token uuid)
returns control.database_templates
language plpgsql
set search_path = ''
as $$
declare
  held control.database_templates;
begin
  select * into held from control.database_templates
  where db_host = p_host and database = p_database
  for no key update;
  perform ops.hold_work('template', control.template_key(p_host, p_database), p_token);
  return held;
end
$$;
comment on function control.hold_template is
  'The template that a token belongs to, kept until the transaction ends. Raises OC002 when '
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
comment on function control.extend_template is 'The heartbeat of a turn. Raises OC002.';

create function control.claim_template_making(p_host text, p_database text, p_token uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.hold_template(p_host, p_database, p_token);
  update control.database_templates
  set making_claimed_at = coalesce(making_claimed_at, clock_timestamp())
  where db_host = p_host and database = p_database;
end
$$;
comment on function control.claim_template_making is
  'What will be named making_<database> is ours; said once the name was found free. Raises OC002.';

create function control.note_template(p_host text, p_database text, p_token uuid, p_uuid text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.hold_template(p_host, p_database, p_token);
  update control.database_templates
  set uuid = p_uuid
  where db_host = p_host and database = p_database;
end
$$;
comment on function control.note_template is
  'A template has this database.uuid. Said before a database gets its name, so that one which has '
  'it is never unknown. Raises OC002.';

create function control.pause_template(p_host text, p_database text, p_token uuid,
  p_seconds numeric)
returns void
language plpgsql
set search_path = ''
as $$
declare
  work_key constant text := control.template_key(p_host, p_database);
begin
  perform ops.note_progress('template', work_key, p_token);
  perform ops.wait_work('template', work_key, p_token, p_seconds);
end
$$;
comment on function control.pause_template is
  'A turn went well; the next begins in so many seconds. Raises OC002.';

create function control.leave_template(p_host text, p_database text, p_token uuid,
  p_seconds numeric, p_error jsonb default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  work_key constant text := control.template_key(p_host, p_database);
begin
  perform control.hold_template(p_host, p_database, p_token);
  if p_error is null then
    perform control.pause_template(p_host, p_database, p_token, p_seconds);
    return;
  end if;
  -- Twice may be a passing fault; from then on somebody has to look. Tenants are made without it
  -- meanwhile.
  if (select w.attempts > 2 from ops.work w where w.kind = 'template' and w.key = work_key) then
    perform ops.note_fault('control.leave_template', p_database, p_error ->> 'code',
      p_error ->> 'detail');
  end if;
  perform ops.fail_work('template', work_key, p_token, p_error);
end
$$;
comment on function control.leave_template is
  'Ends a turn that is not the last one: the next begins in so many seconds, after an error when '
  'a growing pause is over. What fails a third time in a row is in ops.tending_faults. Raises '
  'OC002.';

create function control.settle_template(p_host text, p_database text, p_token uuid, p_version text,
  p_hash text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  held control.database_templates := control.hold_template(p_host, p_database, p_token);
begin
  if held.status = 'ready'
    and (held.odoo_version, held.closure_hash) is distinct from (p_version, p_hash) then
    perform control.retire_template(p_host, p_database);
    return 'stale';
  end if;
  update control.database_templates
  set status = 'ready', odoo_version = p_version, closure_hash = p_hash,
    checked_at = clock_timestamp()
  where db_host = p_host and database = p_database;
  perform control.pause_template(p_host, p_database, p_token,
    extract(epoch from s.templates_checked_every))
  from control.settings s;
  return 'ready';
end
$$;
comment on function control.settle_template is
  'Says what Odoo found a template to hold: one that was built is ready, one that was checked is '
  'so still, or stale. Returns which. Raises OC002.';

create function control.forget_template(p_host text, p_database text, p_token uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.hold_template(p_host, p_database, p_token);
  perform control.forget_secrets('template/' || p_database);
  delete from control.database_templates where db_host = p_host and database = p_database;
end
$$;
comment on function control.forget_template is
  'A stale template is gone from its server: so are its row and its secrets. Raises OC002.';

create function control.disown_template(p_host text, p_database text, p_token uuid, p_why text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.hold_template(p_host, p_database, p_token);
  perform ops.note_fault('control.disown_template', p_database, 'OC131', p_why);
  perform control.retire_template(p_host, p_database);
  perform control.forget_secrets('template/' || p_database);
  delete from control.database_templates where db_host = p_host and database = p_database;
end
$$;
comment on function control.disown_template is
  'What has a template''s name is not known to be ours: it stays, another template is built under '
  'another name, and why is in ops.tending_faults. Raises OC002.';

revoke execute on function
  control.claim_template, control.hold_template, control.extend_template,
  control.claim_template_making, control.note_template, control.pause_template,
  control.leave_template,
  control.settle_template, control.forget_template, control.disown_template
from public;
grant execute on function
  control.claim_template, control.hold_template, control.extend_template,
  control.claim_template_making, control.note_template, control.pause_template,
  control.leave_template,
  control.settle_template, control.forget_template, control.disown_template
to service_role;
