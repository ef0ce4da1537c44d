-- Old runs are forgotten, but for what tells how a binding is.

create function odoo_seed.forget_runs()
returns int
language plpgsql
set search_path = ''
as $$
declare
  gone int;
begin
  with last as (
    select distinct on (binding, run_type) id
    from odoo_seed.sync_runs
    where status in ('success', 'partial')
    order by binding, run_type, started_at desc
  )
  delete from odoo_seed.sync_runs
  where id in (
    select r.id from odoo_seed.sync_runs r
    -- What was adopted and imported stays known.
    where r.run_type in ('seed', 'shadow', 'plan') and r.finished_at < ops.kept_since('runs')
      and r.id not in (select id from last)
      -- A plan stays as long as the run that applied it.
      and not exists (select from odoo_seed.sync_runs applied
        where applied.options ->> 'plan' = r.id::text)
    order by r.started_at
    limit 1000
  );
  get diagnostics gone = row_count;
  return gone;
end
$$;
comment on function odoo_seed.forget_runs is
  'Deletes runs, with their errors and warnings, that ended before what ops.retentions keeps: a '
  'thousand at most. The last success of each kind stays. Returns how many.';

insert into ops.retentions (what, keep, description)
values ('runs', '180 days', 'Runs, with their errors and warnings.');

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-forget-runs', '37 * * * *', 'odoo_seed.forget_runs', '3 hours');

revoke execute on function odoo_seed.forget_runs from public;
grant execute on function odoo_seed.forget_runs to service_role;
