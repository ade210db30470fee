from odoo import api, fields, models
from odoo.tools import SQL

from .purchase_order_status_record import PURCHASE_STATUSES

#: The stored fields that follow from a supplier order's documents. Nobody writes them.
STATUS_FIELDS = ("lifecycle_status", "is_settled", "is_left_to_receive", "is_left_to_bill", "reached_billing")


class PurchaseOrder(models.Model):
    """The status of a supplier order, as a stored compute from its documents (000-8): the mirror of the sales order."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "kontor.lifecycle.mixin"]

    _status_model = "purchase.order.status"
    _transition_model = "purchase.order.status.transition"
    _print_model = "purchase.order.print"
    _dialog_model = "purchase.order.status.change"
    _status_fields = STATUS_FIELDS

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

    @api.model
    def _work_fields(self):
        return (*super()._work_fields(), "completed_on", "addendum_of_id")

    def _flush_status_sources(self):
        """Write pending changes of everything that ``_status_facts_query`` reads."""
        self.env["purchase.order"].flush_model(["state"])
        self.env["purchase.order.line"]._flush_position_sources()

    def _status_facts_query(self):
        """Return the query behind ``_get_status_facts``: one row per order, from the facts about its positions.


        - ``state``: core's state
        - ``received``: something was received
        - ``left_to_receive``: goods by their open stock moves, services controlled by receipt by their quantity
        - ``left_to_bill`` / ``over_billed``: less/more posted on bills than the order's volume
        - ``billed``: a posted bill contains positions
        - ``unpaid``: a posted bill is open
        - ``reached``: it was billed completely once; ``completed``: it stands at "Abgeschlossen" so far
        """
        orders = tuple(self.ids) or (0,)
        return SQL(
            """
            SELECT o.id, o.state,
                   o.reached_billing IS TRUE AS reached,
                   o.reached_billing IS TRUE AND o.lifecycle_status = 'done' AS completed,
                   COALESCE(s.received, FALSE) AS received,
                   COALESCE(s.left_to_receive, FALSE) AS left_to_receive,
                   COALESCE(s.left_to_bill, FALSE) AS left_to_bill,
                   COALESCE(s.over_billed, FALSE) AS over_billed,
                   COALESCE(s.billed, FALSE) AS billed,
                   COALESCE(s.unpaid, FALSE) AS unpaid
              FROM purchase_order o
         LEFT JOIN (
                SELECT order_id,
                       BOOL_OR(NOT is_technical AND has_receipt) AS received,
                       BOOL_OR(NOT is_technical AND to_receive) AS left_to_receive,
                       BOOL_OR(NOT is_technical AND to_bill > 0) AS left_to_bill,
                       BOOL_OR(NOT is_technical AND to_bill < 0) AS over_billed,
                       BOOL_OR(NOT is_technical AND has_bill) AS billed,
                       BOOL_OR(is_unpaid) AS unpaid
                  FROM %(facts)s
              GROUP BY order_id
                ) s ON s.order_id = o.id
             WHERE o.id IN %(orders)s
            """,
            orders=orders,
            facts=self.env["purchase.order.line"]._position_facts_call(
                SQL("ARRAY(SELECT id FROM purchase_order_line WHERE order_id IN %s AND display_type IS NULL)", orders)
            ),
        )

    @api.model
    def _status_values(self, facts):
        """Return the values of ``STATUS_FIELDS``, in that order, for the facts about one order.

        :param dict facts: one value of ``_get_status_facts``
        """
        status = self._lifecycle_status(facts)
        active = facts["state"] == "purchase"
        to_receive = active and facts["left_to_receive"]
        to_bill = active and facts["left_to_bill"]
        return {
            "lifecycle_status": status,
            "is_settled": active and facts["billed"] and not (to_receive or to_bill or facts["over_billed"]),
            "is_left_to_receive": to_receive,
            "is_left_to_bill": to_bill,
            "reached_billing": self._has_reached_billing(status, facts),
        }

    @api.model
    def _lifecycle_status(self, facts):
        """Return the status of a supplier order from the facts about it."""
        if facts["state"] == "cancel":
            return "cancel"
        if facts["state"] != "purchase":
            return "request"
        is_billed = facts["billed"] and not facts["left_to_bill"]
        if is_billed or facts["reached"]:
            is_over = is_billed and not facts["left_to_receive"]
            # what was completed stays so, whatever is exchanged or credited, until a payment is taken back
            return "done" if not facts["unpaid"] and (is_over or facts["completed"]) else "bill"
        return "receipt" if facts["received"] else "order"
