-- One seed, as the API shows it.

create function api.get_seed(p_view text, p_key text, p_value text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  answer jsonb;
begin
  execute format('select to_jsonb(v) from api.%I v where v.%I = $1', p_view, p_key)
    into answer using p_value;
  if answer is null then
    raise exception 'Cannot find % %: there is none', rtrim(p_view, 's'),
      to_json(left(p_value, 80))
      using errcode = 'OC004';
  end if;
  return answer;
end
$$;
comment on function api.get_seed is
  'A programme, project or task by its view and its name. Raises OC004.';

create function api.get_program(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.get_seed('programs', 'slug', p_args ->> 'slug');
end
$$;
comment on function api.get_program is 'A programme {"slug"}. Raises OC004.';

create function api.get_project(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.get_seed('projects', 'external_ref', p_args ->> 'ref');
end
$$;
comment on function api.get_project is 'A project {"ref"}. Raises OC004.';

create function api.get_task(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.get_seed('tasks', 'external_ref', p_args ->> 'ref');
end
$$;
comment on function api.get_task is 'A task {"ref"}. Raises OC004.';

revoke execute on function
  api.get_seed, api.get_program, api.get_project, api.get_task
from public, anon;
grant execute on function
  api.get_seed, api.get_program, api.get_project, api.get_task
to authenticated;
