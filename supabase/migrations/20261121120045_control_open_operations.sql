-- Opening: what is asked becomes one operation and its steps, once, or is refused.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function control.tenant_asked_for(p_known_id uuid, p_slug text)
returns uuid
language sql
stable
set search_path = ''
as $$
  select coalesce(
    (select t.id from control.tenants t where t.id = p_known_id and t.slug = control.given_back_slug(t.id)),
    (select t.id from control.tenants t where t.slug = p_slug)
  )
$$;
comment on function control.tenant_asked_for is
  'The tenant of a slug, or the known one when that has given its slug back: the same input asked for it.';

create function control.known_operation(p_tenant_slug text, p_kind text, p_input jsonb, p_actor jsonb, p_key text)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  known control.operations;
begin
  if p_key is null then
    return null;
  end if;
  -- Two requests with one key must not both find none.
  perform pg_advisory_xact_lock(hashtext('control.idempotency_key'), hashtext(p_key));
  select * into known from control.operations
  where idempotency_key = p_key and requested_by = p_actor ->> 'user'
    and on_behalf_of is not distinct from p_actor ->> 'on_behalf_of';
  if known.id is not null and (known.kind, known.input, known.tenant_id)
    is distinct from (p_kind, p_input, control.tenant_asked_for(known.tenant_id, p_tenant_slug)) then
    raise exception 'Cannot % tenant %: its Idempotency-Key was used for another request', p_kind, ops.quoted(p_tenant_slug)
      using errcode = 'OC006', hint = 'Use a new key for a new request.';
  end if;
  return known;
end
$$;
comment on function control.known_operation is
  'The operation that a key of this actor''s named before, or null: others'' keys are their own. To be asked once the actor is admitted. Raises OC006 when the key was used for another request.';

