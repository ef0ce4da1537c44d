-- Invoices: a month of a tenant, made of the days that were metered.

create table control.invoices (
  id uuid primary key default gen_random_uuid(),
  number bigint generated always as identity,
  tenant_id uuid not null references control.tenants,
  month date not null,
  currency text not null,
  total numeric(14, 2) not null,
  status text not null default 'issued',
  issued_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz,
  constraint number_must_not_be_taken unique (number),
  constraint month_must_be_invoiced_once unique (tenant_id, month, currency),
  constraint month_must_begin_at_its_first_day check (extract(day from month) = 1),
  constraint invoice_status_must_be_known check (status in ('issued', 'paid', 'void')),
  constraint changed_must_say_when check ((status = 'issued') or changed_at is not null)
);
comment on table control.invoices is 'What a tenant owes for a month, in one currency.';
comment on column control.invoices.total is
  'The sum of its lines; broken_invoices() looks after it.';
create index on control.invoices (issued_at);
alter table control.invoices enable row level security;
grant select, insert, update, delete, maintain on control.invoices to service_role;
create trigger write_audit after insert or delete on control.invoices
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on control.invoices
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');

create table control.invoice_lines (
  invoice_id uuid not null references control.invoices on delete cascade,
  position int not null,
  subscription_id uuid not null references control.subscriptions,
  metric text not null,
  description text not null,
  first_day date not null,
  last_day date not null,
  quantity numeric not null,
  unit_price numeric(14, 6) not null,
  amount numeric(14, 2) not null,
  primary key (invoice_id, position),
  constraint amount_must_be_quantity_by_price check (amount = round(quantity * unit_price, 2)),
  constraint days_must_be_in_order check (last_day >= first_day)
);
comment on table control.invoice_lines is
  'What an invoice is made of. The quantity is the sum of the usage_records of its subscription '
  'and metric from first_day to last_day.';
create index on control.invoice_lines (subscription_id);
alter table control.invoice_lines enable row level security;
grant select, insert, update, delete, maintain on control.invoice_lines to service_role;

create function control.billable(p_month date)
returns table (
  tenant_id uuid, currency text, subscription_id uuid, plan text, first_day date, last_day date,
  quantity numeric, unit_price numeric
)
language sql
stable
set search_path = ''
as $$
  select u.tenant_id, s.currency, s.id, p.name, min(u.day), max(u.day), sum(u.quantity),
    round(s.monthly_price / ((p_month + interval '1 month')::date - p_month), 6)
  from control.usage_records u
  join control.subscriptions s on s.id = u.subscription_id
  join control.subscription_plans p on p.code = s.plan_code
  where u.metric = 'active_days' and s.monthly_price is not null
    and u.day >= p_month and u.day < (p_month + interval '1 month')::date
  group by u.tenant_id, s.id, p.name
$$;
comment on function control.billable is
  'The active days of a month, given by its first day, by subscription, with the price of a day: '
  'the month''s by its days.';

create function control.make_invoices(p_month date)
returns int
language sql
set search_path = ''
as $$
  with lines as materialized (
    select b.*, round(b.quantity * b.unit_price, 2) as amount, row_number() over (
      partition by b.tenant_id, b.currency order by b.first_day, b.subscription_id) as position
    from control.billable(p_month) b
    where not exists (select from control.invoices i
      where (i.tenant_id, i.month, i.currency) = (b.tenant_id, p_month, b.currency))
  ),
  made as (
    insert into control.invoices (tenant_id, month, currency, total)
    select l.tenant_id, p_month, l.currency, sum(l.amount)
    from lines l
    group by l.tenant_id, l.currency
    returning id, tenant_id, currency
  ),
  stored as (
    insert into control.invoice_lines (invoice_id, position, subscription_id, metric, description,
      first_day, last_day, quantity, unit_price, amount)
    select m.id, l.position, l.subscription_id, 'active_days',
      format('%s, %s days', l.plan, l.quantity), l.first_day, l.last_day, l.quantity,
      l.unit_price, l.amount
    from made m
    join lines l on (l.tenant_id, l.currency) = (m.tenant_id, m.currency)
  )
  select count(*)::int from made
$$;
comment on function control.make_invoices is
  'Makes the invoices of a month, given by its first day, for tenants that have none of it. '
  'Returns how many.';

create function control.invoice_last_month()
returns int
language sql
set search_path = ''
as $$
  select control.make_invoices(
    (date_trunc('month', clock_timestamp() at time zone 'UTC') - interval '1 month')::date)
$$;
comment on function control.invoice_last_month is
  'Makes the invoices of the month that is over, as far as they are not made. Returns how many.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-invoice-last-month', '30 1 * * *', 'control.invoice_last_month', '2 days');

create function control.broken_invoices()
returns table (invoice_id uuid, reason text)
language sql
stable
set search_path = ''
as $$
  select i.id, 'its total is not the sum of its lines'
  from control.invoices i
  where i.total <> coalesce((select sum(l.amount) from control.invoice_lines l
    where l.invoice_id = i.id), 0)
  union all
  select l.invoice_id, format('line %s is not the sum of what was metered', l.position)
  from control.invoice_lines l
  where l.quantity is distinct from (select sum(u.quantity) from control.usage_records u
    where u.subscription_id = l.subscription_id and u.metric = l.metric
      and u.day between l.first_day and l.last_day)
$$;
comment on function control.broken_invoices is
  'The invoices that do not add up again from their lines, or from what was metered, and why; no '
  'row when all do.';

revoke execute on function
  control.billable, control.make_invoices, control.invoice_last_month, control.broken_invoices
from public;
grant execute on function
  control.billable, control.make_invoices, control.invoice_last_month, control.broken_invoices
to service_role;
