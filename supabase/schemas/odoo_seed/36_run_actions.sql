-- The plan of a run, action by action, as it is carried out.

create table odoo_seed.run_actions (
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  pass int not null,
  model text not null,
  external_ref text not null,
  project_ref text not null,
  odoo_id int,
  action text not null,
  changes jsonb not null,
  conflicts jsonb not null,
  reason text,
  incomplete boolean not null,
  wave int not null,
  level int not null default 0,
  later boolean not null default false,
  state text not null,
  primary key (run_id, pass, model, external_ref),
  constraint state_must_be_known check (
    state in ('open', 'done', 'failed', 'reported', 'superseded')
  )
);
comment on table odoo_seed.run_actions is
  'The plan of a run, one row for every record with something to do or to report; kept as '
  'long as ops.retentions has it.';
comment on column odoo_seed.run_actions.wave is
  '1 new projects, 2 changed projects, 3 new tasks, 4 changed tasks; each wave ends before the '
  'next begins.';
comment on column odoo_seed.run_actions.level is
  'New tasks: how many other new tasks have to be created before, one after the other.';
comment on column odoo_seed.run_actions.state is
  'open (to be written), done, failed (its errors are in sync_run_errors), reported (nothing '
  'is to be written), superseded (a later plan took its place).';
comment on column odoo_seed.run_actions.later is
  'New tasks that wait for one another, as a parent for its own subtask: the next pass writes '
  'their dependencies.';
create index run_actions_open_idx
  on odoo_seed.run_actions (run_id, pass, wave, level, project_ref, external_ref)
where state = 'open';
alter table odoo_seed.run_actions enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.run_actions to service_role;

create function odoo_seed.forget_plans()
returns void
language sql
set search_path = ''
as $$
  delete from odoo_seed.run_actions a
  using odoo_seed.sync_runs r
  where r.id = a.run_id and r.finished_at < ops.kept_since('plans');
  delete from odoo_seed.run_events e
  using odoo_seed.sync_runs r
  where r.id = e.run_id and r.finished_at < ops.kept_since('plans')
$$;
comment on function odoo_seed.forget_plans is
  'Deletes actions and events of runs that ended before what ops.retentions keeps.';

insert into ops.retentions (what, keep, description)
values ('plans', '30 days', 'Actions and events of runs, after their end.');

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-forget-plans', '17 3 * * *', 'odoo_seed.forget_plans', '2 days');

revoke execute on function odoo_seed.forget_plans from public;
grant execute on function odoo_seed.forget_plans to service_role;
