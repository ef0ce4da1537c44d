-- What tenants pay for, from when until when, and the plans that are proposed to them.

create table control.subscriptions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references control.tenants,
  plan_code control.code not null references control.subscription_plans,
  monthly_price numeric(12, 2),
  currency text not null,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  constraint end_must_follow_start check (ended_at >= started_at)
);
comment on table control.subscriptions is
  'Which plan a tenant has, since it first was active. Another plan is another row. A row is '
  'written when a tenant becomes active, changes its plan or is decommissioned.';
comment on column control.subscriptions.monthly_price is
  'As the plan had it when the subscription began; null: by agreement, and billed elsewhere.';
create unique index one_subscription_at_a_time on control.subscriptions (tenant_id)
  where ended_at is null;
create index on control.subscriptions (tenant_id, started_at);
create index on control.subscriptions (plan_code);
alter table control.subscriptions enable row level security;
grant select, insert, update, delete, maintain on control.subscriptions to service_role;
create trigger write_audit after insert or delete on control.subscriptions
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on control.subscriptions
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');

create function control.subscribe()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  is_new constant boolean := not exists (select from control.subscriptions s
    where s.tenant_id = new.id and s.ended_at is null);
begin
  if new.status = 'decommissioned' or exists (select from control.subscriptions s
    where s.tenant_id = new.id and s.ended_at is null and s.plan_code <> new.plan_code) then
    update control.subscriptions set ended_at = clock_timestamp()
    where tenant_id = new.id and ended_at is null;
  elsif not (is_new and new.status = 'active') then
    return null;
  end if;
  if new.status <> 'decommissioned' then
    insert into control.subscriptions (tenant_id, plan_code, monthly_price, currency)
    select new.id, p.code, p.monthly_price, p.currency
    from control.subscription_plans p
    where p.code = new.plan_code;
  end if;
  return null;
end
$$;
comment on function control.subscribe is
  'Begins the subscription of a tenant that becomes active, ends that of one that is '
  'decommissioned, and replaces it when the plan changes.';
create trigger subscribe_new after insert on control.tenants
for each row when (new.status = 'active' and new.tenant_type <> 'platform_owner')
execute function control.subscribe();
create trigger subscribe after update of status, plan_code on control.tenants
for each row when (
  new.tenant_type <> 'platform_owner'
    and (old.status, old.plan_code) is distinct from (new.status, new.plan_code)
)
execute function control.subscribe();

create table control.plan_proposals (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references control.tenants,
  plan_code control.code not null references control.subscription_plans,
  reason text,
  proposed_by control.actor_name not null,
  asked_by uuid default (ops.actor() ->> 'person')::uuid,
  proposed_at timestamptz not null default clock_timestamp(),
  decision text,
  decided_by control.actor_name,
  decided_at timestamptz,
  decision_reason text,
  constraint decision_must_be_known check (decision in ('approved', 'refused')),
  constraint decision_must_be_whole_or_absent
    check (num_nonnulls(decision, decided_by, decided_at) in (0, 3)),
  constraint approver_must_be_another_person
    check (decision is distinct from 'approved' or decided_by <> proposed_by)
);
comment on table control.plan_proposals is
  'Plans that were proposed for tenants; each waits until somebody else decides.';
create unique index one_open_proposal_a_tenant on control.plan_proposals (tenant_id)
  where decision is null;
create index on control.plan_proposals (tenant_id, proposed_at);
create index on control.plan_proposals (plan_code);
alter table control.plan_proposals enable row level security;
grant select, insert, update, delete, maintain on control.plan_proposals to service_role;
create trigger write_audit after insert or delete on control.plan_proposals
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on control.plan_proposals
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');

revoke execute on function control.subscribe from public;
