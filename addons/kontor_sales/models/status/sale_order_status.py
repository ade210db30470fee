from odoo import api, fields, models
from odoo.tools import SQL

from .order_status import ORDER_STATUSES

#: The stored fields that follow from an order's documents. Nobody writes them.
STATUS_FIELDS = (
    "lifecycle_status",
    "fulfilment_stage",
    "is_settled",
    "is_left_to_deliver",
    "is_left_to_invoice",
    "reached_billing",
)


class SaleOrder(models.Model):
    """The status of an order, as a stored compute from its documents (001-1, 000-7, 002-4, 004-3, 004-11, 004-13)."""

    _name = "sale.order"
    _inherit = ["sale.order", "kontor.lifecycle.mixin"]

    _status_model = "order.status"
    _transition_model = "order.status.transition"
    _dialog_model = "order.status.change"
    _status_fields = STATUS_FIELDS

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
            ("unpaid", "Delivered, Unpaid"),
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
        "order_line.move_ids.state",
        "order_line.invoice_lines.move_id.state",  # posted or not: what a draft says counts for nothing
        "order_line.invoice_lines.move_id.payment_state",
    )
    def _compute_lifecycle_status(self):
        return super()._compute_lifecycle_status()

    @api.model
    def _work_fields(self):
        return (*super()._work_fields(), "ordered_on", "preparation_done_on", "completed_on", "addendum_of_id")

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
            - ``reached``: it was invoiced completely once; ``completed``: it stands at "Abgeschlossen" so far
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
        """Return the query behind ``_get_status_facts``: one row per order, from the facts about its positions.

        For products invoiced on delivered quantities, what is still going to be delivered is still going to be invoiced
        (000-6).
        """
        orders = tuple(self.ids) or (0,)
        return SQL(
            """
            SELECT o.id, o.state,
                   o.ordered_on IS NOT NULL AS ordered,
                   o.preparation_done_on IS NOT NULL AS prepared,
                   o.reached_billing IS TRUE AS reached,
                   o.reached_billing IS TRUE AND o.lifecycle_status = 'done' AS completed,
                   COALESCE(s.has_lines, FALSE) AS has_lines,
                   COALESCE(s.delivered, FALSE) AS delivered,
                   COALESCE(s.left_to_deliver, FALSE) AS left_to_deliver,
                   COALESCE(s.ready, TRUE) AS ready,
                   COALESCE(s.left_to_invoice, FALSE) AS left_to_invoice,
                   COALESCE(s.over_invoiced, FALSE) AS over_invoiced,
                   COALESCE(s.invoiced, FALSE) AS invoiced,
                   COALESCE(s.unpaid, FALSE) AS unpaid
              FROM sale_order o
         LEFT JOIN (
                SELECT order_id,
                       BOOL_OR(NOT is_technical) AS has_lines,
                       BOOL_OR(NOT is_technical AND has_delivery) AS delivered,
                       BOOL_OR(NOT is_technical AND to_deliver) AS left_to_deliver,
                       BOOL_AND(is_technical OR is_ready) AS ready,
                       BOOL_OR(NOT is_technical AND to_invoice > 0) AS left_to_invoice,
                       BOOL_OR(NOT is_technical AND to_invoice < 0) AS over_invoiced,
                       BOOL_OR(NOT is_technical AND has_invoice) AS invoiced,
                       BOOL_OR(is_unpaid) AS unpaid
                  FROM %(facts)s
              GROUP BY order_id
                ) s ON s.order_id = o.id
             WHERE o.id IN %(orders)s
            """,
            orders=orders,
            facts=self.env["sale.order.line"]._position_facts_call(
                SQL("ARRAY(SELECT id FROM sale_order_line WHERE order_id IN %s AND display_type IS NULL)", orders)
            ),
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
            "is_settled": active and facts["invoiced"] and not (to_deliver or to_invoice or facts["over_invoiced"]),
            "is_left_to_deliver": to_deliver,
            "is_left_to_invoice": to_invoice,
            "reached_billing": self._has_reached_billing(status, facts),
        }

    @api.model
    def _lifecycle_status(self, facts):
        """Return the status of an order (001-1) from the facts about it."""
        if facts["state"] == "cancel":
            return "cancel"
        if facts["state"] != "sale":
            return "quotation"
        is_billed = facts["invoiced"] and not facts["left_to_invoice"]
        if is_billed or facts["reached"]:
            is_over = is_billed and not facts["left_to_deliver"]
            # what was completed stays so, whatever is exchanged or credited, until a payment is taken back (001-3)
            if not facts["unpaid"] and (is_over or facts["completed"]):
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
        if status == "done" and not facts["left_to_deliver"]:  # else goods are being exchanged
            return "done"
        billed = status in self._billing_statuses
        if billed and not facts["left_to_deliver"]:
            return "unpaid"
        # 004-12: goods are left to deliver, all of them are ready (services alone never are), and the clerk (or the final
        # invoice) says that the work is done
        if facts["left_to_deliver"] and facts["ready"] and (facts["prepared"] or billed):
            return "waiting"
        return "open"

    def _get_dunning_kind(self):
        """Return the highest dunning level of the order's open invoices, or False (set by kontor_dunning)."""
        return False
