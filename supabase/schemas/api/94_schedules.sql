-- A schedule is changed by whoever runs the platform: no migration is needed.

-- Only what people say of a schedule is audited; that it ran is not.
create trigger write_audit after insert or delete on ops.schedules
for each row execute function control.audit_change('name');
create trigger write_audit_update after update on ops.schedules
for each row when (
  (old.name, old.cadence, old.runs, old.kind, old.payload, old.late_after, old.owner,
    old.description, old.enabled)
  is distinct from (new.name, new.cadence, new.runs, new.kind, new.payload, new.late_after,
    new.owner, new.description, new.enabled)
)
execute function control.audit_change('name');

create function api.change_schedule(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted constant text := p_args ->> 'name';
begin
  perform api.demand_shape(p_args, '{"name": {"text": 63, "needed": true}, "cadence": {"text": 100},
    "late_after_seconds": {"from": 60, "to": 31536000}, "enabled": {"truth": true},
    "owner": {"text": 255}, "description": {"text": 1000}}');
  perform control.act_as_caller('platform.change');
  perform from ops.schedules s where s.name = wanted for no key update;
  if not found then
    raise exception 'Cannot change schedule %: there is none', ops.quoted(wanted)
      using errcode = 'OC004';
  end if;
  if p_args ? 'cadence' and not ops.is_cadence(p_args ->> 'cadence') then
    perform api.refuse_seeds('[{"field": "cadence", "rule": "must be an interval, such as 10 '
      'minutes, or a cron line of five numeric fields, such as 15 3 * * *"}]', 'one');
  end if;
  perform api.write_row('ops.schedules', 'update ops.schedules s
    set cadence = coalesce($1 ->> ''cadence'', s.cadence),
      late_after = coalesce(make_interval(secs => ($1 ->> ''late_after_seconds'')::int),
        s.late_after),
      enabled = coalesce(($1 ->> ''enabled'')::boolean, s.enabled),
      owner = coalesce($1 ->> ''owner'', s.owner),
      description = case when $1 ? ''description'' then $1 ->> ''description''
        else s.description end
    where s.name = $1 ->> ''name''', p_args);
  return (select to_jsonb(s) from api.schedules s where s.name = wanted);
end
$$;
comment on function api.change_schedule is
  'Changes a schedule {"name", "cadence", "late_after_seconds", "enabled", "owner", '
  '"description"}: what is absent stays; a null description is the function''s own again. '
  'Raises OC004, OC103, OC151.';

revoke execute on function api.change_schedule from public, anon;
grant execute on function api.change_schedule to authenticated;
