-- Why an operation cannot be requested now.

create function control.tenant_asked_for(p_known_id uuid, p_slug text)
returns uuid
language sql
stable
set search_path = ''
as $$
  select coalesce(
    (select t.id from control.tenants t
      where t.id = p_known_id and t.slug = control.given_back_slug(t.id)),
    (select t.id from control.tenants t where t.slug = p_slug)
  )
$$;
comment on function control.tenant_asked_for is
  'The tenant of a slug; or the known tenant, if that has given its slug back and the same input '
  'asked for it.';

create function control.known_operation(p_tenant_slug text, p_kind text, p_input jsonb, p_key text)
returns control.operations
language plpgsql
set search_path = ''
as $$
declare
  actor constant jsonb := ops.actor();
  known control.operations;
begin
  if p_key is null then
    return null;
  end if;
  -- Two requests with one key must not both find none.
  perform pg_advisory_xact_lock(hashtext('control.idempotency_key'), hashtext(p_key));
  select * into known from control.operations
  where idempotency_key = p_key and requested_by = actor ->> 'user'
    and on_behalf_of is not distinct from actor ->> 'on_behalf_of';
  if known.id is not null and (known.kind, known.input, known.tenant_id)
    is distinct from (p_kind, p_input, control.tenant_asked_for(known.tenant_id, p_tenant_slug))
      then
    raise exception 'Cannot % tenant %: its Idempotency-Key was used for another request', p_kind,
      ops.quoted(p_tenant_slug)
      using errcode = 'OC006', hint = 'Use a new key for a new request.';
  end if;
  return known;
end
$$;
comment on function control.known_operation is
  'The operation that a key of the actor named before, or null; other actors'' keys are their '
  'own. Call it once the actor is admitted. Raises OC006 when the key belongs to another request.';

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
  select *
  into under_way
  from control.operations
  where tenant_id = p_tenant.id and finished_at is null;
  if found then
    raise exception 'Cannot % tenant %: operation % (%) is under way', p_kind,
      ops.quoted(p_tenant.slug), under_way.id, under_way.kind
      using errcode = 'OC102', detail = under_way.id::text,
        hint = 'Wait until it has ended, or cancel it.';
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
    using errcode = 'OC101',
      hint = coalesce('Possible now: ' || possible || '.', 'This is the end; nothing follows.');
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
    raise exception 'Cannot % tenant %: it shares the database of %', p_kind,
      ops.quoted(p_tenant.slug),
        (select ops.quoted(t.slug) from control.tenants t where t.id = p_tenant.shares_database_of)
      using errcode = 'OC124',
        hint = 'Ask it of the tenant whose database it is: it happens to all who share it.';
  end if;
  -- A lost database has to come back for all who share it: a restoration may be agreed on by name.
  select string_agg(ops.quoted(t.slug), ', ' order by t.slug) into sharers
  from control.tenants t
  where t.shares_database_of = p_tenant.id and t.status <> 'decommissioned'
    and not (p_kind = 'restore' and coalesce(p_input -> 'shared_with', '[]') ? t.slug);
  if asked.takes_database and sharers is not null then
    raise exception 'Cannot % tenant %: its database is shared by %', p_kind,
      ops.quoted(p_tenant.slug), sharers
      using errcode = 'OC124', hint = case p_kind
        when 'restore'
          then 'Their data go back with it: name them in "shared_with" if that is meant.'
        else 'It would happen to them, too: decommission them first.'
      end;
  end if;
end
$$;
comment on function control.refuse_shared_database is
  'Raises OC124 if the kind needs a database that no other tenant has a part in: the parent''s, '
  'or one that tenants below it share.';

create function control.refuse_foreign_database(p_tenant control.tenants, p_kind text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_tenant.isolation = 'schema'
    or not (select needs_own_database from control.operation_kinds where kind = p_kind)
    or control.has_ever_made_database(p_tenant.id) then
    return;
  end if;
  raise exception 'Cannot % tenant %: the platform did not make its database', p_kind,
    ops.quoted(p_tenant.slug)
    using errcode = 'OC141', hint = case
      when p_tenant.status = 'error' then 'Retry its creation, or decommission it.'
      else 'Use the tools of its Odoo server; what the platform made, by create or clone, it can '
        'change.'
    end;
end
$$;
comment on function control.refuse_foreign_database is
  'Raises OC141 if the kind needs a database that the platform made, and the tenant''s was there '
  'before, or was never made.';

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
  raise exception 'Cannot upgrade tenant %: image tag % is not tested', ops.quoted(p_tenant.slug),
    coalesce(ops.quoted(p_tag), '(none)')
    using errcode = 'OC107',
      hint = coalesce('Tested: ' || nullif(array_to_string(tested, ', '), '') || '.',
        'Its infra template has no tested tag yet.');
end
$$;
comment on function control.refuse_untested_image is
  'Raises OC107 unless the tag is among the tested ones of the tenant''s infra template.';

revoke execute on function
  control.tenant_asked_for, control.known_operation, control.refuse_operation_now,
  control.refuse_shared_database, control.refuse_foreign_database, control.refuse_untested_image
from public;
grant execute on function
  control.tenant_asked_for, control.known_operation, control.refuse_operation_now,
  control.refuse_shared_database, control.refuse_foreign_database, control.refuse_untested_image
to service_role;
