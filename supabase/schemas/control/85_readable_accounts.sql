-- Readable columns of accounts.

insert into control.readable_columns (table_name, column_name)
select t.name, regexp_split_to_table(btrim(t.columns, E' \n'), '\s+')
from (values
  -- Accounts.
  ('account_move', '
    id always_tax_exigible amount_residual amount_residual_signed amount_tax amount_tax_signed
    amount_total amount_total_in_currency_signed amount_total_signed amount_untaxed
    amount_untaxed_in_currency_signed amount_untaxed_signed auto_post auto_post_origin_id
    auto_post_until campaign_id checked commercial_partner_id company_id currency_id date
    debit_origin_id delivery_date fiscal_position_id incoterm_location invoice_cash_rounding_id
    invoice_currency_rate invoice_date invoice_date_due invoice_incoterm_id invoice_origin
    invoice_partner_display_name invoice_payment_term_id invoice_source_email invoice_user_id
    invoice_vendor_bill_id is_manually_modified is_move_sent journal_group_id journal_id
    move_type name narration origin_payment_id partner_bank_id partner_id partner_shipping_id
    payment_reference payment_state posted_before preferred_payment_method_line_id purchase_id
    purchase_vendor_bill_id qr_code_method ref reversed_entry_id reversed_pos_order_id
    source_id state statement_line_id tax_cash_basis_origin_move_id tax_cash_basis_rec_id
    taxable_supply_date team_id create_date create_uid write_date write_uid'),
  ('account_move_line', '
    id account_id amount_currency amount_residual amount_residual_currency
    analytic_distribution analytic_precision balance cogs_origin_id collapse_composition
    collapse_prices company_currency_id company_id currency_id date date_maturity debit
    deductible_amount discount discount_amount_currency discount_balance discount_date
    display_type expense_id full_reconcile_id group_tax_id invoice_date is_downpayment
    is_imported is_landed_costs_line is_storno journal_group_id journal_id matching_number
    move_id move_name name no_followup parent_state partner_id payment_id price_subtotal
    price_total price_unit product_id product_uom_id purchase_line_id quantity
    reconcile_model_id reconciled ref search_account_id sequence statement_id statement_line_id
    tax_base_amount tax_group_id tax_line_id tax_repartition_line_id vehicle_id create_date
    create_uid write_date write_uid'),
  ('account_move_line_account_tax_rel', 'account_move_line_id account_tax_id'),
  ('account_account', '
    id account_stock_expense_id account_stock_variation_id account_type active code code_store
    company_id currency_id description display_mapping_tab name non_trade note reconcile
    create_date create_uid write_date write_uid'),
  ('account_account_res_company_rel', 'account_account_id res_company_id'),
  ('account_account_tag', '
    id active applicability country_id name create_date create_uid write_date write_uid'),
  ('account_journal', '
    id active code company_id currency_id default_account_id loss_account_id name
    profit_account_id suspense_account_id type create_date create_uid write_date write_uid'),
  ('account_group', '
    id code_prefix_end code_prefix_start company_id name parent_id create_date create_uid
    write_date write_uid'),
  ('account_tax', '
    id active amount amount_type analytic cash_basis_transition_account_id company_id
    country_id description formula include_base_amount invoice_label invoice_legal_notes
    is_base_affected is_domestic name price_include_override sequence tax_exigibility
    tax_group_id tax_scope type_tax_use create_date create_uid write_date write_uid'),
  ('account_tax_group', '
    id advance_tax_payment_account_id company_id country_id name pos_receipt_label sequence
    tax_payable_account_id tax_receivable_account_id create_date create_uid write_date
    write_uid'),
  ('account_payment', '
    id amount amount_company_currency_signed check_amount_in_words check_layout_available
    check_number company_id currency_id date destination_account_id
    force_outstanding_account_id is_matched is_reconciled is_sent journal_id memo move_id name
    outstanding_account_id paired_internal_transfer_payment_id partner_bank_id partner_id
    partner_type payment_method_id payment_method_line_id payment_reference
    payment_transaction_id payment_type pos_order_id pos_payment_method_id pos_session_id
    source_payment_id state create_date create_uid write_date write_uid'),
  ('account_payment_term', '
    id active company_id discount_days discount_percentage display_on_invoice early_discount
    early_pay_discount_computation example_amount example_date name note sequence create_date
    create_uid write_date write_uid'),
  ('account_payment_term_line', '
    id days_next_month delay_type nb_days payment_id value value_amount create_date create_uid
    write_date write_uid'),
  ('account_partial_reconcile', '
    id amount company_id debit_amount_currency debit_currency_id debit_move_id exchange_move_id
    full_reconcile_id max_date create_date create_uid write_date write_uid'),
  ('account_full_reconcile', 'id create_date create_uid write_date write_uid'),
  ('account_fiscal_position', '
    id active auto_apply company_id country_group_id country_id foreign_vat is_domestic name
    note sequence vat_required zip_from zip_to create_date create_uid write_date write_uid'),
  ('account_bank_statement', '
    id balance_end balance_end_real balance_start company_id currency_id date first_line_index
    is_complete journal_id name reference create_date create_uid write_date write_uid'),
  ('account_bank_statement_line', '
    id amount amount_currency company_id currency_id foreign_currency_id internal_index
    is_reconciled journal_id move_id partner_id partner_name payment_ref running_balance
    statement_id transaction_type create_date create_uid write_date write_uid'),
  ('account_incoterms', 'id active code name create_date create_uid write_date write_uid'),
  ('account_cash_rounding', '
    id loss_account_id name profit_account_id rounding rounding_method strategy create_date
    create_uid write_date write_uid'),
  ('account_analytic_account', '
    id active code company_id group_id name partner_id plan_id root_plan_id create_date
    create_uid write_date write_uid'),
  ('account_analytic_line', '
    id account_id amount analytic_precision category code company_id currency_id date
    department_id employee_id fiscal_year_search general_account_id global_leave_id holiday_id
    journal_id manager_id move_line_id name order_id parent_task_id partner_id product_id
    product_uom_id project_id ref so_line task_id timesheet_invoice_id timesheet_invoice_type
    unit_amount user_id create_date create_uid write_date write_uid'),
  ('account_analytic_plan', '
    id complete_name default_applicability description name parent_id parent_path sequence
    create_date create_uid write_date write_uid')
) t (name, columns);
