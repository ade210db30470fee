from odoo import api, fields, models
from odoo.addons.kontor_sales.models.sale_order_line_facts import SETTLED_PAYMENT_STATES
from odoo.tools import SQL

from .purchase_order_status_record import PURCHASE_STATUSES

#: The stored fields that follow from a supplier order's documents. Nobody writes them.
STATUS_FIELDS = ("lifecycle_status", "is_settled", "is_left_to_receive", "is_left_to_bill")


class PurchaseOrder(models.Model):
    """The status of a supplier order, as a stored compute from its documents (000-8): the mirror of the sales order."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "kontor.lifecycle.mixin"]

    _status_model = "purchase.order.status"
    _transition_model = "purchase.order.status.transition"
    _print_model = "purchase.order.print"
    _dialog_model = "purchase.order.status.change"
    _status_fields = STATUS_FIELDS
    _work_fields = ("completed_on", "told_lines")

    lifecycle_status = fields.Selection(
        PURCHASE_STATUSES,
        compute="_compute_lifecycle_status",
        store=True,
        index=True,
        help="Where the order stands between request and completion. It follows from the documents.",
    )
    is_settled = fields.Boolean(
        string="Settled",
        compute="_compute_lifecycle_status",
        store=True,
        help="Completely received and completely billed.",
    )
    is_left_to_receive = fields.Boolean(string="Left to Receive", compute="_compute_lifecycle_status", store=True)
    is_left_to_bill = fields.Boolean(string="Left to Bill", compute="_compute_lifecycle_status", store=True)
    lifecycle_label = fields.Char(string="Supplier Order Status", compute="_compute_lifecycle_label")

    _settled_idx = models.Index("(company_id, is_settled, date_order DESC, id DESC)")

    @api.depends(
        "state",
        "order_line.display_type",
        "order_line.product_id",
        "order_line.product_qty",
        "order_line.qty_received",
        "order_line.qty_invoiced",
        "order_line.move_ids.state",
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.payment_state",
    )
    def _compute_lifecycle_status(self):
        return super()._compute_lifecycle_status()

    @api.depends("lifecycle_status")
    @api.depends_context("lang")
    def _compute_lifecycle_label(self):
        return super()._compute_lifecycle_label()

    def _flush_status_sources(self):
        """Write pending changes of everything that ``_status_facts_query`` reads."""
        self.env["purchase.order"].flush_model(["state"])
        self.env["purchase.order.line"].flush_model(
            ["order_id", "display_type", "is_downpayment", "product_id", "product_qty", "qty_received"]
        )
        self.env["stock.move"].flush_model(["purchase_line_id", "state", "quantity", "location_id", "location_dest_id"])
        self.env["account.move"].flush_model(["state", "move_type", "payment_state"])
        self.env["account.move.line"].flush_model(["quantity", "product_uom_id", "purchase_line_id"])
        self.env["product.template"].flush_model(["type", "purchase_method"])

    def _status_facts_query(self):
        """Return the query behind ``_get_status_facts``: one row per order with

        - ``state``: core's state
        - ``received``: something was received
        - ``left_to_receive``: goods by their open stock moves, services controlled by receipt by their quantity
        - ``left_to_bill`` / ``over_billed``: less/more posted on bills than the order's volume
        - ``billed``: a posted bill contains positions
        - ``unpaid``: a posted bill is open

        Quantities are compared in the unit of the order line. For products billed on received quantities, what is still
        going to be received is still going to be billed.
        """
        inter_company = self.env.ref("stock.stock_location_inter_company", raise_if_not_found=False)
        inter_company_path = (inter_company.parent_path if inter_company else "none") + "%"
        return SQL(
            """
            WITH line AS (
                SELECT l.order_id,
                       COALESCE(l.is_downpayment, FALSE) AS is_technical,
                       l.product_qty AS ordered,
                       COALESCE(l.qty_received, 0) AS received,
                       t.type <> 'consu' AND t.purchase_method = 'receive' AS is_received_service,
                       t.purchase_method = 'receive' AS by_receipt,
                       COALESCE(move.is_open, FALSE) AS goods_open,
                       COALESCE(move.is_done, FALSE) AS goods_received,
                       COALESCE(bill.quantity, 0) AS billed,
                       COALESCE(bill.is_billed, FALSE) AS is_billed,
                       COALESCE(bill.is_unpaid, FALSE) AS is_unpaid
                  FROM purchase_order_line l
             LEFT JOIN product_product p ON p.id = l.product_id
             LEFT JOIN product_template t ON t.id = p.product_tmpl_id
             LEFT JOIN uom_uom line_uom ON line_uom.id = l.product_uom_id
             LEFT JOIN LATERAL (
                SELECT BOOL_OR(m.state NOT IN ('done', 'cancel')) AS is_open,
                       BOOL_OR(m.state = 'done' AND m.quantity > 0) AS is_done
                  FROM stock_move m
                  JOIN stock_location source ON source.id = m.location_id
                  JOIN stock_location dest ON dest.id = m.location_dest_id
                 WHERE m.purchase_line_id = l.id
                   AND (source.usage = 'supplier' OR source.parent_path LIKE %(inter_company)s)
                   AND dest.usage <> 'supplier'
                ) move ON TRUE
             LEFT JOIN LATERAL (
                SELECT SUM(CASE WHEN am.move_type = 'in_refund' THEN -1 ELSE 1 END
                           * aml.quantity * COALESCE(aml_uom.factor / line_uom.factor, 1)) AS quantity,
                       BOOL_OR(am.move_type = 'in_invoice') AS is_billed,
                       BOOL_OR(am.move_type = 'in_invoice' AND am.payment_state NOT IN %(settled)s) AS is_unpaid
                  FROM account_move_line aml
                  JOIN account_move am ON am.id = aml.move_id
             LEFT JOIN uom_uom aml_uom ON aml_uom.id = aml.product_uom_id
                 WHERE aml.purchase_line_id = l.id
                   AND am.move_type IN ('in_invoice', 'in_refund')
                   AND (am.state = 'posted' OR am.payment_state = 'invoicing_legacy')
                ) bill ON TRUE
                 WHERE l.order_id IN %(orders)s AND l.display_type IS NULL
            ),
            receipt AS (
                SELECT *,
                       goods_open OR (is_received_service AND ROUND((ordered - received)::numeric, 5) > 0) AS to_receive
                  FROM line
            ),
            judged AS (
                SELECT *,
                       ROUND((CASE WHEN by_receipt AND to_receive THEN GREATEST(ordered, received)
                                   WHEN by_receipt THEN received
                                   ELSE ordered END - billed)::numeric, 5) AS to_bill
                  FROM receipt
            ),
            summary AS (
                SELECT order_id,
                       BOOL_OR(NOT is_technical
                               AND (goods_received OR (is_received_service AND received > 0))) AS received,
                       BOOL_OR(NOT is_technical AND to_receive) AS left_to_receive,
                       BOOL_OR(NOT is_technical AND to_bill > 0) AS left_to_bill,
                       BOOL_OR(NOT is_technical AND to_bill < 0) AS over_billed,
                       BOOL_OR(NOT is_technical AND is_billed) AS billed,
                       BOOL_OR(is_unpaid) AS unpaid
                  FROM judged
              GROUP BY order_id
            )
            SELECT o.id, o.state,
                   COALESCE(s.received, FALSE) AS received,
                   COALESCE(s.left_to_receive, FALSE) AS left_to_receive,
                   COALESCE(s.left_to_bill, FALSE) AS left_to_bill,
                   COALESCE(s.over_billed, FALSE) AS over_billed,
                   COALESCE(s.billed, FALSE) AS billed,
                   COALESCE(s.unpaid, FALSE) AS unpaid
              FROM purchase_order o
         LEFT JOIN summary s ON s.order_id = o.id
             WHERE o.id IN %(orders)s
            """,
            orders=tuple(self.ids) or (0,),
            settled=SETTLED_PAYMENT_STATES,
            inter_company=inter_company_path,
        )

    @api.model
    def _status_values(self, facts):
        """Return the values of ``STATUS_FIELDS``, in that order, for the facts about one order.

        :param dict facts: one value of ``_get_status_facts``
        """
        active = facts["state"] == "purchase"
        to_receive = active and facts["left_to_receive"]
        to_bill = active and facts["left_to_bill"]
        return {
            "lifecycle_status": self._lifecycle_status(facts),
            "is_settled": active and facts["billed"] and not (to_receive or to_bill or facts["over_billed"]),
            "is_left_to_receive": to_receive,
            "is_left_to_bill": to_bill,
        }

    @api.model
    def _lifecycle_status(self, facts):
        """Return the status of a supplier order from the facts about it."""
        if facts["state"] == "cancel":
            return "cancel"
        if facts["state"] != "purchase":
            return "request"
        if facts["billed"] and not facts["left_to_bill"]:
            return "bill" if facts["unpaid"] or facts["left_to_receive"] else "done"
        return "receipt" if facts["received"] else "order"
