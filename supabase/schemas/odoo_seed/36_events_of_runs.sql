-- What happened in a run, in order: its timeline.

create table odoo_seed.run_events (
  id bigint generated always as identity primary key,
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  event text not null,
  slice int not null,
  phase text not null,
  details jsonb not null default '{}',
  constraint event_must_be_known check (event in (
    'opened', 'slice_began', 'phase_began', 'planned', 'slice_failed', 'handed_over',
    'cancel_requested', 'ended'
  ))
);
comment on table odoo_seed.run_events is
  'What happened in runs: a row when a slice or a phase begins, when a plan is made, when a slice '
  'fails or hands over, and at the end; kept as long as plans.';
comment on column odoo_seed.run_events.details is
  'planned: {"pass", "counts"}; slice_failed: {"error"}; ended: {"status", "error"}.';
create index run_events_run_id_idx on odoo_seed.run_events (run_id, id);
alter table odoo_seed.run_events enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.run_events to service_role;

create function odoo_seed.note_event()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into odoo_seed.run_events (run_id, event, slice, phase, details)
  select new.id, e.event, new.slice, new.phase, jsonb_strip_nulls(e.details)
  from (values
    ('opened', tg_op = 'INSERT', jsonb '{}'),
    ('slice_failed', new.attempts > old.attempts, jsonb_build_object('error', new.error)),
    ('slice_began', new.slice > old.slice, '{}'),
    ('phase_began', new.phase <> old.phase, '{}'),
    ('planned', new.pass > old.pass,
      jsonb_build_object('pass', new.pass, 'counts', new.counts)),
    ('handed_over', new.handed_over and not old.handed_over, '{}'),
    ('cancel_requested',
      new.cancel_requested_at is not null and old.cancel_requested_at is null, '{}'),
    ('ended', new.status <> old.status,
      jsonb_build_object('status', new.status, 'error', new.error))
  ) e (event, happened, details)
  where e.happened;
  return null;
end
$$;
comment on function odoo_seed.note_event is
  'Notes in run_events what a change of a row of sync_runs means; a heartbeat means nothing.';
create trigger note_opened_run after insert on odoo_seed.sync_runs
for each row execute function odoo_seed.note_event();
create trigger note_event after update on odoo_seed.sync_runs
for each row when (
  (old.attempts, old.slice, old.phase, old.pass, old.handed_over, old.status,
    old.cancel_requested_at)
  is distinct from (new.attempts, new.slice, new.phase, new.pass, new.handed_over, new.status,
    new.cancel_requested_at)
)
execute function odoo_seed.note_event();

revoke execute on function odoo_seed.note_event from public;
