-- Subscriptions follow tenants; usage is metered by the day; invoices are made of metered days and add up again.
begin;
select * from no_plan();
select tests.tenants();
update control.subscription_plans set monthly_price = 49, currency = 'USD' where code = 'starter';
update control.subscription_plans set monthly_price = null where code = 'provider';
insert into control.subscription_plans (code, name, monthly_price, currency) values ('euro', 'Euro', 31, 'EUR');
delete from control.subscriptions;
create function pg_temp.plans(p_slug text) returns text language sql as $$
  select string_agg(s.plan_code || case when s.ended_at is null then '' else ' ended' end, ', ' order by s.started_at, s.ended_at nulls last) from control.subscriptions s join control.tenants t on t.id = s.tenant_id where t.slug = p_slug $$;

-- subscriptions
select is(pg_temp.plans('platform'), null, 'the platform owes itself nothing');
select tests.add_tenant('paid', 'prov');
select is(pg_temp.plans('paid'), 'starter', 'an active tenant is subscribed');
insert into control.tenants (slug, name, tenant_type, parent_id, admin_email, plan_code) select 'later', 'Later', 'client', id, 'a@example.com', 'starter' from control.tenants where slug = 'prov';
select is(pg_temp.plans('later'), null, 'one that is not created yet pays nothing');
select tests.open('later', 'create');
select tests.work();
select is(tests.tenant('later') || ' ' || pg_temp.plans('later'), 'active starter', 'until it is');
update control.tenants set plan_code = 'euro' where slug = 'later';
select is(pg_temp.plans('later'), 'starter ended, euro', 'another plan is another subscription');
update control.tenants set status = 'paused' where slug = 'later';
update control.tenants set status = 'active' where slug = 'later';
select is(pg_temp.plans('later'), 'starter ended, euro', 'a pause ends none and begins none');
select tests.open('paid', 'decommission');
select tests.approve_operation(id, tests.actor('platform_owner', null, 'bob')) from control.operations where status = 'waiting_approval';
select tests.work();
select is(tests.tenant('paid') || ' ' || pg_temp.plans('paid'), 'decommissioned starter ended', 'its end ends it');
update control.subscription_plans set monthly_price = 99 where code = 'starter';
select is((select s.monthly_price from control.subscriptions s join control.tenants t on t.id = s.tenant_id where t.slug = 'paid'), 49.00, 'a price is as it was agreed');
update control.subscription_plans set monthly_price = 49 where code = 'starter';
select matches(tests.refusal($$ insert into control.subscriptions (tenant_id, plan_code, currency) select tenant_id, plan_code, currency from control.subscriptions where ended_at is null $$), 'one_subscription_at_a_time', 'one at a time');

-- usage
select tests.add_tenant('used', 'prov');
select tests.person_as('owner', 'used'), tests.person_as('viewer', 'used');
select tests.add_backup('used');
select cmp_ok(control.meter_usage(), '>=', 4, 'a day is metered');
create function pg_temp.used(p_slug text) returns jsonb language sql as $$
  select jsonb_object_agg(u.metric, u.quantity) from control.usage_records u join control.tenants t on t.id = u.tenant_id where t.slug = p_slug $$;
select is(pg_temp.used('used'), '{"active_days": 1, "users": 2, "backup_bytes": 1000, "operations": 1}', 'what it used');
select is(control.meter_usage(), 0, 'once is enough');
delete from control.tenant_user_assignments;
select tests.person_as('admin', 'used');
select is(control.meter_usage() || ' ' || (pg_temp.used('used') ->> 'users'), '0 2', 'the most of a day counts');
select is(pg_temp.used('paid'), null, 'who is gone uses nothing');
select tests.put('used', 'paused');
delete from control.usage_records;
select control.meter_usage();
select ok(not pg_temp.used('used') ? 'active_days', 'a paused tenant is not active');
select tests.put('used', 'active');
select is((select runs from ops.schedules where name = 'control-meter-usage'), 'control.meter_usage', 'a schedule meters');

