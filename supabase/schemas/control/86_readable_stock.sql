-- Readable columns of stock and manufacturing.

insert into control.readable_columns (table_name, column_name)
select t.name, regexp_split_to_table(btrim(t.columns, E' \n'), '\s+')
from (values
  -- Stock and manufacturing.
  ('stock_warehouse', '
    id active code company_id delivery_steps lot_stock_id name partner_id reception_steps
    view_location_id create_date create_uid write_date write_uid'),
  ('stock_location', '
    id active company_id complete_name cyclic_inventory_frequency last_inventory_date
    location_id name next_inventory_date parent_path removal_strategy_id replenish_location
    storage_category_id usage valuation_account_id warehouse_id create_date create_uid
    write_date write_uid'),
  ('stock_picking', '
    id backorder_id batch_id batch_sequence carrier_id carrier_price carrier_tracking_ref
    company_id date_deadline date_done has_deadline_issue is_locked location_dest_id
    location_id move_type name note origin owner_id partner_id picking_type_id pos_order_id
    pos_session_id printed priority project_id return_id sale_id scheduled_date
    search_date_category shipping_weight state user_id weight create_date create_uid write_date
    write_uid'),
  ('stock_picking_type', '
    id active code company_id create_backorder default_location_dest_id default_location_src_id
    name return_picking_type_id warehouse_id create_date create_uid write_date write_uid'),
  ('stock_move', '
    id account_move_id additional bom_line_id byproduct_id company_id consume_unbuild_id
    cost_share created_production_id date date_deadline delay_alert_date
    description_picking_manual forecast_availability inventory_name is_dropship is_in
    is_inventory is_out is_subcontract location_dest_id location_final_id location_id
    manual_consumption next_serial next_serial_count operation_id orderpoint_id origin
    origin_returned_move_id packaging_uom_id packaging_uom_qty partner_id picked picking_id
    picking_type_id price_unit priority procure_method product_id product_qty product_uom
    product_uom_qty production_group_id production_id propagate_cancel purchase_line_id
    quantity raw_material_production_id reference repair_id repair_line_type reservation_date
    restrict_partner_id rule_id sale_line_id scrap_id sequence state to_refund unbuild_id
    unit_factor value warehouse_id weight workorder_id create_date create_uid write_date
    write_uid'),
  ('stock_move_line', '
    id company_id date expiration_date is_entire_pack location_dest_id location_id lot_id
    lot_name move_id owner_id package_history_id package_id picked picking_id product_id
    product_uom_id production_id quant_id quantity quantity_product_uom removal_date
    result_package_id state workorder_id create_date create_uid write_date write_uid'),
  ('stock_quant', '
    id accounting_date company_id expiration_date in_date inventory_date
    inventory_diff_quantity inventory_quantity inventory_quantity_set is_subcontract
    location_id lot_id on_hand owner_id package_id product_id quantity removal_date
    reserved_quantity user_id create_date create_uid write_date write_uid'),
  ('stock_lot', '
    id alert_date avg_cost company_id expiration_date location_id name note product_id ref
    removal_date standard_price use_date create_date create_uid write_date write_uid'),
  ('stock_package', '
    id company_id location_id name package_type_id create_date create_uid write_date write_uid'),
  ('stock_quant_package', '
    id company_id location_id name owner_id package_type_id create_date create_uid write_date
    write_uid'),
  ('stock_route', '
    id active company_id name package_type_selectable product_categ_selectable
    product_selectable sale_selectable sequence shipping_selectable supplied_wh_id
    supplier_wh_id warehouse_selectable create_date create_uid write_date write_uid'),
  ('stock_route_product', 'route_id product_id'),
  ('stock_rule', '
    id action active auto company_id delay location_dest_from_rule location_dest_id
    location_src_id name partner_address_id picking_type_id procure_method propagate_cancel
    propagate_carrier route_id route_sequence sequence warehouse_id create_date create_uid
    write_date write_uid'),
  ('stock_warehouse_orderpoint', '
    id active available_vendor bom_id company_id deadline_date location_id name product_id
    product_max_qty product_min_qty qty_to_order_manual replenishment_uom_id route_id
    snoozed_until supplier_id trigger warehouse_id create_date create_uid write_date write_uid'),
  ('stock_scrap', '
    id bom_id company_id date_done location_id lot_id name origin owner_id package_id
    picking_id product_id product_uom_id production_id scrap_location_id scrap_qty
    should_replenish state workorder_id create_date create_uid write_date write_uid'),
  ('stock_valuation_layer', '
    id account_move_id company_id description product_id quantity remaining_qty remaining_value
    stock_move_id stock_valuation_layer_id unit_cost uom_id value create_date create_uid
    write_date write_uid'),
  ('mrp_production', '
    id allow_workorder_dependencies backorder_sequence bom_id company_id consumption
    date_deadline date_finished date_start extra_cost is_locked is_outdated_bom is_planned
    location_dest_id location_final_id location_src_id name orderpoint_id origin
    picking_type_id priority product_description_variants product_id product_qty product_uom_id
    product_uom_qty production_group_id production_location_id project_id propagate_cancel
    qty_producing reservation_state sale_line_id search_date_category state
    subcontracting_has_been_recorded subcontractor_id user_id workcenter_id create_date
    create_uid write_date write_uid'),
  ('mrp_bom', '
    id active allow_operation_dependencies batch_size code company_id consumption
    days_to_prepare_mo enable_batch_size picking_type_id produce_delay product_id product_qty
    product_tmpl_id product_uom_id project_id ready_to_produce sequence type create_date
    create_uid write_date write_uid'),
  ('mrp_bom_line', '
    id bom_id company_id cost_share operation_id product_id product_qty product_tmpl_id
    product_uom_id sequence create_date create_uid write_date write_uid'),
  ('mrp_workorder', '
    id cost_mode costs_hour date_finished date_start duration duration_expected
    duration_percent duration_unit leave_id name operation_id production_availability
    production_date production_id qty_produced qty_reported_from_previous_wo sequence state
    workcenter_id create_date create_uid write_date write_uid'),
  ('mrp_workcenter', '
    id active analytic_precision code company_id costs_hour expense_account_id name note
    oee_target resource_calendar_id resource_id sequence time_efficiency time_start time_stop
    working_state create_date create_uid write_date write_uid')
) t (name, columns);
