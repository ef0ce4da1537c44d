-- Readable columns of leads, sales, purchases and products.

insert into control.readable_columns (table_name, column_name)
select t.name, regexp_split_to_table(btrim(t.columns, E' \n'), '\s+')
from (values
  -- Leads, sales and purchases.
  ('crm_team', '
    id active assignment_optout company_id invoiced_target name sequence use_leads
    use_opportunities user_id create_date create_uid write_date write_uid'),
  ('crm_team_member', '
    id active assignment_max assignment_optout crm_team_id user_id create_date create_uid
    write_date write_uid'),
  ('crm_lead', '
    id active automated_probability campaign_id city company_id contact_name country_id
    date_closed date_conversion date_deadline date_last_stage_update date_open day_close
    day_open description email_from email_normalized email_state event_id expected_revenue
    function lang_id lost_reason_id name origin_channel_id partner_id partner_name phone
    phone_sanitized phone_state priority probability prorated_revenue recurring_plan
    recurring_revenue recurring_revenue_monthly recurring_revenue_monthly_prorated
    recurring_revenue_prorated referred source_id stage_id state_id street street2 team_id type
    user_id won_status zip create_date create_uid write_date write_uid'),
  ('crm_stage', '
    id fold is_won name requirements rotting_threshold_days sequence create_date create_uid
    write_date write_uid'),
  ('crm_tag', 'id name create_date create_uid write_date write_uid'),
  ('crm_tag_rel', 'lead_id tag_id'),
  ('crm_lost_reason', 'id active name create_date create_uid write_date write_uid'),
  ('crm_recurring_plan', '
    id active name number_of_months sequence create_date create_uid write_date write_uid'),
  ('utm_campaign', '
    id active company_id is_auto_campaign name stage_id title user_id create_date create_uid
    write_date write_uid'),
  ('utm_medium', 'id active name create_date create_uid write_date write_uid'),
  ('utm_source', 'id name create_date create_uid write_date write_uid'),
  ('utm_stage', 'id name sequence create_date create_uid write_date write_uid'),
  ('utm_tag', 'id name create_date create_uid write_date write_uid'),
  ('sale_order', '
    id amount_tax amount_total amount_unpaid amount_untaxed analytic_account_id campaign_id
    carrier_id client_order_ref commitment_date company_id currency_id currency_rate date_order
    delivery_status effective_date expected_date fiscal_position_id incoterm incoterm_location
    invoice_status journal_id locked margin margin_percent name note opportunity_id origin
    partner_id partner_invoice_id partner_shipping_id payment_term_id picking_policy
    preferred_payment_method_line_id prepayment_percent pricelist_id project_id reference
    require_payment sale_order_template_id shipping_weight source_id state team_id user_id
    validity_date warehouse_id create_date create_uid write_date write_uid'),
  ('sale_order_line', '
    id analytic_distribution analytic_precision collapse_composition collapse_prices
    combo_item_id company_id currency_id customer_lead discount display_type
    event_booth_category_id event_id event_slot_id event_ticket_id expense_id invoice_status
    is_delivery is_downpayment is_expense is_optional is_service linked_line_id
    linked_virtual_id margin margin_percent name order_id order_partner_id points_cost
    price_reduce_taxexcl price_reduce_taxinc price_subtotal price_tax price_total price_unit
    product_id product_uom product_uom_id product_uom_qty project_id purchase_price
    qty_delivered qty_delivered_method qty_invoiced qty_to_invoice remaining_hours reward_id
    salesman_id sequence state task_id technical_price_unit untaxed_amount_invoiced
    untaxed_amount_to_invoice virtual_id warehouse_id create_date create_uid write_date
    write_uid'),
  ('sale_order_tag_rel', 'order_id tag_id'),
  ('sale_order_line_invoice_rel', 'invoice_line_id order_line_id'),
  ('account_tax_sale_order_line_rel', 'sale_order_line_id account_tax_id'),
  ('purchase_order', '
    id acknowledged amount_tax amount_total amount_total_cc amount_untaxed company_id
    currency_id currency_rate date_approve date_calendar_start date_order date_planned
    dest_address_id effective_date fiscal_position_id grid grid_product_tmpl_id grid_update
    incoterm_id incoterm_location invoice_count invoice_status is_late locked name note origin
    partner_id partner_ref payment_term_id picking_type_id priority project_id
    purchase_group_id receipt_reminder_email receipt_status reminder_date_before_receipt
    report_grids requisition_id state user_id create_date create_uid write_date write_uid'),
  ('purchase_order_line', '
    id analytic_precision company_id date_planned discount display_type is_downpayment
    location_final_id name order_id orderpoint_id partner_id price_subtotal price_tax
    price_total price_total_cc price_unit product_description_variants product_id product_qty
    product_uom_id product_uom_qty propagate_cancel qty_invoiced qty_received
    qty_received_manual qty_received_method qty_to_invoice sale_line_id sequence
    technical_price_unit create_date create_uid write_date write_uid'),
  ('account_tax_purchase_order_line_rel', 'purchase_order_line_id account_tax_id'),
  -- Products.
  ('product_template', '
    id active alert_time available_in_pos can_be_expensed categ_id company_id country_of_origin
    default_code description description_picking description_pickingin description_pickingout
    description_purchase description_sale detailed_type email_template_id expense_policy
    expiration_time gelato_template_ref grade_id has_configurable_attributes hs_code
    invoice_policy is_favorite is_storable landed_cost_ok list_price location_id lot_valuated
    name pos_sequence product_add_mode project_id project_template_id
    property_account_expense_id property_account_income_id property_price_difference_account_id
    property_stock_inventory property_stock_production purchase_line_warn_msg purchase_method
    purchase_ok removal_time responsible_id sale_delay sale_line_warn_msg sale_ok sequence
    service_to_purchase service_tracking service_type service_upsell_threshold
    split_method_landed_cost task_template_id to_weight tracking type uom_id uom_po_id
    use_expiration_date use_time volume warehouse_id weight create_date create_uid write_date
    write_uid'),
  ('product_product', '
    id active barcode combination_indices default_code is_favorite product_tmpl_id
    standard_price volume weight create_date create_uid write_date write_uid'),
  ('product_category', '
    id complete_name filter_for_stock_putaway_rule name packaging_reserve_method parent_id
    parent_path property_account_expense_categ_id property_account_income_categ_id
    property_cost_method property_price_difference_account_id
    property_stock_account_production_cost_id property_stock_journal
    property_stock_valuation_account_id property_valuation removal_strategy_id create_date
    create_uid write_date write_uid'),
  ('product_pricelist', '
    id active company_id currency_id name sequence create_date create_uid write_date write_uid'),
  ('product_pricelist_item', '
    id applied_on base base_pricelist_id categ_id company_id compute_price currency_id date_end
    date_start display_applied_on fixed_price min_quantity percent_price price_discount
    price_markup price_max_margin price_min_margin price_round price_surcharge pricelist_id
    product_id product_tmpl_id create_date create_uid write_date write_uid'),
  ('product_supplierinfo', '
    id company_id currency_id date_end date_start delay discount min_qty partner_id price
    product_code product_id product_name product_tmpl_id product_uom_id
    purchase_requisition_line_id sequence create_date create_uid write_date write_uid'),
  ('product_tag', '
    id name pos_description sequence visible_to_customers create_date create_uid write_date
    write_uid'),
  ('product_tag_product_template_rel', 'product_tag_id product_template_id'),
  ('product_attribute', '
    id active create_variant display_type name sequence create_date create_uid write_date
    write_uid'),
  ('product_attribute_value', '
    id active attribute_id default_extra_price is_custom name sequence create_date create_uid
    write_date write_uid'),
  ('product_template_attribute_line', '
    id active attribute_id product_tmpl_id sequence value_count create_date create_uid
    write_date write_uid'),
  ('product_template_attribute_value', '
    id attribute_id attribute_line_id price_extra product_attribute_value_id product_tmpl_id
    ptav_active create_date create_uid write_date write_uid'),
  ('product_variant_combination', 'product_product_id product_template_attribute_value_id'),
  ('product_packaging', '
    id company_id name product_id qty create_date create_uid write_date write_uid'),
  ('product_taxes_rel', 'prod_id tax_id'),
  ('product_supplier_taxes_rel', 'prod_id tax_id')
) t (name, columns);