create function control.refuse_operation_now(p_tenant control.tenants, p_kind text, p_events text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  under_way control.operations;
  possible text;
begin
  select * into under_way from control.operations where tenant_id = p_tenant.id and finished_at is null;
  if found then
    raise exception 'Cannot % tenant %: operation % (%) is under way', p_kind, ops.quoted(p_tenant.slug), under_way.id, under_way.kind
      using errcode = 'OC102', detail = under_way.id::text, hint = 'Wait until it has ended, or cancel it.';
  elsif exists (
    select from control.tenant_transitions
    where operation = p_kind and event = any (p_events) and from_status = p_tenant.status
  ) then
    return;
  end if;
  select string_agg(distinct operation, ', ' order by operation) into possible
  from control.tenant_transitions
  where event = 'start' and from_status = p_tenant.status;
  raise exception 'Cannot % tenant %: it is %', p_kind, ops.quoted(p_tenant.slug), p_tenant.status
    using errcode = 'OC101', hint = coalesce('Possible now: ' || possible || '.', 'This is the end; nothing follows.');
end
$$;
comment on function control.refuse_operation_now is
  'Raises OC102 (another operation is open; its id is the detail) and OC101 (not in this status).';

create function control.refuse_shared_database(p_tenant control.tenants, p_kind text, p_input jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  asked control.operation_kinds;
  sharers text;
begin
  select * into asked from control.operation_kinds where kind = p_kind;
  if asked.needs_own_database and p_tenant.isolation = 'schema' then
    raise exception 'Cannot % tenant %: it shares the database of %', p_kind, ops.quoted(p_tenant.slug),
        (select ops.quoted(t.slug) from control.tenants t where t.id = p_tenant.shares_database_of)
      using errcode = 'OC124', hint = 'Ask it of the tenant whose database it is: it happens to all who share it.';
  end if;
  -- A lost database has to come back for all who share it: a restoration may be agreed on by name.
  select string_agg(ops.quoted(t.slug), ', ' order by t.slug) into sharers
  from control.tenants t
  where t.shares_database_of = p_tenant.id and t.status <> 'decommissioned'
    and not (p_kind = 'restore' and coalesce(p_input -> 'shared_with', '[]') ? t.slug);
  if asked.takes_database and sharers is not null then
    raise exception 'Cannot % tenant %: its database is shared by %', p_kind, ops.quoted(p_tenant.slug), sharers
      using errcode = 'OC124', hint = case p_kind
        when 'restore' then 'Their data go back with it: name them in "shared_with" if that is meant.'
        else 'It would happen to them, too: decommission them first.'
      end;
  end if;
end
$$;
comment on function control.refuse_shared_database is
  'Raises OC124 where operation_kinds asks for a database that nobody else has a part in, be it the parent''s or one that living tenants share.';

create function control.refuse_foreign_database(p_tenant control.tenants, p_kind text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_tenant.isolation = 'schema' or not (select needs_own_database from control.operation_kinds where kind = p_kind)
    or control.has_ever_made_database(p_tenant.id) then
    return;
  end if;
  raise exception 'Cannot % tenant %: the platform did not make its database', p_kind, ops.quoted(p_tenant.slug)
    using errcode = 'OC141', hint = case
      when p_tenant.status = 'error' then 'Retry its creation, or decommission it.'
      else 'Use the tools of its Odoo server; what the platform made, by create or clone, it can change.'
    end;
end
$$;
comment on function control.refuse_foreign_database is
  'Raises OC141 for what needs a database that the platform made, where the tenant''s was there before, or was never made.';

create function control.refuse_untested_image(p_tenant control.tenants, p_tag text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  tested text[];
begin
  select array_agg(image_tag order by tested_at, image_tag) into tested
  from control.tested_images
  where infra_template_code = p_tenant.infra_template_code;
  if coalesce(p_tag = any (tested), false) then
    return;
  end if;
  raise exception 'Cannot upgrade tenant %: image tag % is not tested', ops.quoted(p_tenant.slug), coalesce(ops.quoted(p_tag), '(none)')
    using errcode = 'OC107',
      hint = coalesce('Tested: ' || nullif(array_to_string(tested, ', '), '') || '.', 'Its infra template has no tested tag yet.');
end
$$;
comment on function control.refuse_untested_image is 'Raises OC107 unless the tag is among the tested ones of the tenant''s infra template.';

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
    where b.tenant_id = p_tenant_id and b.status = 'taken' and b.operation_id is distinct from p_but_of
    order by b.taken_at desc, b.id
    limit 1
  );
end
$$;
comment on function control.last_backup is
  'A tenant''s newest backup, {"id", "taken_at", "bytes"}, but for the one that an operation itself has taken; null without any.';

create function control.insert_operation(
  p_tenant control.tenants, p_kind text, p_steps jsonb, p_input jsonb, p_actor jsonb, p_key text, p_retry_of control.operations,
  p_target jsonb default null
)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  opened control.operations;
  must_wait boolean;
begin
  select k.needs_approval or p_actor ->> 'role' = 'agent' or jsonb_path_exists(p_steps, '$[*] ? (@.dangerous == true)')
  into must_wait
  from control.operation_kinds k where k.kind = p_kind;

  insert into control.operations (
    tenant_id, kind, status, tenant_status, requested_by, on_behalf_of, trigger_source, input, idempotency_key, retry_of
  )
  values (
    p_tenant.id, p_kind, case when must_wait then 'waiting_approval' else 'queued' end,
    coalesce((p_retry_of).tenant_status, p_tenant.status), p_actor ->> 'user', p_actor ->> 'on_behalf_of',
    case when p_actor ->> 'role' = 'agent' then 'ai' else coalesce(p_actor ->> 'source', 'api') end,
    p_input, p_key, (p_retry_of).id
  )
  returning * into opened;

  if must_wait then
    insert into control.operation_approvals (operation_id, requested_by, on_behalf_of, expires_at, target)
    select opened.id, opened.requested_by, opened.on_behalf_of, clock_timestamp() + s.approval_expires_after,
      p_target || jsonb_build_object('backup', control.last_backup(p_tenant.id))
    from control.settings s;
  end if;
  return opened;
end
$$;
comment on function control.insert_operation is
  'Stores an operation without its steps: waiting_approval when it is dangerous or an agent proposed it, else queued. p_target is what it would destroy, which the approver is shown beside the last backup.';

create function control.insert_steps(p_operation_id uuid, p_steps jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into control.provisioning_jobs (operation_id, position, name, dangerous, endangers, max_attempts, exclusive)
  select p_operation_id, s.position, s.step ->> 'name', coalesce((s.step ->> 'dangerous')::boolean, false),
    coalesce((s.step ->> 'endangers')::boolean, true),
    coalesce((s.step ->> 'max_attempts')::int, 5), s.step ->> 'exclusive'
  from jsonb_array_elements(p_steps) with ordinality s (step, position);
  if not found then
    raise exception 'Cannot open an operation: it has no steps' using errcode = 'invalid_parameter_value';
  end if;
end
$$;
comment on function control.insert_steps is
  'Stores [{"name", "dangerous", "endangers", "max_attempts", "exclusive"}], in order. Without a step, the operation would never end.';

create function control.admit_to(p_tenant_slug text, p_kind text, p_actor jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform control.admit(control.act_as(p_actor), p_kind, p_tenant_slug, t.parent_id)
  from control.find_tenant(p_tenant_slug) t;
end
$$;
comment on function control.admit_to is
  'Raises OC103 unless the actor may ask this of a tenant, before anything outside is asked for it; OC004, OC151.';

create function control.open_operation(
  p_tenant_slug text, p_kind text, p_steps jsonb, p_input jsonb, p_actor jsonb, p_key text, p_target jsonb default null
)
returns table (id uuid, status text, existing boolean)
language plpgsql
set search_path = ''
as $$
declare
  tenant control.tenants := control.find_tenant(p_tenant_slug);
  operation control.operations;
begin
  p_actor := control.act_as(p_actor);
  perform control.admit(p_actor, p_kind, p_tenant_slug, tenant.parent_id);
  operation := control.known_operation(p_tenant_slug, p_kind, p_input, p_actor, p_key);
  if operation.id is not null then
    return query select operation.id, operation.status, true;
    return;
  end if;
  -- Two requests must not both find the tenant free.
  select * into tenant from control.tenants t where t.id = tenant.id for no key update;
  perform control.refuse_shared_database(tenant, p_kind, p_input);
  perform control.refuse_operation_now(tenant, p_kind, array['start']);
  perform control.refuse_foreign_database(tenant, p_kind);
  case p_kind
    when 'create' then perform control.refuse_idle_parent(p_tenant_slug, p, tenant.isolation) from control.tenants p where p.id = tenant.parent_id;
    when 'upgrade_image' then perform control.refuse_untested_image(tenant, p_input ->> 'image_tag');
    when 'upgrade_to_provider' then perform control.refuse_provider(tenant);
    when 'decommission' then perform control.refuse_dependants(tenant);
    when 'purge' then perform control.refuse_purge(tenant, p_input ->> 'confirm');
    when 'restore', 'restore_drill' then perform control.refuse_backup(tenant, p_input ->> 'backup');
    else null;
  end case;
  operation := control.insert_operation(tenant, p_kind, p_steps, p_input, p_actor, p_key, null, p_target);
  perform control.insert_steps(operation.id, p_steps);
  return query select operation.id, operation.status, false;
end
$$;
comment on function control.open_operation is
  'Asks something of a tenant; the steps come from the code. existing: a key of the actor''s named this operation before. Raises OC004, OC006, OC101, OC102, OC103, OC106, OC107, OC121, OC123, OC124, OC141, OC151.';

create function control.request_tenant(p_tenant jsonb, p_kind text, p_steps jsonb, p_input jsonb, p_actor jsonb, p_key text)
returns table (id uuid, status text, existing boolean)
language plpgsql
set search_path = ''
as $$
declare
  known control.operations;
begin
  p_actor := control.act_as(p_actor);
  perform control.admit(p_actor, p_kind, p_tenant ->> 'slug', (control.find_tenant(p_tenant ->> 'parent')).id);
  known := control.known_operation(p_tenant ->> 'slug', p_kind, p_input, p_actor, p_key);
  if known.id is not null then
    return query select known.id, known.status, true;
    return;
  end if;
  perform control.create_tenant(p_tenant, p_actor, p_kind);
  select * into id, status, existing
  from control.open_operation(p_tenant ->> 'slug', p_kind, p_steps, p_input, p_actor, p_key);
  if status = 'waiting_approval' then
    update control.operations o set stores_tenant = true where o.id = request_tenant.id;
  end if;
  return next;
end
$$;
comment on function control.request_tenant is
  'A new tenant and its first operation (create or clone) in one transaction. p_input has to hold what tells two requests apart. Raises as create_tenant and open_operation.';
