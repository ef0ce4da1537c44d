-- Events of operations and of tenants.

insert into ops.event_types (type, description) values
  ('operation.requested', 'Somebody asked a tenant for an operation.'),
  ('operation.waiting_for_approval', 'An operation waits for a second person.'),
  ('operation.approved', 'A second person approved of an operation.'),
  ('operation.started', 'The first step of an operation began.'),
  ('operation.compensating', 'An operation failed or was cancelled, and undoes what it began.'),
  ('operation.succeeded', 'An operation did all that it was asked for.'),
  ('operation.failed', 'An operation failed.'),
  ('operation.cancelled', 'An operation was cancelled.'),
  ('tenant.created', 'A tenant was stored; an operation makes its Odoo.'),
  ('tenant.changed', 'A tenant''s properties, or its status, changed.'),
  ('tenant.paused', 'A tenant was paused.'),
  ('tenant.resumed', 'A tenant that was paused is active again.'),
  ('tenant.decommissioned', 'A tenant has ended.'),
  ('tenant.health_changed', 'The Odoo of a tenant was found in another state than before.');

create function control.emit_operation(p_type text, p_operation control.operations)
returns void
language sql
set search_path = ''
as $$
  select ops.emit('operation.' || p_type, 'operations/' || p_operation.id,
    jsonb_build_object('id', p_operation.id, 'tenant', t.slug, 'type', p_operation.kind,
      'status', p_operation.status, 'requested_by', p_operation.requested_by,
      'on_behalf_of', p_operation.on_behalf_of, 'created_at', p_operation.created_at,
      'finished_at', p_operation.finished_at, 'runbook', p_operation.runbook,
      'error', jsonb_build_object('code', p_operation.error ->> 'code',
        'detail', p_operation.error ->> 'detail', 'step', p_operation.error ->> 'step')),
    t.slug)
  from control.tenants t
  where t.id = p_operation.tenant_id
$$;
comment on function control.emit_operation is 'Emits an event of an operation.';

create function control.tell_operation()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform control.emit_operation('requested', new);
    if new.status <> 'waiting_approval' then
      return null;
    end if;
  end if;
  perform control.emit_operation(case new.status
    when 'waiting_approval' then 'waiting_for_approval'
    when 'queued' then 'approved'
    when 'running' then 'started'
    else new.status
  end, new);
  return null;
end
$$;
comment on function control.tell_operation is 'Tells what became of an operation.';
create trigger tell_operation after insert on control.operations
for each row execute function control.tell_operation();
create trigger tell_operation_status after update of status on control.operations
for each row when (old.status is distinct from new.status)
execute function control.tell_operation();

create function control.changed_columns(p_old jsonb, p_new jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_agg(n.key order by n.key), '[]')
  from jsonb_each(p_new) n
  where n.key <> 'updated_at' and n.value is distinct from p_old -> n.key
$$;
comment on function control.changed_columns is 'The names of the columns that differ.';

create function control.tell_tenant()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  changed constant jsonb := case when tg_op = 'UPDATE'
    then control.changed_columns(to_jsonb(old), to_jsonb(new)) end;
begin
  if changed = '[]' then
    return null;
  end if;
  perform ops.emit('tenant.' || case
      when tg_op = 'INSERT' then 'created'
      when old.status <> 'paused' and new.status = 'paused' then 'paused'
      when old.status = 'paused' and new.status = 'active' then 'resumed'
      when old.status <> 'decommissioned' and new.status = 'decommissioned' then 'decommissioned'
      else 'changed'
    end, 'tenants/' || new.slug,
    jsonb_build_object('slug', new.slug, 'name', new.name, 'status', new.status,
      'plan', new.plan_code, 'bundle', new.bundle_code, 'changed', changed), new.slug);
  return null;
end
$$;
comment on function control.tell_tenant is
  'Tells of a tenant that was stored, and of each change of one, by the names of its columns.';
create trigger tell_tenant after insert or update on control.tenants
for each row execute function control.tell_tenant();

create function control.tell_health()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform ops.emit('tenant.health_changed', 'tenants/' || t.slug,
    jsonb_build_object('slug', t.slug, 'state', new.state, 'detail', new.detail,
      'before', case when tg_op = 'UPDATE' then old.state end), t.slug)
  from control.tenants t
  where t.id = new.tenant_id;
  return null;
end
$$;
comment on function control.tell_health is
  'Tells that the Odoo of a tenant was found in another state, or for the first time.';
create trigger tell_health_found after insert on control.tenant_health
for each row execute function control.tell_health();
create trigger tell_health after update of state on control.tenant_health
for each row when (old.state is distinct from new.state)
execute function control.tell_health();

revoke execute on function
  control.emit_operation, control.tell_operation, control.changed_columns, control.tell_tenant,
  control.tell_health
from public;
grant execute on function control.emit_operation, control.changed_columns to service_role;
