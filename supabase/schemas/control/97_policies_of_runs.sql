-- What people and machines read of runs, plans and drift through the API.

grant usage on schema odoo_seed to authenticated;
grant select on
  odoo_seed.sync_runs, odoo_seed.sync_run_errors, odoo_seed.sync_run_warnings,
  odoo_seed.run_events, odoo_seed.run_actions, odoo_seed.plan_decisions, odoo_seed.drift_items,
  odoo_seed.drift_states, odoo_seed.drift_mutes, odoo_seed.shadow_people,
  odoo_seed.drift_snapshots
to authenticated;

create policy "The caller reads the runs of bindings that they may" on odoo_seed.sync_runs
for select to authenticated
using (
  (select control.reaches_all('runs.read'))
  or binding in (select control.reach_bindings('runs.read'))
);

create policy "The caller reads the errors of runs that they read" on odoo_seed.sync_run_errors
for select to authenticated
using (
  (select control.reaches_all('runs.read'))
  or exists (select from odoo_seed.sync_runs r where r.id = run_id)
);

create policy "The caller reads the warnings of runs that they read"
on odoo_seed.sync_run_warnings for select to authenticated
using (
  (select control.reaches_all('runs.read'))
  or exists (select from odoo_seed.sync_runs r where r.id = run_id)
);

create policy "The caller reads the events of runs that they read" on odoo_seed.run_events
for select to authenticated
using (
  (select control.reaches_all('runs.read'))
  or exists (select from odoo_seed.sync_runs r where r.id = run_id)
);

create policy "The caller reads the plans of bindings whose plans they may"
on odoo_seed.run_actions for select to authenticated
using (
  (select control.reaches_all('plans.read'))
  or exists (
    select from odoo_seed.sync_runs r
    where r.id = run_id and r.binding in (select control.reach_bindings('plans.read'))
  )
);

create policy "The caller reads what was decided of plans that they may"
on odoo_seed.plan_decisions for select to authenticated
using (
  (select control.reaches_all('plans.read'))
  or exists (
    select from odoo_seed.sync_runs r
    where r.id = plan_id and r.binding in (select control.reach_bindings('plans.read'))
  )
);

create policy "The caller reads the drift of bindings that they may" on odoo_seed.drift_items
for select to authenticated
using (
  (select control.reaches_all('drift.read'))
  or binding in (select control.reach_bindings('drift.read'))
);

create policy "The caller reads how old the drift is that they may" on odoo_seed.drift_states
for select to authenticated
using (
  (select control.reaches_all('drift.read'))
  or binding in (select control.reach_bindings('drift.read'))
);

create policy "The caller reads the mutes of bindings that they may" on odoo_seed.drift_mutes
for select to authenticated
using (
  (select control.reaches_all('drift.read'))
  or binding in (select control.reach_bindings('drift.read'))
);

create policy "The caller reads the people of bindings that they may see" on odoo_seed.shadow_people
for select to authenticated
using (
  (select control.reaches_all('bindings.read'))
  or binding in (select control.reach_bindings('bindings.read'))
);

create policy "The caller reads how much drift bindings had whose drift they may"
on odoo_seed.drift_snapshots for select to authenticated
using (
  (select control.reaches_all('drift.read'))
  or binding in (select control.reach_bindings('drift.read'))
);
