-- What a tenant's role reads of its Odoo database: tables and columns that are named here, and no other.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function control.is_never_readable(p_table text, p_column text)
returns boolean
language sql
immutable
parallel safe
return p_table ~ ('^(auth|bus|change_password|res_config|res_users_(apikeys|deletion|identitycheck|log|settings)'
    || '|ir_(act|actions|asset|attachment|config_parameter|cron|default|exports|logging|mail_server|profile|property|ui_view)'
    || '|mail_(gateway|guest|ice_server|mail|message|notification|push)|discuss|fetchmail|iap|payment_(method|provider|token|transaction)'
    || '|pos_payment_method|certificate|google|microsoft|sms|snailmail|portal|digest|iot|base_import|base_module|website_visitor|survey_user_input)(_|$)')
  or p_column ~ '(passw|pwd|token|secret|key|otp|signup|credential|oauth|webhook|signature|private|cookie|encrypt|certificate|hash)'
  or p_column ~ '(^|_)(pin|pass|auth|salt|ssn|ssnid)(_|$)';
comment on function control.is_never_readable is
  'Whether a table or column of Odoo bears passwords, keys, tokens or mails with such in them, or what others are let in by: nobody can have it read by a tenant''s role.';

create table control.readable_columns (
  table_name text not null,
  column_name text not null,
  allowed_by control.actor_name,
  primary key (table_name, column_name),
  constraint table_must_be_a_plain_name check (table_name ~ '^[a-z_][a-z0-9_]{0,62}$'),
  constraint column_must_be_a_plain_name check (column_name ~ '^[a-z_][a-z0-9_]{0,62}$'),
  constraint column_must_bear_no_secret check (not control.is_never_readable(table_name, column_name))
);
comment on table control.readable_columns is
  'What the role of a tenant may read in its Odoo database. What is not here is not read, nor is a table of a transient model; what an Odoo does not have is passed over.';
comment on column control.readable_columns.allowed_by is 'Who added it; null: it came with the product, for Odoo 17 to 19 Community.';
alter table control.readable_columns enable row level security;

