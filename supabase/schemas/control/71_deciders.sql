-- Whose mail about an operation lets them decide from it.

create function control.person_of_address(p_address text)
returns uuid
language sql
stable
set search_path = ''
as $$
  select u.id from auth.users u
  where lower(u.email) = lower(p_address) and u.email_confirmed_at is not null
    and not u.is_sso_user and u.deleted_at is null
$$;
comment on function control.person_of_address is
  'The person who has proven that an address is theirs; null for nobody. Who signs in by SSO may '
  'share one, and is nobody here.';

create function control.may_decide(p_operation uuid, p_person uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  before constant text := current_setting('request.jwt.claims', true);
  answer boolean;
begin
  perform set_config('request.jwt.claims',
    jsonb_build_object('role', 'authenticated', 'sub', p_person)::text, true);
  answer := coalesce((
    select not control.is_own_request(o.requested_by, o.on_behalf_of, o.asked_by)
      and (control.acting('operations.' || o.kind, t.parent_id)).role is not null
      and not (select s.second_factor from control.settings s)
    from control.operations o
    join control.tenants t on t.id = o.tenant_id
    where o.id = p_operation and o.status = 'waiting_approval'
      and (select c.person from control.calling() c) is not null
  ), false);
  perform set_config('request.jwt.claims', coalesce(before, ''), true);
  return answer;
end
$$;
comment on function control.may_decide is
  'Whether an operation waits for a second person, and this one may be it without a second factor.';

create function control.decider(p_operation uuid, p_address text)
returns jsonb
language sql
set search_path = ''
as $$
  select jsonb_build_object('operation', a.operation_id, 'person', p.person,
    'until', a.expires_at)
  from control.operation_approvals a
  cross join lateral (select control.person_of_address(p_address) as person) p
  where a.operation_id = p_operation and a.decision is null and a.expires_at > clock_timestamp()
    and p.person is not null and control.may_decide(p_operation, p.person)
$$;
comment on function control.decider is
  'Who may decide on an operation from a mail to an address, and until when: {"operation", '
  '"person", "until"}; null where nobody may. The decision itself is judged again when it comes.';

revoke execute on function
  control.person_of_address, control.may_decide, control.decider
from public;
grant execute on function
  control.person_of_address, control.may_decide, control.decider
to service_role;
