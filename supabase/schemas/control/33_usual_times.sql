-- How long operations usually take.

create function control.usual_times(p_kind text)
returns table ("position" int, name text, seconds numeric)
language sql
stable
set search_path = ''
as $$
  select p.position, p.name, round(t.seconds::numeric, 1)
  from control.planned_steps p
  left join (
    select j.name, percentile_cont(0.5) within group (
      order by extract(epoch from j.finished_at - j.started_at)) as seconds
    from (
      select id from control.operations
      where kind = p_kind and status = 'succeeded'
      order by created_at desc
      limit 20
    ) o
    join control.provisioning_jobs j on j.operation_id = o.id and j.status = 'succeeded'
    group by j.name
  ) t on t.name = p.name
  where p.kind = p_kind
  order by p.position
$$;
comment on function control.usual_times is
  'The steps of a kind of operation, each with the median of the seconds that it took in the last '
  'twenty that succeeded; null where it was done in none of them.';

revoke execute on function control.usual_times from public;
grant execute on function control.usual_times to service_role;
