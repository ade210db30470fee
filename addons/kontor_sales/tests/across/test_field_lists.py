from odoo.tests import TransactionCase, tagged

from ...models.checks.sale_order_blocks import LINE_TERMS, ORDER_TERMS
from ...models.delivery.stock_picking_firm import FIRM_FIELDS, FIRM_MOVE_FIELDS, FIRM_MOVE_LINE_FIELDS
from ...models.locks.document_lock_delivery import MOVE_FIELDS, MOVE_LINE_FIELDS, PICKING_FIELDS
from ...models.locks.document_lock_invoice import LINE_FIELDS
from ...models.locks.document_lock_invoice import MOVE_FIELDS as INVOICE_FIELDS

#: The fields that stay open on a document that is issued, locked or done, and why: reason → names.
OPEN = {
    "sale.order": {
        "our own sorting; the customer doesn't read it": "campaign_id medium_id source_id tag_ids team_id",
        "its own documents and positions, which are guarded themselves": (
            "order_line picking_ids repair_order_ids stock_reference_ids"
        ),
        "how the customer answers in the portal": (
            "access_token prepayment_percent reference require_payment require_signature signature signed_by signed_on"
        ),
        "who looks after it; a colleague takes over": "user_id",
        "how the goods travel, settled by the delivery": "pickup_location_data recompute_delivery_price shipping_weight",
        "core's own lock": "locked",
        "what the next invoice says; the invoice itself is firm": "service_date_end service_date_start",
    },
    "sale.order.line": {
        "its own documents, which are guarded themselves": "invoice_lines move_ids production_ids",
        "evaluations of our own; the customer doesn't read it": "analytic_line_ids licence_fee purchase_price",
        "what has come of it": "qty_delivered",
        "how the position came about; nothing of it changes what was agreed": (
            "combo_item_id extra_tax_data is_delivery is_expense linked_line_id linked_line_ids linked_virtual_id"
            " product_custom_attribute_value_ids product_no_variant_attribute_value_ids virtual_id"
        ),
    },
    "stock.picking": {
        "its own documents and positions, which are guarded themselves": (
            "backorder_ids move_ids move_line_ids package_history_ids repair_ids return_ids"
        ),
        "how the goods travel; known after they have left": "carrier_id carrier_price carrier_tracking_ref shipping_weight",
        "what comes of it afterwards": "complaint_reason complaint_remedy note picking_properties printed signature user_id",
        "core's own lock, and its planning": "is_locked move_type priority",
    },
    "stock.move": {
        "its own documents and details, which are guarded themselves": (
            "account_move_id analytic_account_line_ids created_production_id created_purchase_line_ids move_dest_ids"
            " move_line_ids move_orig_ids origin_returned_move_id production_group_id production_id"
            " raw_material_production_id reference_ids repair_id requisition_line_ids returned_move_ids unbuild_id"
            " workorder_id"
        ),
        "what it was worth: the valuation is guarded by accounting": "price_unit value",
        "core's planning and screens; it moves nothing once it is done": (
            "additional bom_line_id byproduct_id consume_unbuild_id cost_share is_inventory location_final_id"
            " manual_consumption never_product_template_attribute_value_ids next_serial next_serial_count operation_id"
            " orderpoint_id origin picked picking_type_id procure_method product_qty propagate_cancel repair_line_type"
            " restrict_partner_id route_ids rule_id sequence warehouse_id"
        ),
    },
    "stock.move.line": {
        "production, which is guarded by its own order": "consume_line_ids produce_line_ids production_id workorder_id",
        "core's screens; it moves nothing once it is done": "is_entire_pack package_history_id picked",
    },
    "account.move": {
        "our own sorting, and who looks after it": (
            "access_token campaign_id checked contact_id invoice_source_email invoice_user_id medium_id source_id team_id"
        ),
        "how dunning goes on": ("dispute_reason dunning_exempt dunning_exempt_reason dunning_exempt_until is_disputed"),
        "how it is paid; it says nothing of what is owed": (
            "matched_payment_ids payment_ids preferred_payment_method_line_id qr_code_method"
            " statement_line_id statement_line_ids"
        ),
        "its own entries and files, which are guarded themselves": (
            "adjusting_entries_move_ids adjusting_entry_origin_move_ids attachment_ids audit_trail_message_ids"
            " exchange_diff_partial_ids invoice_pdf_report_file journal_line_ids message_main_attachment_id"
            " reversal_move_ids sending_data stock_move_ids tax_cash_basis_created_move_ids"
            " ubl_cii_xml_file"
        ),
        "core's work on drafts": ("auto_post auto_post_until is_manually_modified quick_edit_total_amount"),
    },
    "account.move.line": {
        "evaluations of our own": "analytic_distribution analytic_line_ids",
        "how dunning goes on, and what it was matched with": "matching_number no_followup",
        "how the line came about": "cogs_origin_id is_imported",
    },
}

