-- A tenant is changed, and what happened to it is shown.

create function api.change_tenant(p_args jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  wanted constant uuid := control.visible_tenant(p_args ->> 'tenant');
begin
  perform api.demand_shape(p_args, '{"name": {"text": 255}, "industry": {"text": 255},
    "domain": {"text": 255}, "region": {"text": 255}, "agency_group": {"text": 63},
    "plan": {"text": 63}}');
  perform control.lock_tenant_to_change(wanted);
  perform api.demand_match(p_args, api.get_tenant(p_args));
  perform control.change_tenant(wanted, (
    select coalesce(jsonb_object_agg(case key
      when 'domain' then 'primary_domain'
      when 'plan' then 'plan_code'
      else key
    end, value), '{}')
    from jsonb_each(p_args - array['tenant', 'if_match'])));
  return api.get_tenant(p_args);
end
$$;
comment on function api.change_tenant is
  'Changes a tenant {"tenant", "if_match", "name", "industry", "domain", "region", "agency_group", '
  '"plan"}: a key that is absent stays, null clears. Answers as get_tenant. Raises OC004, OC101, '
  'OC103, OC202.';

create function api.list_logs(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  week_ago constant timestamptz := now() - interval '7 days';
  since constant timestamptz := greatest((p_args ->> 'since')::timestamptz, week_ago);
  until constant timestamptz := coalesce((p_args ->> 'until')::timestamptz, 'infinity');
begin
  return (
    with found as materialized (
      select e.* from control.tenant_events(
        control.visible_tenant(p_args ->> 'tenant'), since, until) e
      where e.severity = coalesce(p_args ->> 'severity', e.severity)
        and e.source = coalesce(p_args ->> 'source', e.source)
    )
    select jsonb_build_object('since', since, 'total', (select count(*) from found),
      'items', coalesce(jsonb_agg(to_jsonb(e) order by e.at desc, e.source, e.message), '[]'))
    from (
      select * from found order by at desc, source, message
      limit least(greatest(coalesce((p_args ->> 'limit')::int, 100), 0), 500)
    ) e
  );
end
$$;
comment on function api.list_logs is
  'What happened to a tenant {"tenant"} in the last seven days, the newest first: that of a '
  'severity or a source, since and until. limit events, 100 unless given and at most 500. Raises '
  'OC004, OC103.';

revoke execute on function api.change_tenant, api.list_logs from public, anon;
grant execute on function api.change_tenant, api.list_logs to authenticated;
