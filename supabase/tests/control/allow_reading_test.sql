-- What tenants' roles read of Odoo: what is named and nothing else, and never what bears secrets.
begin;
select * from no_plan();
select tests.tenants();

-- what comes with the product
select is_empty($$ select table_name, column_name from control.readable_columns where column_name ~ 'password|passwd|token|secret|key|otp|signup|credential|webhook|signature|hash' $$, 'no column that smells of secrets');
select is_empty($$ select table_name from control.readable_columns where table_name ~ '^(auth_|change_password|res_config|mail_mail|mail_message|ir_config_parameter|ir_attachment|ir_mail_server|fetchmail|payment_|iap_|res_users_)' $$, 'no table that bears them');
select is_empty($$ select wanted from unnest(array['project_task.name', 'project_task.x_external_ref', 'project_task.planned_hours', 'res_partner.email', 'sale_order.amount_total', 'account_move.amount_total_signed',
  'account_move_line.analytic_distribution', 'product_product.barcode', 'stock_quant.quantity', 'hr_employee.work_email', 'account_analytic_line.unit_amount', 'res_users.login', 'purchase_order_line.price_unit', 'crm_lead.expected_revenue']) wanted
  where not exists (select from control.readable_columns r where r.table_name || '.' || r.column_name = wanted) $$, 'but what tenants work with');
select is_empty($$ select table_name, column_name from control.readable_columns where table_name = 'hr_employee' and column_name ~ 'private|birth|passport|ssn|pin|bank|wage|marital|barcode' or table_name = 'hr_version' and column_name ~ 'wage|private' $$, 'of people only how to reach them at work');
select is_empty('select table_name, column_name from control.readable_columns where allowed_by is not null', 'nobody has added anything yet');

-- never
select ok(control.is_never_readable(t, c), format('never: %s.%s', t, c)) from (values
  ('res_users', 'password'), ('res_users', 'totp_secret'), ('res_users', 'oauth_access_token'), ('res_partner', 'signup_token'), ('res_partner', 'signup_type'), ('sale_order', 'access_token'), ('res_company', 'peppol_secret'),
  ('ir_config_parameter', 'value'), ('ir_act_server', 'webhook_url'), ('ir_act_server', 'name'), ('mail_mail', 'id'), ('mail_message', 'body'), ('change_password_user', 'user_login'), ('change_password_own', 'id'), ('auth_totp_wizard', 'qrcode'),
  ('auth_totp_device', 'name'), ('res_config_settings', 'company_id'), ('res_users_apikeys', 'name'), ('fetchmail_server', 'user'), ('payment_provider', 'code'), ('payment_token', 'id'), ('iap_account', 'name'), ('ir_attachment', 'name'),
  ('ir_mail_server', 'smtp_user'), ('hr_employee', 'pin'), ('hr_employee', 'ssnid'), ('hr_employee', 'private_phone'), ('x_module', 'api_key'), ('x_module', 'x_smtp_pass'), ('google_calendar_credentials', 'id'), ('account_edi_proxy_client_user', 'refresh_token')
) v (t, c);
select ok(not control.is_never_readable(t, c), format('not denied for its name: %s.%s', t, c)) from (values
  ('mail_activity', 'summary'), ('project_task', 'name'), ('stock_move', 'shipping_id'), ('product_template', 'description'), ('authors', 'name'), ('busses', 'seats'), ('survey_survey', 'title')
) v (t, c);
select throws_matching($$ insert into control.readable_columns (table_name, column_name) values ('res_users', 'password') $$, 'column_must_bear_no_secret', 'the table does not hold it, whoever writes');
select throws_matching($$ update control.readable_columns set table_name = 'mail_mail' where table_name = 'uom_uom' $$, 'column_must_bear_no_secret', 'nor by a change');
select throws_matching($$ insert into control.readable_columns (table_name, column_name) values ('res_users"; drop', 'id') $$, 'table_must_be_a_plain_name', 'nor what is no name');

-- an operator adds and takes away
create function pg_temp.allows(p_actor jsonb, p_table text, variadic p_columns text[]) returns text language sql as $$
  select tests.act(p_actor); select tests.refusal(format('select control.allow_reading(%L, %L)', p_table, p_columns)) $$;
select matches(pg_temp.allows(actor, 'x_lab', 'x_name'), '^OC103', 'not ' || actor::text) from unnest(array[tests.actor('platform_operator'), tests.actor('owner', 'acme'), tests.actor('agent', null, 'bot', 'ann'), tests.actor('viewer')]) actor;
select matches(pg_temp.allows(tests.actor('platform_owner'), 'res_users', 'login', 'password', 'totp_secret'), '^OC153: Cannot let password, totp_secret of "res_users" be read: that bears secrets', 'never what bears secrets, and it says which');
select matches(pg_temp.allows(tests.actor('platform_owner'), 'change_password_user', 'user_login'), '^OC153', 'whatever the column');
select tests.act(tests.actor('platform_owner', null, 'Ann@example.com'));
select is(control.allow_reading('x_lab', array['id', 'x_name']), 2, 'the owner adds a table of a module of their own');
select tests.act(tests.actor('platform_owner'));
select is(control.allow_reading('x_lab', array['x_name', 'x_size']), 1, 'and a column later');
select results_eq($$ select column_name, allowed_by::text from control.readable_columns where table_name = 'x_lab' order by 1 $$, $$ values ('id', 'ann@example.com'), ('x_name', 'ann@example.com'), ('x_size', 'ann') $$, 'it is kept by whom');
select results_eq($$ select actor, action, object from control.audit_logs order by position desc limit 1 $$, $$ values ('ann', 'readable_columns.insert', 'readable_columns:x_lab/x_size') $$, 'also in the audit log');
select tests.act(tests.actor('platform_operator'));
select matches(tests.refusal($$ select control.forbid_reading('crm_lead', '{email_from}') $$), '^OC103', 'who may not add may not take away');
select tests.act(tests.actor('platform_owner'));
select is(control.forbid_reading('crm_lead', array['email_from', 'nothing']), 1, 'what the product brings can be taken away');
select ok(not has_table_privilege('service_role', 'control.readable_columns', 'insert, update, delete'), 'the functions are the only way');
select * from finish();
rollback;
