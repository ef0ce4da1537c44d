-- The administrator's password: shown once, to who may ask, and then no longer kept.
begin;
select * from no_plan();
select tests.tenants();
create function pg_temp.show(p_slug text, p_actor jsonb default tests.actor('platform_owner')) returns text language sql as $$
  select tests.act(p_actor); select left(tests.refusal(format('select control.show_password(%L)', p_slug)), 5) $$;

select is(pg_temp.show('acme'), 'OC004', 'none of its own');
select control.keep_secret('tenant/acme/odoo_admin', 'generated');
select control.keep_secret('tenant/sub/odoo_admin', 'of sub');
select is(pg_temp.show('acme', tests.actor('owner', 'prov')), 'OC103', 'not to another provider');
select is(pg_temp.show('acme', tests.actor('agent', null, 'bot', 'ann')), 'OC103', 'not to an agent');
select is(pg_temp.show('acme', tests.actor('finance_owner')), 'OC103', 'not to anybody');
select is(pg_temp.show('sub', tests.actor('owner', 'prov')), 'fine', 'but to its own provider');
select is(pg_temp.show('nobody'), 'OC004', 'no such tenant');
select tests.put('acme', status) , is(pg_temp.show('acme'), 'OC101', 'not while it is ' || status) from unnest(array['provisioning', 'error', 'decommissioned']) status;
select tests.put('acme', 'active');

select tests.act(tests.actor('platform_owner'));
select is(control.show_password('acme'), 'generated', 'it is shown');
select is(control.read_secret('tenant/acme/odoo_admin'), null, 'and no longer kept');
select is(pg_temp.show('acme'), 'OC122', 'a second time it is not');
select is((select (actor, action) from control.audit_logs order by position desc limit 1)::text, '(ann,password_showings.insert)', 'who saw it is on record');
select ok(not exists (select from control.audit_logs l where l::text like '%generated%'), 'the password is not');
select control.keep_secret('tenant/acme/odoo_admin', 'new');
select is(control.show_password('acme'), 'new', 'a new one is shown once again');

select * from finish();
rollback;
