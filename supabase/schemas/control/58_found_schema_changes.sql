-- What a check-up finds of announcements: those that nobody has answered.

create view control.v_found_schema_changes with (security_invoker = true) as
select 'schemas' as area, s.status as name, s.id::text as object, 'warning' as state,
  format('The change set %s is %s%s.', s.id, s.status, coalesce(': ' || s.detail, '')) as seen,
  'See what became of it (docs/runbooks/notify-superset.md).' as suggestion, null::jsonb as resolve
from ops.v_change_sets s
where s.status in ('unacknowledged', 'unclear', 'failed')
  and s.opened_at > now() - interval '2 days'
union all
select 'schemas', 'announced', null, 'ok',
  coalesce('The last change set was announced at '
    || to_char(max(s.settled_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC.',
    'No change set was announced yet.'), null, null
from ops.v_change_sets s
where s.status in ('announced', 'done');
comment on view control.v_found_schema_changes is
  'Whether changes of schemas are announced: the last one, and those of two days that were not '
  'acknowledged, that failed at the receiver, or of which nobody knows.';
grant select on control.v_found_schema_changes to service_role;
