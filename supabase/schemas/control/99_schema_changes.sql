-- Changes of schemas, for those who may read them.

create function control.shown_change_sets()
returns table (
  id uuid, status text, opened_at timestamptz, settled_at timestamptz,
  acknowledged_at timestamptz, sent_times int, migrations text[], objects int, tenants text[],
  run_url text, detail text
)
language sql
stable
security definer
rows 100
set search_path = ''
as $$
  select s.id, s.status, s.opened_at, s.settled_at, s.acknowledged_at, s.sent_times, s.migrations,
    s.objects, s.tenants, s.run_url, s.detail
  from ops.v_change_sets s
  where (select control.reaches_all('schemas.read'))
$$;
comment on function control.shown_change_sets is
  'The change sets of the watched schemas; none for whoever may not read them.';

create function control.shown_schema_changes(p_set uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'changes', coalesce((
      select jsonb_agg(jsonb_build_object('schema', c.schema, 'object', c.object, 'kind', c.kind,
        'change', c.change, 'previous', c.previous, 'command', c.command,
        'migration', c.migration, 'tenant', c.tenant, 'before', c.before, 'after', c.after)
        order by c.schema, c.object)
      from ops.schema_changes c where c.change_set_id = p_set), '[]'),
    'pushes', coalesce((
      select jsonb_agg(jsonb_build_object('repository', p.repository, 'commit', p.commit,
        'ref', p.ref, 'files', p.files) order by p.at, p.repository, p.commit)
      from ops.schema_pushes p where p.change_set_id = p_set), '[]'))
  where (select control.reaches_all('schemas.read'))
$$;
comment on function control.shown_schema_changes is
  'What is in a change set, {"changes", "pushes"}; null for whoever may not read it.';

revoke execute on function control.shown_change_sets, control.shown_schema_changes from public;
grant execute on function control.shown_change_sets, control.shown_schema_changes
to authenticated, service_role;