insert into control.readable_columns (table_name, column_name)
select t.name, regexp_split_to_table(btrim(t.columns, E' \n'), '\s+')
from (values
  -- Companies, people and what they are called.
  ('res_company', '
    id active company_registry currency_id email fiscalyear_last_day fiscalyear_last_month name parent_id
    parent_path partner_id phone resource_calendar_id create_date create_uid write_date write_uid'),
  ('res_users', 'id active company_id login partner_id share create_date create_uid write_date write_uid'),
  ('res_partner', '
    id active buyer_id city city_id commercial_company_name commercial_partner_id company_id company_name
    company_registry complete_name country_id customer_rank email email_normalized employee function
    global_location_number grade_id industry_id is_company lang mobile name parent_id partner_latitude
    partner_longitude partner_share phone phone_sanitized property_account_payable_id property_account_position_id
    property_account_receivable_id property_delivery_carrier_id property_inbound_payment_method_line_id
    property_outbound_payment_method_line_id property_payment_term_id property_purchase_currency_id
    property_stock_customer property_stock_subcontractor property_stock_supplier property_supplier_payment_term_id
    ref specific_property_product_pricelist state_id street street2 street_name street_number street_number2
    supplier_rank title trust type user_id vat zip create_date create_uid write_date write_uid'),
  ('res_partner_category', 'id active name parent_id parent_path create_date create_uid write_date write_uid'),
  ('res_partner_title', 'id name shortcut create_date create_uid write_date write_uid'),
  ('res_partner_industry', 'id active full_name name create_date create_uid write_date write_uid'),
  ('res_partner_res_partner_category_rel', 'category_id partner_id'),
  ('res_company_users_rel', 'cid user_id'),
  ('res_country', '
    id code currency_id enforce_cities name name_position phone_code state_required vat_label zip_required
    create_date create_uid write_date write_uid'),
  ('res_country_state', 'id code country_id name create_date create_uid write_date write_uid'),
  ('res_country_group', 'id code name create_date create_uid write_date write_uid'),
  ('res_currency', '
    id active currency_subunit_label currency_unit_label decimal_places fiscal_country_codes full_name iso_numeric
    name position rounding symbol create_date create_uid write_date write_uid'),
  ('res_currency_rate', 'id company_id currency_id name rate create_date create_uid write_date write_uid'),
  ('res_lang', '
    id active code date_format decimal_point direction grouping iso_code name thousands_sep time_format week_start
    create_date create_uid write_date write_uid'),
  ('res_bank', '
    id active bic city country email name phone state street street2 zip create_date create_uid write_date
    write_uid'),
  ('ir_model', 'id model name state transient create_date create_uid write_date write_uid'),
  ('ir_module_module', 'id latest_version name shortdesc state create_date create_uid write_date write_uid'),
  -- Time and units.
  ('resource_resource', '
    id active calendar_id company_id name resource_type time_efficiency user_id create_date create_uid write_date
    write_uid'),
  ('resource_calendar', '
    id active company_id duration_based flexible_hours full_time_required_hours hours_per_day hours_per_week name
    schedule_type two_weeks_calendar create_date create_uid write_date write_uid'),
  ('resource_calendar_attendance', '
    id calendar_id day_period dayofweek display_type duration_days duration_hours hour_from hour_to name sequence
    week_type work_entry_type_id create_date create_uid write_date write_uid'),
  ('resource_calendar_leaves', '
    id calendar_id company_id date_from date_to elligible_for_accrual_rate holiday_id name resource_id time_type
    work_entry_type_id create_date create_uid write_date write_uid'),
  ('uom_uom', '
    id active category_id factor is_pos_groupable name package_type_id parent_path relative_factor relative_uom_id
    rounding sequence timesheet_widget uom_type create_date create_uid write_date write_uid'),
  ('uom_category', 'id name create_date create_uid write_date write_uid'),
  ('mail_activity', '
    id active activity_type_id calendar_event_id date_deadline date_done res_id res_model res_model_id res_name
    summary user_id create_date create_uid write_date write_uid'),
  ('mail_activity_type', '
    id active category delay_count delay_from delay_unit name res_model summary create_date create_uid write_date
    write_uid'),
  ('calendar_event', '
    id active allday duration opportunity_id privacy recurrence_id recurrency res_id res_model res_model_id start
    start_date stop stop_date user_id create_date create_uid write_date write_uid'),
  ('calendar_event_type', 'id name create_date create_uid write_date write_uid'),
  ('calendar_event_res_partner_rel', 'calendar_event_id res_partner_id'),
  -- Projects.
  ('project_project', '
    id account_id active allocated_hours allow_billable allow_milestones allow_recurring_tasks
    allow_task_dependencies allow_timesheets analytic_account_id billing_type company_id date date_start
    description is_template label_tasks last_update_id last_update_status name partner_id privacy_visibility
    reinvoiced_sale_order_id sale_line_id sequence stage_id timesheet_product_id user_id x_external_ref
    create_date create_uid write_date write_uid'),
  ('project_task', '
    id active allocated_hours analytic_account_id company_id date_assign date_deadline date_end
    date_last_stage_update description effective_hours is_template milestone_id name overtime parent_id partner_id
    planned_hours priority progress project_id rating_last_value recurrence_id recurring_task remaining_hours
    sale_line_id sale_order_id sequence stage_id state subtask_effective_hours total_hours_spent
    working_days_close working_days_open working_hours_close working_hours_open x_external_ref create_date
    create_uid write_date write_uid'),
  ('project_task_type', '
    id active auto_validation_state fold name rating_active rating_request_deadline rating_status
    rating_status_period rotting_threshold_days sequence user_id create_date create_uid write_date write_uid'),
  ('project_tags', 'id name create_date create_uid write_date write_uid'),
  ('project_milestone', '
    id deadline is_reached name project_id quantity_percentage reached_date sale_line_id sequence create_date
    create_uid write_date write_uid'),
  ('project_project_stage', '
    id active company_id fold mail_template_id name sequence create_date create_uid write_date write_uid'),
  ('project_update', '
    id allocated_time closed_task_count date description name progress project_id status task_count timesheet_time
    uom_id user_id create_date create_uid write_date write_uid'),
  ('project_task_recurrence', '
    id repeat_interval repeat_type repeat_unit repeat_until create_date create_uid write_date write_uid'),
  ('project_task_user_rel', 'task_id user_id stage_id'),
  ('project_tags_project_task_rel', 'project_task_id project_tags_id'),
  ('project_project_project_tags_rel', 'project_project_id project_tags_id'),
  ('project_task_type_rel', 'type_id project_id'),
  ('task_dependencies_rel', 'task_id depends_on_id'),
  -- The basics of HR: no addresses, wages, documents or PINs.
  ('hr_department', '
    id active company_id manager_id master_department_id name note parent_id parent_path create_date create_uid
    write_date write_uid'),
  ('hr_job', '
    id active address_id company_id contract_type_id department_id description expected_degree expected_employees
    industry_id manager_id name no_of_employee no_of_hired_employee no_of_recruitment requirements sequence
    user_id create_date create_uid write_date write_uid'),
  ('hr_employee', '
    id active coach_id company_id department_id employee_type job_id job_title mobile_phone name parent_id
    resource_calendar_id resource_id user_id work_email work_location_id work_phone create_date create_uid
    write_date write_uid'),
  ('hr_employee_category', 'id name create_date create_uid write_date write_uid'),
  ('employee_category_rel', 'employee_id category_id'),
  ('hr_version', '
    id active company_id contract_date_end contract_date_start date_version department_id employee_id job_id
    job_title name resource_calendar_id work_location_id create_date create_uid write_date write_uid'),
  ('hr_work_location', '
    id active address_id company_id location_number location_type name create_date create_uid write_date write_uid'),
  ('hr_leave', '
    id date_from date_to department_id employee_company_id employee_id holiday_status_id number_of_days
    number_of_hours request_date_from request_date_to state user_id create_date create_uid write_date write_uid'),
  ('hr_leave_type', '
    id active allocation_validation_type allow_request_on_top allows_negative company_id country_id
    create_calendar_meeting elligible_for_accrual_rate employee_requests icon_id leave_validation_type
    max_allowed_negative name overtime_deductible request_unit requires_allocation sequence support_document
    time_type unpaid work_entry_type_id create_date create_uid write_date write_uid'),
  ('hr_leave_allocation', '
    id date_from date_to department_id employee_id holiday_status_id number_of_days state create_date create_uid
    write_date write_uid'),
  ('hr_attendance', '
    id check_in check_out date employee_id expected_hours in_mode out_mode overtime_hours overtime_status
    validated_overtime_hours worked_hours create_date create_uid write_date write_uid'),
  ('hr_expense', '
    id account_id account_move_id analytic_precision approval_date approval_state company_id currency_id date
    department_id description employee_id former_sheet_id manager_id name payment_method_line_id payment_mode
    price_unit product_id product_uom_id quantity sale_order_id sale_order_line_id split_expense_origin_id state
    tax_amount tax_amount_currency total_amount total_amount_currency untaxed_amount untaxed_amount_currency
    vendor_id create_date create_uid write_date write_uid'),
  ('hr_expense_sheet', '
    id account_move_id accounting_date approval_date company_id currency_id department_id employee_id journal_id
    name payment_mode state total_amount untaxed_amount user_id create_date create_uid write_date write_uid'),
  ('expense_tax', 'expense_id tax_id'),
  -- Leads, sales and purchases.
  ('crm_team', '
    id active assignment_optout company_id invoiced_target name sequence use_leads use_opportunities user_id
    create_date create_uid write_date write_uid'),
  ('crm_team_member', '
    id active assignment_max assignment_optout crm_team_id user_id create_date create_uid write_date write_uid'),
  ('crm_lead', '
    id active automated_probability campaign_id city company_id contact_name country_id date_closed
    date_conversion date_deadline date_last_stage_update date_open day_close day_open description email_from
    email_normalized email_state event_id expected_revenue function lang_id lost_reason_id name origin_channel_id
    partner_id partner_name phone phone_sanitized phone_state priority probability prorated_revenue recurring_plan
    recurring_revenue recurring_revenue_monthly recurring_revenue_monthly_prorated recurring_revenue_prorated
    referred source_id stage_id state_id street street2 team_id type user_id won_status zip create_date create_uid
    write_date write_uid'),
  ('crm_stage', '
    id fold is_won name requirements rotting_threshold_days sequence create_date create_uid write_date write_uid'),
  ('crm_tag', 'id name create_date create_uid write_date write_uid'),
  ('crm_tag_rel', 'lead_id tag_id'),
  ('crm_lost_reason', 'id active name create_date create_uid write_date write_uid'),
  ('crm_recurring_plan', 'id active name number_of_months sequence create_date create_uid write_date write_uid'),
  ('utm_campaign', '
    id active company_id is_auto_campaign name stage_id title user_id create_date create_uid write_date write_uid'),
  ('utm_medium', 'id active name create_date create_uid write_date write_uid'),
  ('utm_source', 'id name create_date create_uid write_date write_uid'),
  ('utm_stage', 'id name sequence create_date create_uid write_date write_uid'),
  ('utm_tag', 'id name create_date create_uid write_date write_uid'),
  ('sale_order', '
    id amount_tax amount_total amount_unpaid amount_untaxed analytic_account_id campaign_id carrier_id
    client_order_ref commitment_date company_id currency_id currency_rate date_order delivery_status
    effective_date expected_date fiscal_position_id incoterm incoterm_location invoice_status journal_id locked
    margin margin_percent name note opportunity_id origin partner_id partner_invoice_id partner_shipping_id
    payment_term_id picking_policy preferred_payment_method_line_id prepayment_percent pricelist_id project_id
    reference require_payment sale_order_template_id shipping_weight source_id state team_id user_id validity_date
    warehouse_id create_date create_uid write_date write_uid'),
  ('sale_order_line', '
    id analytic_distribution analytic_precision collapse_composition collapse_prices combo_item_id company_id
    currency_id customer_lead discount display_type event_booth_category_id event_id event_slot_id event_ticket_id
    expense_id invoice_status is_delivery is_downpayment is_expense is_optional is_service linked_line_id
    linked_virtual_id margin margin_percent name order_id order_partner_id points_cost price_reduce_taxexcl
    price_reduce_taxinc price_subtotal price_tax price_total price_unit product_id product_uom product_uom_id
    product_uom_qty project_id purchase_price qty_delivered qty_delivered_method qty_invoiced qty_to_invoice
    remaining_hours reward_id salesman_id sequence state task_id technical_price_unit untaxed_amount_invoiced
    untaxed_amount_to_invoice virtual_id warehouse_id create_date create_uid write_date write_uid'),
  ('sale_order_tag_rel', 'order_id tag_id'),
  ('sale_order_line_invoice_rel', 'invoice_line_id order_line_id'),
  ('account_tax_sale_order_line_rel', 'sale_order_line_id account_tax_id'),
  ('purchase_order', '
    id acknowledged amount_tax amount_total amount_total_cc amount_untaxed company_id currency_id currency_rate
    date_approve date_calendar_start date_order date_planned dest_address_id effective_date fiscal_position_id
    grid grid_product_tmpl_id grid_update incoterm_id incoterm_location invoice_count invoice_status is_late
    locked name note origin partner_id partner_ref payment_term_id picking_type_id priority project_id
    purchase_group_id receipt_reminder_email receipt_status reminder_date_before_receipt report_grids
    requisition_id state user_id create_date create_uid write_date write_uid'),
  ('purchase_order_line', '
    id analytic_precision company_id date_planned discount display_type is_downpayment location_final_id name
    order_id orderpoint_id partner_id price_subtotal price_tax price_total price_total_cc price_unit
    product_description_variants product_id product_qty product_uom_id product_uom_qty propagate_cancel
    qty_invoiced qty_received qty_received_manual qty_received_method qty_to_invoice sale_line_id sequence
    technical_price_unit create_date create_uid write_date write_uid'),
  ('account_tax_purchase_order_line_rel', 'purchase_order_line_id account_tax_id'),
  -- Accounts.
  ('account_move', '
    id always_tax_exigible amount_residual amount_residual_signed amount_tax amount_tax_signed amount_total
    amount_total_in_currency_signed amount_total_signed amount_untaxed amount_untaxed_in_currency_signed
    amount_untaxed_signed auto_post auto_post_origin_id auto_post_until campaign_id checked commercial_partner_id
    company_id currency_id date debit_origin_id delivery_date fiscal_position_id incoterm_location
    invoice_cash_rounding_id invoice_currency_rate invoice_date invoice_date_due invoice_incoterm_id
    invoice_origin invoice_partner_display_name invoice_payment_term_id invoice_source_email invoice_user_id
    invoice_vendor_bill_id is_manually_modified is_move_sent journal_group_id journal_id move_type name narration
    origin_payment_id partner_bank_id partner_id partner_shipping_id payment_reference payment_state posted_before
    preferred_payment_method_line_id purchase_id purchase_vendor_bill_id qr_code_method ref reversed_entry_id
    reversed_pos_order_id source_id state statement_line_id tax_cash_basis_origin_move_id tax_cash_basis_rec_id
    taxable_supply_date team_id create_date create_uid write_date write_uid'),
  ('account_move_line', '
    id account_id amount_currency amount_residual amount_residual_currency analytic_distribution
    analytic_precision balance cogs_origin_id collapse_composition collapse_prices company_currency_id company_id
    currency_id date date_maturity debit deductible_amount discount discount_amount_currency discount_balance
    discount_date display_type expense_id full_reconcile_id group_tax_id invoice_date is_downpayment is_imported
    is_landed_costs_line is_storno journal_group_id journal_id matching_number move_id move_name name no_followup
    parent_state partner_id payment_id price_subtotal price_total price_unit product_id product_uom_id
    purchase_line_id quantity reconcile_model_id reconciled ref search_account_id sequence statement_id
    statement_line_id tax_base_amount tax_group_id tax_line_id tax_repartition_line_id vehicle_id create_date
    create_uid write_date write_uid'),
  ('account_move_line_account_tax_rel', 'account_move_line_id account_tax_id'),
  ('account_account', '
    id account_stock_expense_id account_stock_variation_id account_type active code code_store company_id
    currency_id description display_mapping_tab name non_trade note reconcile create_date create_uid write_date
    write_uid'),
  ('account_account_res_company_rel', 'account_account_id res_company_id'),
  ('account_account_tag', 'id active applicability country_id name create_date create_uid write_date write_uid'),
  ('account_journal', '
    id active code company_id currency_id default_account_id loss_account_id name profit_account_id
    suspense_account_id type create_date create_uid write_date write_uid'),
  ('account_group', '
    id code_prefix_end code_prefix_start company_id name parent_id create_date create_uid write_date write_uid'),
  ('account_tax', '
    id active amount amount_type analytic cash_basis_transition_account_id company_id country_id description
    formula include_base_amount invoice_label invoice_legal_notes is_base_affected is_domestic name
    price_include_override sequence tax_exigibility tax_group_id tax_scope type_tax_use create_date create_uid
    write_date write_uid'),
  ('account_tax_group', '
    id advance_tax_payment_account_id company_id country_id name pos_receipt_label sequence tax_payable_account_id
    tax_receivable_account_id create_date create_uid write_date write_uid'),
  ('account_payment', '
    id amount amount_company_currency_signed check_amount_in_words check_layout_available check_number company_id
    currency_id date destination_account_id force_outstanding_account_id is_matched is_reconciled is_sent
    journal_id memo move_id name outstanding_account_id paired_internal_transfer_payment_id partner_bank_id
    partner_id partner_type payment_method_id payment_method_line_id payment_reference payment_transaction_id
    payment_type pos_order_id pos_payment_method_id pos_session_id source_payment_id state create_date create_uid
    write_date write_uid'),
  ('account_payment_term', '
    id active company_id discount_days discount_percentage display_on_invoice early_discount
    early_pay_discount_computation example_amount example_date name note sequence create_date create_uid
    write_date write_uid'),
  ('account_payment_term_line', '
    id days_next_month delay_type nb_days payment_id value value_amount create_date create_uid write_date
    write_uid'),
  ('account_partial_reconcile', '
    id amount company_id debit_amount_currency debit_currency_id debit_move_id exchange_move_id full_reconcile_id
    max_date create_date create_uid write_date write_uid'),
  ('account_full_reconcile', 'id create_date create_uid write_date write_uid'),
  ('account_fiscal_position', '
    id active auto_apply company_id country_group_id country_id foreign_vat is_domestic name note sequence
    vat_required zip_from zip_to create_date create_uid write_date write_uid'),
  ('account_bank_statement', '
    id balance_end balance_end_real balance_start company_id currency_id date first_line_index is_complete
    journal_id name reference create_date create_uid write_date write_uid'),
  ('account_bank_statement_line', '
    id amount amount_currency company_id currency_id foreign_currency_id internal_index is_reconciled journal_id
    move_id partner_id partner_name payment_ref running_balance statement_id transaction_type create_date
    create_uid write_date write_uid'),
  ('account_incoterms', 'id active code name create_date create_uid write_date write_uid'),
  ('account_cash_rounding', '
    id loss_account_id name profit_account_id rounding rounding_method strategy create_date create_uid write_date
    write_uid'),
  ('account_analytic_account', '
    id active code company_id group_id name partner_id plan_id root_plan_id create_date create_uid write_date
    write_uid'),
  ('account_analytic_line', '
    id account_id amount analytic_precision category code company_id currency_id date department_id employee_id
    fiscal_year_search general_account_id global_leave_id holiday_id journal_id manager_id move_line_id name
    order_id parent_task_id partner_id product_id product_uom_id project_id ref so_line task_id
    timesheet_invoice_id timesheet_invoice_type unit_amount user_id create_date create_uid write_date write_uid'),
  ('account_analytic_plan', '
    id complete_name default_applicability description name parent_id parent_path sequence create_date create_uid
    write_date write_uid'),
  -- Products.
  ('product_template', '
    id active alert_time available_in_pos can_be_expensed categ_id company_id country_of_origin default_code
    description description_picking description_pickingin description_pickingout description_purchase
    description_sale detailed_type email_template_id expense_policy expiration_time gelato_template_ref grade_id
    has_configurable_attributes hs_code invoice_policy is_favorite is_storable landed_cost_ok list_price
    location_id lot_valuated name pos_sequence product_add_mode project_id project_template_id
    property_account_expense_id property_account_income_id property_price_difference_account_id
    property_stock_inventory property_stock_production purchase_line_warn_msg purchase_method purchase_ok
    removal_time responsible_id sale_delay sale_line_warn_msg sale_ok sequence service_to_purchase
    service_tracking service_type service_upsell_threshold split_method_landed_cost task_template_id to_weight
    tracking type uom_id uom_po_id use_expiration_date use_time volume warehouse_id weight create_date create_uid
    write_date write_uid'),
  ('product_product', '
    id active barcode combination_indices default_code is_favorite product_tmpl_id standard_price volume weight
    create_date create_uid write_date write_uid'),
  ('product_category', '
    id complete_name filter_for_stock_putaway_rule name packaging_reserve_method parent_id parent_path
    property_account_expense_categ_id property_account_income_categ_id property_cost_method
    property_price_difference_account_id property_stock_account_production_cost_id property_stock_journal
    property_stock_valuation_account_id property_valuation removal_strategy_id create_date create_uid write_date
    write_uid'),
  ('product_pricelist', 'id active company_id currency_id name sequence create_date create_uid write_date write_uid'),
  ('product_pricelist_item', '
    id applied_on base base_pricelist_id categ_id company_id compute_price currency_id date_end date_start
    display_applied_on fixed_price min_quantity percent_price price_discount price_markup price_max_margin
    price_min_margin price_round price_surcharge pricelist_id product_id product_tmpl_id create_date create_uid
    write_date write_uid'),
  ('product_supplierinfo', '
    id company_id currency_id date_end date_start delay discount min_qty partner_id price product_code product_id
    product_name product_tmpl_id product_uom_id purchase_requisition_line_id sequence create_date create_uid
    write_date write_uid'),
  ('product_tag', 'id name pos_description sequence visible_to_customers create_date create_uid write_date write_uid'),
  ('product_tag_product_template_rel', 'product_tag_id product_template_id'),
  ('product_attribute', '
    id active create_variant display_type name sequence create_date create_uid write_date write_uid'),
  ('product_attribute_value', '
    id active attribute_id default_extra_price is_custom name sequence create_date create_uid write_date write_uid'),
  ('product_template_attribute_line', '
    id active attribute_id product_tmpl_id sequence value_count create_date create_uid write_date write_uid'),
  ('product_template_attribute_value', '
    id attribute_id attribute_line_id price_extra product_attribute_value_id product_tmpl_id ptav_active
    create_date create_uid write_date write_uid'),
  ('product_variant_combination', 'product_product_id product_template_attribute_value_id'),
  ('product_packaging', 'id company_id name product_id qty create_date create_uid write_date write_uid'),
  ('product_taxes_rel', 'prod_id tax_id'),
  ('product_supplier_taxes_rel', 'prod_id tax_id'),
  -- Stock and manufacturing.
  ('stock_warehouse', '
    id active code company_id delivery_steps lot_stock_id name partner_id reception_steps view_location_id
    create_date create_uid write_date write_uid'),
  ('stock_location', '
    id active company_id complete_name cyclic_inventory_frequency last_inventory_date location_id name
    next_inventory_date parent_path removal_strategy_id replenish_location storage_category_id usage
    valuation_account_id warehouse_id create_date create_uid write_date write_uid'),
  ('stock_picking', '
    id backorder_id batch_id batch_sequence carrier_id carrier_price carrier_tracking_ref company_id date_deadline
    date_done has_deadline_issue is_locked location_dest_id location_id move_type name note origin owner_id
    partner_id picking_type_id pos_order_id pos_session_id printed priority project_id return_id sale_id
    scheduled_date search_date_category shipping_weight state user_id weight create_date create_uid write_date
    write_uid'),
  ('stock_picking_type', '
    id active code company_id create_backorder default_location_dest_id default_location_src_id name
    return_picking_type_id warehouse_id create_date create_uid write_date write_uid'),
  ('stock_move', '
    id account_move_id additional bom_line_id byproduct_id company_id consume_unbuild_id cost_share
    created_production_id date date_deadline delay_alert_date description_picking_manual forecast_availability
    inventory_name is_dropship is_in is_inventory is_out is_subcontract location_dest_id location_final_id
    location_id manual_consumption next_serial next_serial_count operation_id orderpoint_id origin
    origin_returned_move_id packaging_uom_id packaging_uom_qty partner_id picked picking_id picking_type_id
    price_unit priority procure_method product_id product_qty product_uom product_uom_qty production_group_id
    production_id propagate_cancel purchase_line_id quantity raw_material_production_id reference repair_id
    repair_line_type reservation_date restrict_partner_id rule_id sale_line_id scrap_id sequence state to_refund
    unbuild_id unit_factor value warehouse_id weight workorder_id create_date create_uid write_date write_uid'),
  ('stock_move_line', '
    id company_id date expiration_date is_entire_pack location_dest_id location_id lot_id lot_name move_id
    owner_id package_history_id package_id picked picking_id product_id product_uom_id production_id quant_id
    quantity quantity_product_uom removal_date result_package_id state workorder_id create_date create_uid
    write_date write_uid'),
  ('stock_quant', '
    id accounting_date company_id expiration_date in_date inventory_date inventory_diff_quantity
    inventory_quantity inventory_quantity_set is_subcontract location_id lot_id on_hand owner_id package_id
    product_id quantity removal_date reserved_quantity user_id create_date create_uid write_date write_uid'),
  ('stock_lot', '
    id alert_date avg_cost company_id expiration_date location_id name note product_id ref removal_date
    standard_price use_date create_date create_uid write_date write_uid'),
  ('stock_package', 'id company_id location_id name package_type_id create_date create_uid write_date write_uid'),
  ('stock_quant_package', '
    id company_id location_id name owner_id package_type_id create_date create_uid write_date write_uid'),
  ('stock_route', '
    id active company_id name package_type_selectable product_categ_selectable product_selectable sale_selectable
    sequence shipping_selectable supplied_wh_id supplier_wh_id warehouse_selectable create_date create_uid
    write_date write_uid'),
  ('stock_route_product', 'route_id product_id'),
  ('stock_rule', '
    id action active auto company_id delay location_dest_from_rule location_dest_id location_src_id name
    partner_address_id picking_type_id procure_method propagate_cancel propagate_carrier route_id route_sequence
    sequence warehouse_id create_date create_uid write_date write_uid'),
  ('stock_warehouse_orderpoint', '
    id active available_vendor bom_id company_id deadline_date location_id name product_id product_max_qty
    product_min_qty qty_to_order_manual replenishment_uom_id route_id snoozed_until supplier_id trigger
    warehouse_id create_date create_uid write_date write_uid'),
  ('stock_scrap', '
    id bom_id company_id date_done location_id lot_id name origin owner_id package_id picking_id product_id
    product_uom_id production_id scrap_location_id scrap_qty should_replenish state workorder_id create_date
    create_uid write_date write_uid'),
  ('stock_valuation_layer', '
    id account_move_id company_id description product_id quantity remaining_qty remaining_value stock_move_id
    stock_valuation_layer_id unit_cost uom_id value create_date create_uid write_date write_uid'),
  ('mrp_production', '
    id allow_workorder_dependencies backorder_sequence bom_id company_id consumption date_deadline date_finished
    date_start extra_cost is_locked is_outdated_bom is_planned location_dest_id location_final_id location_src_id
    name orderpoint_id origin picking_type_id priority product_description_variants product_id product_qty
    product_uom_id product_uom_qty production_group_id production_location_id project_id propagate_cancel
    qty_producing reservation_state sale_line_id search_date_category state subcontracting_has_been_recorded
    subcontractor_id user_id workcenter_id create_date create_uid write_date write_uid'),
  ('mrp_bom', '
    id active allow_operation_dependencies batch_size code company_id consumption days_to_prepare_mo
    enable_batch_size picking_type_id produce_delay product_id product_qty product_tmpl_id product_uom_id
    project_id ready_to_produce sequence type create_date create_uid write_date write_uid'),
  ('mrp_bom_line', '
    id bom_id company_id cost_share operation_id product_id product_qty product_tmpl_id product_uom_id sequence
    create_date create_uid write_date write_uid'),
  ('mrp_workorder', '
    id cost_mode costs_hour date_finished date_start duration duration_expected duration_percent duration_unit
    leave_id name operation_id production_availability production_date production_id qty_produced
    qty_reported_from_previous_wo sequence state workcenter_id create_date create_uid write_date write_uid'),
  ('mrp_workcenter', '
    id active analytic_precision code company_id costs_hour expense_account_id name note oee_target
    resource_calendar_id resource_id sequence time_efficiency time_start time_stop working_state create_date
    create_uid write_date write_uid'),
  -- Shops, events, upkeep and vehicles.
  ('pos_config', '
    id active company_id name picking_type_id pricelist_id warehouse_id create_date create_uid write_date
    write_uid'),
  ('pos_session', '
    id cash_journal_id cash_real_transaction cash_register_balance_end_real cash_register_balance_start
    closing_notes config_id employee_id move_id name opening_notes rescue start_at state stop_at
    update_stock_at_closing user_id create_date create_uid write_date write_uid'),
  ('pos_order', '
    id account_move amount_difference amount_paid amount_return amount_tax amount_total cashier company_id
    config_id crm_team_id currency_rate customer_count date_order employee_id fiscal_position_id
    floating_order_name has_deleted_line is_refund is_tipped name partner_id pos_reference pricelist_id
    sale_journal session_id shipping_date source state table_id tip_amount to_invoice tracking_number user_id
    create_date create_uid write_date write_uid'),
  ('pos_order_line', '
    id combo_item_id combo_parent_id company_id course_id customer_note discount down_payment_details
    event_ticket_id full_product_name is_reward_line name note notice order_id points_cost price_extra
    price_subtotal price_subtotal_incl price_type price_unit product_id qty qty_delivered refunded_orderline_id
    reward_id sale_order_line_id sale_order_origin_id total_cost create_date create_uid write_date write_uid'),
  ('pos_payment', '
    id account_move_id amount company_id is_change name payment_date payment_method_id pos_order_id session_id
    create_date create_uid write_date write_uid'),
  ('pos_category', 'id hour_after hour_until name parent_id sequence create_date create_uid write_date write_uid'),
  ('event_event', '
    id active address_id company_id country_id date_begin date_end description event_type_id is_multi_slots
    kanban_state lang name note organizer_id seats_limited seats_max stage_id user_id create_date create_uid
    write_date write_uid'),
  ('event_type', '
    id default_timezone has_seats_limitation name note seats_max sequence create_date create_uid write_date
    write_uid'),
  ('event_registration', '
    id active company_id date_closed event_id event_ticket_id name partner_id sale_order_id sale_order_line_id
    state create_date create_uid write_date write_uid'),
  ('maintenance_request', '
    id archive category_id close_date company_id description duration employee_id equipment_id instruction_type
    kanban_state maintenance_team_id maintenance_type name owner_user_id priority recurring_maintenance
    repeat_interval repeat_type repeat_unit repeat_until request_date schedule_date schedule_end stage_id user_id
    create_date create_uid write_date write_uid'),
  ('maintenance_equipment', '
    id active assign_date category_id company_id cost department_id effective_date employee_id equipment_assign_to
    expected_mtbf location_id maintenance_count maintenance_open_count maintenance_team_id model name note
    owner_user_id partner_id partner_ref scrap_date serial_no technician_user_id warranty_date create_date
    create_uid write_date write_uid'),
  ('maintenance_equipment_category', '
    id company_id fold name note technician_user_id create_date create_uid write_date write_uid'),
  ('maintenance_stage', 'id done fold name sequence create_date create_uid write_date write_uid'),
  ('fleet_vehicle', '
    id acquisition_date active brand_id car_value category_id co2 co2_emission_unit co2_standard company_id
    contract_date_start description doors driver_employee_id driver_id electric_assistance frame_size frame_type
    fuel_type future_driver_employee_id future_driver_id horsepower horsepower_tax license_plate location
    manager_id mobility_card model_id model_year name net_car_value next_assignation_date odometer_unit order_date
    plan_to_change_bike plan_to_change_car power power_unit range_unit residual_value seats state_id trailer_hook
    transmission vehicle_range vin_sn write_off_date create_date create_uid write_date write_uid'),
  ('fleet_vehicle_model', '
    id active brand_id category_id co2_standard default_co2 default_fuel_type doors drive_type electric_assistance
    horsepower horsepower_tax model_year name power power_unit range_unit seats trailer_hook transmission
    vehicle_range vehicle_type create_date create_uid write_date write_uid'),
  ('fleet_vehicle_model_brand', 'id active model_count name create_date create_uid write_date write_uid'),
  ('fleet_vehicle_log_services', '
    id account_move_line_id active amount brand_id company_id date description inv_ref manager_id model_id notes
    odometer_id purchaser_employee_id purchaser_id service_type_id state vehicle_id vendor_id create_date
    create_uid write_date write_uid')
) t (name, columns);

create trigger write_audit after insert or delete on control.readable_columns
for each row execute function control.audit_change('table_name', 'column_name');
create trigger write_audit_update after update on control.readable_columns
for each row when (old.* is distinct from new.*) execute function control.audit_change('table_name', 'column_name');

create function control.refuse_reading(p_actor jsonb, p_table text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_actor ->> 'role' is distinct from 'platform_owner' then
    raise exception 'Cannot change what is read of %: % may not', ops.quoted(p_table), coalesce(p_actor ->> 'role', 'nobody')
      using errcode = 'OC103', hint = 'Ask the platform_owner.';
  end if;
end
$$;
comment on function control.refuse_reading is 'Raises OC103 for whoever may not say what tenants'' roles read: only the platform''s owner may.';

create function control.allow_reading(p_table text, p_columns text[], p_actor jsonb)
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  refused text;
  count int;
begin
  p_actor := control.act_as(p_actor);
  perform control.refuse_reading(p_actor, p_table);
  select string_agg(c, ', ' order by c) into refused from unnest(p_columns) c where control.is_never_readable(p_table, c);
  if refused is not null then
    raise exception 'Cannot let % of % be read: that bears secrets', refused, ops.quoted(p_table)
      using errcode = 'OC153', hint = 'See control.is_never_readable; make a view of what is wanted in a database of your own.';
  end if;
  insert into control.readable_columns (table_name, column_name, allowed_by)
  select p_table, c, p_actor ->> 'user' from unnest(p_columns) c
  on conflict do nothing;
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.allow_reading is
  'Lets the roles of tenants read more columns of a table of Odoo, from their next module_apply on. Returns how many are new. Raises OC103, OC151, OC153 for what bears secrets.';

create function control.forbid_reading(p_table text, p_columns text[], p_actor jsonb)
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  count int;
begin
  p_actor := control.act_as(p_actor);
  perform control.refuse_reading(p_actor, p_table);
  delete from control.readable_columns where table_name = p_table and column_name = any (p_columns);
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.forbid_reading is
  'The roles of tenants read these columns no more, from their next module_apply on. Returns how many there were. Raises OC103, OC151.';

revoke execute on function
  control.is_never_readable(text, text), control.refuse_reading(jsonb, text),
  control.allow_reading(text, text[], jsonb), control.forbid_reading(text, text[], jsonb)
from public;
grant execute on function
  control.is_never_readable(text, text), control.refuse_reading(jsonb, text),
  control.allow_reading(text, text[], jsonb), control.forbid_reading(text, text[], jsonb)
to service_role;
grant select on control.readable_columns to service_role;
