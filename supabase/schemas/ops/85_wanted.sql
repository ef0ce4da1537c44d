-- Which events whoever is told of events wants: subscriptions and notifications alike.

create view ops.v_heard with (security_invoker = true) as
select l.kind, l.name, e.place, e.position, e.id, e.type, e.subject, e.tenant, e.at, e.data
from (
  select 'subscriptions' as kind, s.name, s.types, s.tenants from ops.subscriptions s
  union all
  select 'notifications', n.name, n.types, n.tenants from ops.notifications n
) l
join ops.events e on case
  when e.type = 'test.sent' then e.subject = l.kind || '/' || l.name
  else (l.tenants is null or e.tenant = any (l.tenants)) and exists (
    select from unnest(l.types) p (pattern)
    where p.pattern in ('*', e.type)
      or p.pattern like '%.*' and starts_with(e.type, rtrim(p.pattern, '*'))
  )
end;
comment on view ops.v_heard is
  'Which events each subscription and notification wants. A test is wanted by the one that it '
  'names alone.';
grant select on ops.v_heard to service_role;

create view ops.v_wanted with (security_invoker = true) as
select h.name as subscription, h.place, h.position, h.id, h.type, h.subject, h.tenant, h.at, h.data
from ops.v_heard h
where h.kind = 'subscriptions';
comment on view ops.v_wanted is 'Which events each subscription wants.';
grant select on ops.v_wanted to service_role;

create function ops.is_of_types(p_type text, p_patterns text[])
returns boolean
language sql
immutable
set search_path = ''
as $$
  select exists (
    select from unnest(p_patterns) p (pattern)
    where p.pattern in ('*', p_type)
      or p.pattern like '%.*' and starts_with(p_type, rtrim(p.pattern, '*'))
  )
$$;
comment on function ops.is_of_types is
  'Whether a type of events matches one of these patterns. ops.v_heard says the same in place: of '
  'many thousand events a call for each would be slow.';

revoke execute on function ops.is_of_types from public;
grant execute on function ops.is_of_types to service_role;
