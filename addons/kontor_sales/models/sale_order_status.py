from odoo import api, fields, models
from odoo.tools import SQL

from .order_status import ORDER_STATUSES

#: The stored fields that follow from an order's documents. Nobody writes them.
STATUS_FIELDS = ("lifecycle_status", "fulfilment_stage", "is_settled", "is_left_to_deliver", "is_left_to_invoice")

#: Payment states in which nothing of an invoice is open any more.
SETTLED_PAYMENT_STATES = ("paid", "in_payment", "reversed", "invoicing_legacy")


class SaleOrder(models.Model):
    """The status of an order, as a stored compute from its documents (001-1, 000-7, 002-4, 004-3, 004-11, 004-13)."""

    _name = "sale.order"
    _inherit = ["sale.order", "kontor.lifecycle.mixin"]

    _status_model = "order.status"
    _transition_model = "order.status.transition"
    _print_model = "sale.order.print"
    _dialog_model = "order.status.change"
    _status_fields = STATUS_FIELDS
    _work_fields = ("ordered_on", "preparation_done_on", "completed_on")

    lifecycle_status = fields.Selection(
        ORDER_STATUSES,
        compute="_compute_lifecycle_status",
        store=True,
        index=True,
        help="Where the order stands between quotation and completion. It follows from the documents.",
    )
    fulfilment_stage = fields.Selection(
        [
            ("open", "Open"),
            ("waiting", "Waiting for Delivery/Pickup"),
            ("done", "Completed"),
            ("cancel", "Cancelled"),
        ],
        string="Order Stage",
        compute="_compute_lifecycle_status",
        store=True,
    )
    is_settled = fields.Boolean(
        string="Settled",
        compute="_compute_lifecycle_status",
        store=True,
        help="Completely delivered and completely invoiced.",
    )
    is_left_to_deliver = fields.Boolean(string="Left to Deliver", compute="_compute_lifecycle_status", store=True)
    is_left_to_invoice = fields.Boolean(string="Left to Invoice", compute="_compute_lifecycle_status", store=True)
    lifecycle_label = fields.Char(string="Order Status", compute="_compute_lifecycle_label")
    ordered_on = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    preparation_done_on = fields.Datetime(string="Preparation Finished On", readonly=True, copy=False)

    _settled_idx = models.Index("(company_id, is_settled, date_order DESC, id DESC)")

    @api.depends(
        "state",
        "ordered_on",
        "preparation_done_on",
        "order_line.display_type",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.qty_delivered",
        "order_line.qty_invoiced",
        "order_line.move_ids.state",
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.payment_state",
    )
    def _compute_lifecycle_status(self):
        return super()._compute_lifecycle_status()

    def _get_status_facts(self):
        """Collect what the status depends on, for all these orders in one query.

        :return: ``{order_id: {...}}`` with

            - ``state``: core's state; ``ordered``: was it ever confirmed; ``prepared``: "Preparation Finished" was pressed
            - ``has_lines``: the order has positions
            - ``delivered``: something was delivered
            - ``left_to_deliver``: goods by their open stock moves, services invoiced on delivery by their quantity
            - ``ready``: all that is left to deliver lies reserved at the last step before the customer
            - ``left_to_invoice`` / ``over_invoiced``: less/more posted on invoices than the order's volume
            - ``invoiced``: a posted customer invoice contains positions (not only a down payment)
            - ``unpaid``: a posted customer invoice is open
            - ``dunned``: an open invoice stands at a dunning level (set by kontor_dunning)
        """
        return {order_id: {**facts, "dunned": False} for order_id, facts in super()._get_status_facts().items()}

    def _flush_status_sources(self):
        """Write pending changes of everything that ``_status_facts_query`` reads."""
        self.env["sale.order"].flush_model(["state", "ordered_on", "preparation_done_on"])
        self.env["sale.order.line"].flush_model(
            ["order_id", "display_type", "is_downpayment", "product_id", "product_uom_qty", "qty_delivered"]
        )
        self.env["stock.move"].flush_model(
            ["sale_line_id", "state", "quantity", "product_uom_qty", "to_refund", "location_dest_id", "location_final_id"]
        )
        self.env["account.move"].flush_model(["state", "move_type", "payment_state"])
        self.env["account.move.line"].flush_model(["quantity", "product_uom_id"])
        self.env["product.template"].flush_model(["type", "invoice_policy"])

    def _status_facts_query(self):
        """Return the query behind ``_get_status_facts``: one row per order.

        Quantities are compared in the unit of the order line. For products invoiced on delivered quantities, what is
        still going to be delivered is still going to be invoiced (000-6).
        """
        # the id comes from Odoo's cache; looking the location up by its name would cost two queries more each time
        inter_company_id = self.env["ir.model.data"]._xmlid_to_res_id("stock.stock_location_inter_company")
        return SQL(
            """
            WITH customer_side AS MATERIALIZED (
                SELECT id
                  FROM stock_location
                 WHERE usage = 'customer'
                    OR parent_path LIKE (SELECT parent_path || '%%' FROM stock_location WHERE id = %(inter_company_id)s)
            ),
            line AS (
                SELECT l.order_id,
                       COALESCE(l.is_downpayment, FALSE) OR t.type = 'combo' AS is_technical,
                       l.product_uom_qty AS ordered,
                       -- the ordered quantity less what came back for a refund and won't be delivered again (004-25)
                       CASE WHEN move.returned > 0
                            THEN LEAST(l.product_uom_qty,
                                       GREATEST(l.product_uom_qty - move.returned,
                                                COALESCE(l.qty_delivered, 0) + COALESCE(move.open, 0)))
                            ELSE l.product_uom_qty END AS volume,
                       COALESCE(l.qty_delivered, 0) AS delivered,
                       t.type <> 'consu' AND t.invoice_policy = 'delivery' AS is_delivered_service,
                       t.invoice_policy = 'delivery' AS by_delivery,
                       COALESCE(move.is_open, FALSE) AS goods_open,
                       COALESCE(move.is_ready, TRUE) AS goods_ready,
                       COALESCE(move.is_done, FALSE) AS goods_delivered,
                       COALESCE(invoice.quantity, 0) AS invoiced,
                       COALESCE(invoice.is_invoiced, FALSE) AS is_invoiced,
                       COALESCE(invoice.is_unpaid, FALSE) AS is_unpaid
                  FROM sale_order_line l
             LEFT JOIN product_product p ON p.id = l.product_id
             LEFT JOIN product_template t ON t.id = p.product_tmpl_id
             LEFT JOIN LATERAL (
                SELECT BOOL_OR(leaves AND m.state NOT IN ('done', 'cancel')) AS is_open,
                       BOOL_AND(m.state = 'assigned' AND is_outgoing)
                           FILTER (WHERE leaves AND m.state NOT IN ('done', 'cancel')) AS is_ready,
                       BOOL_OR(m.state = 'done' AND is_outgoing AND m.quantity > 0) AS is_done,
                       SUM(m.quantity * line_units) FILTER (WHERE comes_back AND m.product_id = l.product_id) AS returned,
                       SUM(m.product_uom_qty * line_units)
                           FILTER (WHERE leaves AND m.state NOT IN ('done', 'cancel') AND NOT EXISTS (
                               SELECT 1
                                 FROM stock_move_move_rel chain
                                 JOIN stock_move origin ON origin.id = chain.move_orig_id
                                WHERE chain.move_dest_id = m.id AND origin.state NOT IN ('done', 'cancel'))) AS open
                  FROM (
                    SELECT *,
                           location_dest_id IN (SELECT id FROM customer_side) AS is_outgoing,
                           location_dest_id IN (SELECT id FROM customer_side)
                           OR COALESCE(location_final_id IN (SELECT id FROM customer_side), FALSE) AS leaves,
                           to_refund IS TRUE AND state = 'done'
                           AND location_id IN (SELECT id FROM customer_side) AS comes_back,
                           CASE WHEN product_uom = l.product_uom_id THEN 1
                                ELSE COALESCE((SELECT own.factor / line_unit.factor
                                                 FROM uom_uom own, uom_uom line_unit
                                                WHERE own.id = product_uom AND line_unit.id = l.product_uom_id), 1)
                                END AS line_units
                      FROM stock_move
                     WHERE sale_line_id = l.id
                    OFFSET 0
                    ) m
                 WHERE leaves OR comes_back
                ) move ON TRUE
             LEFT JOIN LATERAL (
                SELECT SUM(CASE WHEN am.move_type = 'out_refund' THEN -1 ELSE 1 END * aml.quantity
                           * CASE WHEN aml.product_uom_id = l.product_uom_id THEN 1
                                  ELSE COALESCE((SELECT own.factor / line_unit.factor
                                                   FROM uom_uom own, uom_uom line_unit
                                                  WHERE own.id = aml.product_uom_id AND line_unit.id = l.product_uom_id), 1)
                                  END) AS quantity,
                       BOOL_OR(am.move_type = 'out_invoice') AS is_invoiced,
                       BOOL_OR(am.move_type = 'out_invoice' AND am.payment_state NOT IN %(settled)s) AS is_unpaid
                  FROM sale_order_line_invoice_rel rel
                  JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                  JOIN account_move am ON am.id = aml.move_id
                 WHERE rel.order_line_id = l.id
                   AND am.move_type IN ('out_invoice', 'out_refund')
                   AND (am.state = 'posted' OR am.payment_state = 'invoicing_legacy')
                ) invoice ON TRUE
                 WHERE l.order_id IN %(orders)s AND l.display_type IS NULL
            ),
            delivery AS (
                SELECT *,
                       goods_open OR (is_delivered_service AND ROUND((ordered - delivered)::numeric, 5) > 0) AS to_deliver
                  FROM line
            ),
            judged AS (
                SELECT *,
                       ROUND((CASE WHEN by_delivery AND to_deliver THEN GREATEST(volume, delivered)
                                   WHEN by_delivery THEN delivered
                                   ELSE volume END - invoiced)::numeric, 5) AS to_invoice
                  FROM delivery
            ),
            summary AS (
                SELECT order_id,
                       BOOL_OR(NOT is_technical) AS has_lines,
                       BOOL_OR(NOT is_technical
                               AND (goods_delivered OR (is_delivered_service AND delivered > 0))) AS delivered,
                       BOOL_OR(NOT is_technical AND to_deliver) AS left_to_deliver,
                       BOOL_AND(is_technical OR NOT to_deliver OR (goods_open AND goods_ready)) AS ready,
                       BOOL_OR(NOT is_technical AND to_invoice > 0) AS left_to_invoice,
                       BOOL_OR(NOT is_technical AND to_invoice < 0) AS over_invoiced,
                       BOOL_OR(NOT is_technical AND is_invoiced) AS invoiced,
                       BOOL_OR(is_unpaid) AS unpaid
                  FROM judged
              GROUP BY order_id
            )
            SELECT o.id, o.state,
                   o.ordered_on IS NOT NULL AS ordered,
                   o.preparation_done_on IS NOT NULL AS prepared,
                   COALESCE(s.has_lines, FALSE) AS has_lines,
                   COALESCE(s.delivered, FALSE) AS delivered,
                   COALESCE(s.left_to_deliver, FALSE) AS left_to_deliver,
                   COALESCE(s.ready, TRUE) AS ready,
                   COALESCE(s.left_to_invoice, FALSE) AS left_to_invoice,
                   COALESCE(s.over_invoiced, FALSE) AS over_invoiced,
                   COALESCE(s.invoiced, FALSE) AS invoiced,
                   COALESCE(s.unpaid, FALSE) AS unpaid
              FROM sale_order o
         LEFT JOIN summary s ON s.order_id = o.id
             WHERE o.id IN %(orders)s
            """,
            orders=tuple(self.ids) or (0,),
            settled=SETTLED_PAYMENT_STATES,
            inter_company_id=inter_company_id or 0,
        )

    @api.model
    def _status_values(self, facts):
        """Return the values of ``STATUS_FIELDS``, in that order, for the facts about one order.

        :param dict facts: one value of ``_get_status_facts``
        """
        status = self._lifecycle_status(facts)
        active = facts["state"] == "sale"
        to_deliver = active and facts["left_to_deliver"]
        to_invoice = active and facts["left_to_invoice"]
        return {
            "lifecycle_status": status,
            "fulfilment_stage": self._fulfilment_stage(status, facts),
            "is_settled": active
            and facts["invoiced"]
            and not (to_deliver or to_invoice or facts["over_invoiced"]),
            "is_left_to_deliver": to_deliver,
            "is_left_to_invoice": to_invoice,
        }

    @api.model
    def _lifecycle_status(self, facts):
        """Return the status of an order (001-1) from the facts about it."""
        if facts["state"] == "cancel":
            return "cancel"
        if facts["state"] != "sale":
            return "quotation"
        if facts["invoiced"] and not facts["left_to_invoice"]:
            if not facts["unpaid"] and not facts["left_to_deliver"]:
                return "done"
            return "dunning" if facts["dunned"] else "invoice"
        return "delivery" if facts["delivered"] else "order"

    @api.model
    def _fulfilment_stage(self, status, facts):
        """Return the order stage (004-11): false for a quotation, also for a cancelled one."""
        if status == "cancel":
            return "cancel" if facts["ordered"] else None
        if status == "quotation":
            return None
        if status == "done":
            return "done"
        # 004-12: everything is delivered or ready, and the clerk (or the final invoice) says that the work is done
        if facts["has_lines"] and facts["ready"] and (facts["prepared"] or status in ("invoice", "dunning")):
            return "waiting"
        return "open"

    def _get_dunning_kind(self):
        """Return the highest dunning level of the order's open invoices, or False (set by kontor_dunning)."""
        return False
