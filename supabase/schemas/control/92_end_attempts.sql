-- How an attempt of a template ends: paused, failed, marked ready or stale, forgotten or disowned.

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
  'An attempt succeeded; the next begins in so many seconds. Raises OC002.';

create function control.leave_template(p_host text, p_database text, p_token uuid,
  p_seconds numeric, p_error jsonb default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  work_key constant text := control.template_key(p_host, p_database);
begin
  perform control.lock_template(p_host, p_database, p_token);
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
  'Ends an attempt that is not the last one. The next begins in so many seconds; after an error, '
  'when a growing pause is over. What fails a third time in a row is in ops.reconcile_faults. '
  'Raises OC002.';

create function control.mark_template(p_host text, p_database text, p_token uuid, p_version text,
  p_hash text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  template control.database_templates := control.lock_template(p_host, p_database, p_token);
begin
  if template.status = 'ready'
    and (template.odoo_version, template.closure_hash) is distinct from (p_version, p_hash) then
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
comment on function control.mark_template is
  'Stores what Odoo found in a template: one that was built is ready; one that was checked is '
  'ready still, or stale. Returns which. Raises OC002.';

create function control.forget_template(p_host text, p_database text, p_token uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.lock_template(p_host, p_database, p_token);
  perform control.forget_secrets('template/' || p_database);
  delete from control.database_templates where db_host = p_host and database = p_database;
end
$$;
comment on function control.forget_template is
  'A stale template was dropped from its server: deletes its row and its secrets. Raises OC002.';

create function control.disown_template(p_host text, p_database text, p_token uuid, p_why text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.lock_template(p_host, p_database, p_token);
  perform ops.note_fault('control.disown_template', p_database, 'OC131', p_why);
  perform control.retire_template(p_host, p_database);
  perform control.forget_secrets('template/' || p_database);
  delete from control.database_templates where db_host = p_host and database = p_database;
end
$$;
comment on function control.disown_template is
  'A database with a template''s name is not known to be ours: it stays, another template is '
  'built under another name, and ops.reconcile_faults has the reason. Raises OC002.';

revoke execute on function
  control.pause_template, control.leave_template, control.mark_template,
  control.forget_template, control.disown_template
from public;
grant execute on function
  control.pause_template, control.leave_template, control.mark_template,
  control.forget_template, control.disown_template
to service_role;
