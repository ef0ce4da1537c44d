-- What holds and windows keep back.

create function odoo_seed.waits_for_window(p_run odoo_seed.sync_runs)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select (p_run).status = 'running' and (p_run).slice = 0 and (p_run).run_type = 'seed'
    and not ops.sync_open((p_run).binding, clock_timestamp(), (p_run).cause = 'asked')
$$;
comment on function odoo_seed.waits_for_window is
  'Whether a run writes to Odoo, has not begun, and is outside of the windows of its binding. One '
  'that has begun goes on: half of a plan in Odoo is worse than a few minutes.';

create function odoo_seed.told_window(p_binding text, p_manual boolean)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select jsonb_build_object('code', 'outside_window', 'detail',
    format('the sync windows of binding %s are closed', p_binding),
    'suggestion', 'Wait for the window, or change it.',
    'until', ops.sync_opens_at(p_binding, clock_timestamp(), p_manual))
$$;
comment on function odoo_seed.told_window is
  'What somebody who waits is told of the windows of a binding: {"code", "detail", '
  '"suggestion", "until"}.';

create function odoo_seed.refuse_held_back(p_binding text, p_run_type text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  waits jsonb := (select ops.told_hold(h) from ops.hold_on(p_binding, null) h);
begin
  if p_run_type = 'adopt' and not ops.sync_open(p_binding, clock_timestamp(), true) then
    waits := coalesce(waits, odoo_seed.told_window(p_binding, true));
  end if;
  if waits is not null and p_run_type in ('adopt', 'import') then
    raise exception 'Cannot start a run: %', (waits ->> 'detail')
        || coalesce(', until ' || (waits ->> 'until'), '')
      using errcode = 'OC013';
  end if;
end
$$;
comment on function odoo_seed.refuse_held_back is
  'Raises OC013 for an adoption or an import that a hold or a window keeps back: they cannot wait.';

revoke execute on function
  odoo_seed.waits_for_window, odoo_seed.told_window, odoo_seed.refuse_held_back
from public;
grant execute on function
  odoo_seed.waits_for_window, odoo_seed.told_window, odoo_seed.refuse_held_back
to service_role;