-- invoices: September has 30 days
delete from control.usage_records;
insert into control.usage_records (tenant_id, subscription_id, metric, day, quantity)
select s.tenant_id, s.id, 'active_days', d, 1 from control.subscriptions s join control.tenants t on t.id = s.tenant_id, generate_series('2026-09-01'::date, '2026-09-30', '1 day') d where t.slug = 'used';
insert into control.usage_records (tenant_id, subscription_id, metric, day, quantity)
select s.tenant_id, s.id, 'active_days', d, 1 from control.subscriptions s join control.tenants t on t.id = s.tenant_id, generate_series('2026-09-01'::date, '2026-09-30', '1 day') d
where t.slug = 'later' and (s.plan_code = 'starter') = (d < '2026-09-11');
insert into control.usage_records (tenant_id, subscription_id, metric, day, quantity) select tenant_id, id, 'active_days', '2026-10-01', 1 from control.subscriptions where ended_at is null;
create function pg_temp.billed(p_slug text) returns text language sql as $$
  select string_agg(format('%s %s: %s', i.currency, i.total, (select string_agg(format('%s x %s = %s', l.quantity, l.unit_price, l.amount), ', ' order by l.position) from control.invoice_lines l where l.invoice_id = i.id)), '; ' order by i.currency)
  from control.invoices i join control.tenants t on t.id = i.tenant_id where t.slug = p_slug $$;
select is(control.make_invoices('2026-09-01'), 3, 'a month is invoiced');
select is(pg_temp.billed('used'), 'USD 49.00: 30 x 1.633333 = 49.00', 'thirty days are the price of the month');
select is(pg_temp.billed('later'), 'EUR 20.67: 20 x 1.033333 = 20.67; USD 16.33: 10 x 1.633333 = 16.33', 'a change of plan by its days, each currency apart');
select is(control.make_invoices('2026-09-01'), 0, 'once');
select is(control.make_invoices('2026-08-01'), 0, 'a month without usage owes nothing');
select is(jsonb_agg(round(round(price / days, 6) * days, 2) = price), '[true, true, true, true]', 'each whole month is its price to the cent') from (values (49.00, 31), (199.00, 31), (999999.99, 31), (0.01, 28)) v (price, days);
update control.subscription_plans set monthly_price = null;
select tests.add_tenant('agreed', 'prov');
insert into control.usage_records (tenant_id, subscription_id, metric, day, quantity) select s.tenant_id, s.id, 'active_days', '2026-09-05', 1 from control.subscriptions s join control.tenants t on t.id = s.tenant_id where t.slug = 'agreed';
select is(control.make_invoices('2026-09-01'), 0, 'a price by agreement is billed elsewhere');
select is_empty('select * from control.broken_invoices()', 'all invoices add up again');
select matches(tests.after($$ update control.invoices set total = total + 1 where currency = 'EUR' $$, 'select string_agg(reason, $$; $$) from control.broken_invoices()'), '^its total is not the sum of its lines$', 'one that does not is found');
select matches(tests.after($$ delete from control.usage_records where day = '2026-09-20' and tenant_id = (select id from control.tenants where slug = 'later') $$, 'select string_agg(reason, $$; $$) from control.broken_invoices()'), '^line 1 is not the sum of what was metered$', 'nor what was metered goes away unseen');
select matches(tests.refusal('update control.invoice_lines set amount = amount + 1'), 'amount_must_be_quantity_by_price', 'a line is its quantity by its price');
select is((select runs from ops.schedules where name = 'control-invoice-last-month'), 'control.invoice_last_month', 'a schedule invoices');
delete from control.invoices;
update control.usage_records set day = (date_trunc('month', clock_timestamp() at time zone 'UTC') - interval '1 day')::date where day = '2026-09-30';
select cmp_ok(control.invoice_last_month(), '>=', 2, 'the month that is over');
select * from finish();
rollback;
