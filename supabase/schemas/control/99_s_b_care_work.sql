-- Probes and measurements as work: claimed, and ended with what was seen.

insert into ops.work_kinds (kind, path, at_once, backoff_base, backoff_factor, backoff_cap,
  lease_seconds, late_after)
values
  ('probe', 'operations-run/cares', 4, 30, 2, 600, 120, '30 minutes'),
  ('measure', 'operations-run/cares', 2, 60, 4, 7200, 300, '6 hours');

create function control.claim_care(p_lease_seconds int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  claimed ops.work;
  wanted text;
begin
  foreach wanted in array array['probe', 'measure'] loop
    loop
      claimed := ops.claim_work(wanted, p_lease_seconds => p_lease_seconds);
      exit when claimed.key is null;
      if control.may_be_cared_for(claimed.key::uuid) then
        return (
          select jsonb_build_object('care', c.care, 'token', claimed.lease_token,
            'claimed_at', clock_timestamp(), 'params', c.params, 'tenant', to_jsonb(t))
          from control.tenants t
          cross join control.cares c
          where t.id = claimed.key::uuid and c.care = claimed.kind
        );
      end if;
      -- It is due again once the tenant may be looked at.
      perform ops.finish_work(wanted, claimed.key, claimed.lease_token);
    end loop;
  end loop;
  return null;
end
$$;
comment on function control.claim_care is
  'The next probe or measurement: {"care", "token", "claimed_at", "params", "tenant"}; null when '
  'none is due. That of a tenant which an operation is at work on, or which is paused, is dropped.';

create function control.extend_care(p_care text, p_tenant_id uuid, p_token uuid,
  p_lease_seconds int)
returns void
language sql
set search_path = ''
as $$
  select ops.extend_work(p_care, p_tenant_id::text, p_token, p_lease_seconds)
$$;
comment on function control.extend_care is 'The heartbeat of a probe or measurement. Raises OC002.';

create function control.finish_probe(p_tenant_id uuid, p_token uuid, p_claimed_at timestamptz,
  p_facts jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
  verdict record;
begin
  perform ops.finish_work('probe', p_tenant_id::text, p_token);
  -- Whatever an operation did meanwhile, it knows better.
  if not control.may_be_cared_for(p_tenant_id, p_claimed_at) then
    return null;
  end if;
  select j.* into verdict
  from control.cares c cross join control.judge_probe(p_facts, c.params) j
  where c.care = 'probe';
  insert into control.tenant_probes (tenant_id, facts) values (p_tenant_id, p_facts)
  on conflict (tenant_id) do update set facts = excluded.facts, probed_at = clock_timestamp();
  perform control.record_health(p_tenant_id, verdict.state, verdict.detail, 'probe');
  return verdict.state;
end
$$;
comment on function control.finish_probe is
  'Ends a probe with what it saw, and records what that says of the tenant''s health. Returns '
  'that; null when an operation was at work meanwhile. Raises OC002.';

create function control.finish_measure(p_tenant_id uuid, p_token uuid, p_values jsonb)
returns int
language sql
set search_path = ''
as $$
  select ops.finish_work('measure', p_tenant_id::text, p_token);
  with stored as (
    insert into control.tenant_metrics as m (tenant_id, day, metric, value)
    select p_tenant_id, (clock_timestamp() at time zone 'UTC')::date, v.key, v.value::numeric
    from jsonb_each_text(p_values) v
    on conflict (tenant_id, day, metric) do update
    set value = excluded.value, measured_at = clock_timestamp()
    returning 1
  )
  select count(*)::int from stored
$$;
comment on function control.finish_measure is
  'Ends a measurement with {"<metric>": number}, as of today in UTC. Returns how many. Raises '
  'OC002.';

create function control.fail_care(p_care text, p_tenant_id uuid, p_token uuid, p_error jsonb)
returns void
language sql
set search_path = ''
as $$
  select ops.fail_work(p_care, p_tenant_id::text, p_token, p_error)
$$;
comment on function control.fail_care is
  'A probe or measurement failed with {"code", "detail"}: it is tried again. Raises OC002.';

revoke execute on function
  control.claim_care, control.extend_care, control.finish_probe, control.finish_measure,
  control.fail_care
from public;
grant execute on function
  control.claim_care, control.extend_care, control.finish_probe, control.finish_measure,
  control.fail_care
to service_role;
