-- Claiming: a runner takes the next due step under a lease, with all it needs to know.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function control.outputs(p_operation_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(item.key, item.value order by j.position), '{}')
  from control.provisioning_jobs j
  cross join lateral jsonb_each(j.output) item
  where j.operation_id = p_operation_id
$$;
comment on function control.outputs is 'What the steps of an operation have said so far, in one object; later ones win.';

create function control.lease_step(p_step_id uuid, p_worker text, p_lease_seconds int)
returns control.provisioning_jobs
language sql
set search_path = ''
as $$
  update control.provisioning_jobs
  set status = 'running',
    attempts = attempts + (status <> 'waiting')::int,
    leased_by = p_worker,
    lease_token = gen_random_uuid(),
    lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
    started_at = coalesce(started_at, clock_timestamp())
  where id = p_step_id
  returning *
$$;
comment on function control.lease_step is 'Hands a step to a worker; looking again at what was started outside is no new attempt.';

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
comment on function control.begin_operation is 'With its first claim an operation runs, and its tenant moves; later claims change nothing.';

create function control.take_step(p_due control.v_due_steps, p_worker text, p_lease_seconds int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs;
  operation control.operations;
begin
  perform control.act_as(jsonb_build_object('user', p_worker), p_due.operation_id);
  operation := control.begin_operation(p_due.operation_id);
  step := control.lease_step(p_due.id, p_worker, p_lease_seconds);
  perform control.look_again(operation.id, p_lease_seconds + 1);
  return jsonb_build_object(
    'step', to_jsonb(step) - 'lease_token',
    'token', step.lease_token,
    'operation', to_jsonb(operation) - 'message_id',
    'tenant', (select to_jsonb(t) from control.tenants t where t.id = operation.tenant_id),
    'outputs', control.outputs(operation.id)
  );
end
$$;
comment on function control.take_step is 'Begins a due step, and its operation with the first one. Returns what claim_step does.';

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
  perform control.give_up_lost_steps();
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
  'Takes the next due step: {"step", "token", "operation", "tenant", "outputs"}, the rows as objects; null when nothing is due. A step whose lease ran out is due again.';

create function control.hold_operation(p_operation uuid)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations;
begin
  -- Everybody locks the tenant first, then the operation, its step, and the audit log last.
  perform from control.tenants t
  where t.id = (select tenant_id from control.operations where id = p_operation)
  for no key update;
  select * into operation from control.operations where id = p_operation for no key update;
  if not found then
    raise exception 'Cannot find operation %: there is none', p_operation using errcode = 'OC004';
  end if;
  return operation;
end
$$;
comment on function control.hold_operation is
  'An operation, kept with its tenant until the transaction ends. Raises OC004.';

create function control.hold_step(p_step uuid, p_token uuid)
returns control.provisioning_jobs
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs;
begin
  perform control.hold_operation(operation_id) from control.provisioning_jobs where id = p_step;
  select * into step from control.provisioning_jobs
  where id = p_step and status = 'running' and lease_token = p_token
  for no key update;
  if not found then
    raise exception 'Cannot go on with step %: its lease is lost', p_step using errcode = 'OC002';
  end if;
  perform control.act_as(jsonb_build_object('user', step.leased_by), step.operation_id);
  return step;
end
$$;
comment on function control.hold_step is
  'The step that a token belongs to, and its operation, kept until the transaction ends. Raises OC002 when another worker has it.';

create function control.cancel_is_asked(p_operation_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from control.operations
    where id = p_operation_id and status = 'running' and cancel_requested_at is not null
  )
$$;
comment on function control.cancel_is_asked is 'Whether a running operation is to be cancelled; one that is being undone no longer is.';

create function control.extend_step(p_step uuid, p_token uuid, p_lease_seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  step control.provisioning_jobs := control.hold_step(p_step, p_token);
begin
  update control.provisioning_jobs
  set lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where id = p_step;
  perform control.look_again(step.operation_id, p_lease_seconds + 1);
  return control.cancel_is_asked(step.operation_id);
end
$$;
comment on function control.extend_step is 'The heartbeat of a step. Returns whether the operation is to be cancelled. Raises OC002.';

create function control.begin_change(p_step uuid, p_token uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.hold_step(p_step, p_token);
  update control.provisioning_jobs set changed_at = coalesce(changed_at, clock_timestamp()) where id = p_step;
end
$$;
comment on function control.begin_change is
  'A step has looked and is about to change something; said before it does, so that it holds also of a worker that dies. Raises OC002.';
