-- An analytics role gets a login where the login is proven harmless.

create function control.why_no_login(p_slug text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  openings text[];
begin
  if not control.has_tenant_schema(p_slug) then
    return 'The tenant has no schema here.';
  elsif exists (select from control.accepted_risks where risk = 'net_open') then
    return null;
  end if;
  openings := array(select ops.net_openings());
  if openings = '{}' then
    return null;
  end if;
  return format(
    'Every login could read and change what pg_net sends: PUBLIC has %s%s. See '
      'docs/runbooks/analytics-login.md.',
    array_to_string(openings[:2], '; '),
    case when cardinality(openings) > 2 then format(' and %s more', cardinality(openings) - 2) end);
end
$$;
comment on function control.why_no_login is
  'Why the analytics role of a tenant may not log in here, in words; null: it may.';

create function control.has_analytics_login(p_slug text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select
    from control.tenants t
    join pg_catalog.pg_roles r on r.rolname = control.analytics_role(t.slug)
    where t.slug = p_slug and r.rolcanlogin and control.owns_analytics_role(t)
  );
end
$$;
comment on function control.has_analytics_login is
  'Whether the analytics role of a tenant can log in.';

create function control.open_analytics_login(p_slug text, p_verifier text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  why text := control.why_no_login(p_slug);
begin
  if why is not null then
    raise exception 'Cannot let the analytics role of tenant % log in: %', ops.quoted(p_slug),
      rtrim(why, '.')
      using errcode = 'OC152',
        hint = 'Close schema net to PUBLIC, or let analytics log in to another database.';
  elsif p_verifier !~ '^SCRAM-SHA-256\$' then
    raise exception 'Cannot let the analytics role of tenant % log in: its password is not given '
      'as a SCRAM verifier', ops.quoted(p_slug)
      using errcode = 'invalid_parameter_value';
  end if;
  execute format('alter role %I login connection limit 5 password %L',
    control.analytics_role(p_slug), p_verifier);
end
$$;
comment on function control.open_analytics_login is
  'Lets the analytics role of a tenant log in, with a password of which only the SCRAM-SHA-256 '
  'verifier is stored here. Raises OC004, and OC152 if why_no_login has a reason.';

create function control.shut_exposed_logins()
returns int
language plpgsql
set search_path = ''
as $$
declare
  exposed record;
  count int := 0;
begin
  for exposed in
    select r.rolname, control.why_no_login(t.slug) as why
    from control.tenants t
    -- As text they are hashed; a name would be compared with each tenant's.
    join pg_catalog.pg_roles r on r.rolname::text = control.analytics_role(t.slug)
    where r.rolcanlogin and control.owns_analytics_role(t)
      and control.why_no_login(t.slug) is not null
  loop
    begin
      execute format('alter role %I nologin', exposed.rolname);
      perform pg_terminate_backend(pid)
      from pg_catalog.pg_stat_activity
      where usename = exposed.rolname;
      perform ops.note_fault('control.shut_exposed_logins', exposed.rolname, 'OC152', exposed.why);
      count := count + 1;
    exception when others then
      perform ops.note_fault('control.shut_exposed_logins', exposed.rolname, sqlstate, sqlerrm);
    end;
  end loop;
  return count;
end
$$;
comment on function control.shut_exposed_logins is
  'Revokes the login of analytics roles that may not have one any more, as after an update of '
  'pg_net opened its schema again. Returns how many; each is in ops.reconcile_faults. A role of '
  'such a name that was not made for the tenant stays as it is.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-shut-exposed-logins', '* * * * *', 'control.shut_exposed_logins', '10 minutes');

revoke execute on function
  control.why_no_login, control.has_analytics_login, control.open_analytics_login,
  control.shut_exposed_logins
from public;
grant execute on function
  control.why_no_login, control.has_analytics_login, control.open_analytics_login,
  control.shut_exposed_logins
to service_role;
