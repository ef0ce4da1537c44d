-- A run's plan is stored in Postgres before any of it is carried out.

-- The settings hold for the functions that it calls, too.
create function odoo_seed.plan_run(p_run_id uuid, p_slice int)
returns int
language plpgsql
set search_path = ''
set enable_nestloop = off
set work_mem = '64MB'
as $$
declare
  run odoo_seed.sync_runs;
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  select * into run from odoo_seed.sync_runs where id = p_run_id;
  if run.options ? 'upload' then
    return odoo_seed.plan_files(run, (run.options ->> 'upload')::uuid);
  end if;
  return odoo_seed.compare_run(run);
end
$$;
comment on function odoo_seed.plan_run is
  'Compares a run''s seeds with the shadow and stores the plan in run_actions. Returns how many '
  'records are to be written. Notes what cannot be done, and after two passes what Odoo did not '
  'store. Raises OC005 for too large a prune, OC007 when it is not the saved plan that the run is '
  'to apply, OC002 when another slice has taken the run over, and of files what plan_files() does.';

revoke execute on function odoo_seed.plan_run from public;
grant execute on function odoo_seed.plan_run to service_role;
