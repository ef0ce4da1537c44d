-- The lifecycle: one table of transitions, which the guard, the functions and the documents read.

create table control.tenant_transitions (
  operation text not null references control.operation_kinds,
  event text not null,
  from_status text not null,
  to_status text not null,
  primary key (operation, event, from_status, to_status),
  constraint event_must_be_known
    check (event in ('start', 'succeed', 'fail', 'abort', 'cancel', 'retry')),
  constraint from_status_must_be_known
    check (from_status in ('provisioning', 'active', 'paused', 'error', 'decommissioned')),
  constraint nothing_leads_out_of_the_end
    check (from_status <> 'decommissioned' or to_status = 'decommissioned'),
  constraint to_status_must_be_known
    check (to_status in ('provisioning', 'active', 'paused', 'error', 'decommissioned'))
);
comment on table control.tenant_transitions is
  'The lifecycle: what an operation makes of a tenant''s status. Without a row start (or retry, '
  'for a retry), the operation is refused.';
comment on column control.tenant_transitions.event is
  'start: its first step begins. retry: the same, after it failed. succeed: it is done. fail: it '
  'failed, and the tenant may be unwell. abort: it failed, and the tenant is as it was. cancel: '
  'it ended before it began.';
alter table control.tenant_transitions enable row level security;
grant select, maintain on control.tenant_transitions to service_role;

with legal (operation, from_status, during, to_status) as (
  values
    ('create', 'provisioning', 'provisioning', 'active'),
    ('clone', 'provisioning', 'provisioning', 'active'),
    ('pause', 'active', 'active', 'paused'),
    ('resume', 'paused', 'paused', 'active'),
    ('rebuild', 'active', 'provisioning', 'active'),
    ('rebuild', 'error', 'provisioning', 'active'),
    ('module_apply', 'active', 'active', 'active'),
    ('upgrade_image', 'active', 'active', 'active'),
    ('backup', 'active', 'active', 'active'),
    ('backup', 'paused', 'paused', 'paused'),
    ('restore', 'active', 'active', 'active'),
    ('restore', 'error', 'error', 'active'),
    ('upgrade_to_provider', 'active', 'active', 'active'),
    ('decommission', 'provisioning', 'provisioning', 'decommissioned'),
    ('decommission', 'active', 'active', 'decommissioned'),
    ('decommission', 'paused', 'paused', 'decommissioned'),
    ('decommission', 'error', 'error', 'decommissioned')
)
insert into control.tenant_transitions (operation, event, from_status, to_status)
select l.operation, 'start', l.from_status, l.during from legal l
union
select l.operation, 'succeed', l.during, l.to_status from legal l
union
select l.operation, 'fail', l.during, 'error' from legal l
where l.operation not in ('backup', 'upgrade_to_provider')
union
-- Who is not there yet waits for nothing any more.
select l.operation, 'abort', l.during, 'error' from legal l where l.operation in ('create', 'clone')
union
select l.operation, 'abort', l.during, l.from_status from legal l
where l.from_status <> l.during
union
select l.operation, 'cancel', l.from_status, 'error'
from legal l
where l.operation in ('create', 'clone')
union
select l.operation, 'retry', 'error', l.during from legal l
where l.operation not in ('backup', 'upgrade_to_provider')
  and not exists (select from legal e where e.operation = l.operation and e.from_status = 'error');

-- A drill that fails says something of a backup and nothing of the tenant: that one stays as it is.
insert into control.tenant_transitions (operation, event, from_status, to_status)
select 'restore_drill', event, status, status
from unnest(array['start', 'succeed']) event, unnest(array['active', 'paused']) status
union all
select kind, event, 'active', 'active'
from unnest(array['reset_password', 'rotate_key', 'retire_key']) kind,
  unnest(array['start', 'succeed']) event
union all
select 'purge', e.event, s.status, case e.event
    when 'start' then s.status
    when 'succeed' then 'decommissioned'
    else 'error'
  end
from unnest(array['start', 'succeed', 'fail']) e (event),
  unnest(array['provisioning', 'active', 'paused', 'error', 'decommissioned']) s (status)
where e.event <> 'fail' or s.status <> 'decommissioned';

-- The way out of error for a tenant whose database is well, as after a restoration that was undone.
insert into control.tenant_transitions (operation, event, from_status, to_status)
values ('resume', 'start', 'error', 'error'), ('resume', 'succeed', 'error', 'active');
