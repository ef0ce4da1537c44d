-- Templates: which one is wanted, worked on, outdated and may go; each turn of work under a lease.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function control.host_of(p_url text)
returns text
language sql
immutable
set search_path = ''
as $$
  select substring(p_url from '^https?://([^/]+)')
$$;
comment on function control.host_of is 'Host and port of a server''s address.';

create function control.want_template(p_bundle control.code, p_country text, p_url text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  host text := control.host_of(p_url);
  wanted text;
begin
  insert into control.database_templates (database, db_host, bundle_code, country_code, odoo_url, modules)
  select format('template_%s_%s', left(replace(b.code, '-', '_'), 40), left(replace(gen_random_uuid()::text, '-', ''), 8)),
    host, b.code, p_country, p_url, b.modules
  from control.module_bundles b
  where b.code = p_bundle and not exists (
    select from control.database_templates t
    where t.bundle_code = p_bundle and t.country_code is not distinct from p_country and t.db_host = host and t.status = 'ready'
  )
  on conflict do nothing;
  select database into wanted
  from control.database_templates
  where bundle_code = p_bundle and country_code is not distinct from p_country and db_host = host and status <> 'stale'
  order by status desc
  limit 1;
  perform control.call_template_keeper();
  return wanted;
end
$$;
comment on function control.want_template is
  'Has a template prepared unless there is one, ready or being built. Returns its database; null for a bundle that does not exist.';

create function control.retire_template(p_host text, p_database text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  outdated control.database_templates;
begin
  update control.database_templates
  set status = 'stale', stale_at = clock_timestamp(), attempts = 0, error = null,
    -- What Odoo was asked to build it may still be at: it works on a call for 120 s at most.
    run_after = clock_timestamp() + case when status = 'building' and lease_token is not null then interval '130 s' else '0' end,
    lease_token = null, lease_expires_at = null
  where db_host = p_host and database = p_database and status <> 'stale'
  returning * into outdated;
  if outdated.odoo_url is not null then
    perform control.want_template(outdated.bundle_code, outdated.country_code, outdated.odoo_url);
  end if;
end
$$;
comment on function control.retire_template is
  'From now on nobody copies a template; one of ours is built anew, under another name.';

create view control.v_due_templates with (security_invoker = true) as
select t.db_host, t.database
from control.database_templates t
where t.odoo_url is not null
  and t.run_after <= clock_timestamp()
  and (t.lease_expires_at is null or t.lease_expires_at <= clock_timestamp())
  and case t.status
    when 'building' then not exists (
      select from control.database_templates other
      where other.db_host = t.db_host and other.database <> t.database and other.status = 'building'
        and other.lease_expires_at > clock_timestamp()
    ) and not exists (
      select from control.provisioning_jobs installing
      join control.operations o on o.id = installing.operation_id
      join control.tenants served on served.id = o.tenant_id
      where installing.name in ('database', 'modules') and installing.status in ('running', 'waiting')
        and control.host_of(served.odoo_url) = t.db_host
    )
    when 'ready' then t.checked_at < clock_timestamp() - (select templates_checked_every from control.settings)
    else not exists (
      select from control.provisioning_jobs copying
      where copying.exclusive = 'copies:' || t.db_host and copying.status in ('running', 'waiting')
        and copying.started_at <= t.stale_at
    )
  end;
comment on view control.v_due_templates is
  'Templates to work on now: to be built, one at a time on a server and after its tenants; to be checked; or stale, and no copy under way may still be one of it.';

create function control.claim_template(p_lease_seconds int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  claimed control.database_templates;
begin
  -- Two claims must not both find a server free, nor a copy begin while one looks; as in claim_step.
  perform pg_advisory_xact_lock('control.provisioning_jobs'::regclass::int);
  update control.database_templates t
  set lease_token = gen_random_uuid(), lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where (t.db_host, t.database) = (
    select d.db_host, d.database
    from control.v_due_templates d
    join control.database_templates due using (db_host, database)
    order by array_position(array['stale', 'ready', 'building'], due.status), due.run_after
    limit 1
  )
  returning * into claimed;
  return case when claimed.database is not null then to_jsonb(claimed) end;
end
$$;
comment on function control.claim_template is
  'Takes the next due template: its row as an object, with the token that ends the turn; null when none is due.';

create function control.hold_template(p_host text, p_database text, p_token uuid)
returns control.database_templates
language plpgsql
set search_path = ''
as $$
declare
  held control.database_templates;
begin
  select * into held from control.database_templates
  where db_host = p_host and database = p_database and lease_token = p_token
  for no key update;
  if not found then
    raise exception 'Cannot go on with template %: its lease is lost', p_database using errcode = 'OC002';
  end if;
  return held;
end
$$;
comment on function control.hold_template is
  'The template that a token belongs to, kept until the transaction ends. Raises OC002 when another worker has it or it went stale.';

create function control.extend_template(p_host text, p_database text, p_token uuid, p_lease_seconds int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.hold_template(p_host, p_database, p_token);
  update control.database_templates
  set lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where db_host = p_host and database = p_database;
end
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
  update control.database_templates set uuid = p_uuid where db_host = p_host and database = p_database;
end
$$;
comment on function control.note_template is
  'A template has this database.uuid. Said before a database gets its name, so that one which has it is never unknown. Raises OC002.';

create function control.leave_template(p_host text, p_database text, p_token uuid, p_seconds numeric, p_error jsonb default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  held control.database_templates := control.hold_template(p_host, p_database, p_token);
begin
  -- Twice may be a passing fault; from then on somebody has to look. Tenants are made without it meanwhile.
  if p_error is not null and held.attempts >= 2 then
    perform ops.note_fault('control.leave_template', p_database, p_error ->> 'code', p_error ->> 'detail');
  end if;
  update control.database_templates
  set lease_token = null, lease_expires_at = null, error = p_error,
    attempts = case when p_error is null then 0 else attempts + 1 end,
    run_after = clock_timestamp()
      + case when p_error is null then make_interval(secs => p_seconds) else control.backoff(held.attempts + 1) end
  where db_host = p_host and database = p_database;
end
$$;
comment on function control.leave_template is
  'Ends a turn that is not the last one: the next begins in so many seconds, after an error when a growing pause is over. What fails a third time in a row is in ops.tending_faults. Raises OC002.';

create function control.settle_template(p_host text, p_database text, p_token uuid, p_version text, p_hash text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  held control.database_templates := control.hold_template(p_host, p_database, p_token);
begin
  if held.status = 'ready' and (held.odoo_version, held.closure_hash) is distinct from (p_version, p_hash) then
    perform control.retire_template(p_host, p_database);
    return 'stale';
  end if;
  update control.database_templates
  set status = 'ready', odoo_version = p_version, closure_hash = p_hash, checked_at = clock_timestamp(),
    attempts = 0, error = null, lease_token = null, lease_expires_at = null
  where db_host = p_host and database = p_database;
  return 'ready';
end
$$;
comment on function control.settle_template is
  'Says what Odoo found a template to hold: one that was built is ready, one that was checked is so still, or stale. Returns which. Raises OC002.';

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
comment on function control.forget_template is 'A stale template is gone from its server: so are its row and its secrets. Raises OC002.';

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
  'What has a template''s name is not known to be ours: it stays, another template is built under another name, and why is in ops.tending_faults. Raises OC002.';

create function control.call_template_keeper()
returns uuid
language sql
security definer
set search_path = ''
as $$
  select ops.call_function('operations-run/templates')
  where exists (select from control.v_due_templates)
$$;
comment on function control.call_template_keeper is
  'Has due templates worked on; returns the call''s id. Null when none is due or the Vault secrets are missing.';

create function control.tend_templates()
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  outdated record;
begin
  for outdated in
    select t.db_host, t.database
    from control.database_templates t
    join control.module_bundles b on b.code = t.bundle_code
    where t.status <> 'stale' and t.odoo_url is not null and t.modules <> b.modules
  loop
    begin
      perform control.retire_template(outdated.db_host, outdated.database);
    exception when others then
      perform ops.note_fault('control.tend_templates', outdated.database, sqlstate, sqlerrm);
    end;
  end loop;
  return control.call_template_keeper();
end
$$;
comment on function control.tend_templates is
  'Retires templates of bundles that were changed, and has due ones worked on. Returns the call''s id, or null.';

select cron.schedule('control-tend-templates', '5 seconds', 'select control.tend_templates()');

revoke execute on function control.host_of, control.want_template, control.retire_template, control.claim_template, control.hold_template,
  control.extend_template, control.leave_template, control.settle_template, control.forget_template,
  control.claim_template_making, control.note_template, control.disown_template,
  control.call_template_keeper, control.tend_templates from public;
grant execute on function control.host_of, control.want_template, control.retire_template, control.claim_template, control.hold_template,
  control.extend_template, control.leave_template, control.settle_template, control.forget_template,
  control.claim_template_making, control.note_template, control.disown_template,
  control.call_template_keeper, control.tend_templates to service_role;
grant select on control.v_due_templates to service_role;
