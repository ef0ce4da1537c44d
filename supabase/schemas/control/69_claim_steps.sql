-- Steps are handed out, one at a time an operation.

create function control.lease_step(p_step_id uuid, p_worker text, p_lease_seconds int)
returns control.provisioning_jobs
language sql
set search_path = ''
as $$
  update control.provisioning_jobs j
  set status = 'running', attempts = w.attempts, leased_by = p_worker,
    started_at = coalesce(j.started_at, clock_timestamp())
  from ops.lease_work('step', p_step_id::text, p_lease_seconds) w
  where j.id = p_step_id
  returning j.*
$$;
comment on function control.lease_step is
  'Hands a step to a worker; looking again at what was started outside is no new attempt.';

create function control.begin_operation(p_operation_id uuid)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations;
begin
  update control.operations
  set status = 'running', started_at = clock_timestamp()
  where id = p_operation_id and status = 'queued'
  returning * into operation;
  if found then
    perform control.move_tenant(operation, case
      when operation.retry_of is null then array['start'] else array['start', 'retry']
    end);
  else
    select * into operation from control.operations where id = p_operation_id;
  end if;
  return operation;
end
$$;
comment on function control.begin_operation is
  'With the first claim of a step its operation runs, and the tenant moves; later claims change '
  'nothing.';

create function control.take_step(p_due control.v_due_steps, p_worker text, p_lease_seconds int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs;
  operation control.operations;
begin
  perform control.work_as(p_worker, p_due.operation_id);
  operation := control.begin_operation(p_due.operation_id);
  step := control.lease_step(p_due.id, p_worker, p_lease_seconds);
  return jsonb_build_object(
    'step', to_jsonb(step),
    'token', (select w.lease_token from ops.work w where w.kind = 'step' and w.key = step.id::text),
    'operation', to_jsonb(operation),
    'tenant', (select to_jsonb(t) from control.tenants t where t.id = operation.tenant_id),
    'outputs', control.outputs(operation.id),
    'passing', (select coalesce(jsonb_agg(f.code), '[]') from ops.work_faults f
      where f.kind = 'step' and f.mends = 'by_itself')
  );
end
$$;
comment on function control.take_step is
  'Begins a due step, and its operation with the first one. Returns what claim_step does.';

create function control.claim_step(p_worker text, p_lease_seconds int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  due control.v_due_steps;
  passed_over uuid[] := '{}';
begin
  -- Two claims must not both find an exclusive resource free; it takes a few milliseconds.
  perform pg_advisory_xact_lock('control.provisioning_jobs'::regclass::int);
  perform ops.give_up_lost_work();
  loop
    select * into due from control.v_due_steps d
    where d.id <> all (passed_over)
    order by d.created_at, d.position
    limit 1
    for no key update skip locked;
    if not found then
      return null;
    end if;
    begin
      return control.take_step(due, p_worker, p_lease_seconds);
    exception when others then
      perform ops.note_fault('control.claim_step', due.operation_id::text, sqlstate, sqlerrm);
      passed_over := passed_over || due.id;
    end;
  end loop;
end
$$;
comment on function control.claim_step is
  'Takes the next due step: {"step", "token", "operation", "tenant", "outputs", "passing"}, with '
  'the rows as objects, and the faults that waiting mends; null when nothing is due. A step whose '
  'lease ran out is due again.';

revoke execute on function
  control.lease_step, control.begin_operation, control.take_step, control.claim_step
from public;
grant execute on function
  control.lease_step, control.begin_operation, control.take_step, control.claim_step
to service_role;
