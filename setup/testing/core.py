"""Runs Odoo's own suites without and with all of Kontor's addons, and compares."""

from tally import headline, ks, run_recorded, say
from templates import DATA, OWN

#: What Kontor's addons stand on and change.
MODULES = (
    "sale",
    "sale_management",
    "sale_margin",
    "sale_stock",
    "stock",
    "stock_account",
    "account",
    "purchase",
    "purchase_stock",
    "sale_purchase",
    "sale_purchase_stock",
    "sale_mrp",
)
# All of account would be its reports, charts and imports too; Kontor touches invoices and their payments.
ACCOUNT_CLASSES = (
    "TestAccountPayment",
    "TestAccountPaymentRegister",
    "TestAccountPaymentTerms",
    "TestAccountPaymentDuplicateMoves",
    "TestAccountPaymentItems",
    "TestAccountPaymentMethodLine",
    "TestAccountMovePaymentsWidget",
    "TestAccountMoveReconcile",
    "TestAccountMoveOutInvoiceOnchanges",
    "TestAccountPartner",
)
TAGS = (*(f"/{module}" for module in MODULES if module != "account"), *(f"/account:{name}" for name in ACCOUNT_CLASSES))

# What Odoo's suites do and Kontor's requirements forbid, by the requirement; listed apart.
FORBIDDEN_BY_REASON = {
    "a cancelled order stays cancelled (001-9); the test makes it a quotation again": [
        "odoo.addons.sale_stock.tests.test_sale_stock.TestSaleStock.test_05_confirm_cancel_confirm",
        "odoo.addons.sale_mrp.tests.test_sale_mrp_flow.TestSaleMrpFlow.test_reconfirm_cancelled_kit",
        "odoo.addons.sale_mrp.tests.test_sale_mrp_flow.TestSaleMrpFlow.test_so_with_kit_and_multiple_same_component",
        "odoo.addons.sale_purchase.tests.test_sale_purchase.TestSalePurchase.test_reconfirm_sale_order",
        "odoo.addons.purchase_stock.tests.test_purchase_order_suggest.TestPurchaseOrderSuggest"
        ".test_purchase_order_suggest_search_panel_ux",
    ],
    "what is sent is issued, and a quotation without positions can't be (004-7); the test sends one": [
        "odoo.addons.sale.tests.test_sale_order.TestSaleOrder.test_sale_order_send_to_self",
    ],
    "what was ordered is kept (004-9); the test deletes an order that it has cancelled": [
        "odoo.addons.sale.tests.test_sale_order.TestSaleOrder.test_unlink_cancel",
    ],
    "an order's state and figures follow from its documents (001-1); the test writes them": [
        "odoo.addons.account.tests.test_account_payment.TestAccountPayment.test_payment_state_computation",
        "odoo.addons.purchase_stock.tests.test_purchase_delete_order.TestDeleteOrder.test_00_delete_order",
    ],
    "what was received of goods follows from the receipts (000-8); the test writes it": [
        "odoo.addons.purchase.tests.test_purchase_downpayment.TestPurchaseDownpayment"
        ".test_downpayment_in_accrued_expense_entry",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestInvoicePurchaseMatch.test_invoice_user_id_on_bill",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestInvoicePurchaseMatch.test_manual_matching_allow_multi_bill",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice.test_invoice_line_name_has_product_name",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice.test_product_price_decimal_accuracy",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice"
        ".test_purchase_order_to_invoice_analytic_rule_with_account_prefix",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice.test_vendor_bill_delivered",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice.test_vendor_bill_delivered_return",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice.test_vendor_bill_ordered",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice.test_vendor_bill_ordered_return",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestPurchaseToInvoice.test_vendor_severals_bills_and_multicurrency",
    ],
    "a bill above its order or its receipts has to be released (000-8); the test posts it": [
        "odoo.addons.purchase.tests.test_purchase_invoice.TestInvoicePurchaseMatch.test_add_bill_to_po",
        "odoo.addons.purchase.tests.test_purchase_invoice.TestInvoicePurchaseMatch.test_po_matching_credit_note",
        "odoo.addons.purchase_stock.tests.test_account.TestPurchaseOrderInvoice.test_invoice_refund",
        "odoo.addons.purchase_stock.tests.test_account.TestPurchaseOrderInvoice.test_invoice_refund_auto",
        "odoo.addons.purchase_stock.tests.test_stock.TestPurchaseOrderStock.test_inventory_user_access_right",
        *(
            f"odoo.addons.purchase_stock.tests.test_stock_valuation.TestPurchaseStockValuation.{name}"
            for name in (
                "test_move_avco",
                "test_move_fifo",
                "test_move_standard",
                "test_move_value",
                "test_move_value_at_date",
                "test_move_value_credit_note",
                "test_move_value_extra_quantity",
                "test_move_value_multi_currency_bill_before_receipt",
                "test_move_value_uom",
            )
        ),
    ],
    "an invoice that is paid isn't reset to draft (001-2); the test does so before it undoes the payment": [
        "odoo.addons.account.tests.test_account_payment.TestAccountPayment.test_reconciliation_with_old_oustanding_account",
        "odoo.addons.account.tests.test_account_move_reconcile.TestAccountMoveReconcile.test_caba_undo_reconciliation",
    ],
    "an invoice that a later one lists isn't reset to draft (004-21); the test does": [
        "odoo.addons.sale_stock.tests.test_anglo_saxon_valuation.TestAngloSaxonValuation"
        ".test_fifo_several_invoices_reset_repost",
        "odoo.addons.sale_stock.tests.test_sale_stock_report.TestSaleStockInvoices.test_backorder_and_several_invoices",
    ],
    "what a posted document says is firm (004-21); the test changes its partner or its tags": [
        "odoo.addons.account.tests.test_account_move_out_invoice.TestAccountMoveOutInvoiceOnchanges.test_basic_tax_lock",
        "odoo.addons.account.tests.test_account_partner.TestAccountPartner.test_manually_write_partner_id",
        "odoo.addons.account.tests.test_account_partner.TestAccountPartner"
        ".test_manually_write_partner_id_empty_string_vs_False",
    ],
    "what a delivery that is done says is firm (004-16); the test dates its moves back": [
        "odoo.addons.purchase_stock.tests.test_purchase_stock_accrued_entries.TestAccruedPurchaseStock"
        ".test_purchase_stock_accruals",
        "odoo.addons.purchase_stock.tests.test_purchase_stock_accrued_entries.TestAccruedPurchaseStock"
        ".test_purchase_stock_invoiced_accrued_entries",
        "odoo.addons.sale_stock.tests.test_sale_stock_accrued_entries.TestAccruedStockSaleOrders.test_sale_stock_accruals",
        "odoo.addons.sale_stock.tests.test_sale_stock_accrued_entries.TestAccruedStockSaleOrders"
        ".test_sale_stock_invoiced_accrued_entries",
    ],
    "down payments don't exceed the order (004-19); the test asks for more, or of an order of nothing": [
        "odoo.addons.sale.tests.test_sale_report.TestSaleReportCurrencyRate.test_sale_report_with_downpayment",
        "odoo.addons.sale.tests.test_sale_to_invoice.TestSaleToInvoice.test_downpayment_fixed_amount_with_zero_total_amount",
        "odoo.addons.sale.tests.test_sale_to_invoice.TestSaleToInvoice.test_invoice_from_order_without_lines",
    ],
    "only a posted down payment is deducted (004-21); the test never posts it": [
        "odoo.addons.sale.tests.test_sale_to_invoice.TestSaleToInvoice.test_downpayment",
        "odoo.addons.sale.tests.test_sale_to_invoice.TestSaleToInvoice.test_downpayment_line_remains_on_SO",
        "odoo.addons.sale.tests.test_sale_to_invoice.TestSaleToInvoice.test_downpayment_storno",
        *(
            f"odoo.addons.sale.tests.test_taxes_downpayment.TestTaxesDownPaymentSale.{name}"
            for name in (
                "test_no_taxes_sale_orders",
                "test_taxes_fixed_tax_last_position_sale_orders",
                "test_taxes_l10n_be_sale_orders",
                "test_taxes_l10n_br_sale_orders",
                "test_taxes_l10n_in_sale_orders",
            )
        ),
    ],
    "a Schlussrechnung never turns into a credit note by accident (004-21)": [
        "odoo.addons.sale_stock.tests.test_anglo_saxon_valuation.TestAngloSaxonValuation"
        ".test_anglo_saxon_cogs_with_down_payment",
    ],
    "one activity tells the buyer all that changed in a customer order (002-15); the test expects one for each change": [
        "odoo.addons.sale_purchase.tests.test_sale_purchase.TestSalePurchase.test_update_ordered_sale_quantity",
    ],
    "an agreed price stays when the quantity changes (000-14); the test gives it and expects the supplier's list": [
        "odoo.addons.purchase_stock.tests.test_create_picking.TestCreatePicking"
        ".test_average_cost_updated_after_po_with_discount",
    ],
}
FORBIDDEN = {name: reason for reason, names in FORBIDDEN_BY_REASON.items() for name in names}


