-- An operation that failed is retried, from the step that failed or an earlier one.

create function control.retry_position(p_operation uuid, p_from_step text)
returns int
language plpgsql
stable
set search_path = ''
as $$
declare
  latest int;
  wanted int;
begin
  -- A step that was skipped without having begun was either done by an earlier try or never
  -- reached.
  select 1 + coalesce(
    max(j.position)
      filter (where j.status = 'succeeded' or j.status = 'skipped' and j.started_at is not null),
    max(j.position) filter (where j.name = o.from_step) - 1,
    0)
  into latest
  from control.provisioning_jobs j
  join control.operations o on o.id = j.operation_id
  where j.operation_id = p_operation and j.action = 'apply';
  if exists (select from control.provisioning_jobs
    where operation_id = p_operation and action = 'compensate') then
    latest := 1;
  end if;
  select position into wanted from control.provisioning_jobs
  where operation_id = p_operation and action = 'apply' and name = p_from_step;
  if p_from_step is null then
    return latest;
  elsif wanted <= latest then
    return wanted;
  end if;
  raise exception 'Cannot retry operation % from step %: %', p_operation, ops.quoted(p_from_step),
    case when wanted is null then 'it has no such step' else 'steps before it are not done' end
    using errcode = 'OC108',
      hint = 'Leave the step out to begin with the first one that is not done.';
end
$$;
comment on function control.retry_position is
  'Where a retry begins: at the step named, else at the first unfinished step, which is the very '
  'first once anything was undone. Raises OC108.';

create function control.copy_steps(p_from control.operations, p_to control.operations,
  p_position int)
returns void
language sql
set search_path = ''
as $$
  insert into control.provisioning_jobs (
    operation_id, position, name, dangerous, disruptive, max_attempts, exclusive, status,
    skip_reason, output, finished_at
  )
  select (p_to).id, j.position, j.name, j.dangerous, j.disruptive, j.max_attempts, j.exclusive,
    case when done then 'skipped' else 'queued' end,
    case when done then 'Done in operation ' || (p_from).id || '.' end,
    case when done then j.output else '{}' end,
    case when done then clock_timestamp() end
  from control.provisioning_jobs j
  cross join lateral (select j.position < p_position as done) d
  where j.operation_id = (p_from).id and j.action = 'apply'
$$;
comment on function control.copy_steps is
  'The steps of a retry: those before its beginning count as done and keep their output.';

create function control.known_retry(p_operation uuid, p_from_step text, p_key text)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  known control.operations;
begin
  select k.* into known
  from control.operations o
  join control.tenants t on t.id = o.tenant_id
  cross join lateral control.known_operation(t.slug, o.kind, o.input, p_key) k
  where o.id = p_operation;
  if known.id is not null and (known.retry_of, known.from_step)
    is distinct from (p_operation, coalesce(p_from_step, known.from_step)) then
    raise exception 'Cannot retry operation %: its Idempotency-Key was used for another request',
      p_operation
      using errcode = 'OC006', hint = 'Use a new key for a new request.';
  end if;
  return known;
end
$$;
comment on function control.known_retry is
  'The retry that a key of the actor named before, or null. Raises OC006 when the key belongs to '
  'another request.';

-- Long: one list of refusals, before anything is written.
create function control.retry_operation(
  p_operation uuid, p_from_step text, p_key text default null, p_target jsonb default null
)
returns table (id uuid, status text, existing boolean)
language plpgsql
set search_path = ''
as $$
declare
  retry control.operations;
  earlier control.operations;
  tenant control.tenants;
  begins_at int;
begin
  perform control.admit(o.kind, t.slug, t.parent_id)
  from control.operations o join control.tenants t on t.id = o.tenant_id
  where o.id = p_operation;
  retry := control.known_retry(p_operation, p_from_step, p_key);
  earlier := control.lock_operation(p_operation);
  if retry.id is not null then
    return query select retry.id, retry.status, true;
    return;
  end if;
  select * into tenant from control.tenants t where t.id = earlier.tenant_id;
  if earlier.status not in ('failed', 'cancelled') then
    raise exception 'Cannot retry operation %: it is %', p_operation, earlier.status
      using errcode = 'OC108', hint = case
        when earlier.finished_at is null then 'Wait until it has ended, or cancel it first.'
        else 'It has done its work; ask for a new operation.'
      end;
  elsif exists (select from control.operations o
    where o.tenant_id = tenant.id and o.created_at > earlier.created_at) then
    raise exception 'Cannot retry operation %: it is not the latest of its tenant', p_operation
      using errcode = 'OC108', hint = 'Retry the latest one; what it replaced stays history.';
  end if;
  perform control.refuse_shared_database(tenant, earlier.kind, earlier.input);
  perform control.refuse_operation_now(tenant, earlier.kind, array['start', 'retry']);
  perform control.refuse_foreign_database(tenant, earlier.kind);
  if control.ends_tenant(earlier.kind) then
    perform control.refuse_dependants(tenant);
  end if;
  begins_at := control.retry_position(p_operation, p_from_step);
  retry := control.insert_operation(
    tenant, earlier.kind,
    (select jsonb_agg(to_jsonb(j)) from control.provisioning_jobs j
      where j.operation_id = earlier.id and j.action = 'apply'),
    earlier.input, p_key, earlier, p_target);
  update control.operations o
  set from_step = (
    select j.name from control.provisioning_jobs j
    where j.operation_id = earlier.id and j.action = 'apply' and j.position = begins_at
  )
  where o.id = retry.id;
  perform control.copy_steps(earlier, retry, begins_at);
  -- The retry answers its dead letters.
  perform control.forget_step(j.id)
  from control.provisioning_jobs j
  join ops.work w on w.kind = 'step' and w.key = j.id::text
  where j.operation_id = p_operation;
  return query select retry.id, retry.status, false;
end
$$;
comment on function control.retry_operation is
  'Retries a failed or cancelled operation, as a new one that names it. existing: a key of the '
  'actor named that one before. Raises OC004, OC006, OC101, OC102, OC103, OC106, OC108, OC124, '
  'OC141, OC151.';

revoke execute on function
  control.retry_position, control.copy_steps, control.known_retry, control.retry_operation
from public;
grant execute on function
  control.retry_position, control.copy_steps, control.known_retry, control.retry_operation
to service_role;
