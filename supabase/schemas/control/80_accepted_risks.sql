-- Risks that the platform's owner accepts, by name.

create table control.accepted_risks (
  risk text primary key,
  accepted_by control.actor_name not null,
  accepted_at timestamptz not null default clock_timestamp(),
  reason text not null,
  constraint risk_must_be_known check (risk in ('net_open')),
  constraint reason_must_be_given check (btrim(reason) <> '')
);
comment on table control.accepted_risks is
  'Risks that the platform''s owner knows and accepts, and who accepted them.';
comment on column control.accepted_risks.risk is
  'net_open: tenants'' logins may read and change what pg_net sends and was answered, and run '
  'code as its worker, a superuser.';
alter table control.accepted_risks enable row level security;
grant select on control.accepted_risks to service_role;
create trigger write_audit after insert or delete on control.accepted_risks
for each row execute function control.audit_change('risk');
create trigger write_audit_update after update on control.accepted_risks
for each row when (old.* is distinct from new.*) execute function control.audit_change('risk');

create function control.accept_risk(p_risk text, p_reason text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  actor constant jsonb := control.act_as_caller('settings.change');
begin
  insert into control.accepted_risks (risk, accepted_by, reason)
  values (p_risk, actor ->> 'user', p_reason)
  on conflict (risk) do update
  set accepted_by = excluded.accepted_by, accepted_at = excluded.accepted_at,
    reason = excluded.reason;
end
$$;
comment on function control.accept_risk is
  'The platform''s owner accepts a risk, by name and with a reason. Raises OC103.';

create function control.withdraw_risk(p_risk text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.act_as_caller('settings.change');
  delete from control.accepted_risks where risk = p_risk;
  return found;
end
$$;
comment on function control.withdraw_risk is
  'A risk is no longer accepted; false when it was not. Raises OC103.';

revoke execute on function
  control.accept_risk, control.withdraw_risk
from public;
grant execute on function
  control.accept_risk, control.withdraw_risk
to service_role;
