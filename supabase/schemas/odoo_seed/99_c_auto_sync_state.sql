-- How bindings that sync by themselves stand.

create table odoo_seed.auto_syncs (
  binding text primary key references ops.odoo_bindings (name) on update cascade on delete cascade,
  run_id uuid references odoo_seed.sync_runs (id) on delete set null,
  failures int not null default 0,
  again_at timestamptz,
  stopped_at timestamptz,
  heals int not null default 0,
  healed_at timestamptz,
  constraint failures_must_be_possible check (failures >= 0 and heals >= 0),
  constraint what_stopped_is_not_tried_again check (num_nonnulls(again_at, stopped_at) <= 1)
);
comment on table odoo_seed.auto_syncs is
  'What became of the runs that a binding began by itself. No row: it has begun none.';
comment on column odoo_seed.auto_syncs.run_id is 'The last of them.';
comment on column odoo_seed.auto_syncs.failures is
  'How many failed in a row, of the seeds as they are.';
comment on column odoo_seed.auto_syncs.again_at is 'When the next one is tried after a failure.';
comment on column odoo_seed.auto_syncs.stopped_at is
  'Since when none is tried of the seeds as they are: the last one failed too often, left errors '
  'of rows, or was cancelled. A change of the seeds, or a success, ends that.';
comment on column odoo_seed.auto_syncs.heals is
  'Heals in a row, which ten quiet minutes end: each waits three times as long as the one before.';
create index auto_syncs_run_id_idx on odoo_seed.auto_syncs (run_id);
alter table odoo_seed.auto_syncs enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.auto_syncs to service_role;

insert into ops.event_types (type, description)
values
  ('sync.stopped', 'The runs that a binding began by itself failed, and are not tried again until '
    'its seeds change.'),
  ('sync.heal_stopped', 'A drift came back as often as it was healed: two systems fight.');

create function odoo_seed.auto_backoff(p_failures int)
returns interval
language sql
immutable
set search_path = ''
return make_interval(secs => least(1800, 30 * 4 ^ (least(p_failures, 9) - 1)));
comment on function odoo_seed.auto_backoff is
  'The pause after so many failed runs: 30 s, 2 min, 8 min, then half an hour.';

create function odoo_seed.note_auto_end()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  most constant int := 5;
  state odoo_seed.auto_syncs;
begin
  if new.cause = 'asked' then
    -- Somebody's own run has done it, too.
    update odoo_seed.auto_syncs set failures = 0, again_at = null, stopped_at = null
    where binding = new.binding and new.run_type = 'seed' and new.status = 'success'
      and not new.scope ?| array['program', 'projects'];
    return null;
  end if;
  update odoo_seed.auto_syncs a
  set failures = case when new.status = 'success' then 0 else a.failures + 1 end,
    again_at = case when new.status in ('failed', 'abandoned') and a.failures + 1 < most
      then clock_timestamp() + odoo_seed.auto_backoff(a.failures + 1) end,
    stopped_at = case when new.status in ('partial', 'cancelled') or new.status <> 'success'
      and a.failures + 1 >= most then clock_timestamp() end
  where a.binding = new.binding and a.run_id = new.id
  returning * into state;
  if state.failures >= most and new.status in ('failed', 'abandoned') then
    perform ops.emit('sync.stopped', 'runs/' || new.id, jsonb_build_object(
      'binding', new.binding, 'status', new.status, 'failures', state.failures,
      'error', new.error ->> 'detail'),
      (select b.tenant_slug from ops.odoo_bindings b where b.name = new.binding));
  end if;
  return null;
end
$$;
comment on function odoo_seed.note_auto_end is
  'Notes how a run ended that its binding began by itself: one that failed is tried again, five '
  'times in all; one that left errors of rows, or was cancelled, when the seeds change.';
create trigger note_auto_end after update of status on odoo_seed.sync_runs
for each row when (old.status = 'running' and new.status <> 'running')
execute function odoo_seed.note_auto_end();

create function odoo_seed.open_auto_run(p_binding text, p_cause text, p_scope jsonb)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  kind constant text := (select case when b.plans_need_approval then 'plan' else 'seed' end
    from ops.odoo_bindings b where b.name = p_binding);
  opened uuid;
begin
  select o.id into opened
  from odoo_seed.open_run(p_binding, kind, p_scope || '{"prune": "never"}', '{}', null, false,
    120) o;
  update odoo_seed.sync_runs set cause = p_cause where id = opened;
  insert into odoo_seed.auto_syncs as a (binding, run_id) values (p_binding, opened)
  on conflict (binding) do update set run_id = opened, again_at = null, stopped_at = null;
  return opened;
end
$$;
comment on function odoo_seed.open_auto_run is
  'Begins a run that nobody asked for; where plans need approval, it makes a plan that waits for '
  'somebody. It prunes nothing. Raises as open_run.';

create function odoo_seed.why_auto_waits(p_binding text)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select coalesce(
    (select ops.told_hold(h) from ops.hold_on(b.name, null) h),
    case
      when not b.plans_need_approval and not ops.sync_open(b.name, clock_timestamp())
        then odoo_seed.told_window(b.name, false)
      when not b.sync_enabled then jsonb_build_object('code', 'binding_disabled', 'detail',
        format('binding %s is disabled', b.name))
    end,
    (select jsonb_build_object('code', 'run_in_progress', 'detail',
        format('run %s works on binding %s', r.id, b.name), 'run', r.id)
      from odoo_seed.sync_runs r where r.binding = b.name and r.status = 'running' limit 1))
  from ops.odoo_bindings b
  where b.name = p_binding
$$;
comment on function odoo_seed.why_auto_waits is
  'What keeps a binding from a run of its own: {"code", "detail", "until"}; null: nothing. It '
  'waits as unsynced seeds and not as a run, so that others run meanwhile.';

revoke execute on function
  odoo_seed.auto_backoff, odoo_seed.note_auto_end, odoo_seed.open_auto_run,
  odoo_seed.why_auto_waits
from public;
grant execute on function
  odoo_seed.auto_backoff, odoo_seed.open_auto_run, odoo_seed.why_auto_waits
to service_role;
