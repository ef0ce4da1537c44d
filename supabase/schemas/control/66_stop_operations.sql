-- How an operation stops: ended, or undone first.

create function control.release_step(p_step_id uuid, p_status text, p_output jsonb, p_error jsonb)
returns void
language sql
set search_path = ''
as $$
  update control.provisioning_jobs
  set status = p_status, output = output || coalesce(p_output, '{}'), error = p_error,
    leased_by = null,
    finished_at = case when p_status in ('succeeded', 'failed') then clock_timestamp() end
  where id = p_step_id
$$;
comment on function control.release_step is 'Takes a step from its worker.';

create function control.skip_step(p_step_id uuid, p_output jsonb, p_reason text)
returns void
language sql
set search_path = ''
as $$
  update control.provisioning_jobs
  set status = 'skipped', skip_reason = p_reason, output = output || coalesce(p_output, '{}'),
    error = null, leased_by = null, finished_at = clock_timestamp()
  where id = p_step_id
$$;
comment on function control.skip_step is 'Closes a step that had nothing to do, with the reason.';

create function control.is_disrupted(p_operation control.operations)
returns boolean
language sql
stable
set search_path = ''
as $$
  with recursive tries (id, retry_of) as (
    select (p_operation).id, (p_operation).retry_of
    union all
    select o.id, o.retry_of from tries join control.operations o on o.id = tries.retry_of
  )
  select exists (
    select
    from tries
    join control.provisioning_jobs j on j.operation_id = tries.id
    where j.action = 'apply' and j.disruptive and j.changed_at is not null
      and not exists (
        select from control.provisioning_jobs undoing
        where undoing.operation_id = j.operation_id and undoing.name = j.name
          and undoing.action = 'compensate'
          -- What is somebody else's was left alone: the tenant never had it, so there is nothing to
          -- undo.
          and (undoing.status = 'succeeded' or undoing.status = 'skipped'
            and undoing.output @> '{"left_alone": true}')
      )
  )
$$;
comment on function control.is_disrupted is
  'Whether a failed operation, or one that it is a retry of, may have left its tenant unwell: a '
  'disruptive step had begun to change something, and that was not undone.';

create function control.give_names_back(p_tenant_id uuid)
returns void
language sql
set search_path = ''
as $$
  update control.tenants t
  set status = 'decommissioned', slug = control.given_back_slug(t.id),
    database = 'odoo_' || control.underscored(control.given_back_slug(t.id)),
    schema = control.underscored(control.given_back_slug(t.id))
  where t.id = p_tenant_id
$$;
comment on function control.give_names_back is
  'Ends a tenant that was proposed and never begun: its slug and its place are free, and its '
  'history stays.';

create function control.end_operation(p_operation_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations;
begin
  update control.operations o
  set status = case
      when o.cancel_requested_at is not null then 'cancelled'
      when o.error is not null then 'failed'
      else 'succeeded'
    end,
    finished_at = clock_timestamp()
  where o.id = p_operation_id
  returning * into operation;
  if operation.stores_tenant and operation.started_at is null then
    perform control.give_names_back(operation.tenant_id);
  else
    perform control.move_tenant(operation, array[case
      when operation.status = 'succeeded' then 'succeed'
      when operation.started_at is null then 'cancel'
      when control.is_disrupted(operation) then 'fail'
      else 'abort'
    end]);
  end if;
end
$$;
comment on function control.end_operation is
  'Ends an operation after its last step, and moves its tenant. A failure without harm leaves the '
  'tenant as it was; a tenant that was only proposed gives its names back.';

create function control.insert_compensations(p_operation_id uuid)
returns int
language sql
set search_path = ''
as $$
  with undone as (
    insert into control.provisioning_jobs (operation_id, position, name, action, max_attempts,
      exclusive)
    select j.operation_id, 1 + 2 * last.position - j.position, j.name, 'compensate', j.max_attempts,
      j.exclusive
    from control.provisioning_jobs j
    cross join (select max(position) as position from control.provisioning_jobs
      where operation_id = p_operation_id) last
    join control.operations o on o.id = j.operation_id
    join control.operation_kinds k on k.kind = o.kind
    where j.operation_id = p_operation_id and k.compensates and j.status in ('succeeded', 'failed')
    returning 1
  )
  select count(*)::int from undone
$$;
comment on function control.insert_compensations is
  'Queues the compensation of all steps that were begun, last first, if the kind has it. Returns '
  'how many.';

create function control.stop_operation(p_operation_id uuid, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.forget_step(j.id)
  from control.provisioning_jobs j
  where j.operation_id = p_operation_id and j.finished_at is null;
  perform control.skip_step(j.id, null, 'The operation was stopped before.')
  from control.provisioning_jobs j
  where j.operation_id = p_operation_id and j.status = 'queued' and j.attempts = 0;
  perform control.release_step(j.id, 'failed', null, p_error)
  from control.provisioning_jobs j
  where j.operation_id = p_operation_id and j.finished_at is null;

  update control.operations o
  set error = p_error, runbook = k.runbook, logs_url = coalesce(p_error ->> 'logs_url', o.logs_url)
  from control.operation_kinds k
  where o.id = p_operation_id and k.kind = o.kind;

  if control.insert_compensations(p_operation_id) > 0 then
    update control.operations set status = 'compensating' where id = p_operation_id;
  else
    perform control.end_operation(p_operation_id);
  end if;
end
$$;
comment on function control.stop_operation is
  'Ends an operation before its last step; what was done is undone first, if the kind has it.';

revoke execute on function
  control.release_step, control.skip_step, control.is_disrupted,
  control.give_names_back, control.end_operation, control.insert_compensations,
  control.stop_operation
from public;
grant execute on function
  control.release_step, control.skip_step, control.is_disrupted,
  control.give_names_back, control.end_operation, control.insert_compensations,
  control.stop_operation
to service_role;
