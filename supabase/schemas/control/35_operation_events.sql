-- What happened to operations, in the order in which it can be told.

create table control.operation_events (
  position bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  tenant_id uuid not null references control.tenants,
  operation_id uuid not null references control.operations,
  step text,
  action text,
  status text not null,
  constraint action_belongs_to_a_step check ((step is null) = (action is null))
);
comment on table control.operation_events is
  'The changes of the status of operations and of their steps, for a week: who has read up to a '
  'position goes on behind it.';
comment on column control.operation_events.step is 'Null: of the operation itself.';
create index on control.operation_events (operation_id, position);
create index on control.operation_events (tenant_id, position);
create index on control.operation_events (at);
alter table control.operation_events enable row level security;
grant select, insert, update, delete, maintain on control.operation_events to service_role;

create function control.note_operation_event()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Positions are in the order of the commits, so that none comes to be before one that was read.
  -- It is the audit log's lock: two would be taken in two orders.
  perform pg_advisory_xact_lock('control.audit_logs'::regclass::int);
  if tg_table_name = 'operations' then
    insert into control.operation_events (tenant_id, operation_id, status)
    values (new.tenant_id, new.id, new.status);
  else
    insert into control.operation_events (tenant_id, operation_id, step, action, status)
    select o.tenant_id, o.id, new.name, new.action, new.status
    from control.operations o where o.id = new.operation_id;
  end if;
  return null;
end
$$;
comment on function control.note_operation_event is
  'Notes what became of an operation or of a step.';
create trigger note_event after insert on control.operations
for each row execute function control.note_operation_event();
create trigger note_event_of_change after update on control.operations
for each row when (old.status is distinct from new.status)
execute function control.note_operation_event();
create trigger note_event_of_change after update on control.provisioning_jobs
for each row when (old.status is distinct from new.status)
execute function control.note_operation_event();

create function control.forget_operation_events()
returns int
language plpgsql
set search_path = ''
as $$
declare
  count int;
begin
  delete from control.operation_events where at < ops.kept_since('operation_events');
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.forget_operation_events is
  'Removes events that are older than ops.retentions has it.';

insert into ops.retentions (what, keep, description)
values ('operation_events', '7 days', 'What operations told while they were at work.');

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-forget-operation-events', '1 hour', 'control.forget_operation_events', '1 day');

revoke execute on function control.note_operation_event, control.forget_operation_events
from public;
grant execute on function control.forget_operation_events to service_role;
