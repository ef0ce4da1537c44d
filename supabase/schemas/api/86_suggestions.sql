-- What somebody should do next, and schedules that are run at once.

create function api.list_suggestions(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('platform.read');
  return (
    with found as materialized (
      select s.rule || ':' || s.object as id, s.*
      from control.v_suggestions s
      where s.rule = coalesce(p_args ->> 'rule', s.rule)
        and s.severity = coalesce(p_args ->> 'severity', s.severity)
        and (p_args ->> 'tenant' is null or s.tenant = p_args ->> 'tenant')
    ),
    page as (
      select *, row_number() over (
        order by array_position(array['error', 'warning', 'info'], severity), id) as place
      from found
      order by place
      limit least(greatest(coalesce((p_args ->> 'limit')::int, 20), 0), 200)
      offset greatest(coalesce((p_args ->> 'offset')::int, 0), 0)
    )
    select jsonb_build_object('total', (select count(*) from found),
      'items', coalesce(jsonb_agg(to_jsonb(p) - 'place' - 'object' order by p.place), '[]'))
    from page p
  );
end
$$;
comment on function api.list_suggestions is
  'A page of what somebody should do next, the most severe first: that of a rule, a severity or a '
  'tenant. Raises OC103.';

create function api.run_schedule(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted constant text := p_args ->> 'name';
begin
  perform control.act_as_caller('platform.change');
  if not exists (select from ops.schedules s where s.name = wanted) then
    raise exception 'Cannot run schedule %: there is none', ops.quoted(wanted)
      using errcode = 'OC004';
  end if;
  perform ops.run_schedule(wanted);
  return (select to_jsonb(s) from api.schedules s where s.name = wanted);
end
$$;
comment on function api.run_schedule is
  'Runs a schedule {"name"} now, whether it is due or not, and answers as it is then: its outcome '
  'and error say what came of it. Raises OC004, OC103.';

revoke execute on function api.list_suggestions, api.run_schedule from public, anon;
grant execute on function api.list_suggestions, api.run_schedule to authenticated;