#: What of an agreement a version doesn't freeze, and why.
TERMS_OUTSIDE_VERSIONS = {
    "currency_id": "follows from the price list, which is frozen",
    "order_line": "frozen position by position",
    "warehouse_id": "the customer isn't told it",
}

#: What a version freezes, but whose change isn't judged like one of the terms, and why.
VERSIONS_OUTSIDE_TERMS = {
    "closing_text": "words",
    "contact_id": "whom to talk to",
    "incoterm": "how it travels; the value stays",
    "incoterm_location": "how it travels; the value stays",
    "intro_text": "words",
    "picking_policy": "how it is delivered; the value stays",
    "user_id": "our own clerk",
    "validity_date": "until when a quotation holds",
}


@tagged("post_install", "-at_install")
class TestFieldLists(TransactionCase):
    """The lists of fields that are frozen, locked or firm know every field: a new one is either closed or named with why.

    Add a new field to the list that closes it, or to ``OPEN`` with the reason. What a version freezes is locked, too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders, moves = cls.env["sale.order"], cls.env["account.move"]
        mixins = cls.env["mail.thread"]._fields.keys() | cls.env["mail.activity.mixin"]._fields.keys()
        cls.mixins = mixins
        cls.closed = {
            "sale.order": orders._get_locked_fields(),
            "sale.order.line": orders.order_line._get_locked_fields(),
            "stock.picking": PICKING_FIELDS | FIRM_FIELDS,
            "stock.move": MOVE_FIELDS | FIRM_MOVE_FIELDS,
            "stock.move.line": MOVE_LINE_FIELDS | FIRM_MOVE_LINE_FIELDS,
            "account.move": INVOICE_FIELDS | moves._get_firm_fields(),
            "account.move.line": LINE_FIELDS | moves._get_firm_line_fields(),
        }
        installed = cls.env["ir.module.module"].search([("state", "=", "installed")])
        needs = {module.name: module.dependencies_id.mapped("name") for module in installed}
        cls.known = set()  # what Kontor is, and is built on
        wanted = {name for name in needs if name.startswith("kontor_")}
        while wanted:
            name = wanted.pop()
            cls.known.add(name)
            wanted |= set(needs[name]) - cls.known

    def test_002_17_every_stored_field_that_can_be_written_is_closed_or_named_with_the_reason(self):
        for model, closed in self.closed.items():
            named = {name for names in OPEN[model].values() for name in names.split()}
            writable = {
                name
                for name, field in self.env[model]._fields.items()
                if field.store and not field.readonly and name not in self.mixins and field._module in self.known
            }
            with self.subTest(model):
                self.assertFalse(writable - closed - named, "neither closed nor named as open: see OPEN in this file")
                self.assertFalse(closed & named - {"user_id", "order_line"}, "both closed and named as open")

    def test_002_17_no_list_names_a_field_that_does_not_exist(self):
        """Core's delivery methods may be missing; all other fields are those of Kontor and what it is built on."""
        for model, closed in self.closed.items():
            with self.subTest(model):
                self.assertFalse(closed - self.env[model]._fields.keys() - {"carrier_id"})

    def test_004_7_what_is_agreed_is_frozen(self):
        orders = self.env["sale.order"]
        header, lines = set(orders._version_header_fields()), set(orders._version_line_fields())
        self.assertEqual(ORDER_TERMS - header - {"carrier_id"}, TERMS_OUTSIDE_VERSIONS.keys())
        self.assertEqual(header - ORDER_TERMS, VERSIONS_OUTSIDE_TERMS.keys())
        self.assertEqual(LINE_TERMS - lines, {"order_id"}, "the order that the version belongs to")
        self.assertLessEqual(header - {"user_id"}, orders._get_locked_fields())
        self.assertLessEqual(lines, orders.order_line._get_locked_fields())
