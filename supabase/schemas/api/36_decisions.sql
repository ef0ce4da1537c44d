-- What people decide about operations, and are shown once.

create function api.approve_operation(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  operation constant uuid := (control.visible_operation((p_args ->> 'id')::uuid)).id;
  destroys constant boolean := exists (
    select from control.operation_approvals where operation_id = operation and target is not null
  );
begin
  perform api.demand_shape(p_args, '{"reason": {"text": 1000}}');
  perform control.approve_operation(operation, p_args ->> 'reason',
    api.fact('target', destroys));
  return api.get_operation(p_args);
end
$$;
comment on function api.approve_operation is
  'Agrees to what another one has asked for {"id", "reason"}; answers as get_operation(). Raises '
  'as control.approve_operation() does, OC151.';

create function api.refuse_operation(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"reason": {"text": 1000}}');
  perform control.refuse_operation(
    (control.visible_operation((p_args ->> 'id')::uuid)).id, p_args ->> 'reason');
  return api.get_operation(p_args);
end
$$;
comment on function api.refuse_operation is
  'Refuses what another one has asked for {"id", "reason"}; answers as get_operation(). Raises '
  'OC004, OC103, OC108.';

create function api.cancel_operation(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.cancel_operation((control.visible_operation((p_args ->> 'id')::uuid)).id);
  return api.get_operation(p_args);
end
$$;
comment on function api.cancel_operation is
  'Stops an operation {"id"} at once, or after the step at work; answers as get_operation(). '
  'Raises OC004, OC103, OC108.';

create function api.show_password(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant control.tenants;
begin
  select * into tenant from control.tenants
  where id = control.visible_tenant(p_args ->> 'tenant');
  return jsonb_build_object('login', tenant.admin_email, 'password',
    control.show_password(tenant.slug));
end
$$;
comment on function api.show_password is
  'The generated password of a tenant''s administrator {"tenant"}, once: {"login", "password"}. '
  'Raises OC004, OC101, OC103, OC122.';

revoke execute on function
  api.approve_operation, api.refuse_operation, api.cancel_operation, api.show_password
from public, anon;
grant execute on function
  api.approve_operation, api.refuse_operation, api.cancel_operation, api.show_password
to authenticated;
