-- What tenants pay: subscriptions, usage, invoices.

create view api.subscriptions with (security_invoker = true) as
select s.id, s.tenant_id, t.slug as tenant, s.plan_code as plan,
  case when s.ended_at is null then 'active' else 'ended' end as status,
  case when s.monthly_price is null then 'by_agreement' else 'monthly' end as pricing_model,
  s.monthly_price, s.currency, s.started_at, s.ended_at,
  m.month as current_period_start, (m.month + interval '1 month - 1 day')::date
    as current_period_end,
  case when s.monthly_price is not null then (m.month + interval '1 month')::date end
    as next_invoice_date
from control.subscriptions s
left join control.tenants t on t.id = s.tenant_id
left join lateral (
  select date_trunc('month', clock_timestamp() at time zone 'UTC')::date as month
  where s.ended_at is null
) m on true;
comment on view api.subscriptions is
  'The plans of tenants, since when and until when. Those that have not ended are in the period '
  'that is invoiced next: the month, in UTC.';

create view api.invoices with (security_invoker = true) as
select i.id, i.number, i.tenant_id, t.slug as tenant, i.month, i.currency, i.total, i.status,
  i.issued_at, i.changed_at
from control.invoices i
left join control.tenants t on t.id = i.tenant_id;
comment on view api.invoices is 'The invoices of tenants.';

create view api.usage_records with (security_invoker = true) as
select u.id, u.tenant_id, u.subscription_id, u.metric, u.day, u.quantity, u.metered_at
from control.usage_records u;
comment on view api.usage_records is 'What tenants used, day by day.';

create view api.plan_proposals with (security_invoker = true) as
select p.id, p.tenant_id, t.slug as tenant, p.plan_code as plan, p.reason, p.proposed_by,
  p.proposed_at, p.decision, p.decided_by, p.decided_at, p.decision_reason,
  case when p.decision is null then 'waiting' else p.decision end as status
from control.plan_proposals p
left join control.tenants t on t.id = p.tenant_id;
comment on view api.plan_proposals is 'Plans that were proposed, and what was decided.';

revoke all on api.subscriptions, api.invoices, api.usage_records, api.plan_proposals
from public, anon;
grant select on api.subscriptions, api.invoices, api.usage_records, api.plan_proposals
to authenticated;

create function api.list_subscriptions(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('subscriptions', '[
      {"arg": "tenant_id"},
      {"arg": "status"},
      {"arg": "plan"}
    ]',
    array['-started_at', 'started_at', 'monthly_price'], api.by_tenant(p_args));
end
$$;
comment on function api.list_subscriptions is
  'A page of subscriptions, the newest first: those of a tenant, a status or a plan. Raises OC004.';

create function api.list_invoices(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('invoices', '[
      {"arg": "tenant_id"},
      {"arg": "status"},
      {"arg": "month"}
    ]',
    array['-number', 'number', 'issued_at', 'total'], api.by_tenant(p_args));
end
$$;
comment on function api.list_invoices is
  'A page of invoices, the newest first: those of a tenant, a status or a month. Raises OC004.';

create function api.list_usage(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('usage_records', '[
      {"arg": "tenant_id"},
      {"arg": "metric"},
      {"arg": "since", "of": ["day"], "is": "from"},
      {"arg": "until", "of": ["day"], "is": "before"}
    ]',
    array['-day', 'day', 'quantity'], api.by_tenant(p_args));
end
$$;
comment on function api.list_usage is
  'A page of what a tenant {"tenant"} used, the newest days first: of a metric, since and until '
  'days. Raises OC004.';

create function api.get_invoice(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  answer constant jsonb := (
    select to_jsonb(i) || (
      select jsonb_build_object(
        'adds_up', i.total = coalesce(sum(l.amount), 0)
          and coalesce(bool_and(l.quantity is not distinct from metered.quantity), true),
        'lines', coalesce(jsonb_agg(to_jsonb(l) - 'invoice_id'
          || jsonb_build_object('usage', coalesce(metered.rows, '[]')) order by l.position), '[]'))
      from control.invoice_lines l
      cross join lateral (
        select sum(u.quantity) as quantity, jsonb_agg(jsonb_build_object('id', u.id, 'day', u.day,
          'quantity', u.quantity) order by u.day) as rows
        from control.usage_records u
        where u.subscription_id = l.subscription_id and u.metric = l.metric
          and u.day between l.first_day and l.last_day
      ) metered
      where l.invoice_id = i.id
    )
    from api.invoices i
    where i.id = (p_args ->> 'id')::uuid
  );
begin
  if answer is null then
    raise exception 'Cannot find invoice %: there is none', p_args ->> 'id'
      using errcode = 'OC004';
  end if;
  return answer;
end
$$;
comment on function api.get_invoice is
  'An invoice {"id"} with its lines, each with the metered rows that it is made of, and whether it '
  'adds up again from them. Raises OC004.';

create function api.get_billing_overview(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  perform control.demand_anywhere('billing.read');
  return jsonb_build_object(
    'subscriptions', (select count(*) from api.subscriptions s where s.status = 'active'),
    'by_plan', (
      select coalesce(jsonb_agg(to_jsonb(p) order by p.plan, p.currency), '[]')
      from (
        select s.plan, s.currency, count(*) as subscriptions,
          coalesce(sum(s.monthly_price), 0) as monthly
        from api.subscriptions s
        where s.status = 'active'
        group by s.plan, s.currency
      ) p
    ),
    'invoices', (
      select coalesce(jsonb_agg(to_jsonb(i) order by i.currency, i.status), '[]')
      from (
        select v.currency, v.status, count(*) as invoices, sum(v.total) as total
        from api.invoices v
        group by v.currency, v.status
      ) i
    ),
    'proposals_waiting', (select count(*) from api.plan_proposals p where p.status = 'waiting'));
end
$$;
comment on function api.get_billing_overview is
  'What the tenants whose billing the caller may see pay a month, by plan; their invoices by '
  'status; and how many proposed plans wait.';

revoke execute on function
  api.list_subscriptions, api.list_invoices, api.list_usage, api.get_invoice,
  api.get_billing_overview
from public, anon;
grant execute on function
  api.list_subscriptions, api.list_invoices, api.list_usage, api.get_invoice,
  api.get_billing_overview
to authenticated;
