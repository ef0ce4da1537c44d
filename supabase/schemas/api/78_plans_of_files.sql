-- Plans of files that are not stored.

create function api.plan_seeds(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
set enable_nestloop = off
set work_mem = '32MB'
as $$
declare
  file constant uuid := p_args ->> 'upload';
  binding constant text := coalesce(p_args ->> 'binding', 'default');
  overwrite constant boolean := coalesce((p_args ->> 'overwrite')::boolean, false);
  faults jsonb;
  would jsonb;
  opened uuid;
begin
  perform api.demand_shape(p_args, '{"upload": {"text": 36, "needed": true},
    "kind": {"text": 63}, "format": {"among": ["csv", "ndjson"], "needed": true},
    "binding": {"text": 63}, "prune": {"truth": true}, "overwrite": {"truth": true},
    "full": {"truth": true}}');
  perform api.act_on_binding('plans.make', binding);
  faults := api.stage_seeds(file, p_args ->> 'kind', p_args ->> 'format');
  faults := faults || api.complete_file(file, p_args, 'plans.make');
  would := api.store_seeds(file, faults, 'dry', overwrite, 'plans.make');
  perform odoo_seed.note_markdown(file);
  delete from odoo_seed.uploads u where u.upload = file;
  opened := api.open_run(binding, 'plan', '{"prune": "never"}', jsonb_build_object(
    'upload', file, 'full', case when (p_args ->> 'full')::boolean then true end));
  return api.get_plan(jsonb_build_object('id', opened))
    || jsonb_build_object('seeds', jsonb_build_object('dry_run', true) || would);
end
$$;
comment on function api.plan_seeds is
  'Makes a plan through the queue as if a file that was sent {"upload", "kind", "format", '
  '"binding", "prune", "overwrite", "full"} was stored, and stores nothing of it. Answered as '
  'get_plan, with "seeds" as bulk_seeds answers a dry run. Raises OC001, OC003, OC004, OC103, '
  'OC151, OC202.';

revoke execute on function api.plan_seeds from public, anon;
grant execute on function api.plan_seeds to authenticated;
