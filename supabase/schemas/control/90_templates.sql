-- Templates as work: what is due, and when one is built anew.

create function control.host_of(p_url text)
returns text
language sql
immutable
set search_path = ''
as $$
  select substring(p_url from '^https?://([^/]+)')
$$;
comment on function control.host_of is 'Host and port of a server''s address.';

create function control.template_key(p_host text, p_database text)
returns text
language sql
immutable
set search_path = ''
as $$
  select p_host || '/' || p_database
$$;
comment on function control.template_key is 'The key of a template in ops.work.';

create function control.template_may_begin(p_key text)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select case t.status
    when 'building' then not exists (
      select from control.database_templates other
      join ops.work w
        on w.kind = 'template' and w.key = control.template_key(other.db_host, other.database)
      where other.db_host = t.db_host and other.database <> t.database and other.status = 'building'
        and w.lease_expires_at > clock_timestamp()
    ) and not exists (
      select from control.provisioning_jobs installing
      join control.operations o on o.id = installing.operation_id
      join control.tenants served on served.id = o.tenant_id
      where installing.name in ('database', 'modules')
        and installing.status in ('running', 'waiting')
        and control.host_of(served.odoo_url) = t.db_host
    )
    when 'stale' then not exists (
      select from control.provisioning_jobs copying
      where copying.exclusive = 'copies:' || t.db_host and copying.status in ('running', 'waiting')
        and copying.started_at <= t.stale_at
    )
    else true
  end
  from control.database_templates t
  where control.template_key(t.db_host, t.database) = p_key
$$;
comment on function control.template_may_begin is
  'Whether a due template may be worked on. One is built at a time on a server, after its '
  'tenants; one is dropped once no copy under way may still be one of it; any may be checked.';

insert into ops.work_kinds (kind, path, may_begin, late_after)
values ('template', 'operations-run/templates', 'control.template_may_begin', '1 hour');

create function control.put_template()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform ops.put_work('template', control.template_key(new.db_host, new.database), p_after =>
    case when new.status = 'ready' then s.templates_checked_every else '0' end)
  from control.settings s;
  return null;
end
$$;
comment on function control.put_template is
  'Puts a template of ours as work, until its row is deleted; one that is ready, from its next '
  'check on.';
create trigger put_template after insert on control.database_templates
for each row when (new.odoo_url is not null) execute function control.put_template();

create function control.forget_template_work()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform ops.forget_work('template', control.template_key(old.db_host, old.database));
  return null;
end
$$;
comment on function control.forget_template_work is
  'Deletes the work of a template whose row is deleted.';
create trigger forget_template_work after delete on control.database_templates
for each row execute function control.forget_template_work();

create view control.v_templates with (security_invoker = true) as
select t.*, w.attempts, w.error, w.due_at
from control.database_templates t
left join ops.work w
  on w.kind = 'template' and w.key = control.template_key(t.db_host, t.database);
comment on view control.v_templates is
  'Templates with their work: failed attempts, the last error, and when the next attempt is due.';
grant select on control.v_templates to service_role;

create function control.want_template(p_bundle control.code, p_country text, p_url text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  host text := control.host_of(p_url);
  wanted text;
begin
  insert into control.database_templates (database, db_host, bundle_code, country_code, odoo_url,
    modules)
  select format('template_%s_%s', left(replace(b.code, '-', '_'), 40),
    left(replace(gen_random_uuid()::text, '-', ''), 8)),
    host, b.code, p_country, p_url, b.modules
  from control.module_bundles b
  where b.code = p_bundle and not exists (
    select from control.database_templates t
    where t.bundle_code = p_bundle and t.country_code is not distinct from p_country
      and t.db_host = host and t.status = 'ready'
  )
  on conflict do nothing;
  select database into wanted
  from control.database_templates
  where bundle_code = p_bundle and country_code is not distinct from p_country and db_host = host
    and status <> 'stale'
  order by status desc
  limit 1;
  return wanted;
end
$$;
comment on function control.want_template is
  'Requests a template, unless one is ready or being built. Returns its database; null for a '
  'bundle that does not exist.';

create function control.retire_template(p_host text, p_database text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  outdated control.database_templates;
begin
  select * into outdated from control.database_templates
  where db_host = p_host and database = p_database and status <> 'stale'
  for no key update;
  update control.database_templates
  set status = 'stale', stale_at = clock_timestamp()
  where db_host = p_host and database = p_database and status <> 'stale';
  if outdated.odoo_url is not null then
    -- What Odoo was asked to build it may still be at: it works on a call for 120 s at most.
    perform ops.restart_work(w.kind, w.key, case
      when outdated.status = 'building' and w.lease_token is not null then interval '130 s'
      else '0'
    end)
    from ops.work w
    where w.kind = 'template' and w.key = control.template_key(p_host, p_database);
    perform control.want_template(outdated.bundle_code, outdated.country_code, outdated.odoo_url);
  end if;
end
$$;
comment on function control.retire_template is
  'From now on no tenant copies a template; one of ours is built anew, under another name.';

revoke execute on function
  control.host_of, control.template_key, control.template_may_begin, control.put_template,
  control.forget_template_work, control.want_template, control.retire_template
from public;
grant execute on function
  control.host_of, control.template_key, control.template_may_begin, control.want_template,
  control.retire_template
to service_role;
