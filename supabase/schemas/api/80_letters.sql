-- Dead letters: work that was given up, of every kind.

create view api.letters with (security_invoker = true) as
select l.id, l.kind, l.key, l.object, l.attempts, l.code, l.detail, l.put_at, l.died_at
from control.dead_letters() l;
comment on view api.letters is 'The dead letters, which the platform''s people see.';
revoke all on api.letters from public, anon;
grant select on api.letters to authenticated;

create function api.list_letters(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('letters', '[
      {"arg": "kind"},
      {"arg": "code"},
      {"arg": "object", "of": ["object", "key"]},
      {"arg": "since", "of": ["died_at"], "is": "from"},
      {"arg": "until", "of": ["died_at"], "is": "before"}
    ]',
    array['-died_at', 'died_at', 'put_at'], p_args);
end
$$;
comment on function api.list_letters is
  'A page of dead letters, the newest first: those that match kind, code, object, since and '
  'until.';

create function api.replay_letter(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  letter ops.work;
begin
  select * into letter from ops.work
  where id = (p_args ->> 'id')::uuid and status = 'dead' and control.may('letters.read', null)
  for no key update;
  if not found then
    raise exception 'Cannot find letter %: there is none', p_args ->> 'id' using errcode = 'OC004';
  end if;
  perform control.act_as_caller('letters.replay');
  perform ops.replay_work(letter.kind, letter.key);
  return jsonb_build_object('id', letter.id, 'kind', letter.kind, 'key', letter.key);
end
$$;
comment on function api.replay_letter is
  'Sends a dead letter {"id"} again, once its cause is mended; for a run that is a new run. '
  'Raises OC004, OC103, and for a run as odoo_seed.open_run.';

revoke execute on function api.list_letters, api.replay_letter from public, anon;
grant execute on function api.list_letters, api.replay_letter to authenticated;