def suites(template, label):
    """Run Odoo's suites on a clone of a template; return the outcome of each test by name."""
    headline(f"Odoo's own suites, {label}")
    database = f"{OWN}_core_{label}"
    ks.clone_database(template, database, DATA)
    try:
        # Odoo's browser tests look for English words.
        ks.query("UPDATE res_partner SET lang = 'en_US'", database=database)
        ks.query(
            """
            DELETE FROM ir_default WHERE field_id IN (
                SELECT id FROM ir_model_fields WHERE model = 'res.partner' AND name = 'lang')""",
            database=database,
        )
        result = run_recorded(
            f"core-{label}", database, ["--test-enable", f"--test-tags={','.join(TAGS)}"], everything_loaded=MODULES
        )
    finally:
        ks.drop_database(database, DATA)
    outcomes = {name: test["outcome"] for name, test in result["tests"].items()}
    if not outcomes:
        raise ks.Sentence(f"None of Odoo's own tests ran. The log is {result['path']}")
    say(
        f"    {label}: {len(outcomes)} tests, {len(named(outcomes, 'failed'))} failed, "
        f"{len(named(outcomes, 'skipped'))} skipped; log in {result['path']}"
    )
    return outcomes


def named(outcomes, outcome):
    """Return the names of the tests with an outcome."""
    return {name for name, value in outcomes.items() if value == outcome}


