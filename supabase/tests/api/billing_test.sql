-- Billing: who sees what, plans that are proposed by one and decided by another, and invoices.
begin;
select * from no_plan();
select tests.tenants();
update control.subscription_plans set monthly_price = 49 where code = 'starter';
delete from control.subscriptions;
update control.tenants set status = 'paused' where slug in ('acme', 'sub');
update control.tenants set status = 'active' where slug in ('acme', 'sub');
create temporary table people (who text primary key, id uuid);
insert into people select role, tests.person_as(role) from unnest(array['platform_owner', 'platform_operator', 'finance_owner']) role;
insert into people values ('provider', tests.person_as('owner', 'prov')), ('owner', tests.person_as('owner', 'sub')), ('admin', tests.person_as('admin', 'sub')), ('rival', tests.person_as('owner', 'acme')), ('nobody', tests.person('nobody'));
create function pg_temp.as(p_who text, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$
  select tests.answer(tests.claims(id), p_function, p_args) from people where who = p_who $$;
insert into control.usage_records (tenant_id, subscription_id, metric, day, quantity)
select tenant_id, id, 'active_days', d, 1 from control.subscriptions, generate_series('2026-09-01'::date, '2026-09-30', '1 day') d;
select control.make_invoices('2026-09-01');
create temporary table bill as select i.id from control.invoices i join control.tenants t on t.id = i.tenant_id where t.slug = 'sub';

-- who sees what
select is(left(pg_temp.as(who, 'get_billing', '{"tenant": "sub"}') #>> '{}', 5), case when who in ('rival', 'nobody') then 'OC004' when who in ('platform_operator', 'admin') then 'OC103' else left(pg_temp.as(who, 'get_billing', '{"tenant": "sub"}') #>> '{}', 5) end, who || ' and billing') from people;
select is(pg_temp.as(who, 'get_billing', '{"tenant": "sub"}') ->> 'plan', 'starter', who || ' sees it') from unnest(array['platform_owner', 'finance_owner', 'provider', 'owner']) who;
select is(pg_temp.as(who, list) ->> 'total', expected, who || ' and ' || list) from (values ('platform_owner', '2'), ('finance_owner', '2'), ('provider', '1'), ('owner', '1'), ('rival', '1'), ('admin', '0'), ('platform_operator', '0'), ('nobody', '0')) v (who, expected), unnest(array['list_invoices', 'list_subscriptions']) list;
select is(left(pg_temp.as(who, 'get_invoice', to_jsonb(b)) #>> '{}', 5) = 'OC004', who in ('platform_operator', 'admin', 'rival', 'nobody'), who || ' and an invoice') from people, bill b;
select is(pg_temp.as('owner', 'list_usage', '{"tenant": "sub", "metric": "active_days", "since": "2026-09-29"}') ->> 'total', '2', 'usage by its days');
select is(left(pg_temp.as('rival', 'list_usage', '{"tenant": "sub"}') #>> '{}', 5), 'OC004', 'a sibling''s usage is not there');
select is(pg_temp.as('owner', 'get_tenant', '{"tenant": "sub"}') #>> '{subscription,plan}', 'starter', 'a tenant with its subscription');
select is(pg_temp.as('admin', 'get_tenant', '{"tenant": "sub"}') -> 'subscription', 'null', 'for those who may see it');
select is(pg_temp.as('owner', 'list_subscriptions') #> '{items,0}' @> '{"tenant": "sub", "plan": "starter", "status": "active", "pricing_model": "monthly"}', true, 'a subscription');
select is((pg_temp.as('owner', 'list_subscriptions') #>> '{items,0,next_invoice_date}')::date - (pg_temp.as('owner', 'list_subscriptions') #>> '{items,0,current_period_end}')::date, 1, 'is invoiced after its period');

-- an invoice adds up again from what was metered
select is(pg_temp.as('owner', 'get_invoice', to_jsonb(b)) @> '{"tenant": "sub", "month": "2026-09-01", "total": 49.00, "adds_up": true, "lines": [{"position": 1, "quantity": 30, "amount": 49.00}]}', true, 'an invoice') from bill b;
select is(jsonb_array_length(pg_temp.as('owner', 'get_invoice', to_jsonb(b)) #> '{lines,0,usage}'), 30, 'each line has its metered rows') from bill b;
select is(tests.after($$ delete from control.usage_records where day = '2026-09-01' $$, format('select pg_temp.as(%L, %L, %L) ->> %L', 'owner', 'get_invoice', to_jsonb(b), 'adds_up')), 'false', 'and says when they are gone') from bill b;
select is(left(pg_temp.as(who, 'change_invoice', to_jsonb(b) || '{"status": "paid"}') #>> '{}', 5), 'OC103', who || ' marks none') from people, bill b where who <> 'platform_owner';
create temporary table etag as select api.etag(pg_temp.as('platform_owner', 'get_invoice', to_jsonb(b))) as etag from bill b;
select is(pg_temp.as('platform_owner', 'change_invoice', to_jsonb(b) || jsonb_build_object('status', 'paid', 'if_match', etag)) ->> 'status', 'paid', 'a platform owner does, as it was read') from bill b, etag;
select matches(pg_temp.as('platform_owner', 'change_invoice', to_jsonb(b) || jsonb_build_object('status', 'void', 'if_match', etag)) #>> '{}', '^OC202', 'and not as it was before') from bill b, etag;
select matches(pg_temp.as('platform_owner', 'change_invoice', jsonb_build_object('id', gen_random_uuid(), 'status', 'paid')) #>> '{}', '^OC004', 'nor one that is none');
select is(pg_temp.as('finance_owner', 'get_billing_overview'), '{"subscriptions": 2, "by_plan": [{"plan": "starter", "currency": "USD", "subscriptions": 2, "monthly": 98.00}], "proposals_waiting": 0,
  "invoices": [{"currency": "USD", "status": "issued", "invoices": 1, "total": 49.00}, {"currency": "USD", "status": "paid", "invoices": 1, "total": 49.00}]}', 'all of it');
select is(pg_temp.as('rival', 'get_billing_overview') #>> '{by_plan,0,subscriptions}', '1', 'or one''s own');

-- proposals
select is(left(pg_temp.as(who, 'propose_plan', '{"tenant": "sub", "plan": "provider"}') #>> '{}', 5), case when who in ('rival', 'nobody') then 'OC004' else 'OC103' end, who || ' proposes nothing') from people where who <> 'finance_owner';
create temporary table proposed as select pg_temp.as('finance_owner', 'propose_plan', '{"tenant": "sub", "plan": "provider", "reason": "It grows."}') as answer;
select is(answer @> '{"tenant": "sub", "plan": "provider", "status": "waiting", "proposed_by": "finance-owner@example.com", "reason": "It grows."}', true, 'the finance owner does') from proposed;
select is(pg_temp.as('owner', 'get_tenant', '{"tenant": "sub"}') ->> 'plan', 'starter', 'which changes nothing');
select matches(pg_temp.as('finance_owner', 'propose_plan', '{"tenant": "sub", "plan": "starter"}') #>> '{}', '^OC108: .* one is proposed already', 'one at a time');
select matches(pg_temp.as('finance_owner', 'propose_plan', '{"tenant": "acme", "plan": "none"}') #>> '{}', 'plan_proposals_plan_code_fkey', 'of plans that there are');
select is(pg_temp.as('owner', 'get_billing', '{"tenant": "sub"}') #>> '{proposal,plan}', 'provider', 'the tenant sees it');
select is(left(pg_temp.as(who, f, jsonb_build_object('id', answer -> 'id')) #>> '{}', 5), 'OC103', who || ' and ' || f) from people, proposed, unnest(array['approve_proposal', 'refuse_proposal']) f where who <> 'platform_owner';
insert into control.platform_members (user_id, role) select id, 'platform_owner' from people where who = 'finance_owner';
select matches(pg_temp.as('finance_owner', 'approve_proposal', jsonb_build_object('id', answer -> 'id')) #>> '{}', '^OC103: .* it is your own', 'nobody approves their own') from proposed;
select is(pg_temp.as('platform_owner', 'approve_proposal', jsonb_build_object('id', answer -> 'id', 'reason', 'Yes.')) @> '{"status": "approved", "decided_by": "platform-owner@example.com", "decision_reason": "Yes."}', true, 'another person does') from proposed;
select is(pg_temp.as('owner', 'get_tenant', '{"tenant": "sub"}') #>> '{subscription,plan}', 'provider', 'and the tenant has the plan');
select matches(pg_temp.as('platform_owner', 'refuse_proposal', jsonb_build_object('id', answer -> 'id')) #>> '{}', '^OC108: .* it was approved', 'once') from proposed;
select matches(pg_temp.as('platform_owner', 'approve_proposal', jsonb_build_object('id', gen_random_uuid())) #>> '{}', '^OC004', 'one that is none');
select is(pg_temp.as('finance_owner', 'refuse_proposal', jsonb_build_object('id', pg_temp.as('finance_owner', 'propose_plan', '{"tenant": "acme", "plan": "provider"}') -> 'id')) ->> 'status', 'refused', 'one''s own may be withdrawn');
select is(pg_temp.as('finance_owner', 'list_proposals', '{"status": "approved"}') ->> 'total', '1', 'they are listed');
select is(pg_temp.as('rival', 'list_proposals') ->> 'total', '1', 'one''s own');
select matches(tests.refusal($$ update control.plan_proposals set decision = 'approved', decided_by = proposed_by, decided_at = now() where decision = 'refused' $$), 'approver_must_be_another_person', 'by the table, too');
select * from finish();
rollback;
