-- What people decided about saved plans.

create table odoo_seed.plan_decisions (
  plan_id uuid primary key references odoo_seed.sync_runs (id) on delete cascade,
  decision text not null,
  decided_by text not null,
  decided_at timestamptz not null default clock_timestamp(),
  reason text not null,
  expires_at timestamptz,
  constraint decision_must_be_known check (decision in ('approved', 'refused')),
  constraint decision_needs_a_reason check (reason ~ '\S'),
  constraint approval_must_expire check ((decision = 'approved') = (expires_at is not null))
);
comment on table odoo_seed.plan_decisions is
  'Who approved or refused a saved plan, and why. A plan that was refused is never applied; an '
  'approval may still be turned into a refusal.';
comment on column odoo_seed.plan_decisions.expires_at is
  'Until when what was approved may be applied.';
alter table odoo_seed.plan_decisions enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.plan_decisions to service_role;
