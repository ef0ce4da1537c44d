-- Runs whose process died lose their binding.

create function odoo_seed.is_confirmed(p_cursor jsonb)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select coalesce((p_cursor ->> 'unconfirmed_until')::timestamptz <= clock_timestamp(), true)
$$;
comment on function odoo_seed.is_confirmed is
  'False while Odoo may still be working on a create for which the run of this cursor waits: '
  'until then the run keeps its binding, however it ends.';

create function odoo_seed.abandon_expired_runs(p_binding text default null,
  p_grace interval default '0')
returns int
language sql
set search_path = ''
as $$
  with abandoned as (
    update odoo_seed.sync_runs
    set status = 'abandoned', finished_at = clock_timestamp()
    where status = 'running' and lease_expires_at < clock_timestamp() - p_grace
      and binding = coalesce(p_binding, binding) and odoo_seed.is_confirmed(cursor)
    returning 1
  )
  select count(*)::int from abandoned
$$;
comment on function odoo_seed.abandon_expired_runs is
  'Closes runs whose process died: their lease ran out. A start does so for its binding at once; '
  'a schedule gives the queue some time to go on with them. A run with an unconfirmed create '
  'stays until that is over. Returns how many.';

create function odoo_seed.abandon_left_runs()
returns int
language sql
set search_path = ''
as $$
  select odoo_seed.abandon_expired_runs(p_grace => '10 minutes')
$$;
comment on function odoo_seed.abandon_left_runs is
  'Closes runs that no slice has claimed for ten minutes. Returns how many.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-abandon-expired-runs', '* * * * *', 'odoo_seed.abandon_left_runs', '10 minutes');

revoke execute on function
  odoo_seed.is_confirmed, odoo_seed.abandon_expired_runs, odoo_seed.abandon_left_runs
from public;
grant execute on function
  odoo_seed.is_confirmed, odoo_seed.abandon_expired_runs, odoo_seed.abandon_left_runs
to service_role;
