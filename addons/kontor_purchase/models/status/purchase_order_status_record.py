from odoo import api, fields, models

#: The statuses of a supplier order (000-8) in the order of its life.
PURCHASE_STATUSES = [
    ("request", "Request"),
    ("order", "Order"),
    ("receipt", "Receipt"),
    ("bill", "Bill"),
    ("done", "Completed"),
    ("cancel", "Cancelled"),
]

#: Every change that can ever be allowed. Settings can only forbid more.
PURCHASE_LAW = frozenset(
    {
        ("request", "order"),
        ("request", "receipt"),
        ("request", "cancel"),
        ("order", "request"),
        ("order", "receipt"),
        ("order", "bill"),
        ("order", "cancel"),
        ("receipt", "receipt"),  # one more part receipt
        ("receipt", "bill"),
        ("receipt", "cancel"),
        ("bill", "receipt"),  # billed before everything has come
        ("bill", "done"),
        ("bill", "cancel"),  # only while no bill is posted: the one that was, was reset to draft
    }
)


class PurchaseOrderStatus(models.Model):
    """A status of the supplier order's life, as a record: its name, and the documents printed in it."""

    _name = "purchase.order.status"
    _inherit = "kontor.status.mixin"
    _description = "Supplier Order Status"

    code = fields.Selection(PURCHASE_STATUSES, required=True, readonly=True)
    report_line_ids = fields.One2many("purchase.order.status.report", "status_id", string="Documents")
    transition_ids = fields.One2many("purchase.order.status.transition", "from_id", string="Allowed Changes")

    _code_unique = models.Constraint("UNIQUE(code)", "Each status exists only once.")


class PurchaseOrderStatusTransition(models.Model):
    """One cell of the transition table of supplier orders."""

    _name = "purchase.order.status.transition"
    _inherit = "kontor.status.transition.mixin"
    _description = "Supplier Order Status Change"

    from_id = fields.Many2one("purchase.order.status")
    to_id = fields.Many2one("purchase.order.status")

    @api.model
    def _status_law(self):
        return PURCHASE_LAW

    @api.model
    def _law_text(self, from_code, to_code):
        """Return the sentence that explains a change which the law of the table forbids."""
        if from_code == to_code:
            return self.env._("The supplier order is already in this status.")
        if from_code == "cancel":
            return self.env._("A cancelled supplier order stays cancelled. Duplicate it instead.")
        if from_code == "done":
            return self.env._(
                "A completed supplier order stays completed. When its payment is reversed, it goes back to “Bill” by itself."
            )
        if to_code == "cancel":
            return self.env._(
                "The supplier has billed this order already. Return the goods and record the credit note instead."
            )
        if to_code == "request" or (from_code, to_code) in (("receipt", "order"), ("bill", "order")):
            return self.env._("Something has been received or billed already; the supplier order can't go back.")
        if to_code == "done":
            return self.env._("A supplier order is completed when everything is received, billed and paid.")
        if to_code == "bill":
            return self.env._("A request is ordered before it is billed.")
        return super()._law_text(from_code, to_code)


class PurchaseOrderStatusReport(models.Model):
    """The print assignment: which document a status of the supplier order prints."""

    _name = "purchase.order.status.report"
    _inherit = ["kontor.shared.settings.mixin", "kontor.status.report.mixin"]
    _description = "Document of a Supplier Order Status"
    _order = "status_id, sequence, id"
    _rec_name = "report_id"

    status_id = fields.Many2one("purchase.order.status", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    report_id = fields.Many2one(
        "ir.actions.report",
        string="Document",
        required=True,
        ondelete="cascade",
        domain="[('model', '=', 'purchase.order')]",
    )


class PurchaseOrderPrint(models.Model):
    """The print log of supplier orders: one row for each document of an order that was printed or sent."""

    _name = "purchase.order.print"
    _inherit = "kontor.print.log.mixin"
    _description = "Printed Supplier Order Document"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    status = fields.Selection(PURCHASE_STATUSES, required=True, readonly=True)

    _order_status_idx = models.Index("(order_id, status)")
