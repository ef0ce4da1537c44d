-- Readable columns of companies, people, time, projects and the basics of HR.

insert into control.readable_columns (table_name, column_name)
select t.name, regexp_split_to_table(btrim(t.columns, E' \n'), '\s+')
from (values
  -- Companies, people and what they are called.
  ('res_company', '
    id active company_registry currency_id email fiscalyear_last_day fiscalyear_last_month name
    parent_id parent_path partner_id phone resource_calendar_id create_date create_uid
    write_date write_uid'),
  ('res_users', '
    id active company_id login partner_id share create_date create_uid write_date write_uid'),
  ('res_partner', '
    id active buyer_id city city_id commercial_company_name commercial_partner_id company_id
    company_name company_registry complete_name country_id customer_rank email email_normalized
    employee function global_location_number grade_id industry_id is_company lang mobile name
    parent_id partner_latitude partner_longitude partner_share phone phone_sanitized
    property_account_payable_id property_account_position_id property_account_receivable_id
    property_delivery_carrier_id property_inbound_payment_method_line_id
    property_outbound_payment_method_line_id property_payment_term_id
    property_purchase_currency_id property_stock_customer property_stock_subcontractor
    property_stock_supplier property_supplier_payment_term_id ref
    specific_property_product_pricelist state_id street street2 street_name street_number
    street_number2 supplier_rank title trust type user_id vat zip create_date create_uid
    write_date write_uid'),
  ('res_partner_category', '
    id active name parent_id parent_path create_date create_uid write_date write_uid'),
  ('res_partner_title', 'id name shortcut create_date create_uid write_date write_uid'),
  ('res_partner_industry', 'id active full_name name create_date create_uid write_date write_uid'),
  ('res_partner_res_partner_category_rel', 'category_id partner_id'),
  ('res_company_users_rel', 'cid user_id'),
  ('res_country', '
    id code currency_id enforce_cities name name_position phone_code state_required vat_label
    zip_required create_date create_uid write_date write_uid'),
  ('res_country_state', 'id code country_id name create_date create_uid write_date write_uid'),
  ('res_country_group', 'id code name create_date create_uid write_date write_uid'),
  ('res_currency', '
    id active currency_subunit_label currency_unit_label decimal_places fiscal_country_codes
    full_name iso_numeric name position rounding symbol create_date create_uid write_date
    write_uid'),
  ('res_currency_rate', '
    id company_id currency_id name rate create_date create_uid write_date write_uid'),
  ('res_lang', '
    id active code date_format decimal_point direction grouping iso_code name thousands_sep
    time_format week_start create_date create_uid write_date write_uid'),
  ('res_bank', '
    id active bic city country email name phone state street street2 zip create_date create_uid
    write_date write_uid'),
  ('ir_model', 'id model name state transient create_date create_uid write_date write_uid'),
  ('ir_module_module', '
    id latest_version name shortdesc state create_date create_uid write_date write_uid'),
  -- Time and units.
  ('resource_resource', '
    id active calendar_id company_id name resource_type time_efficiency user_id create_date
    create_uid write_date write_uid'),
  ('resource_calendar', '
    id active company_id duration_based flexible_hours full_time_required_hours hours_per_day
    hours_per_week name schedule_type two_weeks_calendar create_date create_uid write_date
    write_uid'),
  ('resource_calendar_attendance', '
    id calendar_id day_period dayofweek display_type duration_days duration_hours hour_from
    hour_to name sequence week_type work_entry_type_id create_date create_uid write_date
    write_uid'),
  ('resource_calendar_leaves', '
    id calendar_id company_id date_from date_to elligible_for_accrual_rate holiday_id name
    resource_id time_type work_entry_type_id create_date create_uid write_date write_uid'),
  ('uom_uom', '
    id active category_id factor is_pos_groupable name package_type_id parent_path
    relative_factor relative_uom_id rounding sequence timesheet_widget uom_type create_date
    create_uid write_date write_uid'),
  ('uom_category', 'id name create_date create_uid write_date write_uid'),
  ('mail_activity', '
    id active activity_type_id calendar_event_id date_deadline date_done res_id res_model
    res_model_id res_name summary user_id create_date create_uid write_date write_uid'),
  ('mail_activity_type', '
    id active category delay_count delay_from delay_unit name res_model summary create_date
    create_uid write_date write_uid'),
  ('calendar_event', '
    id active allday duration opportunity_id privacy recurrence_id recurrency res_id res_model
    res_model_id start start_date stop stop_date user_id create_date create_uid write_date
    write_uid'),
  ('calendar_event_type', 'id name create_date create_uid write_date write_uid'),
  ('calendar_event_res_partner_rel', 'calendar_event_id res_partner_id'),
  -- Projects.
  ('project_project', '
    id account_id active allocated_hours allow_billable allow_milestones allow_recurring_tasks
    allow_task_dependencies allow_timesheets analytic_account_id billing_type company_id date
    date_start description is_template label_tasks last_update_id last_update_status name
    partner_id privacy_visibility reinvoiced_sale_order_id sale_line_id sequence stage_id
    timesheet_product_id user_id x_external_ref create_date create_uid write_date write_uid'),
  ('project_task', '
    id active allocated_hours analytic_account_id company_id date_assign date_deadline date_end
    date_last_stage_update description effective_hours is_template milestone_id name overtime
    parent_id partner_id planned_hours priority progress project_id rating_last_value
    recurrence_id recurring_task remaining_hours sale_line_id sale_order_id sequence stage_id
    state subtask_effective_hours total_hours_spent working_days_close working_days_open
    working_hours_close working_hours_open x_external_ref create_date create_uid write_date
    write_uid'),
  ('project_task_type', '
    id active auto_validation_state fold name rating_active rating_request_deadline
    rating_status rating_status_period rotting_threshold_days sequence user_id create_date
    create_uid write_date write_uid'),
  ('project_tags', 'id name create_date create_uid write_date write_uid'),
  ('project_milestone', '
    id deadline is_reached name project_id quantity_percentage reached_date sale_line_id
    sequence create_date create_uid write_date write_uid'),
  ('project_project_stage', '
    id active company_id fold mail_template_id name sequence create_date create_uid write_date
    write_uid'),
  ('project_update', '
    id allocated_time closed_task_count date description name progress project_id status
    task_count timesheet_time uom_id user_id create_date create_uid write_date write_uid'),
  ('project_task_recurrence', '
    id repeat_interval repeat_type repeat_unit repeat_until create_date create_uid write_date
    write_uid'),
  ('project_task_user_rel', 'task_id user_id stage_id'),
  ('project_tags_project_task_rel', 'project_task_id project_tags_id'),
  ('project_project_project_tags_rel', 'project_project_id project_tags_id'),
  ('project_task_type_rel', 'type_id project_id'),
  ('task_dependencies_rel', 'task_id depends_on_id'),
  -- The basics of HR: no addresses, wages, documents or PINs.
  ('hr_department', '
    id active company_id manager_id master_department_id name note parent_id parent_path
    create_date create_uid write_date write_uid'),
  ('hr_job', '
    id active address_id company_id contract_type_id department_id description expected_degree
    expected_employees industry_id manager_id name no_of_employee no_of_hired_employee
    no_of_recruitment requirements sequence user_id create_date create_uid write_date write_uid'),
  ('hr_employee', '
    id active coach_id company_id department_id employee_type job_id job_title mobile_phone
    name parent_id resource_calendar_id resource_id user_id work_email work_location_id
    work_phone create_date create_uid write_date write_uid'),
  ('hr_employee_category', 'id name create_date create_uid write_date write_uid'),
  ('employee_category_rel', 'employee_id category_id'),
  ('hr_version', '
    id active company_id contract_date_end contract_date_start date_version department_id
    employee_id job_id job_title name resource_calendar_id work_location_id create_date
    create_uid write_date write_uid'),
  ('hr_work_location', '
    id active address_id company_id location_number location_type name create_date create_uid
    write_date write_uid'),
  ('hr_leave', '
    id date_from date_to department_id employee_company_id employee_id holiday_status_id
    number_of_days number_of_hours request_date_from request_date_to state user_id create_date
    create_uid write_date write_uid'),
  ('hr_leave_type', '
    id active allocation_validation_type allow_request_on_top allows_negative company_id
    country_id create_calendar_meeting elligible_for_accrual_rate employee_requests icon_id
    leave_validation_type max_allowed_negative name overtime_deductible request_unit
    requires_allocation sequence support_document time_type unpaid work_entry_type_id
    create_date create_uid write_date write_uid'),
  ('hr_leave_allocation', '
    id date_from date_to department_id employee_id holiday_status_id number_of_days state
    create_date create_uid write_date write_uid'),
  ('hr_attendance', '
    id check_in check_out date employee_id expected_hours in_mode out_mode overtime_hours
    overtime_status validated_overtime_hours worked_hours create_date create_uid write_date
    write_uid'),
  ('hr_expense', '
    id account_id account_move_id analytic_precision approval_date approval_state company_id
    currency_id date department_id description employee_id former_sheet_id manager_id name
    payment_method_line_id payment_mode price_unit product_id product_uom_id quantity
    sale_order_id sale_order_line_id split_expense_origin_id state tax_amount
    tax_amount_currency total_amount total_amount_currency untaxed_amount
    untaxed_amount_currency vendor_id create_date create_uid write_date write_uid'),
  ('hr_expense_sheet', '
    id account_move_id accounting_date approval_date company_id currency_id department_id
    employee_id journal_id name payment_mode state total_amount untaxed_amount user_id
    create_date create_uid write_date write_uid'),
  ('expense_tax', 'expense_id tax_id')
) t (name, columns);
