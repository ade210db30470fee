from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.records import check_ids

#: What makes the ids of different models different: the id is the document's own times this, plus the model's place.
MODEL_SPAN = 16


class CustomerDocument(models.Model):
    """All documents of a customer in one list, with type, status, amount and what is still open (000-9, 000-11).

    The list is made by the database from the documents themselves. Another addon adds its documents by extending
    ``_document_queries``.
    """

    _name = "kontor.customer.document"
    _description = "Document of a Customer"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"

    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference(model_field="document_model", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    document_type = fields.Selection(
        [
            ("quotation", "Quotation"),
            ("order", "Order"),
            ("delivery", "Delivery"),
            ("return", "Return"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
        ],
        string="Type",
        readonly=True,
    )
    status = fields.Selection(
        [
            ("draft", "In Progress"),
            ("issued", "Issued"),
            ("order", "Ordered"),
            ("delivery", "Delivered"),
            ("invoice", "Invoiced"),
            ("dunning", "Dunned"),
            ("waiting", "Waiting"),
            ("ready", "Ready"),
            ("open", "Open"),
            ("overdue", "Overdue"),
            ("done", "Completed"),
            ("cancel", "Cancelled"),
        ],
        readonly=True,
    )
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    reference = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Clerk", readonly=True)
    owner_id = fields.Many2one(
        "res.users", readonly=True, help="Whose document it is for those who see their own only: the seller's, or nobody's."
    )
    # An order and its invoices are the same money: what documents of several kinds amount to is never added.
    amount = fields.Monetary(
        readonly=True, aggregator=None, help="With tax, in the company's currency. A credit note is negative."
    )
    open_amount = fields.Monetary(
        readonly=True,
        help="Orders: not invoiced yet, less the down payments that are still to be deducted. Invoices: not paid yet."
        " With tax, in the company's currency. Added, it is what is still to come.",
    )
    is_open = fields.Boolean(readonly=True, help="Something is still to be done about it.")
    is_history = fields.Boolean(string="In Historie", readonly=True)

    _depends = {
        "sale.order": [
            "name", "partner_id", "company_id", "user_id", "date_order", "amount_total", "currency_rate", "state",
            "lifecycle_status", "fulfilment_stage", "quotation_stage", "quotation_number", "client_order_ref",
            "is_left_to_invoice",
        ],
        "sale.order.line": [
            "order_id", "display_type", "is_downpayment", "product_id", "product_uom_id", "product_uom_qty",
            "price_subtotal", "price_total", "price_reduce_taxexcl", "price_reduce_taxinc", "qty_delivered",
        ],
        "stock.move": [
            "sale_line_id", "state", "quantity", "product_uom_qty", "to_refund", "location_dest_id", "location_final_id",
        ],
        "product.template": ["type", "invoice_policy"],
        "stock.picking": [
            "name", "partner_id", "company_id", "state", "scheduled_date", "date_done", "sale_id", "origin",
            "picking_type_id", "location_id",
        ],
        "account.move": [
            "name", "partner_id", "commercial_partner_id", "company_id", "invoice_user_id", "invoice_date", "date",
            "amount_total_signed", "amount_residual_signed", "state", "payment_state", "invoice_origin", "move_type",
            "invoice_date_due",
        ],
        "account.move.line": [
            "move_id", "account_id", "date_maturity", "date", "parent_state", "reconciled", "amount_residual", "quantity",
            "product_uom_id", "price_subtotal", "price_total",
        ],
        "res.partner": ["commercial_partner_id"],
    }  # fmt: skip

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._document_queries())

    @api.model
    def _document_queries(self):
        """Return the parts of the list, one for each model; each names its columns in the order of the first one.

        The third column is the model's own number below ``MODEL_SPAN``, mixed into the id; Kontor uses 1 to 5.

        :return: list of ``SQL``
        """
        return [self._order_query(), self._delivery_query(), self._invoice_query()]

    @api.model
    def _order_query(self):
        """Return the orders. What is open of one is what is still to be invoiced, less the down payments that its final
        invoice deducts: those stand in the list themselves, as invoices or as paid."""
        return SQL(
            """
            SELECT deal.id::bigint * %(span)s + 1 AS id,
                   'sale.order' AS document_model,
                   deal.id AS document_id,
                   deal.name,
                   CASE WHEN deal.fulfilment_stage IS NULL THEN 'quotation' ELSE 'order' END AS document_type,
                   CASE WHEN deal.lifecycle_status <> 'quotation' THEN deal.lifecycle_status
                        WHEN deal.quotation_stage = 'issued' THEN 'issued' ELSE 'draft' END AS status,
                   deal.date_order::date AS date,
                   NULL::date AS date_due,
                   NULLIF(CONCAT_WS(' · ', deal.quotation_number, deal.client_order_ref), '') AS reference,
                   deal.partner_id, p.commercial_partner_id, deal.company_id, deal.user_id,
                   deal.amount_total / COALESCE(NULLIF(deal.currency_rate, 0), 1) AS amount,
                   CASE WHEN deal.is_left_to_invoice THEN (
                       SELECT GREATEST(COALESCE(SUM(facts.gross_to_invoice - GREATEST(facts."left", 0)), 0), 0)
                         FROM (%(facts)s) facts
                   ) / COALESCE(NULLIF(deal.currency_rate, 0), 1) ELSE 0 END AS open_amount,
                   deal.lifecycle_status NOT IN ('done', 'cancel') AS is_open,
                   COALESCE(deal.is_history, FALSE) AS is_history,
                   deal.user_id AS owner_id
              FROM sale_order deal
              JOIN res_partner p ON p.id = deal.partner_id
            """,
            span=MODEL_SPAN,
            facts=self.env["sale.order.line"]._position_facts_query(SQL("l.order_id = deal.id AND l.display_type IS NULL")),
        )

    @api.model
    def _delivery_query(self):
        return SQL(
            """
            SELECT k.id::bigint * %(span)s + 2, 'stock.picking', k.id, k.name,
                   CASE WHEN source.usage = 'customer' THEN 'return' ELSE 'delivery' END,
                   CASE k.state WHEN 'done' THEN 'done' WHEN 'cancel' THEN 'cancel' WHEN 'assigned' THEN 'ready'
                                WHEN 'draft' THEN 'draft' ELSE 'waiting' END,
                   COALESCE(k.date_done, k.scheduled_date)::date, NULL::date, k.origin,
                   k.partner_id, p.commercial_partner_id, k.company_id, COALESCE(o.user_id, k.user_id),
                   0.0, 0.0, k.state NOT IN ('done', 'cancel'), COALESCE(k.is_history, FALSE), o.user_id
              FROM stock_picking k
              JOIN res_partner p ON p.id = k.partner_id
              JOIN stock_picking_type t ON t.id = k.picking_type_id
              JOIN stock_location source ON source.id = k.location_id
         LEFT JOIN sale_order o ON o.id = k.sale_id
             WHERE t.code = 'outgoing' OR source.usage = 'customer'
            """,
            span=MODEL_SPAN,
        )

    @api.model
    def _invoice_query(self):
        moves = self.env["account.move"]
        return SQL(
            """
            SELECT m.id::bigint * %(span)s + 3, 'account.move', m.id, NULLIF(m.name, '/'),
                   CASE WHEN m.move_type = 'out_refund' THEN 'credit_note' ELSE 'invoice' END,
                   CASE WHEN m.state = 'draft' THEN 'draft'
                        WHEN m.state = 'cancel' THEN 'cancel'
                        WHEN m.payment_state IN ('paid', 'in_payment', 'reversed', 'invoicing_legacy') THEN 'done'
                        WHEN %(overdue)s THEN 'overdue'
                        ELSE 'open' END,
                   COALESCE(m.invoice_date, m.date), %(due_on)s, m.invoice_origin,
                   m.partner_id, m.commercial_partner_id, m.company_id, m.invoice_user_id,
                   m.amount_total_signed,
                   CASE WHEN m.state = 'posted' THEN m.amount_residual_signed ELSE 0 END,
                   m.state = 'draft' OR (m.state = 'posted' AND m.amount_residual_signed <> 0),
                   COALESCE(m.is_history, FALSE), m.invoice_user_id
              FROM account_move m
             WHERE m.move_type IN ('out_invoice', 'out_refund') AND m.partner_id IS NOT NULL
            """,
            span=MODEL_SPAN,
            due_on=moves._due_on_sql("m"),
            overdue=moves._is_overdue_sql("m", fields.Date.context_today(self)),
        )

    def action_open_document(self):
        """Open the document itself.

        :return: an action
        :raises UserError: when called on several
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one document to open."))
        return self.env[self.document_model].browse(self.document_id)._get_records_action(target="current")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_customer_documents(self):
        """Show all documents of this customer in one list (000-9).

        :return: an action
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one customer."))
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_customer_document")
        name = self.env._("Documents of %s", customer.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,  # the one that the web client shows
            "domain": [("commercial_partner_id", "=", customer.id)],
            "context": {"search_default_daily": 1},
        }