def compare(plain_outcomes, kontor_outcomes):
    """Print the lists; return the exit code, which is 1 when Kontor breaks something.

    :param dict plain_outcomes: outcome of each test by name, without Kontor
    :param dict kontor_outcomes: the same with all of its addons
    """
    plain, kontor = named(plain_outcomes, "failed"), named(kontor_outcomes, "failed")
    plain_skipped, kontor_skipped = named(plain_outcomes, "skipped"), named(kontor_outcomes, "skipped")
    # What no longer runs at all is as broken as what fails.
    new = sorted((kontor - plain) | (kontor_skipped - plain_skipped) | (set(plain_outcomes) - set(kontor_outcomes)))
    forbidden = [name for name in new if name in FORBIDDEN]
    new = [name for name in new if name not in FORBIDDEN]
    say("")
    say(f"Failures of plain Odoo ({len(plain)}):")
    for name in sorted(plain):
        say(f"    {name}")
    say(f"Failures only with Kontor ({len(new)}):")
    for name in new:
        say(f"    {name}")
    say(f"Forbidden by the requirements ({len(forbidden)}):")
    for name in forbidden:
        say(f"    {name}: {FORBIDDEN[name]}")
    passed = len(kontor_outcomes) - len(kontor | kontor_skipped)
    say(f"{passed} passed, {len(new)} failed, {len(kontor_skipped)} skipped")
    return 1 if new else 0
