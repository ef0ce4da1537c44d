-- What happens to operations, to be followed.

create view api.operation_events with (security_invoker = true) as
select
  e.position as id, e.at, e.operation_id as operation, t.slug as tenant, o.kind as type, e.step,
  e.action, e.status
from control.operation_events e
join control.operations o on o.id = e.operation_id
join control.tenants t on t.id = e.tenant_id;
comment on view api.operation_events is
  'The changes of operations that the caller may see, and of their steps, within a week.';
revoke all on api.operation_events from public, anon;
grant select on api.operation_events to authenticated;

create function api.list_operation_events(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant uuid := case when p_args ? 'id'
    then (control.visible_operation((p_args ->> 'id')::uuid)).id end;
  -- Of one operation all that there was; of all of them, what comes from now on.
  after constant bigint := coalesce((p_args ->> 'after')::bigint,
    case when wanted is not null then 0 end,
    (select max(position) from control.operation_events), 0);
begin
  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(to_jsonb(e) order by e.id), '[]'),
      'last', coalesce(max(e.id), after),
      'ended', exists (
        select from control.operations o where o.id = wanted and o.finished_at is not null
      ))
    from (
      select * from api.operation_events
      where id > after and (wanted is null or operation = wanted)
      order by id
      limit 500
    ) e
  );
end
$$;
comment on function api.list_operation_events is
  'What happened to an operation {"id"}, or to all, behind a position {"after"}: {"items", "last", '
  '"ended": whether that operation has}. 500 at most. Raises OC004.';

revoke execute on function api.list_operation_events from public, anon;
grant execute on function api.list_operation_events to authenticated;
