-- The endpoints that change one seed.

create function api.create_program(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.create_seed('programs', p_args);
  select api.get_seed('programs', 'slug', p_args ->> 'slug')
$$;
comment on function api.create_program is
  'A new programme, with the columns of its table. Raises OC103, OC151.';

create function api.change_program(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.change_seed('programs', p_args ->> 'slug', p_args)
$$;
comment on function api.change_program is
  'Changes the columns of a programme {"slug", …} that are given. Raises OC004, OC103, OC151, '
  'OC202.';

create function api.archive_program(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.change_seed('programs', p_args ->> 'slug', p_args || '{"active": false}')
$$;
comment on function api.archive_program is
  'Makes a programme {"slug"} inactive; nothing is deleted. Raises OC004, OC103, OC202.';

create function api.create_project(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.create_seed('projects', p_args);
  select api.get_seed('projects', 'external_ref', p_args ->> 'external_ref')
$$;
comment on function api.create_project is
  'A new project, with the columns of its table. Raises OC103, OC151.';

create function api.change_project(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.change_seed('projects', p_args ->> 'ref', p_args)
$$;
comment on function api.change_project is
  'Changes the columns of a project {"ref", …} that are given. Raises OC004, OC103, OC151, '
  'OC202.';

create function api.archive_project(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.change_seed('projects', p_args ->> 'ref', p_args || '{"active": false}')
$$;
comment on function api.archive_project is
  'Makes a project {"ref"} inactive; nothing is deleted. Raises OC004, OC103, OC202.';

create function api.create_task(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.create_seed('tasks', p_args);
  select api.get_seed('tasks', 'external_ref', p_args ->> 'external_ref')
$$;
comment on function api.create_task is
  'A new task, with the columns of its table. Raises OC103, OC151.';

create function api.change_task(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.change_seed('tasks', p_args ->> 'ref', p_args)
$$;
comment on function api.change_task is
  'Changes the columns of a task {"ref", …} that are given. Raises OC004, OC103, OC151, '
  'OC202.';

create function api.archive_task(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.change_seed('tasks', p_args ->> 'ref', p_args || '{"active": false}')
$$;
comment on function api.archive_task is
  'Makes a task {"ref"} inactive; nothing is deleted. Raises OC004, OC103, OC202.';

revoke execute on function
  api.create_program, api.change_program, api.archive_program,
  api.create_project, api.change_project, api.archive_project,
  api.create_task, api.change_task, api.archive_task
from public, anon;
grant execute on function
  api.create_program, api.change_program, api.archive_program,
  api.create_project, api.change_project, api.archive_project,
  api.create_task, api.change_task, api.archive_task
to authenticated;
