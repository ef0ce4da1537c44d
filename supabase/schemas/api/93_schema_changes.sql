-- Changes of the watched schemas, set by set, and commits that touch them.

create view api.schema_changes with (security_invoker = true) as
select s.id, s.status, s.opened_at, s.settled_at, s.acknowledged_at, s.sent_times, s.migrations,
  s.objects, s.tenants, s.run_url, s.detail
from control.shown_change_sets() s;
comment on view api.schema_changes is
  'The sets of schema changes, each with what became of its announcement.';
revoke all on api.schema_changes from public, anon;
grant select on api.schema_changes to authenticated;

create function api.list_schema_changes(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('schema_changes', '[
      {"arg": "status"},
      {"arg": "tenant", "of": ["tenants"], "is": "with"},
      {"arg": "since", "of": ["opened_at"], "is": "from"},
      {"arg": "until", "of": ["opened_at"], "is": "before"}
    ]',
    array['-opened_at', 'opened_at'], p_args);
end
$$;
comment on function api.list_schema_changes is
  'A page of sets of schema changes, the newest first: those of a status, a tenant and a time.';

create function api.get_schema_change(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant uuid := (p_args ->> 'id')::uuid;
  answer constant jsonb := (
    select to_jsonb(s) || control.shown_schema_changes(wanted)
    from api.schema_changes s where s.id = wanted);
begin
  if answer is null then
    raise exception 'Cannot find schema change %: there is none', wanted using errcode = 'OC004';
  end if;
  return answer;
end
$$;
comment on function api.get_schema_change is
  'A set of schema changes {"id"} with each object, its columns before and after, and the '
  'commits. Raises OC004.';

create function api.note_schema_push(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.act_as_caller('schemas.announce');
  return jsonb_build_object('commit', p_args ->> 'commit', 'change_set',
    ops.note_push(p_args ->> 'repository', p_args ->> 'commit', p_args ->> 'before',
      p_args ->> 'ref', coalesce(p_args -> 'files', '[]')));
end
$$;
comment on function api.note_schema_push is
  'A commit touches the schema {"repository", "commit", "before", "ref", "files"}: it is '
  'announced, once, with what has changed. Answers which set it is in. Raises OC103.';

revoke execute on function
  api.list_schema_changes, api.get_schema_change, api.note_schema_push
from public, anon;
grant execute on function
  api.list_schema_changes, api.get_schema_change, api.note_schema_push
to authenticated;
