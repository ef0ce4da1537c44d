-- Readable columns of shops, events, upkeep and vehicles.

insert into control.readable_columns (table_name, column_name)
select t.name, regexp_split_to_table(btrim(t.columns, E' \n'), '\s+')
from (values
  -- Shops, events, upkeep and vehicles.
  ('pos_config', '
    id active company_id name picking_type_id pricelist_id warehouse_id create_date create_uid
    write_date write_uid'),
  ('pos_session', '
    id cash_journal_id cash_real_transaction cash_register_balance_end_real
    cash_register_balance_start closing_notes config_id employee_id move_id name opening_notes
    rescue start_at state stop_at update_stock_at_closing user_id create_date create_uid
    write_date write_uid'),
  ('pos_order', '
    id account_move amount_difference amount_paid amount_return amount_tax amount_total cashier
    company_id config_id crm_team_id currency_rate customer_count date_order employee_id
    fiscal_position_id floating_order_name has_deleted_line is_refund is_tipped name partner_id
    pos_reference pricelist_id sale_journal session_id shipping_date source state table_id
    tip_amount to_invoice tracking_number user_id create_date create_uid write_date write_uid'),
  ('pos_order_line', '
    id combo_item_id combo_parent_id company_id course_id customer_note discount
    down_payment_details event_ticket_id full_product_name is_reward_line name note notice
    order_id points_cost price_extra price_subtotal price_subtotal_incl price_type price_unit
    product_id qty qty_delivered refunded_orderline_id reward_id sale_order_line_id
    sale_order_origin_id total_cost create_date create_uid write_date write_uid'),
  ('pos_payment', '
    id account_move_id amount company_id is_change name payment_date payment_method_id
    pos_order_id session_id create_date create_uid write_date write_uid'),
  ('pos_category', '
    id hour_after hour_until name parent_id sequence create_date create_uid write_date
    write_uid'),
  ('event_event', '
    id active address_id company_id country_id date_begin date_end description event_type_id
    is_multi_slots kanban_state lang name note organizer_id seats_limited seats_max stage_id
    user_id create_date create_uid write_date write_uid'),
  ('event_type', '
    id default_timezone has_seats_limitation name note seats_max sequence create_date
    create_uid write_date write_uid'),
  ('event_registration', '
    id active company_id date_closed event_id event_ticket_id name partner_id sale_order_id
    sale_order_line_id state create_date create_uid write_date write_uid'),
  ('maintenance_request', '
    id archive category_id close_date company_id description duration employee_id equipment_id
    instruction_type kanban_state maintenance_team_id maintenance_type name owner_user_id
    priority recurring_maintenance repeat_interval repeat_type repeat_unit repeat_until
    request_date schedule_date schedule_end stage_id user_id create_date create_uid write_date
    write_uid'),
  ('maintenance_equipment', '
    id active assign_date category_id company_id cost department_id effective_date employee_id
    equipment_assign_to expected_mtbf location_id maintenance_count maintenance_open_count
    maintenance_team_id model name note owner_user_id partner_id partner_ref scrap_date
    serial_no technician_user_id warranty_date create_date create_uid write_date write_uid'),
  ('maintenance_equipment_category', '
    id company_id fold name note technician_user_id create_date create_uid write_date write_uid'),
  ('maintenance_stage', 'id done fold name sequence create_date create_uid write_date write_uid'),
  ('fleet_vehicle', '
    id acquisition_date active brand_id car_value category_id co2 co2_emission_unit
    co2_standard company_id contract_date_start description doors driver_employee_id driver_id
    electric_assistance frame_size frame_type fuel_type future_driver_employee_id
    future_driver_id horsepower horsepower_tax license_plate location manager_id mobility_card
    model_id model_year name net_car_value next_assignation_date odometer_unit order_date
    plan_to_change_bike plan_to_change_car power power_unit range_unit residual_value seats
    state_id trailer_hook transmission vehicle_range vin_sn write_off_date create_date
    create_uid write_date write_uid'),
  ('fleet_vehicle_model', '
    id active brand_id category_id co2_standard default_co2 default_fuel_type doors drive_type
    electric_assistance horsepower horsepower_tax model_year name power power_unit range_unit
    seats trailer_hook transmission vehicle_range vehicle_type create_date create_uid
    write_date write_uid'),
  ('fleet_vehicle_model_brand', '
    id active model_count name create_date create_uid write_date write_uid'),
  ('fleet_vehicle_log_services', '
    id account_move_line_id active amount brand_id company_id date description inv_ref
    manager_id model_id notes odometer_id purchaser_employee_id purchaser_id service_type_id
    state vehicle_id vendor_id create_date create_uid write_date write_uid')
) t (name, columns);
