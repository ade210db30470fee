from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

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
    amount = fields.Monetary(readonly=True, help="With tax, in the company's currency. A credit note is negative.")
    open_amount = fields.Monetary(
        readonly=True, help="Orders: not invoiced yet. Invoices: not paid yet. With tax, in the company's currency."
    )
    is_open = fields.Boolean(readonly=True, help="Something is still to be done about it.")
    is_history = fields.Boolean(string="In Historie", readonly=True)

    _depends = {
        "sale.order": [
            "name", "partner_id", "company_id", "user_id", "date_order", "amount_total", "currency_rate", "state",
            "lifecycle_status", "fulfilment_stage", "quotation_stage", "client_order_ref", "is_left_to_invoice",
        ],
        "sale.order.line": [
            "order_id", "product_uom_qty", "qty_invoiced", "price_total", "display_type", "is_downpayment",
        ],
        "stock.picking": [
            "name", "partner_id", "company_id", "state", "scheduled_date", "date_done", "sale_id", "origin",
            "picking_type_id", "location_id",
        ],
        "account.move": [
            "name", "partner_id", "commercial_partner_id", "company_id", "invoice_user_id", "invoice_date", "date",
            "amount_total_signed", "amount_residual_signed", "state", "payment_state", "invoice_origin", "move_type",
            "invoice_date_due",
        ],
        "account.move.line": ["move_id", "account_id", "date_maturity", "date", "parent_state", "reconciled",
                              "amount_residual"],
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
        return SQL(
            """
            SELECT o.id::bigint * %(span)s + 1 AS id,
                   'sale.order' AS document_model,
                   o.id AS document_id,
                   o.name,
                   CASE WHEN o.fulfilment_stage IS NULL THEN 'quotation' ELSE 'order' END AS document_type,
                   CASE WHEN o.lifecycle_status <> 'quotation' THEN o.lifecycle_status
                        WHEN o.quotation_stage = 'issued' THEN 'issued' ELSE 'draft' END AS status,
                   o.date_order::date AS date,
                   NULL::date AS date_due,
                   o.client_order_ref AS reference,
                   o.partner_id, p.commercial_partner_id, o.company_id, o.user_id,
                   o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount,
                   CASE WHEN o.is_left_to_invoice THEN (
                       SELECT SUM(l.price_total * GREATEST(l.product_uom_qty - l.qty_invoiced, 0) / l.product_uom_qty)
                         FROM sale_order_line l
                        WHERE l.order_id = o.id AND l.display_type IS NULL AND l.product_uom_qty <> 0
                          AND l.is_downpayment IS NOT TRUE
                   ) / COALESCE(NULLIF(o.currency_rate, 0), 1) ELSE 0 END AS open_amount,
                   o.lifecycle_status NOT IN ('done', 'cancel') AS is_open,
                   COALESCE(o.is_history, FALSE) AS is_history
              FROM sale_order o
              JOIN res_partner p ON p.id = o.partner_id
            """,
            span=MODEL_SPAN,
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
                   0.0, 0.0, k.state NOT IN ('done', 'cancel'), COALESCE(k.is_history, FALSE)
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
                   COALESCE(m.is_history, FALSE)
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
        if len(self) != 1:
            raise UserError(self.env._("Choose exactly one document to open."))
        return self.env[self.document_model].browse(self.document_id)._get_records_action(target="current")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_customer_documents(self):
        """Show all documents of this customer in one list (000-9).

        :return: an action
        """
        if len(self) != 1:
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
