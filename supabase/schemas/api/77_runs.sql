-- Runs, as the API shows them.

create view api.runs with (security_invoker = true) as
select
  r.id, r.run_type as type, r.binding, control.tenant_of(r.binding) as tenant, r.status, r.phase,
  r.scope, (r.options ->> 'plan')::uuid as plan, r.options -> 'only' as only, r.counts,
  r.projects_synced, r.tasks_synced, r.requested_by, r.on_behalf_of, r.retry_of, r.error,
  r.cause, case when r.status = 'running' then control.why_run_waits(r.id) end as waits,
  r.started_at, r.cancel_requested_at, r.finished_at
from odoo_seed.sync_runs r;
comment on view api.runs is 'The runs that the caller may see.';

create view api.run_errors with (security_invoker = true) as
select e.id, e.run_id, e.model, e.external_ref as ref, e.field, e.code, e.message, e.created_at
from odoo_seed.sync_run_errors e;
comment on view api.run_errors is 'What runs could not write.';

create view api.run_warnings with (security_invoker = true) as
select w.id, w.run_id, w.model, w.external_ref as ref, w.field, w.code, w.message, w.created_at
from odoo_seed.sync_run_warnings w;
comment on view api.run_warnings is 'What people should know of what runs did write.';

create view api.run_events with (security_invoker = true) as
select e.id, e.run_id, e.at, e.event, e.slice, e.phase, e.details
from odoo_seed.run_events e;
comment on view api.run_events is 'The timelines of runs.';

revoke all on api.runs, api.run_errors, api.run_warnings, api.run_events from public, anon;
grant select on api.runs, api.run_errors, api.run_warnings, api.run_events to authenticated;

create function api.list_runs(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('runs', '[
      {"arg": "binding"},
      {"arg": "of_tenant", "of": ["binding"]},
      {"arg": "reached", "of": ["binding"], "is": "among"},
      {"arg": "type"},
      {"arg": "status"},
      {"arg": "actor", "of": ["requested_by", "on_behalf_of"]},
      {"arg": "since", "of": ["started_at"], "is": "from"},
      {"arg": "until", "of": ["started_at"], "is": "before"}
    ]',
    array['-started_at'], api.by_binding(p_args, 'runs.read'));
end
$$;
comment on function api.list_runs is
  'A page of runs, the newest first: those that match binding, tenant, type, status, actor, since '
  'and until. Raises OC004 for a tenant that the caller may not see.';

create function api.list_tenant_runs(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.list_runs(p_args);
end
$$;
comment on function api.list_tenant_runs is 'list_runs() of a tenant {"tenant"}. Raises OC004.';

create function api.progress_of(p_run_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select odoo_seed.run_progress((api.seen_run(p_run_id)).id)
$$;
comment on function api.progress_of is
  'How far a run that the caller may see has carried out its plan, in numbers. Raises OC004.';

create function api.get_run(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  run constant uuid := p_args ->> 'id';
  page constant jsonb := jsonb_build_object('run', run, 'limit', 100);
  answer constant jsonb := (select to_jsonb(r) from api.runs r where r.id = run);
begin
  if answer is null then
    raise exception 'Cannot find run %: there is none', run using errcode = 'OC004';
  end if;
  return answer || jsonb_build_object(
    'progress', api.progress_of(run),
    'errors', api.listed('run_errors', '[{"arg": "run", "of": ["run_id"]}]', array['id'], page),
    'warnings', api.listed('run_warnings', '[{"arg": "run", "of": ["run_id"]}]', array['id'],
      page));
end
$$;
comment on function api.get_run is
  'A run {"id"}, how far it is, and its first hundred errors and warnings, {"items", "total"}. '
  'Raises OC004.';

create function api.list_run_events(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from api.runs r where r.id = (p_args ->> 'id')::uuid) then
    raise exception 'Cannot find run %: there is none', p_args ->> 'id' using errcode = 'OC004';
  end if;
  return api.listed('run_events', '[{"arg": "id", "of": ["run_id"]}]', array['id'], p_args);
end
$$;
comment on function api.list_run_events is
  'A page of what happened in a run {"id"}, in order. Raises OC004.';

create function api.list_run_errors(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from api.runs r where r.id = (p_args ->> 'id')::uuid) then
    raise exception 'Cannot find run %: there is none', p_args ->> 'id' using errcode = 'OC004';
  end if;
  return api.listed('run_errors', '[
      {"arg": "id", "of": ["run_id"]},
      {"arg": "code"},
      {"arg": "model"}
    ]',
    array['id'], p_args);
end
$$;
comment on function api.list_run_errors is
  'A page of the errors of a run {"id"} in order: those of a code and of a model. Raises OC004.';

revoke execute on function
  api.list_runs, api.list_tenant_runs, api.progress_of, api.get_run, api.list_run_events,
  api.list_run_errors
from public, anon;
grant execute on function
  api.list_runs, api.list_tenant_runs, api.progress_of, api.get_run, api.list_run_events,
  api.list_run_errors
to authenticated;
