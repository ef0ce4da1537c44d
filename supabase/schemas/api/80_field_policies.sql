-- Who decides about each field: the seed, or people in Odoo.

create view api.field_policies with (security_invoker = true) as
select p.model || '/' || p.field as id, p.model, p.field, p.policy
from odoo_seed.field_policies p;
comment on view api.field_policies is 'Who decides about each field.';
revoke all on api.field_policies from public, anon;
grant select on api.field_policies to authenticated;

create function api.list_field_policies(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('field_policies', '[
      {"arg": "model"},
      {"arg": "policy"}
    ]',
    array['id', 'policy'], p_args);
end
$$;
comment on function api.list_field_policies is
  'A page of field policies, by model and field: those of a model or of a kind.';

create function api.get_field_policy(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  answer constant jsonb := (
    select to_jsonb(p) from api.field_policies p
    where p.model = p_args ->> 'model' and p.field = p_args ->> 'field');
begin
  if answer is null then
    raise exception 'Cannot find the policy of %: there is none',
      to_json(left(concat_ws('/', p_args ->> 'model', p_args ->> 'field'), 80))
      using errcode = 'OC004';
  end if;
  return answer;
end
$$;
comment on function api.get_field_policy is
  'The policy of a field {"model", "field"}. Raises OC004.';

create function api.change_field_policy(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"policy": {"text": 63, "needed": true}}');
  if not control.has_anywhere('policies.read') then
    raise exception 'Cannot find the policy: there is none' using errcode = 'OC004';
  end if;
  perform control.act_as_caller('policies.change');
  perform from odoo_seed.field_policies p
  where p.model = p_args ->> 'model' and p.field = p_args ->> 'field' for no key update;
  perform api.demand_match(p_args, api.get_field_policy(p_args));
  update odoo_seed.field_policies p set policy = p_args ->> 'policy'
  where p.model = p_args ->> 'model' and p.field = p_args ->> 'field'
    and p.policy <> p_args ->> 'policy';
  return api.get_field_policy(p_args);
end
$$;
comment on function api.change_field_policy is
  'Gives a field another policy {"model", "field", "policy"}. Raises OC004, OC103, OC202.';

revoke execute on function
  api.list_field_policies, api.get_field_policy, api.change_field_policy
from public, anon;
grant execute on function
  api.list_field_policies, api.get_field_policy, api.change_field_policy
to authenticated;
