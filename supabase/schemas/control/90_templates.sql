-- Templates are kept warm: what is due for one.

create function control.host_of(p_url text)
returns text
language sql
immutable
set search_path = ''
as $$
  select substring(p_url from '^https?://([^/]+)')
$$;
comment on function control.host_of is 'Host and port of a server''s address.';

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
      where installing.name in ('database', 'modules')
        and installing.status in ('running', 'waiting')
        and control.host_of(served.odoo_url) = t.db_host
    )
    when 'ready'
      then t.checked_at < clock_timestamp() - (select templates_checked_every from control.settings)
    else not exists (
      select from control.provisioning_jobs copying
      where copying.exclusive = 'copies:' || t.db_host and copying.status in ('running', 'waiting')
        and copying.started_at <= t.stale_at
    )
  end;
comment on view control.v_due_templates is
  'Templates to work on now: to be built, one at a time on a server and after its tenants; to be '
  'checked; or stale, and no copy under way may still be one of it.';
grant select on control.v_due_templates to service_role;

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
  'Has due templates worked on; returns the call''s id. Null when none is due or the Vault '
  'secrets are missing.';

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
  perform control.call_template_keeper();
  return wanted;
end
$$;
comment on function control.want_template is
  'Has a template prepared unless there is one, ready or being built. Returns its database; null '
  'for a bundle that does not exist.';

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
    run_after = clock_timestamp() +
      case when status = 'building' and lease_token is not null then interval '130 s' else '0' end,
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

revoke execute on function
  control.host_of, control.call_template_keeper, control.want_template, control.retire_template
from public;
grant execute on function
  control.host_of, control.call_template_keeper, control.want_template, control.retire_template
to service_role;
