-- Requesting an operation: a row with its steps.

create function control.last_backup(p_tenant_id uuid, p_but_of uuid default null)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('id', b.id, 'taken_at', b.taken_at, 'bytes', b.bytes)
    from control.backups b
    where b.tenant_id = p_tenant_id and b.status = 'taken'
      and b.operation_id is distinct from p_but_of
    order by b.taken_at desc, b.id
    limit 1
  );
end
$$;
comment on function control.last_backup is
  'A tenant''s newest backup, {"id", "taken_at", "bytes"}, without the one that an operation '
  'itself has taken; null without any.';

create function control.insert_operation(
  p_tenant control.tenants, p_kind text, p_steps jsonb, p_input jsonb, p_key text,
  p_retry_of control.operations,
  p_target jsonb default null
)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  actor constant jsonb := ops.actor();
  opened control.operations;
  must_wait boolean;
begin
  select k.needs_approval or actor ->> 'role' = 'agent'
    or jsonb_path_exists(p_steps, '$[*] ? (@.dangerous == true)')
  into must_wait
  from control.operation_kinds k where k.kind = p_kind;

  insert into control.operations (
    tenant_id, kind, status, tenant_status, requested_by, on_behalf_of, trigger_source, input,
    idempotency_key, retry_of
  )
  values (
    p_tenant.id, p_kind, case when must_wait then 'waiting_approval' else 'queued' end,
    coalesce((p_retry_of).tenant_status, p_tenant.status), actor ->> 'user',
    actor ->> 'on_behalf_of',
    case actor ->> 'role' when 'agent' then 'ai' when 'schedule' then 'schedule' else 'api' end,
    p_input, p_key, (p_retry_of).id
  )
  returning * into opened;

  if must_wait then
    insert into control.operation_approvals (operation_id, requested_by, on_behalf_of, expires_at,
      target)
    select opened.id, opened.requested_by, opened.on_behalf_of,
      clock_timestamp() + s.approval_expires_after,
      p_target || jsonb_build_object('backup', control.last_backup(p_tenant.id))
    from control.settings s;
  end if;
  return opened;
end
$$;
comment on function control.insert_operation is
  'Stores an operation without its steps: waiting_approval when it is dangerous or an agent '
  'proposed it, else queued. p_target is what it would destroy; the approver sees it with the '
  'last backup.';

create function control.insert_steps(p_operation_id uuid, p_steps jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into control.provisioning_jobs (operation_id, position, name, dangerous, disruptive,
    max_attempts, exclusive)
  select p_operation_id, s.position, s.step ->> 'name',
    coalesce((s.step ->> 'dangerous')::boolean, false),
    coalesce((s.step ->> 'disruptive')::boolean, true),
    coalesce((s.step ->> 'max_attempts')::int, 5), s.step ->> 'exclusive'
  from jsonb_array_elements(p_steps) with ordinality s (step, position);
  if not found then
    raise exception 'Cannot open an operation: it has no steps'
      using errcode = 'invalid_parameter_value';
  end if;
end
$$;
comment on function control.insert_steps is
  'Stores [{"name", "dangerous", "disruptive", "max_attempts", "exclusive"}], in order. Without a '
  'step, the operation would never end.';

create function control.open_admitted(
  p_tenant_id uuid, p_kind text, p_steps jsonb, p_input jsonb, p_key text,
  p_target jsonb default null
)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  tenant control.tenants;
  operation control.operations;
begin
  -- Two requests must not both find the tenant free.
  select * into tenant from control.tenants t where t.id = p_tenant_id for no key update;
  perform control.refuse_shared_database(tenant, p_kind, p_input);
  perform control.refuse_operation_now(tenant, p_kind, array['start']);
  perform control.refuse_foreign_database(tenant, p_kind);
  case p_kind
    when 'create' then perform control.refuse_idle_parent(tenant.slug, p, tenant.isolation)
      from control.tenants p where p.id = tenant.parent_id;
    when 'upgrade_image'
      then perform control.refuse_untested_image(tenant, p_input ->> 'image_tag');
    when 'upgrade_to_provider' then perform control.refuse_provider(tenant);
    when 'decommission' then perform control.refuse_dependants(tenant);
    when 'purge' then perform control.refuse_purge(tenant, p_input ->> 'confirm');
    when 'restore', 'restore_drill'
      then perform control.refuse_backup(tenant, p_input ->> 'backup');
    else null;
  end case;
  operation :=
    control.insert_operation(tenant, p_kind, p_steps, p_input, p_key, null, p_target);
  perform control.insert_steps(operation.id, p_steps);
  return operation;
end
$$;
comment on function control.open_admitted is
  'Stores an operation with its steps, for an actor who may ask for it. Raises as open_operation, '
  'but for OC006 and OC103.';

create function control.open_operation(
  p_tenant_slug text, p_kind text, p_steps jsonb, p_input jsonb, p_key text,
  p_target jsonb default null
)
returns table (id uuid, status text, existing boolean)
language plpgsql
set search_path = ''
as $$
declare
  tenant constant control.tenants := control.find_tenant(p_tenant_slug);
  operation control.operations;
begin
  perform control.admit(p_kind, p_tenant_slug, tenant.parent_id);
  operation := control.known_operation(p_tenant_slug, p_kind, p_input, p_key);
  if operation.id is not null then
    return query select operation.id, operation.status, true;
    return;
  end if;
  operation :=
    control.open_admitted(tenant.id, p_kind, p_steps, p_input, p_key, p_target);
  return query select operation.id, operation.status, false;
end
$$;
comment on function control.open_operation is
  'Requests an operation on a tenant, as the caller. existing: a key of theirs named this '
  'operation before. Raises OC004, OC006, OC101, OC102, OC103, OC106, OC107, OC121, '
  'OC123, OC124, OC141, OC151.';

revoke execute on function
  control.last_backup, control.insert_operation, control.insert_steps, control.open_admitted,
  control.open_operation
from public;
grant execute on function
  control.last_backup, control.insert_operation, control.insert_steps, control.open_admitted,
  control.open_operation
to service_role;
